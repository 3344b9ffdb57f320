package switchboard.http;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Procedure;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import switchboard.connection.SocketPorts;
import switchboard.connection.Upgrade;
import switchboard.connection.UpgradedSocket;
import switchboard.protocol.Refusal;
import switchboard.protocol.Refused;

/**
 * Stands between a socket and pekko-http and adds what pekko-http lacks: a limit to the time in which a request's headers
 * must come (408), an end for connections that do nothing, and a moment to read a refusal before the socket is closed:
 * a socket closed while its client still sends is reset, and the reset overtakes the refusal.
 *
 * <pre>
 *            ┌───────────────┐
 *  socket ──▶│ in      toHttp│──▶ pekko-http
 *         ◀──│ out   fromHttp│◀──
 *            └───────────────┘
 * </pre>
 *
 * Once the connection is upgraded pekko-http is let go, and the guard hosts what the connection is then: each byte goes
 * from one to the other without a hop between threads, and nothing of HTTP stays in memory.
 */
final class ConnectionGuard extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {
    private static final String TICK = "tick";
    private static final String LINGERED = "lingered";

    private static final int PIECE_BYTES = 16 << 10;

    /** The method, the version, and the spaces and line breaks of the head. */
    private static final int REQUEST_LINE_OVERHEAD_BYTES = 64;

    private final Inlet<ByteString> fromHttp = Inlet.create("ConnectionGuard.fromHttp");
    private final Outlet<ByteString> out = Outlet.create("ConnectionGuard.out");
    private final Inlet<ByteString> in = Inlet.create("ConnectionGuard.in");
    private final Outlet<ByteString> toHttp = Outlet.create("ConnectionGuard.toHttp");

    private final HttpSettings settings;
    private final Exchange exchange;
    private final LongSupplier ticker;

    /** More bytes than this hold the whole head of any request that is not refused. */
    private final long maxHeadBytes;

    ConnectionGuard(HttpSettings settings, Exchange exchange, LongSupplier ticker) {
        this.settings = settings;
        this.exchange = exchange;
        this.ticker = ticker;
        maxHeadBytes = (long) settings.maxHeaderBytes() + settings.maxUriBytes() + REQUEST_LINE_OVERHEAD_BYTES;
    }

