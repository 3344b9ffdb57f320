package switchboard.store;

import java.time.Instant;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;

/**
 * When a user joined a session in this role for the first time.
 *
 * @param firstSeq where an instructor's first message stands in the log; 0 for one who has written nothing, and for
 *     students
 */
public record FirstJoin(UserId user, Role role, Instant at, long firstSeq) {
    /** Of the instructors of a session no more are read: those who have written, and of the others who joined last. */
    public static final int MOST_INSTRUCTORS = 2_000;

    public FirstJoin {
        if (firstSeq < 0) {
            throw new IllegalArgumentException("no place of a log: " + firstSeq);
        }
    }
}
