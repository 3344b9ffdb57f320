package switchboard.protocol.frames;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;

/**
 * Who belongs to a session: a student of its list, or an instructor who ever joined it. Written as it stands
 * (protocol.md, section 3), the same for REST and for frames.
 *
 * @param online whether the user is connected, or waits in a poll
 * @param joinedAt when the user joined for the first time; null if that has not happened yet
 */
public record Participant(
        @JsonProperty("user_id") UserId user,
        Role role,
        boolean online,
        @Nullable Instant joinedAt) {}
