package switchboard.connection.outbound;

import java.util.concurrent.Executor;

/** What one call of an {@link Outbox} has to tell: gathered under its lock, and sent once the lock is left. */
final class Signals {
    private final Executor writes;
    boolean write;
    boolean wake;
    boolean roomAgain;
    boolean endReached;
    boolean participantsDue;
    boolean censusDue;

    /** The thread that makes the change writes what it makes due. */
    Signals() {
        this(Runnable::run);
    }

    /** @param writes does the write that the change makes due */
    Signals(Executor writes) {
        this.writes = writes;
    }

    void send(OutboxListener listener, OutboxBudget budget) {
        // Before the write, which may be that of the close frame: the peer's answer to it ends the connection's actor.
        if (endReached) {
            listener.endReached();
        }
        if (write) {
            listener.write(writes);
        }
        if (wake) {
            listener.wake();
        }
        if (roomAgain) {
            listener.roomAgain();
        }
        if (participantsDue) {
            listener.participantsDue();
        }
        if (censusDue) {
            budget.takeCensus();
        }
    }
}
