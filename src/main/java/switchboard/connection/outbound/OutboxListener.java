package switchboard.connection.outbound;

import java.util.concurrent.Executor;

/** Whom an {@link Outbox} tells what changed. Called from any thread and without the outbox's lock; must not block. */
public interface OutboxListener {
    /**
     * There is something to write again: called only after {@link Outbox#drain} said that there was not.
     *
     * @param by is to write it
     */
    void write(Executor by);

    /**
     * The socket's own thread is to check again: the socket may be read, which the reader found that it may not; or a
     * close was asked for, or the close frame was drained.
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
