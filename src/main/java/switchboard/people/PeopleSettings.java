package switchboard.people;

import java.time.Duration;
import switchboard.settings.SettingsReader;

/**
 * What this server hands out.
 *
 * @param tokenLifetime how long a token is good
 * @param deviceLifetime how long a device is remembered that nobody uses
 * @param inviteLifetime how long a link is good that makes a teacher
 * @param requestLifetime how long a student waits for a teacher to let their device have a name
 * @param maxRequests how many of these wait in one session
 */
public record PeopleSettings(
        Duration tokenLifetime,
        Duration deviceLifetime,
        Duration inviteLifetime,
        Duration requestLifetime,
        int maxRequests) {
    /** The longest that {@link #tokenLifetime} may be. */
    static final Duration LONGEST_TOKEN = Duration.ofHours(24);

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Reads them; what is wrong is reported by the reader. */
    public static PeopleSettings from(SettingsReader reader) {
        return new PeopleSettings(
                reader.duration("switchboard.people.token-lifetime", MINUTE, LONGEST_TOKEN),
                reader.duration("switchboard.people.device-lifetime", Duration.ofDays(1), Duration.ofDays(3650)),
                reader.duration("switchboard.people.invite-lifetime", MINUTE, Duration.ofDays(90)),
                reader.duration("switchboard.people.request-lifetime", MINUTE, Duration.ofHours(24)),
                reader.integer("switchboard.people.max-requests", 1, ClaimDesk.NUMBERS));
    }
}
