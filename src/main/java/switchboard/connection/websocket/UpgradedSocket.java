package switchboard.connection.websocket;

import org.apache.pekko.util.ByteString;

/**
 * What a connection does once it is not HTTP any more. Hosted by whoever holds the socket; called on the thread of that
 * socket's loop only.
 *
 * <p>Lifecycle: {@link #begin} first, {@link #stopped} last and once, whatever happened.
 */
public interface UpgradedSocket {
    /** Makes one for the socket behind these ports. */
    @FunctionalInterface
    interface Factory {
        UpgradedSocket on(SocketPorts ports);
    }

    /** The response is on its way: the socket is this one's. */
    void begin();

    /** Bytes came that were asked for. */
    void received(ByteString bytes);

    /** The peer has ended its side. */
    void inputEnded();

    /** A time is over that {@link SocketPorts#schedule} was told of with this key. */
    void timer(Object key);

    /** One of the calls above threw this, and the socket is cut for it. To be logged here: nobody else does. */
    void failed(Throwable bug);

    /** The socket is gone. */
    void stopped();
}
