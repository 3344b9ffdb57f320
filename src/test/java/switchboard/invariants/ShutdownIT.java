package switchboard.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.people.Classroom;
import switchboard.invariants.people.Eventually;
import switchboard.invariants.people.Person;
import switchboard.invariants.people.Talk;
import switchboard.store.sqlite.RawDatabase;
import switchboard.testing.Drafts;
import switchboard.testing.Seeds;
import switchboard.testing.client.Answer;
import switchboard.testing.client.Caller;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.ServerProcess;

/**
 * I10: after SIGTERM nobody new gets in, everything accepted is committed and answered, every socket gets
 * {@code closing} and 1012, the database is checkpointed and closed.
 */
class ShutdownIT {
    /** What I10 promises. */
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(10);

    private static final int POLLERS = 10;

    @TempDir
    private Path data;

    private ServerProcess start() {
        return start("1s");
    }

    /** @param busy how long the server waits for a lock of another program: the longest is 2 s */
    private ServerProcess start(String busy) {
        return ServerProcess.in(data)
                .withRates(1_000_000)
                .with("switchboard.sqlite.busy-timeout", busy)
                .start();
    }

    @Test
    void i10SigtermUnderLoadClosesEverySocketInOrderAndLosesNothing() {
        ServerProcess[] server = {start()};
        try (Classroom room =
                Classroom.on(server[0].api(), () -> server[0].port(), data, 6).full(2)) {
            try (Talk talk = room.talk(Seeds.random())) {
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
        try (ServerProcess server = start("2s"); // it drains for twice that
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

    @Test
    void i10EveryPollThatWaitsIsAnsweredBeforeTheServerEnds() {
        try (ServerProcess server = start()) {
            Classroom room = Classroom.on(server.api(), server::port, data, POLLERS);
            Map<String, CompletableFuture<Answer>> polls = new TreeMap<>();
            for (int i = 0; i < POLLERS; i++) {
                Caller caller = new Caller(server.api(), room.session(), "s" + i, "student");
                polls.put(caller.user(), inAThread(() -> caller.read("&wait=30")));
            }
            // A user counts as connected once the wait has begun.
            Eventually.holds(
                    "everybody waits", () -> online(server, room.session()).equals(polls.keySet()));
            assertThat(polls.values()).noneMatch(CompletableFuture::isDone);

            server.terminate();
            assertThat(server.awaitExit(DRAINED_WITHIN)).as(server.output()).isZero();

            polls.forEach((user, poll) -> assertAnswered(user, poll.join()));
            assertThat(server.output().lines())
                    .filteredOn(line -> !line.contains("event=runs_as_root")) // The tests may.
                    .noneMatch(line -> line.matches(".*\\b(WARN|ERROR)\\b.*"));
        }
    }

    /** By a page, or by a refusal that says when to come again. */
    private static void assertAnswered(String user, Answer answer) {
        if (answer.status() == 200) {
            assertThat(answer.json().path("messages")).as("the page of " + user).isEmpty();
        } else {
            assertThat(answer.expectError(503, "unavailable").header("Retry-After"))
                    .as("how long %s should wait", user)
                    .isPresent();
        }
    }

    private static Set<String> online(ServerProcess server, String session) {
        Set<String> online = new TreeSet<>();
        for (JsonNode one : new Caller(server.api(), session, "t0", "instructor").participants()) {
            if (one.path("online").booleanValue()) {
                online.add(one.path("user_id").textValue());
            }
        }
        return online;
    }

    private static <T> CompletableFuture<T> inAThread(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, command -> new Thread(command).start());
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
