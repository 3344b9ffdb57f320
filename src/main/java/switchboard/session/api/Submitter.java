package switchboard.session.api;

import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;

/** Who submits frames, by whatever way, and hears what became of each. */
public interface Submitter {
    UserId user();

    Role role();

    /** Whether it wants to know how many get a message that has no {@code ref}; of one that has, all do. */
    boolean wantsReceipt();

    /** What is routed next is followed by an {@link #answer}. Never blocks; safe from any thread. */
    void answerFollows();

    /** Never blocks; safe from any thread. */
    void answer(SessionEvent.Answered answered);
}
