package switchboard.bench.stage;

import java.time.Duration;
import switchboard.bench.client.Dialect;

/**
 * What holds for all scenarios of one call.
 *
 * @param seconds how long one is measured
 * @param warmUpSeconds how long it runs before
 * @param contentBytes the size of each message's content
 * @param dialect what clients speak where a scenario needs none of its own
 * @param patience for how long nothing at all arrives before what is missing is called lost
 */
public record Settings(int seconds, int warmUpSeconds, int contentBytes, Dialect dialect, Duration patience) {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** Both together. */
    public int loadSeconds() {
        return warmUpSeconds + seconds;
    }

    public long measuredNanos() {
        return seconds * NANOS_PER_SECOND;
    }

    public long warmUpNanos() {
        return warmUpSeconds * NANOS_PER_SECOND;
    }
}
