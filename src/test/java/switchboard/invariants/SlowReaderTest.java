package switchboard.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.invariants.people.Classroom;
import switchboard.invariants.people.Eventually;
import switchboard.invariants.people.Person;
import switchboard.invariants.people.StoredLog;
import switchboard.testing.server.RunningServer;

/** I3, I4: one reads slowly among others who read fast. They feel nothing of it, and the slow one gets all the same. */
class SlowReaderTest {
    private static final int SMALL = 4_096;
    private static final int LONG = 30_000;

    @TempDir
    private Path data;

    private void fill(List<Person> speakers) {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 60; i++) {
            for (Person speaker : speakers) {
                speaker.say(random, LONG);
            }
        }
        speakers.forEach(Person::awaitAnswers);
    }

    private Person slowStudent(Classroom room, boolean v2) {
        Person slow = room.student(3, v2).opening(opening -> opening.receiveBuffer(SMALL));
        slow.join().awaitHistory();
        slow.client().stopReading();
        return slow;
    }

    @ParameterizedTest(name = "version 2: {0}")
    @ValueSource(booleans = {false, true})
    void i3I4SlowReaderDisturbsNobodyAndCatchesUpWhenItReadsAgain(boolean v2) {
        try (RunningServer server = RunningServer.in(data)
                        .withRates(1_000_000)
                        .with("switchboard.connection.slow-timeout", "60s")
                        .start();
                Classroom room = Classroom.on(server, data, 4).with(3, 2)) {
            List<Person> fast = List.copyOf(room.people());
            Person slow = slowStudent(room, v2);

            fill(fast);
            StoredLog before = room.log();
            fast.forEach(person -> person.assertGot(before));
            assertThat(slow.client().messages().size())
                    .as("what the slow one has taken while it does not read")
                    .isLessThan(20);
            slow.client().resumeReading();

            room.assertAllGotAll();
            assertThat(slow.client().systems("closing")).isEmpty();
        }
    }

    @ParameterizedTest(name = "version 2: {0}")
    @ValueSource(booleans = {false, true})
    void i3I4ReaderThatIsClosedAsTooSlowComesBackToTheWholeView(boolean v2) {
        try (RunningServer server = RunningServer.in(data)
                        .withRates(1_000_000)
                        .with("switchboard.connection.slow-timeout", "3s")
                        .start();
                Classroom room = Classroom.on(server, data, 4).with(3, 2)) {
            List<Person> fast = List.copyOf(room.people());
            Person slow = slowStudent(room, v2);

            fill(fast);
            Eventually.holds(
                    "the server gives the slow reader up",
                    () -> server.api()
                                    .session(room.session())
                                    .json()
                                    .path("connection_count")
                                    .intValue()
                            == fast.size());
            slow.client().resumeReading();

            assertThat(slow.client().awaitSystem("closing").code()).isEqualTo("too_slow");
            slow.client().awaitClose(4008);
            slow.comeBack();
            room.assertAllGotAll();
            assertThat(fast)
                    .allSatisfy(person ->
                            assertThat(person.client().systems("closing")).isEmpty());
        }
    }
}
