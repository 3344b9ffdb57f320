package switchboard.connection.websocket;

import org.apache.pekko.util.ByteString;

/**
 * What a connection does once it is not HTTP any more. Hosted by the stage that holds the socket, so that bytes need no
 * hop between the two; called on that stage's thread only.
 *
 * <p>Lifecycle: {@link #begin} first, {@link #stopped} last and once, whatever happened.
 */
public interface UpgradedSocket {
    /** Makes one for the socket behind these ports. */
    @FunctionalInterface
    interface Factory {
        UpgradedSocket on(SocketPorts ports);
    }

    void begin();

    /** Bytes came that were asked for. */
    void received(ByteString bytes);

    /** The socket took what was written, and asks for more. */
    void taken();

    /** The peer has ended its side. */
    void inputEnded();

    void timer(Object key);

    /**
     * One of the above, or what was run for it, threw this, and ends the connection; to be told, as nobody else tells
     * it.
     */
    void failed(RuntimeException bug);

    void stopped();
}
