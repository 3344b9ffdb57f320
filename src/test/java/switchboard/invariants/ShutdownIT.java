package switchboard.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.store.sqlite.RawDatabase;
import switchboard.testing.Drafts;
import switchboard.testing.Received.Text;
import switchboard.testing.RecordingClient;
import switchboard.testing.ServerProcess;

/**
 * I10: after SIGTERM nobody new gets in, everything accepted is committed and answered, every socket gets {@code closing}
 * and 1012, the database is checkpointed and closed.
 */
class ShutdownIT {
    /** What I10 promises. */
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(10);

    @TempDir
    private Path data;

    private ServerProcess start() {
        return ServerProcess.in(data)
                .with("switchboard.rate.student", 1_000_000)
                .with("switchboard.rate.instructor", 1_000_000)
                .start();
    }

    @Test
    void i10SigtermUnderLoadClosesEverySocketInOrderAndLosesNothing() {
        ServerProcess[] server = {start()};
        try (Classroom room =
                Classroom.on(server[0].api(), () -> server[0].port(), data, 6).full(2)) {
            try (Talk talk = room.talk(new SplittableRandom())) {
                room.awaitMore(60);
                server[0].terminate();
                talk.awaitSilence();
            }
            for (Person person : room.people()) {
                person.client().awaitEnd();
                Text closing = person.client().systems("closing").get(0);
                assertThat(closing.code()).isEqualTo("shutdown");
                assertThat(closing.content().path("reconnect").booleanValue()).isTrue();
                assertThat(closing.content().path("retry_after_ms").isIntegralNumber())
                        .isTrue();
                assertThat(person.client().received())
                        .anyMatch(received -> received.toString().startsWith("close 1012"));
            }
            assertThat(server[0].awaitExit(DRAINED_WITHIN))
                    .as(server[0].output())
                    .isZero();
            Path log = data.resolve("switchboard.db-wal");
            assertThat(Files.notExists(log) || log.toFile().length() == 0)
                    .as("the write-ahead log is in the database")
                    .isTrue();

            server[0] = start();
            room.people().forEach(Person::comeBack);
            room.assertAllGotAllThatIsStored();
        } finally {
            server[0].close();
        }
    }

    @Test
    void i10WhileDrainingNobodyGetsInAndASecondSignalEndsAtOnce() throws Exception {
        try (ServerProcess server = start();
                Classroom room =
                        Classroom.on(server.api(), server::port, data, 1).full(1);
                RawDatabase other = new RawDatabase(data)) {
            other.execute("BEGIN IMMEDIATE"); // so that what is accepted cannot be committed yet
            room.students().get(0).client().send(Drafts.question("on its way"));
            room.students().get(0).client().ping("taken").awaitPong();
            server.terminate();
            server.awaitOutput("stopping");

            assertThat(refused(server, room))
                    .as("somebody new while the server drains")
                    .isTrue();
            server.terminate();

            assertThat(server.awaitExit()).as("128 + SIGTERM").isEqualTo(143);
        }
    }

    private static boolean refused(ServerProcess server, Classroom room) {
        Eventually.holds(
                "the server admits nobody",
                () -> server.api().get("/health/ready").status() == 503);
        return RecordingClient.to(
                        "127.0.0.1", server.port(), "/ws?user_id=t9&role=instructor&session_id=" + room.session())
                .refused()
                .expectError(503, "unavailable")
                .header("Retry-After")
                .isPresent();
    }
}
