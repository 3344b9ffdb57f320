package switchboard.session;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import switchboard.session.api.Awaited;
import switchboard.session.api.SessionProtocol;

/**
 * What comes to the actor of a session before the head of the log is known. It is kept and handled later, in its order;
 * of what the hub forwards only so much, as many may come.
 */
final class EarlyCommands {
    /** Space for what is kept in any case: an end, a registration, a stop. */
    private static final int OTHERS = 16;

    private final StashBuffer<SessionProtocol.Command> stash;

    EarlyCommands(StashBuffer<SessionProtocol.Command> stash) {
        this.stash = stash;
    }

    /** How large a stash is needed to keep so many of those that the hub forwards. */
    static int capacity(int maxForwarded) {
        return maxForwarded + OTHERS;
    }

    /** Whether one more that the hub forwards can be kept. */
    boolean hasSpace() {
        return stash.size() < stash.capacity() - OTHERS;
    }

    void keep(SessionProtocol.Command command) {
        stash.stash(command);
    }

    /** Has this behavior handle what was kept. */
    Behavior<SessionProtocol.Command> handleBy(Behavior<SessionProtocol.Command> behavior) {
        return stash.unstashAll(behavior);
    }

    /** Answers the requests among what was kept: the actor stops. Joins are said again. */
    void fail() {
        stash.forEach(Awaited::refuseDropped);
    }
}
