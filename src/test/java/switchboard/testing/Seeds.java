package switchboard.testing;

import java.util.SplittableRandom;

/**
 * Randomness for tests that are no {@link SeededTest property}: other in each run, told on the test's output, and the
 * same again by {@code -Dswitchboard.seed=N}.
 */
public final class Seeds {
    private Seeds() {}

    /** A new source of randomness, whose seed is printed first. */
    public static SplittableRandom random() {
        Long given = Long.getLong("switchboard.seed");
        long seed = given != null ? given : new SplittableRandom().nextLong();
        System.out.println("seed " + seed + " (again: -Dswitchboard.seed=" + seed + ")");
        return new SplittableRandom(seed);
    }
}
