package switchboard.connection;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.japi.function.Procedure;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The run of one {@link WebSocketStage}.
 *
 * <pre>
 *  unattached ──attach──▶ open ──close frame of the peer──▶ closed by the peer ──ours written──▶ ending ──▶ gone
 *      │                   │ │                                    ▲                                ▲
 *      │                   │ └─close asked─▶ lingering ───────────┘                                │
 *      │                   │                     └──linger time over───────────────────────────────┘
 *      └───────────────────┴── abort, EOF, reset, stuck when the linger time is over ─────────────────────▶ gone
 * </pre>
 */
final class WebSocketLogic extends TimerGraphStageLogic implements Socket, Outbox.Listener, InHandler, OutHandler {
    private enum Timer {
        /** Nobody took the socket. */
        UNATTACHED,
        /** The peer had its time to answer our close frame. */
        LINGER,
        /** The peer does not take the last bytes. */
        ENDING
    }

    private enum Wake {
        INSTANCE
    }

    /** Passed down to the TCP layer, which resets the socket. */
    @SuppressWarnings("serial")
    private static final class SocketAborted extends RuntimeException {
        static final SocketAborted INSTANCE = new SocketAborted();

        private SocketAborted() {
            super("socket aborted", null, false, false);
        }
    }

    /** After our last bytes the TCP layer closes at once; what takes longer is a peer that does not read. */
    private static final Duration LAST_BYTES_TIME = Duration.ofSeconds(1);

    private final WebSocketStage stage;
    private final Inlet<ByteString> in;
    private final Outlet<ByteString> out;
    private final Pulse pulse;
    private final Outbox outbox;
    private final FrameDecoder decoder;
    private final AsyncCallback<Wake> wakeUp;

    // Set by other threads.
    private volatile @Nullable ActorRef<Connection.Command> connection;
    private volatile Duration linger;
    private volatile boolean abortAsked;
    private volatile boolean gone;

    /** What the outbox said before anybody listened: the socket is written from the start, attached or not. */
    private final Set<Connection.Command> unheard = new LinkedHashSet<>();

    // The stage's own.
    private boolean attached;
    private boolean paused;
    private boolean violated;
    private boolean peerClosed;
    private boolean ending;
    private long closeAskedAt;

    /** What the timer runs for; null until a close was asked for. */
    private @Nullable Duration lingering;

    WebSocketLogic(WebSocketStage stage) {
        super(stage.shape());
        this.stage = stage;
        in = stage.shape().in();
        out = stage.shape().out();
        pulse = new Pulse(stage.ticker);
        outbox = new Outbox(stage.settings.outboxLimits(), stage.clock, this);
        decoder = new FrameDecoder(stage.settings.maxMessage());
        linger = stage.settings.linger();
        Procedure<Wake> run = wake -> run();
        wakeUp = createAsyncCallback(run);
        setHandler(in, this);
        setHandler(out, this);
    }

    @Override
    public void preStart() {
        scheduleOnce(Timer.UNATTACHED, stage.settings.answerTimeout());
        stage.connections.tell(new Connections.Opened(stage.handshake, this));
    }

    // ---- Socket: from any thread

    @Override
    public Outbox outbox() {
        return outbox;
    }

    @Override
    public Pulse pulse() {
        return pulse;
    }

    @Override
    public void attach(ActorRef<Connection.Command> connection) {
        boolean tooLate;
        synchronized (this) {
            this.connection = connection;
            tooLate = gone;
            unheard.forEach(connection::tell);
            unheard.clear();
        }
        if (tooLate) {
            connection.tell(Connection.SocketClosed.INSTANCE);
        }
        wake();
    }

    @Override
    public void abort() {
        abortAsked = true;
        wake();
    }

    @Override
    public void lingerFor(Duration time) {
        linger = time;
        wake();
    }

    // ---- Outbox.Listener: from any thread

    @Override
    public void wake() {
        if (!gone) {
            wakeUp.invoke(Wake.INSTANCE);
        }
    }

    @Override
    public void roomAgain() {
        tellConnection(Connection.RoomAgain.INSTANCE);
    }

    @Override
    public void endReached() {
        tellConnection(Connection.EndReached.INSTANCE);
    }

