package switchboard.store.people;

import java.time.Instant;
import java.util.Optional;
import switchboard.protocol.values.UserId;

/**
 * A link that makes a teacher of whoever opens it first.
 *
 * @param number names it to those who may take it back
 * @param setup whether it is the first teacher's
 * @param madeBy empty where it was made at the server
 * @param forTeacher the teacher whose device it lets in; empty where it makes one more teacher
 */
public record Invite(
        long number,
        boolean setup,
        Optional<UserId> madeBy,
        Optional<UserId> forTeacher,
        Instant madeAt,
        Instant expiresAt) {}
