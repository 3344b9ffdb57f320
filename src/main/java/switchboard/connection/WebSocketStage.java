package switchboard.connection;

import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.japi.function.Procedure;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

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
    private final Inlet<ByteString> in = Inlet.create("WebSocket.in");
    private final Outlet<ByteString> out = Outlet.create("WebSocket.out");
    private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);

    private final Handshake handshake;
    private final ConnectionSettings settings;
    private final ActorRef<Connections.Command> connections;
    private final Clock clock;
    private final LongSupplier ticker;

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
        return new Logic();
    }

    /** What the connection hears of a binary message: the protocol has none, so its content is not passed on. */
    Connection.Command binaryReceived(byte[] payload) {
        return Connection.BinaryReceived.INSTANCE;
    }

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

    private final class Logic extends TimerGraphStageLogic implements Socket, Outbox.Listener, InHandler, OutHandler {
        private static final Duration LAST_BYTES_TIME = Duration.ofSeconds(1);

        private final Pulse pulse = new Pulse(ticker);
        private final Outbox outbox = new Outbox(settings.outboxLimits(), clock, this);
        private final FrameDecoder decoder = new FrameDecoder(settings.maxMessage());
        private final AsyncCallback<Wake> wakeUp;

        // Set by other threads.
        private volatile @Nullable ActorRef<Connection.Command> connection;
        private volatile Duration linger = settings.linger();
        private volatile boolean abortAsked;
        private volatile boolean gone;

        // The stage's own.
        private boolean attached;
        private boolean paused;
        private boolean violated;
        private boolean peerClosed;
        private boolean ending;
        private boolean lingering;
        private long closeAskedAt;
        private @Nullable Duration lingerSet;

        Logic() {
            super(shape);
            Procedure<Wake> run = wake -> run();
            wakeUp = createAsyncCallback(run);
            setHandler(in, this);
            setHandler(out, this);
        }

        @Override
        public void preStart() {
            scheduleOnce(Timer.UNATTACHED, settings.answerTimeout());
            connections.tell(new Connections.Opened(handshake, this));
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
            if (to != null && !gone) {
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
            if (!outbox.closing()) {
                return;
            }
            if (!lingering) {
                lingering = true;
                closeAskedAt = ticker.getAsLong();
            }
            Duration wanted = linger;
            if (!wanted.equals(lingerSet)) {
                lingerSet = wanted;
                Duration passed = Duration.ofNanos(ticker.getAsLong() - closeAskedAt);
                Duration left = wanted.minus(passed);
                scheduleOnce(Timer.LINGER, left.isNegative() ? Duration.ZERO : left);
            }
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
                to.tell(new Connection.Violated(violation.reason()));
            }
        }

        // ---- writing

        /** Clears the way for whoever is pulled: one batch, or the promise of the outbox to wake us. */
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
}
