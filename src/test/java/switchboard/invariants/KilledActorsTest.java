package switchboard.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import switchboard.ServerAccess;
import switchboard.invariants.people.Classroom;
import switchboard.invariants.people.Eventually;
import switchboard.invariants.people.Person;
import switchboard.invariants.people.Polling;
import switchboard.invariants.people.StoredLog;
import switchboard.invariants.people.Talk;
import switchboard.store.FaultyDatabase;
import switchboard.testing.Seeds;
import switchboard.testing.TestTicker;
import switchboard.testing.client.Answer;
import switchboard.testing.client.Received.Closed;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.TestSession;

/**
 * I8: each actor of the server fails while a session talks over both versions, somebody polls and posts by REST, and
 * others come. Nobody loses, doubles or misses anything, new people get in, sessions can be made, and the server is
 * ready again. (Who fails with the actor of a single connection comes back: {@link FailingPartsTest}.)
 */
@Execution(ExecutionMode.CONCURRENT)
class KilledActorsTest {
    @TempDir
    private Path data;

    private final FaultyDatabase database = new FaultyDatabase();

    /** The children of the guardian, by their names, and the actor of the session. */
    private enum Killed {
        WRITER,
        HISTORY,
        HUB,
        CONNECTIONS,
        HEALTH,
        SESSION
    }

    private void kill(Killed killed, RunningServer server, String session) throws InterruptedException {
        switch (killed) {
            case WRITER -> {
                database.strikeNextAppend(FaultyDatabase.crash());
                database.awaitStruck();
            }
            case HISTORY -> server.failHistory();
            case HUB -> server.failHub();
            case CONNECTIONS -> server.failConnections();
            case HEALTH -> server.failHealth();
            case SESSION -> server.failSession(session);
        }
    }

    /** So short a tail that all who come late, or fall behind, read the store. */
    private RunningServer server() {
        return RunningServer.in(data)
                .withRates(1_000_000)
                .with("switchboard.session.tail-messages", 5)
                .with("switchboard.health.check-every", "100ms")
                .databaseAround(database::around)
                .start();
    }

    @ParameterizedTest
    @EnumSource(Killed.class)
    void i8WhicheverActorFailsUnderLoadNothingIsLostAndNobodyIsShutOut(Killed killed) throws InterruptedException {
        SplittableRandom random = Seeds.random();
        try (RunningServer server = server();
                Classroom room = Classroom.on(server, data, 4).full(2);
                Polling polling = Polling.of(server.api(), room.session())) {
            for (int round = 0; round < 2; round++) {
                try (Talk talk = room.talk(random.split())) {
                    room.awaitMore(40);
                    kill(killed, server, room.session());
                    room.instructor("newcomer" + round, round == 0).join().awaitHistory();
                    TestSession.retried(() -> server.session("teacher", "ann"));
                    talk.finish();
                }
            }

            polling.finish();
            StoredLog log = room.assertAllGotAll();
            polling.assertGotAndPosted(log);
            int people = room.people().size();
            Eventually.holds("ready, healthy, and all are counted", () -> isReady(server) && counted(server) == people);
        }
    }

    private static boolean isReady(RunningServer server) {
        return server.api().get("/health/ready").status() == 200;
    }

    private static int counted(RunningServer server) {
        Answer health = server.api().health();
        return health.status() == 200
                ? health.json().path("connections").path("total_connections").intValue()
                : -1;
    }

    /** Whoever adds a part to the server adds it to those that are killed here. */
    @Test
    void i8NoActorOfTheGuardianIsLeftOut() {
        try (RunningServer server = server()) {
            String tree =
                    ((ExtendedActorSystem) ServerAccess.system(server.server()).classicSystem()).printTree();
            String user = tree.substring(tree.indexOf("⌊-> user "));
            List<String> children = Pattern.compile("\\R    [ |]*⌊-> (\\w+) ")
                    .matcher(user)
                    .results()
                    .map((MatchResult child) -> child.group(1))
                    .toList();
            assertThat(children)
                    .as(tree)
                    .containsExactlyInAnyOrderElementsOf(Stream.of(Killed.values())
                            .filter(killed -> killed != Killed.SESSION)
                            .map(killed -> killed.name().toLowerCase(Locale.ROOT))
                            .toList());
        }
    }

    /** I5: connections of the database, which are files. */
    @Test
    void i8HistoryThatFailsTenTimesUnderLoadKeepsNothingOpen() throws IOException {
        try (RunningServer server = server();
                Classroom room = Classroom.on(server, data, 4).full(1)) {
            room.talk(Seeds.random(), 50);
            for (int i = 0; i < 10; i++) {
                List<Person> late = new ArrayList<>();
                for (int j = 0; j < 6; j++) {
                    late.add(room.instructor("late-" + i + "-" + j, j % 2 == 0).join());
                }
                server.failHistory();
                late.forEach(Person::awaitHistory);
            }

            room.assertAllGotAll();
            assertThat(openDatabases()).as("the writer and 4 readers").isLessThanOrEqualTo(5);
        }
    }

    private long openDatabases() throws IOException {
        Path database = data.resolve("switchboard.db").toRealPath();
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(file -> {
                        try {
                            return Files.readSymbolicLink(file).equals(database);
                        } catch (IOException closedMeanwhile) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    /** The sweeper and the shutdown know the connections of before. */
    @Test
    void i8I10WhoWasThereWhenTheirParentFailedIsStillWatchedAndToldOfTheShutdown() {
        TestTicker ticker = new TestTicker();
        RunningServer server = RunningServer.in(data)
                .ticker(ticker)
                .with("switchboard.connection.sweep-interval", "50ms")
                .start();
        try (TestSession room = TestSession.of(server, "ann", "bob")) {
            RecordingClient ann = room.student("ann");
            RecordingClient teacher = room.teacherV2();
            RecordingClient silent =
                    room.join(server.student(room.session(), "bob").withoutPongs());
            server.failConnections();
            ticker.advance(Duration.ofSeconds(40));
            for (RecordingClient client : List.of(ann, teacher)) {
                client.awaitPing();
                client.ping("the pong was read").awaitPong();
            }
            silent.awaitPing();
            ticker.advance(Duration.ofSeconds(21));
            silent.awaitEnd();
            assertThat(silent.received()).noneMatch(Closed.class::isInstance);

            server.failConnections();
            server.stop();
            for (RecordingClient client : List.of(ann, teacher)) {
                assertThat(client.awaitSystem("closing").code()).isEqualTo("shutdown");
                client.awaitClose(1012);
            }
        } finally {
            server.stop();
        }
    }

    /** It ended at the fourth. Its supervisor, whoever that is, starts it again. */
    @Test
    void i8TheThirdFailureOfTheHubInAMinuteEndsTheServer() throws Exception {
        RunningServer server = server();
        for (int failure = 1; failure <= 2; failure++) {
            server.failHub();
            String session = server.session("teacher", "ann");
            server.api().session(session).expect(200);
        }
        assertThat(server.server().whenTerminated().toCompletableFuture()).isNotDone();

        server.failHub();
        server.server().whenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(ServerAccess.endedInOrder(server.server()))
                .as("the exit code says so")
                .isFalse();
    }
}
