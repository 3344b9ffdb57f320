package switchboard.session;

import java.util.List;
import switchboard.protocol.EncodedMessage;

/**
 * A cursor in a session's log that takes what comes next. Everything its view shows up to the cursor is queued or
 * written, exactly once and in order, whoever offers.
 */
public interface Follower {
    /**
     * Offers what the follower's view shows of {@code after} &lt; seq ≤ {@code upTo}. Atomic, never blocks, safe from any
     * thread. Takes nothing unless {@code after} is exactly where the cursor stands; otherwise takes the longest prefix
     * that fits and moves the cursor behind it.
     *
     * @return where the cursor stands now: {@code upTo} if all was taken
     */
    long offer(long after, long upTo, List<EncodedMessage> messages);
}
