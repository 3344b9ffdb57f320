package switchboard.connection;

import java.time.Clock;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * One WebSocket behind its upgrade: bytes in, bytes out.
 *
 * <pre>
 *  socket ──▶ FrameDecoder ──▶ text, binary, violation ──▶ Connection
 *                  └─ ping, close ──▶ Outbox (control lane, close)
 *  socket ◀── one batch for each pull ◀── Outbox ◀── Session, Connection
 * </pre>
 *
 * Tells {@link Connections.Opened} as it starts and reads nothing before {@link Socket#attach}. Reads only while {@link
 * Outbox#mayRead}: what a chunk holds beyond that waits undecoded. {@link Connection.SocketClosed} comes last, once,
 * whatever happened.
 *
 * <p><b>The end.</b> The peer's close frame is echoed and the socket then closed by us. After a close of ours, what comes
 * is read and passed over until the peer's close frame, its EOF, or the linger time, which counts from when the close was
 * asked for: a socket that is closed with input unread is reset, and a reset eats the close frame. A peer that does not
 * take what was written by then is reset.
 */
class WebSocketStage extends GraphStage<FlowShape<ByteString, ByteString>> {
    private final FlowShape<ByteString, ByteString> shape =
            FlowShape.of(Inlet.create("WebSocket.in"), Outlet.create("WebSocket.out"));

    final Handshake handshake;
    final ConnectionSettings settings;
    final ActorRef<Connections.Command> connections;
    final Clock clock;
    final LongSupplier ticker;

    /** @param ticker monotonic, in nanoseconds */
    WebSocketStage(
            Handshake handshake,
            ConnectionSettings settings,
            ActorRef<Connections.Command> connections,
            Clock clock,
            LongSupplier ticker) {
        this.handshake = handshake;
        this.settings = settings;
        this.connections = connections;
        this.clock = clock;
        this.ticker = ticker;
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new WebSocketLogic(this);
    }

    /** What the connection hears of a binary message: the protocol has none, so its content is not passed on. */
    Connection.Command binaryReceived(byte[] payload) {
        return Connection.BinaryReceived.INSTANCE;
    }
}
