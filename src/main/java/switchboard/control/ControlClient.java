package switchboard.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import switchboard.protocol.frames.ProtocolJson;

/** Asks the server that runs on a data folder. */
public final class ControlClient {
    private ControlClient() {}

    /** No server answers there. */
    public static final class NobodyAnswers extends Exception {
        private static final long serialVersionUID = 1L;

        private NobodyAnswers(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Asks it, and waits for the answer. */
    public static ControlAnswer ask(Path data, ControlRequest request) throws NobodyAnswers {
        Path file = data.resolve(ControlSocket.FILE).toAbsolutePath();
        try (SocketChannel server = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
            ControlSocket.write(server, request);
            return ProtocolJson.MAPPER.readValue(ControlSocket.readLine(server), ControlAnswer.class);
        } catch (JsonProcessingException e) {
            throw new NobodyAnswers("the server in " + data + " broke off", e);
        } catch (IOException e) {
            String why =
                    Files.exists(file) ? "you may not open " + file + ", or it is left from one that was killed" : "";
            throw new NobodyAnswers(
                    "no server runs on the data folder " + data.toAbsolutePath()
                            + (why.isEmpty() ? "" : " (" + why + ")")
                            + ": start it, or name its folder by SWITCHBOARD_DATA or --config",
                    e);
        }
    }
}
