package switchboard.connection.websocket;

import java.time.Duration;
import switchboard.net.sockets.SocketWriter;
import switchboard.shares.FairBudget;

/**
 * What whoever holds a socket offers to the {@link UpgradedSocket} that it hosts: reading, a writer, timers, and a way
 * onto the thread of the socket's loop. To be called on that thread where nothing else is said.
 */
public interface SocketPorts {
    /** Writes the socket, by any thread, one at a time. */
    SocketWriter writer();

    /** Asks for bytes, unless that was done already. */
    void read();

    /**
     * The share of this socket in what clients may have unfinished together; to be given back.
     *
     * @param giveWay called by any thread once others need it
     */
    FairBudget.Share incoming(Runnable giveWay);

    /** Whether the peer has ended its side. */
    boolean inputEnded();

    /** Ends the socket; what the kernel has taken is delivered. */
    void end();

    /** Cuts the socket because of a bug, which is told by {@link UpgradedSocket#failed}. Callable from any thread. */
    void fail(Throwable bug);

    /** Resets the socket. */
    void abort();

    /** Has {@link UpgradedSocket#timer} called with {@code key}, once; a timer of the same key is replaced. */
    void schedule(Object key, Duration in);

    /** Has {@link UpgradedSocket#timer} not called with this key any more. */
    void cancel(Object key);

    /** Returns what has {@code action} run on that thread soon; callable from any thread, also after the end. */
    Runnable onOurThread(Runnable action);
}
