package switchboard.protocol.finding;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;

/**
 * Which sessions a list shows.
 *
 * @param createdBy null for those of everybody
 * @param student who is in the list of students; null for those of any
 * @param only this one alone; null for all
 */
public record SessionFilter(
        Status status,
        @Nullable UserId createdBy,
        @Nullable UserId student,
        @Nullable SessionId only) {
    /** What a list shows that is asked for nothing else. */
    public static final SessionFilter ACTIVE = new SessionFilter(Status.ACTIVE, null);

    /** Those of this status, of all that there are or of one creator. */
    public SessionFilter(Status status, @Nullable UserId createdBy) {
        this(status, createdBy, null, null);
    }

    /** What has become of a session. */
    public enum Status {
        ACTIVE,
        ENDED,
        ALL;

        /** The words that there are, for error texts. */
        public static final String ALLOWED =
                Arrays.stream(values()).map(Status::wire).collect(Collectors.joining(", "));

        /** The status of this exact word, or empty where it is none. */
        public static Optional<Status> of(String wire) {
            return Arrays.stream(values())
                    .filter(status -> status.wire().equals(wire))
                    .findFirst();
        }

        /** The word used in the protocol. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether the list shows this session. */
    public boolean shows(SessionInfo session) {
        boolean wanted = status == Status.ALL || session.active() == (status == Status.ACTIVE);
        return wanted
                && (createdBy == null || createdBy.equals(session.createdBy()))
                && (student == null || session.studentIds().contains(student))
                && (only == null || only.equals(session.id()));
    }
}