    @Override
    public BidiShape<ByteString, ByteString, ByteString, ByteString> shape() {
        return new BidiShape<>(fromHttp, out, in, toHttp);
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic {
        private long activeAt = ticker.getAsLong();

        /** When the request that is awaited began: for the first one the connection's start, then its first byte. */
        private long headSince = activeAt;

        private ByteString rest = ByteString.emptyByteString();
        private ByteString early = ByteString.emptyByteString();
        private UpgradedSocket.@Nullable Factory upgrading;
        private @Nullable UpgradedSocket socket;
        private boolean lingering;
        private boolean headBegun;
        private long headBytes;
        private int answeredBeforeHead;

        Logic() {
            super(shape());
            setHandler(in, new FromSocket());
            setHandler(out, new ToSocket());
            setHandler(fromHttp, new FromHttp());
            setHandler(toHttp, new ToHttp());
        }

        @Override
        public void preStart() {
            Procedure<HttpResponse> upgrade = this::upgrade;
            AsyncCallback<HttpResponse> upgraded = createAsyncCallback(upgrade);
            exchange.guardedBy(upgraded::invoke);
            Duration shortest = settings.headWithin().compareTo(settings.idleWithin()) < 0
                    ? settings.headWithin()
                    : settings.idleWithin();
            scheduleAtFixedRate(TICK, shortest.dividedBy(4), shortest.dividedBy(4));
        }

        @Override
        public void postStop() {
            if (socket != null) {
                socket.stopped();
            }
            exchange.close();
        }

        @Override
        public void onTimer(Object timer) {
            if (socket != null) {
                if (!timer.equals(TICK)) {
                    socket.timer(timer);
                }
            } else if (timer.equals(LINGERED)) {
                completeStage();
            } else if (exchange.phase() == Exchange.Phase.AWAITING
                    || exchange.phase() == Exchange.Phase.ANSWERED_EARLY) {
                checkTimes(ticker.getAsLong());
            }
        }

        private void checkTimes(long now) {
            if (headBegun && exchange.answered() != answeredBeforeHead) {
                headBegun = false; // those bytes were a request, and it was answered
            }
            boolean first = exchange.answered() == 0;
            boolean headTooSlow = exchange.phase() == Exchange.Phase.AWAITING
                    && (headBegun || first)
                    && now - headSince > settings.headWithin().toNanos();
            boolean idle = now - activeAt > settings.idleWithin().toNanos();
            if (headTooSlow && headBegun) {
                refuse(Refusal.REQUEST_TIMEOUT.because("the headers of the request did not come within "
                        + settings.headWithin().toMillis() + " ms"));
            } else if (idle && !rest.isEmpty()) {
                cut();
            } else if (headTooSlow || idle) {
                completeStage();
            }
        }

        /** While a request is awaited pekko-http says nothing, so that this does not fall into the middle of an answer. */
        private void refuse(Refused refused) {
            if (!rest.isEmpty()) {
                cut();
                return;
            }
            cancelTimer(TICK);
            cancel(fromHttp);
            emit(out, RawResponse.of(refused, new CorsPolicy(settings.corsOrigins())), this::linger);
        }

        /** Its buffers are full and it does not read: a close would wait behind them for ever. */
        private void cut() {
            failStage(new ClientStoppedReading());
        }

        /** Nothing more is said; what the client still says is dropped until it has read the last answer. */
        private void linger() {
            cancelTimer(TICK);
            lingering = true;
            if (settings.lingerWithin().isZero() || isClosed(in)) {
                completeStage();
                return;
            }
            if (!isClosed(toHttp)) {
                complete(toHttp);
            }
            dropWhatComes();
            scheduleOnce(LINGERED, settings.lingerWithin());
        }

        private void dropWhatComes() {
            setHandler(in, new Dropping());
            if (!isClosed(in) && !hasBeenPulled(in)) {
                pull(in);
            }
        }

        private final class Dropping extends AbstractInHandler {
            @Override
            public void onPush() {
                grab(in);
                pull(in);
            }

            @Override
            public void onUpstreamFinish() {
                // A client that has only ended its own side may still read an answer that is on its way.
                if (lingering) {
                    completeStage();
                }
            }
        }

        private final class FromSocket extends AbstractInHandler {
            @Override
            public void onPush() {
                ByteString bytes = grab(in);
                if (exchange.phase() == Exchange.Phase.AWAITING) {
                    activeAt = ticker.getAsLong();
                    int answered = exchange.answered();
                    if (!headBegun || answered != answeredBeforeHead) {
                        headBegun = true;
                        headBytes = 0;
                        answeredBeforeHead = answered;
                        headSince = answered == 0 ? headSince : activeAt;
                    }
                    if (headBytes > maxHeadBytes) {
                        // So many came, and pekko-http still found no end: it must not collect more.
                        refuse(Refusal.HEADERS_TOO_LARGE.because("the headers of the request are too large (allowed: "
                                + settings.maxHeaderBytes() + " bytes together)"));
                        return;
                    }
                    headBytes += bytes.size();
                }
                push(toHttp, bytes);
            }

            @Override
            public void onUpstreamFinish() {
                complete(toHttp);
            }
        }

        private final class ToHttp extends AbstractOutHandler {
            @Override
            public void onPull() {
                pull(in);
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
                if (upgrading == null) {
                    // pekko-http wants no more, but its last answer may still be on its way.
                    dropWhatComes();
                }
            }
        }

        private final class FromHttp extends AbstractInHandler {
            @Override
            public void onPush() {
                rest = grab(fromHttp);
                pushRest();
            }

            @Override
            public void onUpstreamFinish() {
                if (rest.isEmpty()) {
                    lastAnswerIsOut();
                }
            }
        }

        private final class ToSocket extends AbstractOutHandler {
            @Override
            public void onPull() {
                if (!rest.isEmpty()) {
                    pushRest();
                } else if (!isClosed(fromHttp) && upgrading == null) {
                    pull(fromHttp);
                }
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
                completeStage();
            }
        }

        /** In pieces: the socket takes any one piece at once, so only with pieces is it seen that it takes no more. */
        private void pushRest() {
            activeAt = ticker.getAsLong();
            ByteString piece = rest.take(PIECE_BYTES);
            rest = rest.drop(PIECE_BYTES);
            push(out, piece);
            if (rest.isEmpty() && upgrading != null) {
                handOver(upgrading);
            } else if (rest.isEmpty() && isClosed(fromHttp)) {
                lastAnswerIsOut();
            }
        }

        private void lastAnswerIsOut() {
            boolean clientStillSends = exchange.phase() != Exchange.Phase.AWAITING
                    || exchange.answered() == 0
                    || (headBegun && answeredBeforeHead == exchange.answered());
            if (clientStillSends) {
                linger();
            } else {
                complete(out);
            }
        }

        // ---- the upgrade

        /** Takes the socket away from pekko-http, which waits for an answer that will not come. */
        private void upgrade(HttpResponse response) {
            upgrading = response.getAttribute(Upgrade.SOCKET).orElseThrow();
            cancelTimer(TICK);
            if (!isClosed(fromHttp)) {
                cancel(fromHttp);
            }
            if (!isClosed(toHttp)) {
                complete(toHttp);
            }
            setHandler(in, new Early());
            rest = rest.concat(RawResponse.head(response));
            if (isAvailable(out)) {
                pushRest();
            }
        }

        /** The answer is out: from here on the connection is what was asked for. */
        private void handOver(UpgradedSocket.Factory factory) {
            UpgradedSocket hosted = factory.on(new Ports());
            socket = hosted;
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    hosted.taken();
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    completeStage();
                }
            });
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    hosted.received(grab(in));
                }

                @Override
                public void onUpstreamFinish() {
                    hosted.inputEnded();
                }

                @Override
                public void onUpstreamFailure(Throwable reset) {
                    completeStage();
                }
            });
            hosted.begin();
            if (!early.isEmpty()) {
                hosted.received(early);
                early = ByteString.emptyByteString();
            }
            if (isClosed(in)) {
                hosted.inputEnded();
            }
        }

        /** Between the decision and the last byte of the answer: keeps what comes, at most what was asked for already. */
        private final class Early extends AbstractInHandler {
            @Override
            public void onPush() {
                early = grab(in);
            }

            @Override
            public void onUpstreamFinish() {
                // Told to the socket when it begins.
            }
        }

        private final class Ports implements SocketPorts {
            @Override
            public boolean canWrite() {
                return isAvailable(out);
            }

            @Override
            public void write(ByteString bytes) {
                push(out, bytes);
            }

            @Override
            public void read() {
                if (!hasBeenPulled(in)) {
                    pull(in);
                }
            }

            @Override
            public boolean inputEnded() {
                return isClosed(in);
            }

            @Override
            public void endOutput() {
                complete(out);
            }

            @Override
            public void end() {
                completeStage();
            }

            @Override
            public void abort() {
                cut();
            }

            @Override
            public void schedule(Object key, Duration in) {
                scheduleOnce(key, in);
            }

            @Override
            public void cancel(Object key) {
                cancelTimer(key);
            }

            @Override
            public Runnable onOurThread(Runnable action) {
                Procedure<Runnable> run = Runnable::run;
                AsyncCallback<Runnable> callback = createAsyncCallback(run);
                return () -> callback.invoke(action);
            }
        }
    }

    /** Ends the socket without a word. Carries no trace: it is what clients do. */
    private static final class ClientStoppedReading extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ClientStoppedReading() {
            super("the client takes nothing", null, false, false);
        }
    }
}
