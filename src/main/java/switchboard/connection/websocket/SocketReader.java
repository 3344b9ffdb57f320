package switchboard.connection.websocket;

import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.util.ByteString;
import switchboard.connection.ConnectionProtocol;
import switchboard.connection.ConnectionSettings;
import switchboard.connection.Liveness;
import switchboard.connection.codec.CloseCodes;
import switchboard.connection.codec.FrameDecoder;
import switchboard.connection.codec.FrameEncoder;
import switchboard.connection.outbound.Outbox;
import switchboard.protocol.frames.CloseReason;
import switchboard.shares.FairBudget;

/**
 * What a client sends: decodes it and hands it to the connection, no faster than that answers. Nothing is decoded
 * before there is a connection, or while {@link Outbox#mayRead} says no; what a chunk holds beyond that waits
 * undecoded. For the thread of the socket's loop.
 */
final class SocketReader {
    private final Outbox outbox;
    private final Liveness liveness;
    private final LongSupplier ticker;
    private final SocketPorts ports;
    private final FrameDecoder decoder;
    private final Inflow inflow;

    /** What clients may have unfinished together, and how much of it is this one's. */
    private final FairBudget.Share unfinishedShare;

    private long heldBytes;
    private int unfinishedMessage;
    private boolean paused;
    private boolean violated;
    private boolean peerClosed;

    /** @param giveWay called by any thread once others need the memory: {@link #noRoom} is to be called */
    SocketReader(
            ConnectionSettings settings,
            Outbox outbox,
            Liveness liveness,
            LongSupplier ticker,
            SocketPorts ports,
            Runnable giveWay) {
        this.outbox = outbox;
        this.liveness = liveness;
        this.ticker = ticker;
        this.ports = ports;
        decoder = new FrameDecoder(settings.maxMessage());
        inflow = new Inflow(settings, ticker.getAsLong());
        unfinishedShare = ports.incoming(giveWay);
    }

    /** Bytes came that were asked for; {@link #read} decodes them. */
    void received(ByteString bytes) {
        liveness.heard();
        inflow.received(bytes.size(), ticker.getAsLong());
        decoder.feed(bytes);
    }

    /** Hands on what may be handed on, and asks for more bytes where there is room for more. */
    void read(ActorRef<ConnectionProtocol.Command> connection) {
        decode(connection);
        noticeMessage();
        long holds = decoder.heldBytes();
        if (holds != heldBytes) {
            heldBytes = holds;
            if (!unfinishedShare.hold(holds)) {
                noRoom(connection);
                decode(connection);
            }
        }
    }

    private void noticeMessage() {
        int message = decoder.unfinishedMessage();
        if (message != unfinishedMessage) {
            unfinishedMessage = message;
            liveness.messageComing(message != 0);
        }
    }

    /** Whether something waits undecoded until the outbox lets it be read. */
    boolean isPaused() {
        return paused;
    }

    /** Whether the peer has sent its close frame: what comes behind it is ignored. */
    boolean peerClosed() {
        return peerClosed;
    }

    /**
     * Others need the memory that a message which is not whole takes: it is forgotten, and its sender told to come
     * back.
     */
    void noRoom(ActorRef<ConnectionProtocol.Command> connection) {
        if (!violated && !peerClosed && !outbox.closing()) {
            decoder.onlyClose();
            violate(CloseReason.FULL, connection);
        }
    }

    /** Nothing is decoded any more, and nothing held. */
    void stop() {
        unfinishedShare.giveBack();
    }

    private void decode(ActorRef<ConnectionProtocol.Command> connection) {
        while (!peerClosed) {
            if (violated || outbox.closing()) {
                decoder.onlyClose();
            } else if (!outbox.mayRead()) {
                paused = true;
                liveness.reading(false);
                return;
            }
            paused = false;
            FrameDecoder.Event event = decoder.next();
            if (event == null) {
                if (inflow.isFlood(decoder.controlFrames()) && !violated) {
                    violate(CloseReason.FLOODING, connection);
                }
                readOn();
                return;
            }
            // Before the client can hear of it by an answer.
            noticeMessage();
            handle(event, connection);
        }
    }

    private void readOn() {
        if (ports.inputEnded()) {
            // EOF without a close frame: nobody is there to answer, or to read.
            if (ports.writer().isFull()) {
                ports.abort();
            } else {
                ports.end();
            }
        } else {
            liveness.reading(true);
            ports.read();
        }
    }

    private void handle(FrameDecoder.Event event, ActorRef<ConnectionProtocol.Command> connection) {
        if (event instanceof FrameDecoder.Text text) {
            outbox.received();
            connection.tell(new ConnectionProtocol.TextReceived(text.payload()));
        } else if (event instanceof FrameDecoder.Binary) {
            outbox.received();
            connection.tell(ConnectionProtocol.BinaryReceived.INSTANCE);
        } else if (event instanceof FrameDecoder.Ping ping) {
            outbox.control(FrameEncoder.PONG, ping.payload());
        } else if (event instanceof FrameDecoder.Close close) {
            peerClosed = true;
            if (!violated) {
                outbox.closeNow(close.code() == CloseCodes.NONE ? CloseCodes.NORMAL : close.code(), null);
            }
        } else if (event instanceof FrameDecoder.Violation violation) {
            violate(violation.reason(), connection);
        } else if (!(event instanceof FrameDecoder.Pong)) { // A pong proves that somebody is there, as all bytes do.
            throw new IllegalArgumentException("not an event that is known: " + event);
        }
    }

    private void violate(CloseReason reason, ActorRef<ConnectionProtocol.Command> connection) {
        violated = true;
        connection.tell(new ConnectionProtocol.Violated(reason));
    }
}
