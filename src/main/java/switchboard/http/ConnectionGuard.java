package switchboard.http;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
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
 * Once the connection is upgraded it only passes bytes on, both ways, holding none.
 */
final class ConnectionGuard extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {
    private static final String TICK = "tick";
    private static final String LINGERED = "lingered";
    private static final String UNTAKEN = "untaken";

    /** How long the last bytes of a connection that was upgraded may take to leave: nobody else waits for them. */
    private static final Duration LAST_BYTES_WITHIN = Duration.ofSeconds(5);

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
            Duration shortest = settings.headWithin().compareTo(settings.idleWithin()) < 0
                    ? settings.headWithin()
                    : settings.idleWithin();
            scheduleAtFixedRate(TICK, shortest.dividedBy(4), shortest.dividedBy(4));
        }

        @Override
        public void onTimer(Object timer) {
            if (timer.equals(LINGERED)) {
                completeStage();
            } else if (timer.equals(UNTAKEN)) {
                cut();
            } else if (exchange.phase() == Exchange.Phase.UPGRADED) {
                cancelTimer(TICK);
            } else if (exchange.phase() != Exchange.Phase.ANSWERING) {
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
                if (exchange.phase() == Exchange.Phase.UPGRADED) {
                    cancel(in, cause);
                } else {
                    // pekko-http wants no more, but its last answer may still be on its way.
                    dropWhatComes();
                }
            }
        }

        private final class FromHttp extends AbstractInHandler {
            @Override
            public void onPush() {
                if (exchange.phase() == Exchange.Phase.UPGRADED) {
                    push(out, grab(fromHttp));
                } else {
                    rest = grab(fromHttp);
                    pushRest();
                }
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
                } else if (!isClosed(fromHttp)) {
                    pull(fromHttp);
                }
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
                if (exchange.phase() == Exchange.Phase.UPGRADED) {
                    cancel(fromHttp, cause);
                } else {
                    completeStage();
                }
            }
        }

        /** In pieces: the socket takes any one piece at once, so only with pieces is it seen that it takes no more. */
        private void pushRest() {
            activeAt = ticker.getAsLong();
            ByteString piece = rest.take(PIECE_BYTES);
            rest = rest.drop(PIECE_BYTES);
            push(out, piece);
            if (rest.isEmpty() && isClosed(fromHttp)) {
                lastAnswerIsOut();
            }
        }

        private void lastAnswerIsOut() {
            boolean clientStillSends = exchange.phase() != Exchange.Phase.UPGRADED
                    && (exchange.phase() != Exchange.Phase.AWAITING
                            || exchange.answered() == 0
                            || (headBegun && answeredBeforeHead == exchange.answered()));
            if (clientStillSends) {
                linger();
            } else {
                complete(out);
                if (exchange.phase() == Exchange.Phase.UPGRADED && !isClosed(in)) {
                    scheduleOnce(UNTAKEN, LAST_BYTES_WITHIN);
                }
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
