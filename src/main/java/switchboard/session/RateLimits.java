package switchboard.session;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import switchboard.protocol.Refusal;
import switchboard.protocol.Refused;
import switchboard.protocol.Role;
import switchboard.protocol.UserId;

/**
 * The rate windows of one session's users. They outlive connections, so that reconnecting resets nothing; and they go by
 * time, whoever is connected: instructors are not in a list, so that a client may invent as many as it likes.
 */
final class RateLimits {

    /**
     * A frame that did not pass.
     *
     * @param flooding whether its connection is to be closed
     */
    record Excess(Refused refused, boolean flooding) {}

    private final RateSettings settings;
    private final Map<UserId, RateWindow> windows = new HashMap<>();

    RateLimits(RateSettings settings) {
        this.settings = settings;
    }

    /** Counts one more frame of a user; empty if it passes. */
    Optional<Excess> count(UserId user, Role role, long now) {
        int limit = settings.limit(role);
        RateWindow window = windows.computeIfAbsent(
                user, unseen -> new RateWindow(settings.window().toNanos(), settings.floodingFactor()));
        RateWindow.Verdict verdict = window.count(limit, now);
        if (verdict == RateWindow.Verdict.PASSED) {
            return Optional.empty();
        }
        long seconds = settings.window().toSeconds();
        // Clients of version 1 look for the words "rate limit".
        Refused refused = Refusal.RATE_LIMITED
                .because("rate limit exceeded (allowed: " + limit + " messages in " + seconds + " seconds)")
                .with("limit", limit)
                .with("window_seconds", seconds)
                .with("retry_after_ms", window.retryAfterMs(limit, now));
        return Optional.of(new Excess(refused, verdict == RateWindow.Verdict.FLOODING));
    }

    /**
     * Forgets whom the limits do not concern any more, and tells whether nobody is left. Looks at everybody: now and then is
     * enough.
     */
    boolean forgetQuiet(long now) {
        windows.values().removeIf(window -> window.isEmpty(now));
        return windows.isEmpty();
    }

    /** How many users are remembered. */
    int users() {
        return windows.size();
    }
}
