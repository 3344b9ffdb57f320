package switchboard.session.api;

import java.time.Duration;
import switchboard.protocol.values.Role;
import switchboard.settings.SettingsReader;

/**
 * How many frames of one user in one session pass the rate check, and how much all of one session store. Guests are
 * those who are neither in the list of students nor created the session: instructors, and in the mode {@code open}
 * anybody.
 *
 * @param student frames of a student in any {@code window}
 * @param instructor frames of an instructor in any {@code window}
 * @param window fixed by the protocol: 60 s
 * @param floodingFactor times the limit, counting refused frames too, past which the connection is closed
 * @param guests of one session, who have a limit each; more than that share one
 * @param sessionMessages that the students and the creator of one session store together in any {@code window}
 * @param sessionBytes that these messages take
 */
public record RateSettings(
        int student,
        int instructor,
        Duration window,
        int floodingFactor,
        int guests,
        int sessionMessages,
        long sessionBytes) {
    private static final Duration WINDOW = Duration.ofSeconds(60);

    /** What all others have is this many times what guests have together, beside it. */
    private static final int GUESTS_SHARE = 4;

    /** Reads them; what is wrong is reported by the reader. */
    public static RateSettings from(SettingsReader reader) {
        return new RateSettings(
                reader.integer("switchboard.rate.student", 1, 1_000_000),
                reader.integer("switchboard.rate.instructor", 1, 1_000_000),
                WINDOW,
                reader.integer("switchboard.rate.flooding-factor", 2, 1_000),
                reader.integer("switchboard.rate.guests", 1, 10_000),
                reader.integer("switchboard.rate.session", GUESTS_SHARE, 1_000_000_000),
                reader.bytes("switchboard.rate.session-bytes", 1 << 20, 1L << 40));
    }

    /** Frames of one user of this role in any {@code window}. */
    public int limit(Role role) {
        return role == Role.STUDENT ? student : instructor;
    }

    /** Messages that all guests of one session store together in any {@code window}. */
    public int guestMessages() {
        return sessionMessages / GUESTS_SHARE;
    }

    /** Bytes that these messages take. */
    public long guestBytes() {
        return sessionBytes / GUESTS_SHARE;
    }
}
