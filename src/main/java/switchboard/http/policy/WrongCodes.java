package switchboard.http.policy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;

/**
 * Bounds how many join codes, and secrets of people, can be tried. Counts the wrong ones: whole schools sit behind one
 * address, and all their right ones are free. Who has had as many as may be is told of no code any more, also of a
 * right one, or it would know from the answer which it was. Nor is who has had as many as are left for all: so whoever
 * tries most is the first to be refused, and whoever types a wrong one now and then is the last. Thread-safe.
 */
public final class WrongCodes {
    /** How long one counts. */
    public static final Duration WINDOW = Duration.ofSeconds(60);

    private static final long NANOS_PER_MS = 1_000_000;

    private record Wrong(AddressBlock from, long at) {}

    private final JoinCodeSettings settings;
    private final LongSupplier ticker;

    /** Those that count, in their order. */
    private final Deque<Wrong> all = new ArrayDeque<>();

    /** When each address had its own. */
    private final Map<AddressBlock, Deque<Long>> byAddress = new HashMap<>();

    /** @param ticker monotonic, in nanoseconds */
    public WrongCodes(JoinCodeSettings settings, LongSupplier ticker) {
        this.settings = settings;
        this.ticker = ticker;
    }

    /** Why this address is told of no code now; empty where it is. */
    public synchronized Optional<Refused> refusal(AddressBlock from) {
        long now = ticker.getAsLong();
        forget(now);
        Deque<Long> own = byAddress.getOrDefault(from, new ArrayDeque<>());
        if (own.size() >= settings.wrongPerAddress()) {
            return Optional.of(refused(settings.wrongPerAddress(), "from one address", own.element(), now));
        }
        if (own.size() >= settings.wrongPerMinute() - all.size()) {
            return Optional.of(refused(
                    settings.wrongPerMinute(),
                    "from all addresses together",
                    all.element().at(),
                    now));
        }
        return Optional.empty();
    }

    /** It has tried one that is no session's. */
    public synchronized void count(AddressBlock from) {
        long now = ticker.getAsLong();
        forget(now);
        all.add(new Wrong(from, now));
        byAddress.computeIfAbsent(from, first -> new ArrayDeque<>()).add(now);
    }

    private static Refused refused(int limit, String whose, long oldest, long now) {
        long nanos = oldest + WINDOW.toNanos() - now;
        // Like all texts of this refusal it says "rate limit".
        return Refusal.RATE_LIMITED
                .because("rate limit of wrong join codes and secrets exceeded (allowed: " + limit + " in "
                        + WINDOW.toSeconds() + " seconds " + whose + ")")
                .with("limit", limit)
                .with("window_seconds", WINDOW.toSeconds())
                .with("retry_after_ms", (nanos + NANOS_PER_MS - 1) / NANOS_PER_MS);
    }

    private void forget(long now) {
        long before = now - WINDOW.toNanos();
        while (!all.isEmpty() && all.element().at() - before <= 0) {
            byAddress.computeIfPresent(all.remove().from(), (from, own) -> {
                own.remove();
                return own.isEmpty() ? null : own;
            });
        }
    }
}
