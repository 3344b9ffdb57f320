package switchboard.protocol.values;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session as clients see it: the session object (protocol.md, section 3), the same for REST and for frames. Only its
 * end ever changes.
 *
 * @param studentIds who may join as a student: at least one, without duplicates, in the order given
 * @param startTime when it was created, in whole milliseconds
 * @param endTime when it was ended, in whole milliseconds; null while it is active
 */
public record SessionInfo(
        SessionId id,
        SessionName name,
        UserId createdBy,
        List<UserId> studentIds,
        Instant startTime,
        @Nullable Instant endTime) {

    public SessionInfo {
        studentIds = List.copyOf(studentIds);
        if (studentIds.isEmpty()) {
            throw new IllegalArgumentException("a session has at least one student");
        }
    }

    /** Whether it has not been ended. */
    public boolean active() {
        return endTime == null;
    }

    /** The word used in the protocol and in the database: {@code active} or {@code ended}. */
    @JsonProperty
    public String status() {
        return active() ? "active" : "ended";
    }

    /** The same session, ended then. */
    public SessionInfo endedAt(Instant end) {
        return new SessionInfo(id, name, createdBy, studentIds, startTime, end);
    }
}
