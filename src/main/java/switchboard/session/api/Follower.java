package switchboard.session.api;

import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;

/**
 * A cursor in a session's log that takes what comes next. Everything its view shows up to the cursor is queued or
 * written, exactly once and in order, whoever offers.
 */
public interface Follower {
    /**
     * Offers what the follower's view shows of {@code after} &lt; seq ≤ {@code upTo}. Atomic, never blocks, safe from
     * any thread. Takes nothing unless {@code after} is exactly where the cursor stands; otherwise takes the longest
     * prefix that fits and moves the cursor behind it.
     *
     * @param writes writes the follower's socket, where the offer makes that due: at once by the thread that offers, or
     *     soon by another one
     * @return where the cursor stands now: {@code upTo} if all was taken
     */
    long offer(long after, long upTo, List<EncodedMessage> messages, Executor writes);

    /** The same, and the thread that offers writes the socket where that is due. */
    default long offer(long after, long upTo, List<EncodedMessage> messages) {
        return offer(after, upTo, messages, Runnable::run);
    }

    /**
     * An answer to one of the follower's own frames follows what is offered next: both may leave in one piece. Never
     * blocks, safe from any thread.
     */
    void answerFollows();

    /**
     * A user has come or gone; told to instructors of version 2 only. Never blocks, safe from any thread. Of one user
     * only the last of these need be told; where too many are queued, the follower asks for the whole list instead.
     *
     * @param name null where none is known
     */
    void presenceChanged(UserId user, Role role, @Nullable DisplayName name, boolean online);

    /** Who is there: replaces all that was told before. For whom, and from where, as {@link #presenceChanged}. */
    void participants(JsonPieces participants);
}
