package switchboard.session.rules;

import java.util.Optional;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.session.api.RateSettings;

/**
 * What one session stores in a minute, whoever it is from. Guests have a share of their own: those whom the session is
 * for are never refused because of them, however many ids they invent.
 */
final class SessionRate {
    private final RateSettings settings;
    private final VolumeWindow ownPeople;
    private final VolumeWindow guests;

    SessionRate(RateSettings settings) {
        this.settings = settings;
        this.ownPeople = new VolumeWindow(settings.window());
        this.guests = new VolumeWindow(settings.window());
    }

    /** Counts one more message that is to be stored; empty if it passes. */
    Optional<Refused> count(boolean guest, long bytes, long now) {
        VolumeWindow window = guest ? guests : ownPeople;
        int maxMessages = guest ? settings.guestMessages() : settings.sessionMessages();
        long maxBytes = guest ? settings.guestBytes() : settings.sessionBytes();
        if (window.count(bytes, maxMessages, maxBytes, now)) {
            return Optional.empty();
        }
        long seconds = settings.window().toSeconds();
        // Clients of version 1 look for the words "rate limit".
        return Optional.of(Refusal.RATE_LIMITED
                .because("rate limit of the session exceeded (allowed: " + maxMessages + " messages and " + maxBytes
                        + " bytes in " + seconds + " seconds, of "
                        + (guest
                                ? "all instructors together who did not create it)"
                                : "its students and its creator together)"))
                .with("limit", maxMessages)
                .with("window_seconds", seconds)
                .with("retry_after_ms", window.retryAfterMs(bytes, maxMessages, maxBytes, now)));
    }
}
