package switchboard.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.ClassBeside;
import switchboard.testing.ServerProcess;

/** Bodies that never come to their end: 300 of them ended a server of 256 MB. */
class BodiesIT {
    private static final int BODIES = 150;
    private static final int ALMOST_ALL = (1 << 20) - 1;

    @TempDir
    private Path data;

    @Test
    void bodiesThatLackTheirLastByteTakeNoMoreThanTheirBudget_I5() throws Exception {
        attackWith(session -> Attacker.post("/api/sessions", 1 << 20) + " ".repeat(ALMOST_ALL));
    }

    @Test
    void bodiesOfMessagesCountTheSame_I5() throws Exception {
        attackWith(session -> Attacker.post("/api/sessions/" + session + "/messages", 1 << 20)
                + "{\"user_id\":\"teacher\",\"role\":\"instructor\",\"content\":\""
                + "x".repeat(ALMOST_ALL - 100));
    }

    /** Each byte was an object of its own, of a hundred bytes. */
    @Test
    void bodiesInChunksOfOneByteTakeNoMoreThanTheirBytes_I5() throws Exception {
        String chunks = "1\r\nx\r\n".repeat(ALMOST_ALL / 4);
        attackWith(session -> "POST /api/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n" + chunks);
    }

    /** @param attack what each socket sends, of the class beside it */
    private void attackWith(UnaryOperator<String> attack) throws Exception {
        try (ServerProcess server = ServerProcess.in(data)
                        .withHeap("64m")
                        // So that the refusal is read before the end, however busy this machine is.
                        .with("switchboard.http.linger-within", "30s")
                        .with("switchboard.rate.student", 1_000_000)
                        .with("switchboard.rate.instructor", 1_000_000)
                        .start();
                ClassBeside room = ClassBeside.on(server, data);
                Attacker attacker = Attacker.from("127.0.0.66", server.port())) {
            room.goesOnDuring(() -> {
                String unfinished = attack.apply(room.session());
                List<Socket> sockets = new ArrayList<>();
                for (int i = 0; i < BODIES; i++) {
                    Socket socket = attacker.open();
                    sockets.add(socket);
                    try {
                        Attacker.send(socket, unfinished);
                    } catch (SocketException cut) {
                        // It was refused while it was still sending, and may have read why.
                    }
                }
                assertThat(server.api().session(room.session()).status()).isEqualTo(200);
                assertThat(server.api()
                                .createSession("Another", "teacher", List.of("ann"))
                                .status())
                        .isEqualTo(201);
                assertThat(statuses(sockets)).contains(503);
            });
        }
    }

    private static List<Integer> statuses(List<Socket> sockets) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        for (Socket socket : sockets) {
            try {
                statuses.add(Attacker.status(socket));
            } catch (SocketException cut) {
                statuses.add(0);
            }
        }
        return statuses;
    }
}
