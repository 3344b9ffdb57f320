package switchboard.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.ClassBeside;
import switchboard.testing.ClientFrames;
import switchboard.testing.Room;
import switchboard.testing.ServerProcess;

/** WebSocket messages without their last fragment: 241 of them ended a server of 256 MB. */
class UnfinishedMessagesIT {
    private static final int MESSAGES = 120;

    @TempDir
    private Path data;

    @Test
    void messagesWithoutTheirLastFragmentTakeNoMoreThanTheirBudget_I5() throws Exception {
        try (ServerProcess server = ServerProcess.in(data)
                        .withHeap("64m")
                        .with("switchboard.rate.student", 1_000_000)
                        .with("switchboard.rate.instructor", 1_000_000)
                        .start();
                ClassBeside room = ClassBeside.on(server, data);
                Attacker attacker = Attacker.from("127.0.0.66", server.port())) {
            String own = server.api()
                    .createSession("Own", "attacker", List.of("ann"))
                    .expect(201)
                    .json()
                    .path("session")
                    .path("id")
                    .textValue();
            byte[] unfinished = ClientFrames.frame(ClientFrames.TEXT, new byte[(1 << 20) - 1], 0);
            room.goesOnDuring(() -> {
                List<Socket> sockets = new ArrayList<>();
                for (int i = 0; i < MESSAGES; i++) {
                    Socket socket = attacker.send(Attacker.join(own, "a" + i, "instructor", false));
                    socket.getOutputStream().write(unfinished);
                    sockets.add(socket);
                }
                assertThat(server.api().session(room.session()).status()).isEqualTo(200);
                Room.retried(() -> {
                    assertThat(sockets)
                            .anySatisfy(socket ->
                                    assertThat(whatCame(socket)).contains("\"code\":\"full\",\"reconnect\":true"));
                    return sockets;
                });
            });
        }
    }

    private static String whatCame(Socket socket) {
        try {
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(in.available()), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
