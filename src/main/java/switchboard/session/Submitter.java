package switchboard.session;

import switchboard.protocol.Role;
import switchboard.protocol.UserId;

/** Who hands in frames, by whatever way, and hears what became of each. */
interface Submitter {
    UserId user();

    Role role();

    /** Never blocks; safe from any thread. */
    void answer(Session.Answered answered);
}
