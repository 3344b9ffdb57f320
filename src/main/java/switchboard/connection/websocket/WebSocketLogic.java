package switchboard.connection.websocket;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import switchboard.connection.Closing;
import switchboard.connection.ConnectionLines;
import switchboard.connection.ConnectionProtocol;
import switchboard.connection.ConnectionSettings;
import switchboard.connection.Connections;
import switchboard.connection.Handshake;
import switchboard.connection.Liveness;
import switchboard.connection.Socket;
import switchboard.connection.codec.CloseCodes;
import switchboard.connection.codec.FrameDecoder;
import switchboard.connection.codec.FrameEncoder;
import switchboard.connection.outbound.Outbox;
import switchboard.connection.outbound.OutboxBudget;
import switchboard.connection.outbound.OutboxListener;
import switchboard.protocol.frames.CloseReason;
import switchboard.shares.FairBudget;

/**
 * One WebSocket behind its upgrade: bytes in, bytes out.
 *
 * <pre>
 *  socket ──▶ FrameDecoder ──▶ text, binary, violation ──▶ Connection
 *                  └─ ping, close ──▶ Outbox (control lane, close)
 *  socket ◀── one batch at a time ◀── Outbox ◀── Session, Connection
 * </pre>
 *
 * Tells {@link Connections.Opened} as it begins and reads nothing before {@link Socket#attach}. Reads only while
 * {@link Outbox#mayRead}: what a chunk holds beyond that waits undecoded. {@link ConnectionProtocol.SocketClosed} comes
 * last, once, whatever happened.
 *
 * <p><b>The end.</b> The peer's close frame is echoed and the socket then closed by us. After a close of ours, what
 * comes is read and passed over until the peer's close frame, its EOF, or the linger time, which counts from when the
 * close was asked for: a socket that is closed with input unread is reset, and a reset eats the close frame. A peer
 * that does not take what was written by then is reset.
 *
 * <pre>
 *  unattached ──attach──▶ open ──close frame of the peer──▶ closed by the peer ──ours written──▶ ending ──▶ gone
 *      │                   │ │                                    ▲                                ▲
 *      │                   │ └─close asked─▶ lingering ───────────┘                                │
 *      │                   │                     └──linger time over───────────────────────────────┘
 *      └───────────────────┴── abort, EOF, reset, stuck when the linger time is over ─────────────────────▶ gone
 * </pre>
 */
public class WebSocketLogic implements UpgradedSocket, Socket, OutboxListener {
    private enum Timer {
        /** Nobody took the socket. */
        UNATTACHED,
        /** The peer had its time to answer our close frame. */
        LINGER,
        /** The peer does not take the last bytes: nobody waits for it any more. */
        ENDING,
        /** The peer still does not take the last bytes. */
        UNTAKEN
    }

    /** After our last bytes the TCP layer closes at once; what takes longer is a peer that does not read. */
    private static final Duration LAST_BYTES_TIME = Duration.ofSeconds(1);

    /** And then for how long its socket is kept: a close frame may still be on its way over a slow link. */
    private static final Duration UNTAKEN_TIME = Duration.ofSeconds(4);

    private final Handshake handshake;
    private final ConnectionSettings settings;
    private final ActorRef<Connections.Command> connections;
    private final LongSupplier ticker;
    private final SocketPorts ports;
    private final Liveness liveness;
    private final Outbox outbox;
    private final FrameDecoder decoder;
    private final Inflow inflow;
    private final Runnable wakeUp;

    // Set by other threads.
    private volatile @Nullable ActorRef<ConnectionProtocol.Command> connection;
    private volatile Duration linger;
    private volatile boolean abortAsked;
    private volatile boolean gone;
    private volatile boolean mustGiveWay;

    /** What the outbox said before anybody listened: the socket is written from the start, attached or not. */
    private final Set<ConnectionProtocol.Command> unheard = new LinkedHashSet<>();

    // The stage's own.
    private final FairBudget.Share incoming;
    private long held;
    private int unfinished;
    private boolean attached;
    private boolean paused;
    private boolean violated;
    private boolean peerClosed;
    private boolean ending;
    private long closeAskedAt;

    /** What the timer runs for; null until a close was asked for. */
    private @Nullable Duration lingering;

