package switchboard.session.rules;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.RateSettings;

/**
 * The rate windows of one session's users. They outlive connections, so that reconnecting resets nothing; and they go
 * by time, whoever is connected. Guests are in no list, so that a client may invent as many as it likes: only so many
 * have a window of their own, and all others share one.
 */
final class RateLimits {

    /**
     * A frame that did not pass.
     *
     * @param flooding whether its connection is to be closed
     */
    record Excess(Refused refused, boolean flooding) {}

    private final RateSettings settings;
    private final Map<UserId, RateWindow> ownPeople = new HashMap<>();
    private final Map<UserId, RateWindow> guests = new HashMap<>();
    private final RateWindow furtherGuests;

    RateLimits(RateSettings settings) {
        this.settings = settings;
        this.furtherGuests = newWindow();
    }

    /** Counts one more frame of a user; empty if it passes. */
    Optional<Excess> count(UserId user, Role role, boolean guest, long now) {
        int limit = settings.limit(role);
        RateWindow window = guest ? guestWindow(user) : ownPeople.computeIfAbsent(user, unseen -> newWindow());
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
        // Who shares a window is not closed for what others sent.
        boolean flooding = verdict == RateWindow.Verdict.FLOODING && window != furtherGuests;
        return Optional.of(new Excess(refused, flooding));
    }

    private RateWindow guestWindow(UserId user) {
        RateWindow known = guests.get(user);
        if (known != null) {
            return known;
        }
        if (guests.size() >= settings.guests()) {
            return furtherGuests;
        }
        RateWindow first = newWindow();
        guests.put(user, first);
        return first;
    }

    private RateWindow newWindow() {
        return new RateWindow(settings.window().toNanos(), settings.floodingFactor());
    }

    /**
     * Forgets whom the limits do not concern any more. Checks everybody, so that it is to be called only now and then.
     *
     * @return how many limits are still remembered: one for each user, and one that further guests share
     */
    int expireIdle(long now) {
        ownPeople.values().removeIf(window -> window.isEmpty(now));
        guests.values().removeIf(window -> window.isEmpty(now));
        return ownPeople.size() + guests.size() + (furtherGuests.isEmpty(now) ? 0 : 1);
    }
}
