package switchboard.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.protocol.frames.CloseReason;
import switchboard.testing.Drafts;
import switchboard.testing.TestTicker;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.LogLines;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.TestSession;

/**
 * Each connection that the server closes, each WebSocket that it refuses and each failure is one line of the log: with
 * its event, its fields and a sentence, and without a trace. Those who were cut as silent had none; a failure had
 * twenty.
 */
class LoggedEndsTest {
    private static final int MAX_MESSAGE = 131_072;

    @TempDir
    private Path data;

    private final TestTicker ticker = new TestTicker();
    private LogLines log;
    private RunningServer server;

    @BeforeEach
    void start() {
        log = LogLines.listen();
        server = RunningServer.in(data)
                .ticker(ticker)
                .with("switchboard.connection.sweep-interval", "50ms")
                .with("switchboard.connection.max-message", MAX_MESSAGE)
                .with("switchboard.rate.student", 1)
                .with("switchboard.rate.instructor", 100_000)
                .with("switchboard.rate.flooding-factor", 2)
                .start();
    }

    @AfterEach
    void end() {
        server.close();
        log.close();
    }

    /**
     * Of all reasons but a failure and a shutdown, which is one line for all: see below. That of a damaged history is
     * in DamagedDatabaseTest, that of a full server in PoolsIT, that of a token in TokenModeTest.
     */
    @ParameterizedTest
    @EnumSource(
            value = CloseReason.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {
                "INTERNAL_ERROR",
                "HISTORY_DAMAGED",
                "SHUTDOWN",
                "FULL",
                "TOO_MUCH_UNREAD",
                "TOKEN_EXPIRED",
                "TOKEN_REVOKED"
            })
    void aCloseIsOneLineWithItsReason(CloseReason reason) {
        try (TestSession room = TestSession.of(server, "ann")) {
            RecordingClient ann = room.join(server.student(room.session(), "ann")
                    .subprotocol(TestSession.V2)
                    .receiveBuffer(4_096));
            RecordingClient teacher = room.teacherV2();
            provoke(reason, room, ann, teacher);

            // What replaces a connection is a connection, whose line tells of both.
            String event = reason == CloseReason.REPLACED ? "connection_replaced" : "connection_closed";
            String line = log.await(event, room.session(), " user=ann ");
            assertThat(line).contains(" connection=");
            if (reason != CloseReason.REPLACED) {
                assertThat(line).contains(" reason=" + reason.name().toLowerCase(Locale.ROOT));
            }
            assertIsOneLine(line);
            if (reason != CloseReason.TOO_SLOW) {
                ann.awaitEnd();
            }
            assertThat(log.of("connection_closed", room.session(), " user=ann ").size()
                            + log.of("connection_replaced", room.session(), " user=ann ")
                                    .size())
                    .as("lines about the end of one connection")
                    .isEqualTo(1);
            assertThat(log.holding("secret")).as("content in the log").isEmpty();
        }
    }

    private void provoke(CloseReason reason, TestSession room, RecordingClient ann, RecordingClient teacher) {
        switch (reason) {
            case SESSION_ENDED -> room.end();
            case REMOVED -> {
                server.api().addStudents(room.session(), "bob").expect(200);
                server.api().removeStudent(room.session(), "ann").expect(200);
            }
            case REPLACED -> room.studentV2("ann");
            case TOO_SLOW -> {
                ann.stopReading();
                for (int i = 0; i < 40; i++) {
                    teacher.send(Drafts.broadcast("secret".repeat(5_000)));
                    teacher.awaitMessage();
                }
                ticker.advance(Duration.ofSeconds(6));
            }
            case FLOODING -> {
                for (int i = 0; i < 5; i++) {
                    ann.send(Drafts.question("secret"));
                }
            }
            case FRAME_TOO_LARGE -> ann.sendFrame(true, 1, new byte[MAX_MESSAGE + 1]);
            case INVALID_UTF8 -> ann.sendFrame(true, 1, new byte[] {(byte) 0xff});
            case PROTOCOL_ERROR -> ann.sendFrame(true, 3, new byte[0]);
            case MESSAGE_TOO_SLOW -> {
                ann.sendFrame(false, 1, new byte[] {'{'});
                ann.ping("the beginning was read").awaitPong();
                ticker.advance(Duration.ofSeconds(31));
            }
            default -> throw new AssertionError("how is " + reason + " provoked?");
        }
    }

