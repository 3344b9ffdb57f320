package switchboard.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.testing.Drafts;
import switchboard.testing.SeededTest;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/**
 * Bytes that nobody foresaw: they end no process, disturb no other client, store nothing that is no message, and leave
 * no exception in the log.
 */
class HostileInputTest {
    private static final int INPUTS = 30;
    private static final String FRAME =
            "{\"type\":\"instructor_inbox\",\"context\":\"lab\",\"to_user\":null,\"content\":{\"a\":[1.5e3,\"é\\u0000\"]}}";
    private static final String REQUEST =
            "POST /api/sessions?x=%20 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
    private static final String UPGRADE =
            "GET /ws?user_id=ann&role=student&session_id=SESSION HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(1_000_000)
            .with("switchboard.sessions.joins-per-user", 1_000_000)
            .with("switchboard.sessions.max-replaced", 1_000));

    @SeededTest(seeds = 4)
    void damagedFramesAreAnsweredOneByOne(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (TestSession room = SERVER.room("ann", "bob")) {
            RecordingClient teacher = room.teacher();
            RecordingClient ann = room.student("ann");
            for (int i = 0; i < INPUTS * 10; i++) {
                // Damaged as characters, so that it is text whatever happens to it.
                ann.send(new String(damaged(random, FRAME), StandardCharsets.ISO_8859_1));
            }
            ann.send(Drafts.of("marker"));
            ann.awaitUntil(text -> text.raw().contains("type: marker"));
            room.student("bob").send(Drafts.question("undisturbed"));
            teacher.awaitUntil(text -> text.raw().contains("undisturbed"));

            assertThat(teacher.messages().size()
                            - 1
                            + ann.systems("message_error").size()
                            - 1)
                    .isEqualTo(INPUTS * 10);
            assertThat(teacher.messages()).extracting(Text::type).containsOnly("instructor_inbox");
        }
    }

    @SeededTest(seeds = 4)
    void damagedSocketsEndAlone(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (TestSession room = SERVER.room("ann", "bob")) {
            RecordingClient teacher = room.teacher();
            RecordingClient bob = room.student("bob");
            for (int i = 0; i < INPUTS; i++) {
                RecordingClient ann = room.student("ann");
                byte[] bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
                ann.sendRaw(bytes);
                if (random.nextBoolean()) {
                    ann.abort();
                } else {
                    ann.close();
                }
            }
            bob.send(Drafts.question("undisturbed"));
            teacher.awaitUntil(text -> text.raw().contains("undisturbed"));
        }
    }

    @SeededTest(seeds = 4)
    void damagedRequestsAreAnsweredOrClosed(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        try (TestSession room = SERVER.room("ann", "bob")) {
            RecordingClient teacher = room.teacher();
            for (int i = 0; i < INPUTS; i++) {
                String whole = random.nextBoolean() ? REQUEST : UPGRADE.replace("SESSION", room.session());
                try (Socket socket = new Socket("127.0.0.1", SERVER.get().port())) {
                    socket.getOutputStream().write(damaged(random, whole));
                    if (random.nextBoolean()) {
                        socket.setSoLinger(true, 0);
                    }
                }
            }
            room.student("bob").send(Drafts.question("undisturbed"));
            teacher.awaitUntil(text -> text.raw().contains("undisturbed"));
            SERVER.api().get("/health/live").expect(200);
        }
    }

    /** One to three bytes of it replaced, removed or repeated. */
    private static byte[] damaged(SplittableRandom random, String text) {
        StringBuilder damaged =
                new StringBuilder(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        for (int i = random.nextInt(1, 4); i > 0 && damaged.length() > 0; i--) {
            int at = random.nextInt(damaged.length());
            switch (random.nextInt(4)) {
                case 0 -> damaged.setCharAt(at, (char) random.nextInt(256));
                case 1 -> damaged.deleteCharAt(at);
                case 2 -> damaged.insert(at, damaged.charAt(at));
                default -> damaged.setLength(Math.max(1, at));
            }
        }
        return damaged.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