    private void tellConnection(Connection.Command command) {
        ActorRef<Connection.Command> to = connection;
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
    public void onPush() {
        ByteString bytes = grab(in);
        if (ending) {
            return;
        }
        pulse.heard();
        decoder.feed(bytes);
        run();
    }

    @Override
    public void onPull() {
        pulse.writeTaken();
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
            failStage(SocketAborted.INSTANCE);
            return;
        }
        noticeAttached();
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
            cancelTimer(Timer.UNATTACHED);
        }
    }

    private void noticeClosing() {
        if (!outbox.closing() || linger.equals(lingering)) {
            return;
        }
        long now = stage.ticker.getAsLong();
        if (lingering == null) {
            closeAskedAt = now;
        }
        lingering = linger;
        Duration left = lingering.minusNanos(now - closeAskedAt);
        scheduleOnce(Timer.LINGER, left.isNegative() ? Duration.ZERO : left);
    }

    @Override
    public void onTimer(Object timer) {
        switch ((Timer) timer) {
            case UNATTACHED -> failStage(SocketAborted.INSTANCE);
            case LINGER -> {
                if (isAvailable(out)) {
                    end();
                } else {
                    failStage(SocketAborted.INSTANCE);
                }
            }
            case ENDING -> tellClosed();
        }
    }

    // ---- reading

    private void read() {
        ActorRef<Connection.Command> to = connection;
        if (to == null || peerClosed) {
            return;
        }
        while (true) {
            if (violated || outbox.closing()) {
                decoder.onlyClose();
            } else if (!outbox.mayRead()) {
                paused = true;
                pulse.reading(false);
                return;
            }
            paused = false;
            FrameDecoder.Event event = decoder.next();
            if (event == null) {
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
        if (isClosed(in)) {
            // EOF without a close frame: nobody is there to answer, or to read.
            if (isAvailable(out)) {
                completeStage();
            } else {
                failStage(SocketAborted.INSTANCE);
            }
        } else {
            pulse.reading(true);
            if (!hasBeenPulled(in)) {
                pull(in);
            }
        }
    }

    private void handle(FrameDecoder.Event event, ActorRef<Connection.Command> to) {
        if (event instanceof FrameDecoder.Text text) {
            outbox.received();
            to.tell(new Connection.TextReceived(text.payload()));
        } else if (event instanceof FrameDecoder.Binary binary) {
            outbox.received();
            to.tell(stage.binaryReceived(binary.payload()));
        } else if (event instanceof FrameDecoder.Ping ping) {
            outbox.control(FrameEncoder.PONG, ping.payload());
        } else if (event instanceof FrameDecoder.Close close) {
            peerClosed = true;
            if (!violated) {
                outbox.closeNow(close.code() == CloseCodes.NONE ? CloseCodes.NORMAL : close.code(), null);
            }
        } else if (event instanceof FrameDecoder.Violation violation) {
            violated = true;
            to.tell(new Connection.Violated(violation.reason()));
        }
    }

    // ---- writing

    /** One batch for each pull, or the promise of the outbox to wake us. */
    private void write() {
        if (!isAvailable(out)) {
            return;
        }
        ByteString batch = outbox.drain();
        if (!batch.isEmpty()) {
            pulse.writeBegan();
            push(out, batch);
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
        cancelTimer(Timer.LINGER);
        complete(out);
        scheduleOnce(Timer.ENDING, LAST_BYTES_TIME);
    }

    /** EOF. What was read before it is still looked at, as fast as the connection answers. */
    @Override
    public void onUpstreamFinish() {
        if (ending || !attached) {
            completeStage();
        } else {
            run();
        }
    }

    /** The peer reset the connection, or the TCP layer ended. */
    @Override
    public void onUpstreamFailure(Throwable cause) {
        completeStage();
    }

    @Override
    public void onDownstreamFinish(Throwable cause) {
        completeStage();
    }

    @Override
    public void postStop() {
        tellClosed();
    }

    private void tellClosed() {
        ActorRef<Connection.Command> to;
        synchronized (this) {
            if (gone) {
                return;
            }
            gone = true;
            to = connection;
        }
        outbox.abandon();
        if (to != null) {
            to.tell(Connection.SocketClosed.INSTANCE);
        }
    }
}
