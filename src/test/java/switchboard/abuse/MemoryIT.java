package switchboard.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.people.SessionBeside;
import switchboard.testing.client.ClientFrames;
import switchboard.testing.server.ServerProcess;

/**
 * What never comes to its end, and what nobody reads: each takes more than the server has, one attack after the other.
 */
class MemoryIT {
    private static final int ALMOST_A_MEBIBYTE = (1 << 20) - 1;
    private static final int LARGE_CLASSES = 20;
    private static final int UNREAD = 200;

    /** More of them than fit into the heap. */
    private static final int UNFINISHED = 80;

    @TempDir
    private static Path data;

    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = SmallServer.in(data)
                // So that the refusal is read before the end, however busy this machine is.
                .with("switchboard.http.linger-within", "30s")
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** 300 of them ended a server of 256 MB. */
    @Test
    void bodiesThatLackTheirLastByteTakeNoMoreThanTheirBudget_I5() throws Exception {
        sendBodies(UNFINISHED, session -> Attacker.post("/api/sessions", 1 << 20) + " ".repeat(ALMOST_A_MEBIBYTE));
    }

    @Test
    void bodiesOfMessagesCountTheSame_I5() throws Exception {
        sendBodies(
                UNFINISHED,
                session -> Attacker.post("/api/sessions/" + session + "/messages", 1 << 20)
                        + "{\"user_id\":\"teacher\",\"role\":\"instructor\",\"content\":\""
                        + "x".repeat(ALMOST_A_MEBIBYTE - 100));
    }

    /** Each byte was an object of its own, of a hundred bytes. */
    @Test
    void bodiesInChunksOfOneByteTakeNoMoreThanTheirBytes_I5() throws Exception {
        String chunks = "1\r\nx\r\n".repeat(ALMOST_A_MEBIBYTE / 4);
        sendBodies(
                UNFINISHED / 2,
                session -> "POST /api/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n" + chunks);
    }

    /** 241 of them ended a server of 256 MB. */
    @Test
    void messagesWithoutTheirLastFragmentTakeNoMoreThanTheirBudget_I5() throws Exception {
        String own = server.api().createdSession("Own", "attacker", List.of("ann"));
        byte[] unfinished = ClientFrames.frame(ClientFrames.TEXT, new byte[ALMOST_A_MEBIBYTE], 0);
        attack((room, attacker) -> {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < UNFINISHED; i++) {
                Socket socket = attacker.send(Attacker.join(own, "a" + i, "instructor", false));
                socket.getOutputStream().write(unfinished);
                sockets.add(socket);
            }
            assertThat(server.api().session(room.session()).status()).isEqualTo(200);
            Attacker.awaitOnOneOf(sockets, "\"code\":\"full\",\"reconnect\":true");
        });
    }

    /** 300 lists of 4.2 MB ended a server of 256 MB. */
    @Test
    void listsAndSessionsThatNobodyReadsTakeNoMoreThanTheirBudget_I5() throws Exception {
        String large = largeClasses();
        attack((room, attacker) -> {
            for (String path :
                    List.of("/api/sessions", "/api/sessions/" + large, "/api/sessions/" + large + "/participants")) {
                List<Socket> unread = new ArrayList<>();
                for (int i = 0; i < UNREAD; i++) {
                    // A second one, so that nothing is gained by asking on without reading.
                    Socket socket = attacker.openNarrow();
                    Attacker.send(socket, Attacker.get(path).repeat(2));
                    unread.add(socket);
                }
                assertThat(server.api().session(room.session()).status()).isEqualTo(200);
                assertThat(server.api().get("/api/sessions?limit=1").status()).isEqualTo(200);
                assertThat(Attacker.statuses(unread)).as(path).contains(200, 503);
                for (Socket socket : unread) {
                    socket.close();
                }
            }
        });
    }

    private interface Attack {
        void by(SessionBeside room, Attacker attacker) throws IOException;
    }

    private static void attack(Attack attack) throws Exception {
        try (SessionBeside room = SessionBeside.on(server, data);
                Attacker attacker = Attacker.from("127.0.0.66", server.port())) {
            room.goesOnDuring(() -> attack.by(room, attacker));
        }
    }

    /** @param body what each socket sends, of the session beside it */
    private static void sendBodies(int bodies, UnaryOperator<String> body) throws Exception {
        attack((room, attacker) -> {
            String unfinished = body.apply(room.session());
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < bodies; i++) {
                Socket socket = attacker.open();
                sockets.add(socket);
                try {
                    Attacker.send(socket, unfinished);
                } catch (SocketException cut) {
                    // It was refused while it was still sending, and may have read why.
                }
            }
            assertThat(server.api().session(room.session()).status()).isEqualTo(200);
            server.api().createdSession("Another", "teacher", List.of("ann"));
            Attacker.awaitOnOneOf(sockets, "HTTP/1.1 503");
        });
    }

    /** Of 2,000 students with ids of 50 characters. */
    private static String largeClasses() {
        List<String> students =
                IntStream.range(0, 2_000).mapToObj("%050d"::formatted).toList();
        String last = "";
        for (int i = 0; i < LARGE_CLASSES; i++) {
            last = server.api().createdSession("Large " + i, "attacker", students);
        }
        return last;
    }
}
