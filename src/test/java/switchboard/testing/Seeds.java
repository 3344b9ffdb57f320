package switchboard.testing;

import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Seeds for property tests: other ones in each run, so that they look further every time. The test's name shows the
 * seed; {@code -Dswitchboard.seed=N} runs that one alone.
 *
 * <pre>{@code
 * @ParameterizedTest(name = "seed {0}")
 * @MethodSource("switchboard.testing.Seeds#hundred")
 * }</pre>
 */
public final class Seeds {
    private static final String PROPERTY = "switchboard.seed";

    private Seeds() {}

    public static Stream<Long> ten() {
        return seeds(10);
    }

    public static Stream<Long> hundred() {
        return seeds(100);
    }

    private static Stream<Long> seeds(int count) {
        Long only = Long.getLong(PROPERTY);
        return only != null
                ? Stream.of(only)
                : new SplittableRandom().longs(count).boxed();
    }
}
