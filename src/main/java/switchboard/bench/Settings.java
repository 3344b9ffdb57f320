package switchboard.bench;

import java.time.Duration;

/**
 * What holds for all scenarios of one call.
 *
 * @param seconds how long one is measured
 * @param warmUpSeconds how long it runs before
 * @param contentBytes the size of each message's content
 * @param refs whether clients speak version 2 of the protocol and send each message with a {@code ref}
 * @param patience for how long nothing at all arrives before what is missing is called lost
 */
record Settings(int seconds, int warmUpSeconds, int contentBytes, boolean refs, Duration patience) {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    long measuredNanos() {
        return seconds * NANOS_PER_SECOND;
    }

    long warmUpNanos() {
        return warmUpSeconds * NANOS_PER_SECOND;
    }
}
