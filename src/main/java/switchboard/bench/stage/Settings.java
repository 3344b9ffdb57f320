package switchboard.bench.stage;

import java.time.Duration;
import switchboard.bench.client.Dialect;
import switchboard.bench.client.LocalAddresses;

/**
 * What holds for all scenarios of one call.
 *
 * @param seconds how long one is measured
 * @param warmUpSeconds how long it runs before
 * @param contentBytes the size of each message's content
 * @param dialect what clients speak where a scenario needs none of its own
 * @param from where clients connect from
 * @param patience for how long nothing at all arrives before what is missing is called lost
 */
public record Settings(
        int seconds, int warmUpSeconds, int contentBytes, Dialect dialect, LocalAddresses from, Duration patience) {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** The same, with what is a warm-up otherwise in place of a measurement, and none before. */
    public Settings warmUpOnly() {
        return new Settings(warmUpSeconds, 0, contentBytes, dialect, from, patience);
    }

    /** The same without a warm-up. */
    public Settings withoutWarmUp() {
        return new Settings(seconds, 0, contentBytes, dialect, from, patience);
    }

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
