package switchboard.connection.outbound;

/** Whom an {@link Outbox} tells what changed. Called from any thread and without the outbox's lock; must not block. */
public interface OutboxListener {
    /**
     * There is something to write again, or the socket may be read again: called only after the stage found that there
     * was not. Or a close was asked for.
     */
    void wake();

    /** An offer was not taken whole, and now there is room: follow again. */
    void roomAgain();

    /** {@code session_ended} was queued: the cursor has reached the end of the log. */
    void endReached();

    /** Too many came and went to be told one by one: ask the session for {@link Outbox#participants}. */
    void participantsDue();

    /**
     * What waited is dropped, as all outboxes together kept too much: the connection is to end.
     *
     * @param amidFrame no close frame can be written
     */
    void gaveWay(boolean amidFrame);
}
