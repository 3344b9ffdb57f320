package switchboard.store;

import java.time.Instant;
import switchboard.protocol.Role;
import switchboard.protocol.UserId;

/** When a user joined a session in this role for the first time. */
public record FirstJoin(UserId user, Role role, Instant at) {
    /** Of the instructors of a session no more are read: those who joined last. */
    public static final int MOST_INSTRUCTORS = 2_000;
}
