package switchboard.session.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.rules.RateWindow.Verdict.FLOODING;
import static switchboard.session.rules.RateWindow.Verdict.LIMITED;
import static switchboard.session.rules.RateWindow.Verdict.PASSED;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RateWindowTest {
    private static final long MS = 1_000_000;
    private static final long WINDOW = 60_000 * MS;
    private static final int LIMIT = 100;
    private static final int FACTOR = 10;

    private final RateWindow window = new RateWindow(WINDOW, FACTOR);

    @Test
    void passesExactlyTheLimitAndThenOneForEachThatGrowsOld() {
        for (int i = 0; i < LIMIT; i++) {
            assertThat(window.count(LIMIT, i * MS)).isEqualTo(PASSED);
        }
        assertThat(window.count(LIMIT, LIMIT * MS)).isEqualTo(LIMITED);
        assertThat(window.count(LIMIT, WINDOW - 1)).isEqualTo(LIMITED);
        assertThat(window.count(LIMIT, WINDOW)).isEqualTo(PASSED);
        assertThat(window.count(LIMIT, WINDOW)).isEqualTo(LIMITED);
        assertThat(window.count(LIMIT, WINDOW + MS)).isEqualTo(PASSED);
    }

    @Test
    void closesPastTenTimesTheLimitAndNotBefore() {
        for (int i = 0; i < LIMIT * FACTOR; i++) {
            assertThat(window.count(LIMIT, i)).isEqualTo(i < LIMIT ? PASSED : LIMITED);
        }
        assertThat(window.count(LIMIT, LIMIT * FACTOR)).isEqualTo(FLOODING);
        assertThat(window.count(LIMIT, WINDOW - 1))
                .as("also on the next connection")
                .isEqualTo(FLOODING);
        assertThat(window.count(LIMIT, 2 * WINDOW)).isEqualTo(PASSED);
    }

    @Test
    void framesThatWereRefusedDoNotLengthenTheWait() {
        for (int i = 0; i < LIMIT; i++) {
            window.count(LIMIT, 0);
        }
        for (long now = 1; now < WINDOW; now += WINDOW / 500) {
            window.count(LIMIT, now);
        }
        assertThat(window.count(LIMIT, WINDOW)).isEqualTo(PASSED);
    }

    @Test
    void tellsToTheMillisecondWhenOneWillPass() {
        window.count(2, 0);
        window.count(2, 10 * MS);
        assertThat(window.retryAfterMs(2, 10 * MS)).isEqualTo(59_990);
        assertThat(window.retryAfterMs(2, 10 * MS + 1)).as("rounded up").isEqualTo(59_990);
        assertThat(window.retryAfterMs(1, 10 * MS))
                .as("of the smaller limit both must go")
                .isEqualTo(60_000);
        assertThat(window.retryAfterMs(3, 10 * MS)).isZero();
    }

    @Test
    void countsOnWhereTheMonotonicClockOverflows() {
        long start = Long.MAX_VALUE - 5;
        assertThat(window.count(1, start)).isEqualTo(PASSED);
        assertThat(window.count(1, start + 10)).isEqualTo(LIMITED);
        assertThat(window.retryAfterMs(1, start + 10)).isEqualTo(60_000);
        assertThat(window.isEmpty(start + 10 + WINDOW)).isTrue();
    }

    /** I9: whatever the rhythm, no window of 60 s holds more than the limit, and none is refused without need. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("switchboard.session.Lesson#seeds")
    void agreesWithANaiveCount(long seed) {
        Random random = new Random(seed);
        int limit = 1 + random.nextInt(120);
        List<Long> passed = new ArrayList<>();
        List<Long> refused = new ArrayList<>();
        long now = random.nextLong();
        for (int i = 0; i < 4_000; i++) {
            now += random.nextInt(20) == 0 ? random.nextLong(WINDOW) : random.nextLong(WINDOW / limit);
            long at = now;
            passed.removeIf(time -> at - time >= WINDOW);
            refused.removeIf(time -> at - time >= WINDOW);
            RateWindow.Verdict expected = passed.size() < limit
                    ? PASSED
                    : passed.size() + refused.size() < limit * FACTOR ? LIMITED : FLOODING;
            assertThat(window.count(limit, now)).isEqualTo(expected);
            if (expected == PASSED) {
                passed.add(now);
            } else if (expected == LIMITED) {
                refused.add(now);
            }
            long retry = window.retryAfterMs(limit, now);
            assertThat(retry > 0).isEqualTo(passed.size() >= limit);
            if (retry > 0) {
                assertThat(now + retry * MS - passed.get(0)).isGreaterThanOrEqualTo(WINDOW);
                assertThat(now + (retry - 1) * MS - passed.get(0)).isLessThan(WINDOW);
            }
        }
    }
}
