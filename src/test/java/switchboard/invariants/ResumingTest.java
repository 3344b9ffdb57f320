package switchboard.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.people.Classroom;
import switchboard.invariants.people.Person;
import switchboard.invariants.people.StoredLog;
import switchboard.invariants.people.Talk;
import switchboard.testing.SeededTest;
import switchboard.testing.client.Opening;
import switchboard.testing.server.RunningServer;

/**
 * I1, I3: a client of version 2 whose connection breaks again and again under load. What came on all of its connections
 * together is what one that never broke would have got; what it sent with refs is stored once.
 */
class ResumingTest {
    private static final int RESUMES = 100;
    /** One connection of so many breaks before its client has read anything. */
    private static final int SELDOM = 8;

    private static final int MOST_FRAMES = 40;

    @SeededTest(seeds = 1)
    void i1I3HundredResumesInARowMissNothingAndGetNothingTwice(long seed, @TempDir Path data) {
        SplittableRandom random = new SplittableRandom(seed);
        try (RunningServer server = RunningServer.in(data).withRates(1_000_000).start();
                Classroom room = Classroom.on(server, data, 4).with(3, 2);
                Talk talk = room.talk(random.split())) {
            room.awaitMore(50);
            Person student = room.student(3, true).keepingOutbox();
            Person instructor = room.instructor("t2", true).keepingOutbox();
            for (Person person : List.of(student, instructor)) {
                breakUnread(person.opening(Opening::withoutReading).join());
                assertThat(person.lastSeq()).as("seen before the first resume").isZero();
                for (int resume = 1; resume < RESUMES; resume++) {
                    if (random.nextInt(SELDOM) == 0) {
                        breakUnread(person.opening(Opening::withoutReading).comeBack());
                    } else {
                        person.comeBack().sendOutbox();
                        person.say(random);
                        for (int frames = random.nextInt(MOST_FRAMES); frames > 0; frames--) {
                            person.client().next();
                        }
                        person.client().abort();
                    }
                }
                person.comeBack().sendOutbox();
            }
            talk.finish();

            student.awaitAnswers();
            instructor.awaitAnswers();
            StoredLog log = room.assertAllGotAll();
            student.assertOutboxStoredOnce(log);
            instructor.assertOutboxStoredOnce(log);
        }
    }

    private static void breakUnread(Person person) {
        person.client().abort();
        person.opening(UnaryOperator.identity());
    }
}
