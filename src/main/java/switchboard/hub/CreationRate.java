package switchboard.hub;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;

/**
 * How many sessions are created in a minute. A client that has created as many as are left for all is refused: alone it
 * gets half, and whoever comes then gets half of the other half. So one that creates without an end never takes all. A
 * session that has ended counts like one that goes on.
 *
 * <p>Takes a monotonic time in nanoseconds.
 */
final class CreationRate {
    private static final long NANOS_PER_MS = 1_000_000;

    private record Creation(AddressBlock from, long at) {}

    private final int max;
    private final Duration window;
    private final Deque<Creation> creations = new ArrayDeque<>();
    private final Map<AddressBlock, Integer> byClient = new HashMap<>();

    CreationRate(int max, Duration window) {
        this.max = max;
        this.window = window;
    }

    /** Counts one more, or returns why it is refused. */
    Optional<Refused> count(AddressBlock from, long now) {
        forget(now);
        if (byClient.getOrDefault(from, 0) >= max - creations.size()) {
            return Optional.of(Refusal.UNAVAILABLE
                    .because("the server creates " + max + " sessions in " + window.toSeconds()
                            + " seconds, and you have had your share of them; try again later")
                    .with("retry_after_ms", retryAfterMs(now)));
        }
        creations.add(new Creation(from, now));
        byClient.merge(from, 1, Integer::sum);
        return Optional.empty();
    }

    /** Until there is one more for somebody. */
    private long retryAfterMs(long now) {
        long nanos = creations.element().at() + window.toNanos() - now;
        return (nanos + NANOS_PER_MS - 1) / NANOS_PER_MS;
    }

    private void forget(long now) {
        long before = now - window.toNanos();
        while (!creations.isEmpty() && creations.element().at() - before <= 0) {
            byClient.computeIfPresent(creations.remove().from(), (from, n) -> n == 1 ? null : n - 1);
        }
    }
}
