package switchboard.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.invariants.people.Classroom;
import switchboard.invariants.people.Eventually;
import switchboard.invariants.people.Person;
import switchboard.invariants.people.Talk;
import switchboard.store.FaultyDatabase;
import switchboard.store.FaultyDatabase.Fault;
import switchboard.testing.Drafts;
import switchboard.testing.SeededTest;
import switchboard.testing.Seeds;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.RunningServer;

/**
 * I1, I2, I8: while a session talks, one part of the server fails after the other. Nothing is lost, doubled or
 * reordered for anybody, and every frame is answered.
 */
@Execution(ExecutionMode.CONCURRENT) // they wait most of the time: for the one retry after 5 s
class FailingPartsTest {
    @TempDir
    private Path data;

    private final FaultyDatabase database = new FaultyDatabase();

    private RunningServer server() {
        return RunningServer.in(data)
                .withRates(1_000_000)
                .databaseAround(database::around)
                .start();
    }

    @SeededTest(seeds = 1)
    void i8SessionThatFailsUnderLoadLosesNothing(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (RunningServer server = server();
                Classroom room = Classroom.on(server, data, 6).full(2)) {
            for (int round = 0; round < 4; round++) {
                try (Talk talk = room.talk(random.split())) {
                    room.awaitMore(40);
                    server.failSession(room.session());
                    talk.finish();
                }
            }

            room.assertAllGotAll();
        }
    }

    @SeededTest(seeds = 1)
    void i8HubThatFailsUnderLoadLosesNothing(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (RunningServer server = server();
                Classroom room = Classroom.on(server, data, 6).full(2)) {
            for (int round = 0; round < 2; round++) {
                try (Talk talk = room.talk(random.split())) {
                    room.awaitMore(40);
                    server.failHub();
                    talk.finish();
                }
            }

            assertThat(server.api()
                            .session(room.session())
                            .expect(200)
                            .json()
                            .path("connection_count")
                            .intValue())
                    .as("connections that the new hub knows")
                    .isEqualTo(8);
            Person again = room.students().get(1);
            RecordingClient older = again.client();
            again.joinAfter(again.lastSeq());
            older.awaitClose(4001);
            room.assertAllGotAll();
        }
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("a bug before the commit", FaultyDatabase.crash()),
                Arguments.of("a bug after the commit", FaultyDatabase.crashOnceCommitted()),
                Arguments.of("an I/O error, committed in truth", FaultyDatabase.failsButIsCommitted()),
                Arguments.of("an I/O error, not committed", FaultyDatabase.failsWhileCommitting()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void i1I2I8WriterThatFailsUnderLoadLosesAndDoublesNothing(String what, Fault fault) throws InterruptedException {
        SplittableRandom random = Seeds.random();
        try (RunningServer server = server();
                Classroom room = Classroom.on(server, data, 6).full(2);
                Talk talk = room.talk(random)) {
            room.awaitMore(40);
            database.strikeNextAppend(fault);
            database.awaitStruck();
            talk.finish();

            room.assertAllGotAll();
            assertThat(room.people())
                    .allSatisfy(person -> assertThat(person.refused("storage_failed"))
                            .as("one failure is made good by the retry")
                            .isZero());
        }
    }

    @Test
    void i1I8SessionAndWriterThatFailTogetherLoseAndDoubleNothing() throws InterruptedException {
        try (RunningServer server = server();
                Classroom room = Classroom.on(server, data, 6).full(2);
                Talk talk = room.talk(Seeds.random())) {
            room.awaitMore(40);
            database.strikeNextAppend(FaultyDatabase.crashOnceCommitted());
            database.awaitStruck();
            server.failSession(room.session());
            talk.finish();

            room.assertAllGotAll();
        }
    }

    @Test
    void i8ConnectionThatFailsIsToldToComeBackAndNobodyElseNotices() {
        try (RunningServer server = server();
                Classroom room = Classroom.on(server, data, 4).full(2)) {
            Person unlucky = room.students().get(1); // of version 2: the server tells the number of its connection
            String connection = unlucky.client()
                    .systems("welcome")
                    .get(0)
                    .content()
                    .path("connection_id")
                    .asText();
            List<Person> others =
                    room.people().stream().filter(person -> person != unlucky).toList();
            try (Talk talk = Talk.of(others, Seeds.random())) {
                room.awaitMore(40);
                server.failConnection(connection);

                Text closing = unlucky.client().awaitSystem("closing");
                assertThat(closing.code()).isEqualTo("internal_error");
                assertThat(closing.content().path("reconnect").booleanValue()).isTrue();
                unlucky.client().awaitClose(1011);
                unlucky.comeBack();
                talk.finish();
            }

            room.assertAllGotAll();
        }
    }

    /** Its late end, too, must not disturb the one that came back. */
    @Test
    void i8ConnectionsThatFailOneAfterTheOtherLeaveTheClassAsItWas() {
        try (RunningServer server = server();
                Classroom room = Classroom.on(server, data, 4).full(1)) {
            server.failConnection("*");
            for (Person person : room.people()) {
                person.client().awaitClose(1011);
                person.comeBack().awaitHistory();
            }
            room.talk(Seeds.random(), 20);

            room.assertAllGotAll();
            Eventually.holds(
                    "all are counted",
                    () -> server.api()
                                    .session(room.session())
                                    .json()
                                    .path("connection_count")
                                    .intValue()
                            == 5);
        }
    }

    /** Somebody else's session goes on while the session of this one is down. */
    @Test
    void i4I8SessionThatFailsDisturbsNoOtherClass() {
        try (RunningServer server = server();
                Classroom failing = Classroom.on(server, data, 2).full(1);
                Classroom other = Classroom.on(server, data, 2).full(1)) {
            failing.instructors().get(0).client().send(Drafts.broadcast("before"));
            failing.students().get(0).client().awaitMessage();
            server.failSession(failing.session());
            other.talk(Seeds.random(), 20);
            failing.talk(Seeds.random(), 20);

            other.assertAllGotAll();
        }
    }
}
