package switchboard.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.ClassBeside;
import switchboard.testing.Answer;
import switchboard.testing.ServerProcess;

/** Answers that nobody reads: 300 lists of 4.2 MB ended a server of 256 MB. */
class UnreadAnswersIT {
    private static final int REQUESTS = 300;
    private static final int CLASSES = 20;

    @TempDir
    private Path data;

    @Test
    void listsAndSessionsThatNobodyReadsTakeNoMoreThanTheirBudget_I5() throws Exception {
        try (ServerProcess server = ServerProcess.in(data)
                        .withHeap("64m")
                        .with("switchboard.rate.student", 1_000_000)
                        .with("switchboard.rate.instructor", 1_000_000)
                        .start();
                ClassBeside room = ClassBeside.on(server, data);
                Attacker attacker = Attacker.from("127.0.0.66", server.port())) {
            String large = largeClasses(server);
            room.goesOnDuring(() -> {
                for (String path : List.of(
                        "/api/sessions", "/api/sessions/" + large, "/api/sessions/" + large + "/participants")) {
                    List<Socket> unread = new ArrayList<>();
                    for (int i = 0; i < REQUESTS; i++) {
                        // A second one, so that nothing is gained by asking on without reading.
                        Socket socket = attacker.openNarrow();
                        Attacker.send(socket, Attacker.get(path).repeat(2));
                        unread.add(socket);
                    }
                    assertThat(server.api().session(room.session()).status()).isEqualTo(200);
                    assertThat(server.api().get("/api/sessions?limit=1").status())
                            .isEqualTo(200);
                    assertThat(statuses(unread)).as(path).contains(200, 503);
                    close(unread);
                }
            });
        }
    }

    /** Of 2,000 students with ids of 50 characters. */
    private static String largeClasses(ServerProcess server) {
        List<String> students =
                IntStream.range(0, 2_000).mapToObj("%050d"::formatted).toList();
        String last = "";
        for (int i = 0; i < CLASSES; i++) {
            Answer created = server.api().createSession("Large " + i, "attacker", students);
            last = created.expect(201).json().path("session").path("id").textValue();
        }
        return last;
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

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