    /** @param ticker monotonic, in nanoseconds */
    public WebSocketLogic(
            Handshake handshake,
            ConnectionSettings settings,
            OutboxBudget outboxes,
            ActorRef<Connections.Command> connections,
            Clock clock,
            LongSupplier ticker,
            SocketPorts ports) {
        this.handshake = handshake;
        this.settings = settings;
        this.connections = connections;
        this.ticker = ticker;
        this.ports = ports;
        liveness = new Liveness(ticker);
        outbox = new Outbox(settings.outboxLimits(), outboxes, handshake.client(), clock, this);
        decoder = new FrameDecoder(settings.maxMessage());
        inflow = new Inflow(settings, ticker.getAsLong());
        linger = settings.linger();
        wakeUp = ports.onOurThread(this::run);
        incoming = ports.incoming(this::giveWay);
    }

    @Override
    public void begin() {
        if (ports.inputEnded()) {
            // An attempt that its client has given up: once it joined, it would replace the connection that came after
            // it.
            end();
            return;
        }
        ports.schedule(Timer.UNATTACHED, settings.answerTimeout());
        connections.tell(new Connections.Opened(handshake, this));
    }

    /** What the connection hears of a binary message: the protocol has none, so its content is not passed on. */
    public ConnectionProtocol.Command binaryReceived(byte[] payload) {
        return ConnectionProtocol.BinaryReceived.INSTANCE;
    }

    // ---- Socket: from any thread

    @Override
    public Outbox outbox() {
        return outbox;
    }

    @Override
    public Liveness liveness() {
        return liveness;
    }

    @Override
    public void attach(ActorRef<ConnectionProtocol.Command> connection) {
        boolean tooLate;
        synchronized (this) {
            this.connection = connection;
            tooLate = gone;
            unheard.forEach(connection::tell);
            unheard.clear();
        }
        if (tooLate) {
            connection.tell(ConnectionProtocol.SocketClosed.INSTANCE);
        }
        wake();
    }

    @Override
    public void abort() {
        abortAsked = true;
        wake();
    }

    private void giveWay() {
        mustGiveWay = true;
        wake();
    }

    @Override
    public void lingerFor(Duration time) {
        linger = time;
        wake();
    }

    // ---- OutboxListener: from any thread

    @Override
    public void wake() {
        if (!gone) {
            wakeUp.run();
        }
    }

    @Override
    public void roomAgain() {
        tellConnection(ConnectionProtocol.RoomAgain.INSTANCE);
    }

    @Override
    public void endReached() {
        tellConnection(ConnectionProtocol.EndReached.INSTANCE);
    }

    @Override
    public void participantsDue() {
        tellConnection(ConnectionProtocol.ParticipantsDue.INSTANCE);
    }

    @Override
    public void gaveWay(boolean amidFrame) {
        tellConnection(ConnectionProtocol.GaveWay.INSTANCE);
        if (amidFrame) {
            abort();
        } else {
            lingerFor(Closing.GIVING_WAY);
        }
    }

    private void tellConnection(ConnectionProtocol.Command command) {
        ActorRef<ConnectionProtocol.Command> to = connection;
        if (to == null) {
            synchronized (this) {
                to = connection;
                if (to == null) {
                    unheard.add(command);
                    return;
                }
            }
        }
        if (!gone) {
            to.tell(command);
        }
    }

    // ---- the stage

    @Override
    public void received(ByteString bytes) {
        if (ending) {
            return;
        }
        liveness.heard();
        inflow.received(bytes.size(), ticker.getAsLong());
        decoder.feed(bytes);
        run();
    }

    @Override
    public void taken() {
        liveness.writeTaken();
        write();
        if (paused) {
            read(); // Notices that left the outbox may have made room for what the client sends.
        }
        endIfDone();
    }

    private void run() {
        if (ending) {
            return;
        }
        if (abortAsked) {
            ports.abort();
            return;
        }
        noticeAttached();
        if (mustGiveWay) {
            mustGiveWay = false;
            noRoom();
        }
        read();
        write();
        if (paused) {
            read();
        }
        noticeClosing();
        endIfDone();
    }

    private void noticeAttached() {
        if (!attached && connection != null) {
            attached = true;
            ports.cancel(Timer.UNATTACHED);
        }
    }

    private void noticeClosing() {
        if (!outbox.closing() || linger.equals(lingering)) {
            return;
        }
        long now = ticker.getAsLong();
        if (lingering == null) {
            closeAskedAt = now;
        }
        lingering = linger;
        Duration left = lingering.minusNanos(now - closeAskedAt);
        ports.schedule(Timer.LINGER, left.isNegative() ? Duration.ZERO : left);
    }

