package switchboard.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.people.Classroom;
import switchboard.invariants.people.Person;
import switchboard.invariants.people.StoredLog;
import switchboard.invariants.people.Talk;
import switchboard.testing.SeededTest;
import switchboard.testing.server.RunningServer;

/** I3: whoever joins, leaves and comes back in the middle of a burst gets exactly what is theirs, in order. */
class JoiningTest {
    @TempDir
    private Path data;

    @SeededTest(seeds = 2)
    void i3JoiningAtAnyMomentOfABurstMissesAndDoublesNothing(long seed) {
        joinInABurst(new SplittableRandom(seed), 24);
    }

    @Tag("faults")
    @SeededTest(seeds = 6)
    void i3JoiningManyTimesAtAnyMomentOfABurstMissesAndDoublesNothing(long seed) {
        joinInABurst(new SplittableRandom(seed), 24);
    }

    private void joinInABurst(SplittableRandom random, int joiners) {
        // A small tail and queue: the replay comes from the store, the tail and live offers in turn.
        try (RunningServer server = RunningServer.in(data)
                        .withRates(1_000_000)
                        .with("switchboard.session.tail-messages", 50)
                        .with("switchboard.connection.queue-frames", 20)
                        .start();
                Classroom room = Classroom.on(server, data, 4 + joiners).with(4, 1)) {
            try (Talk talk = Talk.of(List.copyOf(room.people()), random.split())) {
                room.awaitMore(50);
                for (int i = 0; i < joiners; i++) {
                    boolean v2 = random.nextBoolean();
                    Person joiner = random.nextInt(4) == 0 ? room.instructor("late" + i, v2) : room.student(4 + i, v2);
                    joiner.joinAfter(random.nextBoolean() ? 0 : random.nextInt(200));
                    room.awaitMore(1 + random.nextInt(20));
                }
                talk.finish();
            }
            room.assertAllGotAll();
        }
    }

    @SeededTest(seeds = 2)
    void i3ConnectionsThatBreakAtAnyMomentGetTogetherWhatOneThatNeverBrokeGets(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (RunningServer server = RunningServer.in(data).withRates(1_000_000).start();
                Classroom room = Classroom.on(server, data, 8).with(4, 1)) {
            List<Person> breaking = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                breaking.add(room.student(4 + i, i > 0).join());
            }
            breaking.add(room.instructor("co-teacher", true).join());
            List<Person> speakers = List.copyOf(room.people().subList(0, 5));
            try (Talk talk = Talk.of(speakers, random.split())) {
                for (int i = 0; i < 20; i++) {
                    room.awaitMore(1 + random.nextInt(30));
                    breaking.get(random.nextInt(breaking.size())).comeBack();
                }
                talk.finish();
            }
            StoredLog log = room.assertAllGotAll();
            assertThat(log.size()).isGreaterThan(20);
        }
    }
}
