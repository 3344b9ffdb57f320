package switchboard.connection.outbound;

/** What one call of an {@link Outbox} has to tell: gathered under its lock, and sent once the lock is left. */
final class Signals {
    boolean wake;
    boolean roomAgain;
    boolean endReached;
    boolean participantsDue;
    boolean censusDue;

    void send(OutboxListener listener, OutboxBudget budget) {
        if (wake) {
            listener.wake();
        }
        if (roomAgain) {
            listener.roomAgain();
        }
        if (endReached) {
            listener.endReached();
        }
        if (participantsDue) {
            listener.participantsDue();
        }
        if (censusDue) {
            budget.takeCensus();
        }
    }
}
