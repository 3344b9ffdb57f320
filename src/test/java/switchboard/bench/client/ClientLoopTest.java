package switchboard.bench.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With a clock that goes on by 10 µs whenever somebody looks at it: nothing here waits. */
final class ClientLoopTest {
    private static final long STEP = 10_000;
    private static final long MILLI = 1_000_000;

    private long time;

    private long tick() {
        time += STEP;
        return time;
    }

    @Test
    void runsWhatIsScheduledInTheOrderOfTime() {
        try (ClientLoop loop = new ClientLoop(this::tick, LocalAddresses.ANY)) {
            List<String> ran = new ArrayList<>();
            long now = loop.now();
            loop.at(now + MILLI, () -> ran.add("third"));
            loop.at(now + MILLI / 4, () -> ran.add("first"));
            loop.at(now + MILLI, () -> ran.add("fourth"));
            loop.at(now + MILLI / 2, () -> ran.add("second"));
            loop.at(now + 9 * MILLI, () -> ran.add("too late"));

            loop.runFor(3 * MILLI / 2);

            assertThat(ran).containsExactly("first", "second", "third", "fourth");
        }
    }

    @Test
    void runsWhatWasDueInTimeHoweverLateItIs() {
        try (ClientLoop loop = new ClientLoop(this::tick, LocalAddresses.ANY)) {
            List<String> ran = new ArrayList<>();
            long begin = loop.now();
            loop.at(begin + MILLI / 4, () -> {
                time += 2 * MILLI; // A stall: the time of this run is over before the next is looked at.
                loop.at(begin + MILLI / 2, () -> ran.add("in time"));
                loop.at(begin + 3 * MILLI / 2, () -> ran.add("after it"));
            });

            assertThat(loop.runUntil(() -> !ran.isEmpty(), MILLI)).isTrue();

            assertThat(ran).containsExactly("in time");
        }
    }

    @Test
    void runsNothingBeforeItsTime() {
        try (ClientLoop loop = new ClientLoop(this::tick, LocalAddresses.ANY)) {
            List<Long> lateness = new ArrayList<>();
            long dueAt = loop.now() + MILLI;
            loop.at(dueAt, () -> lateness.add(time - dueAt));

            assertThat(loop.runUntil(() -> !lateness.isEmpty(), 5 * MILLI)).isTrue();

            assertThat(lateness)
                    .singleElement()
                    .satisfies(late -> assertThat(late).isBetween(0L, 10 * STEP));
        }
    }

    @Test
    void givesUpWhenTheTimeIsOver() {
        try (ClientLoop loop = new ClientLoop(this::tick, LocalAddresses.ANY)) {
            long begin = loop.now();

            assertThat(loop.runUntil(() -> false, MILLI)).isFalse();

            assertThat(time - begin).isGreaterThanOrEqualTo(MILLI);
        }
    }

    @Test
    void forgetsWhatWasScheduledWhenCleared() {
        try (ClientLoop loop = new ClientLoop(this::tick, LocalAddresses.ANY)) {
            List<String> ran = new ArrayList<>();
            loop.at(loop.now() + MILLI / 4, () -> ran.add("cleared"));

            loop.clearTimers();
            loop.runFor(MILLI);

            assertThat(ran).isEmpty();
        }
    }
}
