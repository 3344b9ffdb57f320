package switchboard.protocol.values;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session as clients see it: the session object (protocol.md, section 3), the same for REST and for frames. Its list
 * of students, its names and its end change, each as a whole; all else stays as it was created.
 *
 * @param studentIds who may join as a student: at least one, without duplicates, in the order given
 * @param names how its people are shown, as far as that is known; absent in JSON where of nobody
 * @param startTime when it was created, in whole milliseconds
 * @param endTime when it was ended, in whole milliseconds; null while it is active
 */
public record SessionInfo(
        SessionId id,
        SessionName name,
        UserId createdBy,
        List<UserId> studentIds,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<UserId, DisplayName> names,
        Instant startTime,
        @Nullable Instant endTime) {

    public SessionInfo {
        studentIds = List.copyOf(studentIds);
        // Not Map.copyOf, which is slow with ids of one hash code, and forgets the order.
        names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
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
        return new SessionInfo(id, name, createdBy, studentIds, names, startTime, end);
    }

    /** The same session with these students and names. */
    public SessionInfo withPeople(List<UserId> studentIds, Map<UserId, DisplayName> names) {
        return new SessionInfo(id, name, createdBy, studentIds, names, startTime, endTime);
    }
}