    @Test
    void aSilentConnectionThatIsCutIsOneLine() {
        try (TestSession room = TestSession.of(server, "ann")) {
            RecordingClient ann =
                    room.join(server.student(room.session(), "ann").withoutPongs());
            ticker.advance(Duration.ofSeconds(61));
            ann.awaitEnd();

            assertIsOneLine(log.await("connection_closed", room.session(), " user=ann ", " reason=silent"));
            assertThat(log.of("connection_closed", room.session())).hasSize(1);
        }
    }

    @Test
    void aShutdownIsOneLineForAllConnections() {
        String session = server.session("teacher", "ann", "ben");
        try (RecordingClient ann = server.student(session, "ann").open();
                RecordingClient ben = server.student(session, "ben")
                        .subprotocol(TestSession.V2)
                        .open()) {
            ann.awaitSystem("history_complete");
            ben.awaitSystem("history_complete");
            server.stop();
            ann.awaitEnd();
            ben.awaitEnd();
        }

        assertThat(log.await("connections_closing")).contains(" 2 connections");
        assertThat(log.of("connection_closed")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"not_enrolled", "session_not_found", "invalid_role", "invalid_user_id"})
    void aRefusedWebSocketIsOneLine(String reason) {
        try (TestSession room = TestSession.of(server, "ann")) {
            String session =
                    reason.equals("session_not_found") ? "01a20ce0-0000-7000-8000-000000000000" : room.session();
            String user = reason.equals("invalid_user_id") ? "a%0Ab" : "eve";
            String role = reason.equals("invalid_role") ? "king" : "student";
            server.client(session, user, role, "").refused();

            String line = log.await("upgrade_refused", " reason=" + reason, session);
            assertIsOneLine(line);
            assertThat(line.contains(" user=eve")).isEqualTo(!reason.equals("invalid_user_id"));
            assertThat(log.of("upgrade_refused")).hasSize(1);
        }
    }

    @Test
    void aConnectionThatFailsIsOneLine() {
        try (TestSession room = TestSession.of(server, "ann")) {
            RecordingClient ann = room.student("ann");
            server.failConnection("*");
            ann.awaitEnd();

            assertIsOneLine(log.await(
                    "connection_failed", room.session(), " user=ann", " connection=", "NullPointerException"));
            assertThat(log.holding("NullPointerException")).hasSize(1);
        }
    }

    @Test
    void aClassThatFailsIsOneLine() {
        try (TestSession room = TestSession.of(server, "ann")) {
            RecordingClient teacher = room.teacherV2();
            server.failSession(room.session());
            teacher.send(Drafts.broadcast("still here"));
            teacher.awaitMessage();

            assertIsOneLine(log.await("session_failed", room.session(), "poisoned by a test"));
            assertThat(log.holding("poisoned by a test")).hasSize(1);
        }
    }

    @Test
    void aHubThatFailsIsOneLine() {
        server.session("teacher", "ann"); // so that it serves, and nothing waits in it that would be lost
        server.failHub();
        server.session("teacher", "ben");

        assertIsOneLine(log.await("actor_failed", " actor=hub", "IllegalStateException: poisoned by a test"));
        assertThat(log.holding("poisoned by a test")).hasSize(1);
    }

    private static void assertIsOneLine(String line) {
        assertThat(line.stripTrailing().lines()).as(line).hasSize(1);
    }
}
