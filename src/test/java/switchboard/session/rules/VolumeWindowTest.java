package switchboard.session.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VolumeWindowTest {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;
    private static final Duration WINDOW = Duration.ofSeconds(60);

    private final VolumeWindow window = new VolumeWindow(WINDOW);

    private record Passed(long at, long bytes) {}

    @Test
    void passesSoManyMessagesAndThenMoreOnceTheirSecondIsAMinuteOld() {
        assertThat(window.count(1, 3, 100, 0)).isTrue();
        assertThat(window.count(1, 3, 100, 2 * SECOND)).isTrue();
        assertThat(window.count(1, 3, 100, 2 * SECOND + 1)).isTrue();
        assertThat(window.count(1, 3, 100, 3 * SECOND)).isFalse();
        assertThat(window.retryAfterMs(1, 3, 100, 3 * SECOND)).isEqualTo(58_000);
        assertThat(window.count(1, 3, 100, 61 * SECOND - 1)).isFalse();
        assertThat(window.count(1, 3, 100, 61 * SECOND)).isTrue();
        assertThat(window.count(1, 3, 100, 63 * SECOND - 1)).isFalse();
        assertThat(window.count(1, 3, 100, 63 * SECOND)).isTrue();
    }

    @Test
    void passesSoManyBytesAndTellsWhenAMessageOfThisSizeWillPass() {
        assertThat(window.count(60, 100, 100, 0)).isTrue();
        assertThat(window.count(40, 100, 100, 10 * SECOND)).isTrue();
        assertThat(window.count(1, 100, 100, 20 * SECOND)).isFalse();
        assertThat(window.retryAfterMs(60, 100, 100, 20 * SECOND)).isEqualTo(41_000);
        assertThat(window.retryAfterMs(61, 100, 100, 20 * SECOND)).isEqualTo(51_000);
        assertThat(window.count(60, 100, 100, 61 * SECOND)).isTrue();
    }

    @Test
    void whatWasRefusedCountsForNothing() {
        assertThat(window.count(100, 100, 100, 0)).isTrue();
        for (int i = 1; i < 1_000; i++) {
            assertThat(window.count(100, 100, 100, i * MS)).isFalse();
        }
        assertThat(window.count(100, 100, 100, 61 * SECOND)).isTrue();
    }

    @Test
    void countsOnWhereTheMonotonicClockOverflows() {
        long start = Long.MAX_VALUE - 5;
        assertThat(window.count(1, 1, 10, start)).isTrue();
        assertThat(window.count(1, 1, 10, start + 10)).isFalse();
        assertThat(window.retryAfterMs(1, 1, 10, start + 10)).isEqualTo(61_000);
        assertThat(window.count(1, 1, 10, start + 61 * SECOND)).isTrue();
    }

    /**
     * No minute ever holds more than the limits; and whoever waits as long as it is told passes, and not much later
     * than it must.
     */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("switchboard.session.Lesson#seeds")
    void noMinuteHoldsMoreAndTheWaitIsLongEnough(long seed) {
        Random random = new Random(seed);
        int maxMessages = 1 + random.nextInt(50);
        long maxBytes = 100 + random.nextInt(1_000);
        List<Passed> passed = new ArrayList<>();
        long now = random.nextLong();
        for (int i = 0; i < 4_000; i++) {
            now += random.nextInt(20) == 0 ? random.nextLong(90 * SECOND) : random.nextLong(3 * SECOND);
            long bytes = 1 + random.nextInt(100);
            if (window.count(bytes, maxMessages, maxBytes, now)) {
                passed.add(new Passed(now, bytes));
            } else {
                long longer = WINDOW.toNanos() + SECOND;
                assertThat(fits(passed, now, longer, bytes, maxMessages, maxBytes))
                        .as("refused without need")
                        .isFalse();
                now += window.retryAfterMs(bytes, maxMessages, maxBytes, now) * MS;
                assertThat(window.count(bytes, maxMessages, maxBytes, now))
                        .as("after the wait")
                        .isTrue();
                passed.add(new Passed(now, bytes));
            }
            assertThat(fits(passed, now, WINDOW.toNanos(), 0, maxMessages + 1, maxBytes))
                    .isTrue();
        }
    }

    /** Whether one more of this size fits into what passed within so long. */
    private static boolean fits(
            List<Passed> passed, long now, long within, long bytes, int maxMessages, long maxBytes) {
        int messages = 0;
        long all = bytes;
        for (int i = passed.size() - 1; i >= 0 && now - passed.get(i).at() < within; i--) {
            messages++;
            all += passed.get(i).bytes();
        }
        return messages < maxMessages && all <= maxBytes;
    }
}