    @Override
    public void timer(Object key) {
        switch ((Timer) key) {
            case UNATTACHED -> {
                ConnectionLines.cut(handshake, "not_taken", "no part of the server took it in time");
                ports.abort();
            }
            case LINGER -> {
                if (ports.canWrite()) {
                    end();
                } else {
                    ports.abort();
                }
            }
            case ENDING -> {
                tellClosed();
                ports.schedule(Timer.UNTAKEN, UNTAKEN_TIME);
            }
            case UNTAKEN -> ports.abort();
        }
    }

    // ---- reading

    private void read() {
        decode();
        int message = decoder.unfinishedMessage();
        if (message != unfinished) {
            unfinished = message;
            liveness.messageComing(message != 0);
        }
        long holds = decoder.heldBytes();
        if (holds != held) {
            held = holds;
            if (!incoming.hold(holds)) {
                noRoom();
                decode();
            }
        }
    }

    /**
     * Others need the memory that a message which is not whole takes: it is forgotten, and its sender told to come
     * back.
     */
    private void noRoom() {
        ActorRef<ConnectionProtocol.Command> to = connection;
        if (to == null) {
            ports.abort();
        } else if (!violated && !peerClosed && !outbox.closing()) {
            violated = true;
            decoder.onlyClose();
            to.tell(new ConnectionProtocol.Violated(CloseReason.FULL));
        }
    }

    private void decode() {
        ActorRef<ConnectionProtocol.Command> to = connection;
        if (to == null || peerClosed) {
            return;
        }
        while (true) {
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
                    handle(new FrameDecoder.Violation(CloseReason.FLOODING), to);
                }
                readOn();
                return;
            }
            handle(event, to);
            if (peerClosed) {
                return;
            }
        }
    }

    private void readOn() {
        if (ports.inputEnded()) {
            // EOF without a close frame: nobody is there to answer, or to read.
            if (ports.canWrite()) {
                ports.end();
            } else {
                ports.abort();
            }
        } else {
            liveness.reading(true);
            ports.read();
        }
    }

    private void handle(FrameDecoder.Event event, ActorRef<ConnectionProtocol.Command> to) {
        if (event instanceof FrameDecoder.Text text) {
            outbox.received();
            to.tell(new ConnectionProtocol.TextReceived(text.payload()));
        } else if (event instanceof FrameDecoder.Binary binary) {
            outbox.received();
            to.tell(binaryReceived(binary.payload()));
        } else if (event instanceof FrameDecoder.Ping ping) {
            outbox.control(FrameEncoder.PONG, ping.payload());
        } else if (event instanceof FrameDecoder.Close close) {
            peerClosed = true;
            if (!violated) {
                outbox.closeNow(close.code() == CloseCodes.NONE ? CloseCodes.NORMAL : close.code(), null);
            }
        } else if (event instanceof FrameDecoder.Violation violation) {
            violated = true;
            to.tell(new ConnectionProtocol.Violated(violation.reason()));
        }
    }

    // ---- writing

    /** One batch for each pull, or the promise of the outbox to wake us. */
    private void write() {
        if (!ports.canWrite()) {
            return;
        }
        ByteString batch = outbox.drain();
        if (!batch.isEmpty()) {
            liveness.writeBegan();
            ports.write(batch);
        }
    }

    // ---- ending

    private void endIfDone() {
        if (!ending && peerClosed && outbox.closed()) {
            end();
        }
    }

    private void end() {
        ending = true;
        incoming.giveBack();
        ports.cancel(Timer.LINGER);
        ports.endOutput();
        ports.schedule(Timer.ENDING, LAST_BYTES_TIME);
    }

    /** EOF. What was read before it is still looked at, as fast as the connection answers. */
    @Override
    public void inputEnded() {
        if (ending || !attached) {
            ports.end();
        } else {
            run();
        }
    }

    @Override
    public void failed(RuntimeException bug) {
        ConnectionLines.failed(handshake, "the socket of a connection failed and is cut; its client comes back", bug);
    }

    @Override
    public void stopped() {
        incoming.giveBack();
        tellClosed();
    }

    private void tellClosed() {
        ActorRef<ConnectionProtocol.Command> to;
        synchronized (this) {
            if (gone) {
                return;
            }
            gone = true;
            to = connection;
        }
        outbox.abandon();
        if (to != null) {
            to.tell(ConnectionProtocol.SocketClosed.INSTANCE);
        }
    }
}
