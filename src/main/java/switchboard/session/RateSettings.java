package switchboard.session;

import java.time.Duration;
import switchboard.protocol.Role;
import switchboard.settings.SettingsReader;

/**
 * How many frames of one user in one session pass the rate check.
 *
 * @param student frames of a student in any {@code window}
 * @param instructor frames of an instructor in any {@code window}
 * @param window fixed by the protocol: 60 s
 * @param floodingFactor times the limit, counting refused frames too, past which the connection is closed
 */
public record RateSettings(int student, int instructor, Duration window, int floodingFactor) {
    private static final Duration WINDOW = Duration.ofSeconds(60);

    public static RateSettings from(SettingsReader reader) {
        return new RateSettings(
                reader.integer("switchboard.rate.student", 1, 1_000_000),
                reader.integer("switchboard.rate.instructor", 1, 1_000_000),
                WINDOW,
                reader.integer("switchboard.rate.flooding-factor", 2, 1_000));
    }

    public int limit(Role role) {
        return role == Role.STUDENT ? student : instructor;
    }
}
