package switchboard.invariants;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.people.Classroom;
import switchboard.invariants.people.Person;
import switchboard.testing.SeededTest;
import switchboard.testing.server.RunningServer;

/**
 * I7: whatever is said by whom, nobody gets what is not theirs, and everybody all that is: live, by replay, and after a
 * restart of the server.
 */
class VisibilityTest {
    @TempDir
    private Path data;

    @SeededTest(seeds = 2)
    void i7EverybodyGetsExactlyWhatTheyMaySeeLiveByReplayAndAfterARestart(long seed) {
        talkAndLookBack(new SplittableRandom(seed), 30);
    }

    @Tag("faults")
    @SeededTest(seeds = 8)
    void i7EverybodyGetsExactlyWhatTheyMaySeeInLongTalks(long seed) {
        talkAndLookBack(new SplittableRandom(seed), 500);
    }

    private void talkAndLookBack(SplittableRandom random, int messagesEach) {
        int[] port = new int[1];
        RunningServer server = RunningServer.in(data).withRates(1_000_000).start();
        port[0] = server.port();
        try (Classroom room = Classroom.on(server.api(), () -> port[0], data, 8).with(6, 3)) {
            try (RunningServer first = server) {
                room.talk(random, messagesEach);
                room.student(6, false).join();
                room.student(7, true).join();
                room.instructor("late-v1", false).join();
                room.instructor("late-v2", true).join();
                room.talk(random, messagesEach);
                first.failSession(room.session());
                room.talk(random, messagesEach);
                room.assertAllGotAll();
            }
            try (RunningServer second =
                    RunningServer.in(data).withRates(1_000_000).start()) {
                port[0] = second.port();
                room.people().forEach(Person::comeBack);
                room.talk(random, messagesEach);
                room.assertAllGotAll();
            }
        }
    }
}
