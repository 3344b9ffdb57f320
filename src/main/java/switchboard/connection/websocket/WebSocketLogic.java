package switchboard.connection.websocket;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
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
import switchboard.connection.outbound.Outbox;
import switchboard.connection.outbound.OutboxBudget;
import switchboard.connection.outbound.OutboxListener;

/**
 * One WebSocket behind its upgrade: bytes in, bytes out.
 *
 * <pre>
 *  socket ──▶ {@link SocketReader} ──▶ text, binary, violation ──▶ Connection
 *                  └─ ping, close ──▶ Outbox (control lane, close)
 *  socket ◀── {@link OutboxWriter} ◀── Outbox ◀── Session, Connection
 * </pre>
 *
 * Tells {@link Connections.Opened} as it begins and reads nothing before {@link Socket#attach}.
 * {@link ConnectionProtocol.SocketClosed} comes last, once, whatever happened.
 *
 * <p><b>The end.</b> The peer's close frame is echoed and the socket then closed by us. After a close of ours, what
 * comes is read and ignored until the peer's close frame, its EOF, or the linger time, which counts from when the close
 * was asked for: a socket that is closed with input unread is reset, and a reset eats the close frame. A peer that does
 * not take what was written by then is reset.
 *
 * <pre>
 *  unattached ──attach──▶ open ──close frame of the peer──▶ closed by the peer ──ours written──▶ ending ──▶ gone
 *      │                   │ │                                    ▲                                ▲
 *      │                   │ └─close asked─▶ lingering ───────────┘                                │
 *      │                   │                     └──linger time over───────────────────────────────┘
 *      └───────────────────┴── abort, EOF, reset, stuck when the linger time is over ─────────────────────▶ gone
 * </pre>
 */
public final class WebSocketLogic implements UpgradedSocket, Socket, OutboxListener {
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

    /** The kernel mostly takes our last bytes at once; what takes longer is a peer that does not read. */
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
    private final SocketReader reader;
    private final OutboxWriter writer;
    private final Runnable wakeUp;

    // Set by other threads.
    private volatile @Nullable ActorRef<ConnectionProtocol.Command> connection;
    private volatile Duration linger;
    private volatile boolean abortAsked;
    private volatile boolean gone;
    private volatile boolean mustGiveWay;

    /** What the outbox told before there was a connection: the socket is written from the start, attached or not. */
    private final Set<ConnectionProtocol.Command> unheard = new LinkedHashSet<>();

    // For the thread of the socket's loop.
    private boolean attached;
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
        reader = new SocketReader(settings, outbox, liveness, ticker, ports, this::giveWay);
        writer = new OutboxWriter(outbox, settings.outboxLimits().batchBytes(), liveness, ports);
        linger = settings.linger();
        wakeUp = ports.onOurThread(this::run);
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
        writer.run();
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
    public void write(Executor by) {
        if (!gone) {
            by.execute(writer);
        }
    }

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

    // ---- on the thread of the socket's loop

    @Override
    public void received(ByteString bytes) {
        if (ending) {
            return;
        }
        reader.received(bytes);
        run();
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
        writer.run();
        if (reader.isPaused()) {
            read(); // Notices that left the outbox may have made room for what the client sends.
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
                if (connection != null) {
                    return; // It did a moment ago.
                }
                ConnectionLines.cut(handshake, "not_taken", "no part of the server took it in time");
                ports.abort();
            }
            case LINGER -> {
                if (writer.isStuck()) {
                    ports.abort();
                } else {
                    end();
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
        ActorRef<ConnectionProtocol.Command> to = connection;
        if (to != null) {
            reader.read(to);
        }
    }

    private void noRoom() {
        ActorRef<ConnectionProtocol.Command> to = connection;
        if (to == null) {
            ports.abort();
        } else {
            reader.noRoom(to);
        }
    }

    // ---- ending

    private void endIfDone() {
        if (!ending && reader.peerClosed() && outbox.closed()) {
            end();
        }
    }

    private void end() {
        ending = true;
        reader.stop();
        ports.cancel(Timer.LINGER);
        writer.finish();
        ports.schedule(Timer.ENDING, LAST_BYTES_TIME);
    }

    /** EOF. What was read before it is still decoded, as fast as the connection answers. */
    @Override
    public void inputEnded() {
        if (!ending && attached) {
            run();
        } else if (!writer.isStuck()) {
            ports.end();
        } // It may still read our last bytes, for which it has its time.
    }

    @Override
    public void failed(Throwable bug) {
        ConnectionLines.failed(handshake, "the socket of a connection failed and is cut; its client comes back", bug);
    }

    @Override
    public void stopped() {
        reader.stop();
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
