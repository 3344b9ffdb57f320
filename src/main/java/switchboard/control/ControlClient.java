package switchboard.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import switchboard.protocol.frames.ProtocolJson;

/** Gives orders to the server that runs on a data folder. */
public final class ControlClient {
    /** A school has no more teachers than fit. */
    private static final int MAX_REPLY = 16 * 1024 * 1024;

    private ControlClient() {}

    /**
     * Gives an order, and waits until it is done.
     *
     * @throws IOException if no server answers there, or not with a reply
     */
    public static Reply give(Path data, Order order) throws IOException {
        try (SocketChannel server = SocketChannel.open(UnixDomainSocketAddress.of(data.resolve(ControlSocket.FILE)))) {
            Lines.write(server, ProtocolJson.MAPPER.writeValueAsString(order));
            String line = Lines.read(server, MAX_REPLY);
            if (line.isEmpty()) {
                throw new IOException("it has hung up");
            }
            return ProtocolJson.MAPPER.readValue(line, Reply.class);
        }
    }
}
