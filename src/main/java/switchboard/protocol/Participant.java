package switchboard.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to a session: a student of its list, or an instructor who ever joined it.
 *
 * @param online whether the user is connected, or waits in a poll
 * @param joinedAt when the user joined for the first time; null if that has not happened yet
 */
public record Participant(
        UserId user, Role role, boolean online, @Nullable Instant joinedAt) {}
