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
 * How often clients change what is stored of sessions in a minute. A client that has had as many changes as are left
 * for all is refused: alone it gets half, and whoever comes then gets half of the other half. So one that changes
 * without an end never takes all.
 *
 * <p>Takes a monotonic time in nanoseconds.
 */
final class ChangeRate {
    private static final long NANOS_PER_MS = 1_000_000;

    private record Change(AddressBlock from, long at) {}

    private final String what;
    private final int max;
    private final Duration window;
    private final Deque<Change> changes = new ArrayDeque<>();
    private final Map<AddressBlock, Integer> byClient = new HashMap<>();

    private ChangeRate(String what, int max, Duration window) {
        this.what = what;
        this.max = max;
        this.window = window;
    }

    /** Of sessions that are created; one that has ended counts like one that goes on. */
    static ChangeRate ofCreations(int max, Duration window) {
        return new ChangeRate("creates " + max + " sessions", max, window);
    }

    /** Of changes of sessions: of lists of students and names, and of join codes. */
    static ChangeRate ofSessions(int max, Duration window) {
        return new ChangeRate("makes " + max + " changes of sessions", max, window);
    }

    /** Counts one more, or returns why it is refused. */
    Optional<Refused> count(AddressBlock from, long now) {
        forget(now);
        if (byClient.getOrDefault(from, 0) >= max - changes.size()) {
            return Optional.of(Refusal.UNAVAILABLE
                    .because("the server " + what + " in " + window.toSeconds()
                            + " seconds, and you have had your share of them; try again later")
                    .with("retry_after_ms", retryAfterMs(now)));
        }
        changes.add(new Change(from, now));
        byClient.merge(from, 1, Integer::sum);
        return Optional.empty();
    }

    /** Until there is one more for somebody. */
    private long retryAfterMs(long now) {
        long nanos = changes.element().at() + window.toNanos() - now;
        return (nanos + NANOS_PER_MS - 1) / NANOS_PER_MS;
    }

    private void forget(long now) {
        long before = now - window.toNanos();
        while (!changes.isEmpty() && changes.element().at() - before <= 0) {
            byClient.computeIfPresent(changes.remove().from(), (from, n) -> n == 1 ? null : n - 1);
        }
    }
}
