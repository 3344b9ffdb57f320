package switchboard.testing;

import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Randomness for tests that are no {@link SeededTest property}: other in each run, told on the test's output, and the
 * same again by {@code -Dswitchboard.seed=N}.
 */
public final class Seeds {
    private Seeds() {}

    /** The seed that this run is to take; empty where each test takes its own. */
    static Optional<Long> given() {
        return Optional.ofNullable(Long.getLong("switchboard.seed"));
    }

    /** A new source of randomness, whose seed is printed first. */
    public static SplittableRandom random() {
        long seed = given().orElseGet(() -> new SplittableRandom().nextLong());
        System.out.println("seed " + seed + " (again: -Dswitchboard.seed=" + seed + ")");
        return new SplittableRandom(seed);
    }
}
