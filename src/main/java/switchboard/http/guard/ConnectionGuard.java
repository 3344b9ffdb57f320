package switchboard.http.guard;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Procedure;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import switchboard.connection.websocket.Upgrade;
import switchboard.connection.websocket.UpgradedSocket;
import switchboard.http.policy.HttpSettings;
import switchboard.http.policy.ResponseHeaders;
import switchboard.http.request.RequestHead;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.shares.FairBudget;

/**
 * Stands between a socket and pekko-http and adds what pekko-http lacks: heads as RFC 9112 has them
 * ({@link RequestReader}), a limit to the time in which a request's headers must come (408), an end for connections
 * that do nothing, and a moment to read a refusal before the socket is closed: a socket closed while its client still
 * sends is reset, and the reset overtakes the refusal.
 *
 * <pre>
 *            ┌────────────────────────────┐
 *  socket ──▶│ in   ──▶  ┌─────────────┐  │
 *            │           │ PekkoHttpGraph or │  │
 *            │           │ hosted      │  │
 *         ◀──│ out  ◀──  └─────────────┘  │
 *            └────────────────────────────┘
 * </pre>
 *
 * <p>pekko-http does not read while it answers, so the guard reads on for it, one piece: only who reads hears that a
 * client has gone, and a call that waits for something must not wait for nobody. And a request waits for its
 * {@linkplain RequestScheduler turn} here, so that thousands of them at once cost no more than their heads.
 *
 * <p>An upgrade is answered by the guard itself, which then lets pekko-http go and {@link SocketHost hosts} what the
 * connection is from there on: each byte goes from one to the other without a hop between threads, and nothing of HTTP
 * stays in memory, because pekko-http is a {@link PekkoHttpGraph graph of its own} inside the guard. Where pekko-http
 * fails the connection fails, and whatever ends the connection ends pekko-http's part of it.
 */
public final class ConnectionGuard extends GraphStage<FlowShape<ByteString, ByteString>> {
    private enum Timer {
        /** Look at the times of the connection. */
        TICK,
        /** The client had its time to read the last answer. */
        LINGERED
    }

    private static final int PIECE_BYTES = 16 << 10;

    private final Inlet<ByteString> in = Inlet.create("ConnectionGuard.in");
    private final Outlet<ByteString> out = Outlet.create("ConnectionGuard.out");
    private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);

    private final HttpSettings settings;
    private final ResponseHeaders headers;
    private final Function<Exchange, Flow<ByteString, ByteString, NotUsed>> http;
    private final Exchange exchange;
    private final LongSupplier ticker;

    /** @param http makes pekko-http's part of the connection; what it makes is run once and not kept */
    public ConnectionGuard(
            HttpSettings settings,
            ResponseHeaders headers,
            Function<Exchange, Flow<ByteString, ByteString, NotUsed>> http,
            Exchange exchange,
            LongSupplier ticker) {
        this.settings = settings;
        this.headers = headers;
        this.http = http;
        this.exchange = exchange;
        this.ticker = ticker;
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends SocketHost {
        private final PekkoHttpGraph pekkoHttp = new PekkoHttpGraph(
                this, new FromHttp(), new ToHttp(), () -> http.apply(exchange), this::subFusingMaterializer);
        private final RequestReader reader;
        private long activeAt;

        /** What pekko-http gave, or we say ourselves, and the socket did not take yet. */
        private ByteString rest = ByteString.emptyByteString();

        /** What came while pekko-http did not read; nothing more is read until it takes this. */
        private ByteString ahead = ByteString.emptyByteString();

        /** What pekko-http gets once it is the turn of the request that it begins with. */
        private ByteString waiting = ByteString.emptyByteString();

        private final Runnable letIn;
        private final Runnable giveWay;

        private boolean lingering;

        /** What is held here of what the client sent: it is kept as long as nobody takes it. */
        private final FairBudget.Share incoming;

        private long held;

        /** What the connection becomes once the rest is out; null while it is HTTP. */
        private UpgradedSocket.@Nullable Factory upgrading;

        /** What the client sent behind the request that is answered by the upgrade. */
        private ByteString early = ByteString.emptyByteString();

        Logic() {
            super(shape, in, out, ticker, exchange);
            activeAt = ticker.getAsLong();
            reader = new RequestReader(settings, activeAt, exchange::headCame);
            letIn = onStage(this::letIn);
            giveWay = onStage(() -> giveWay(false));
            incoming = exchange.unread(giveWay);
            setHandler(in, new FromSocket());
            setHandler(out, new ToSocket());
        }

        @Override
        public void preStart() {
            Procedure<HttpResponse> upgrade = response -> {
                try {
                    upgrade(response);
                } catch (RuntimeException bug) {
                    throw told(bug);
                }
            };
            AsyncCallback<HttpResponse> upgraded = createAsyncCallback(upgrade);
            exchange.guardedBy(upgraded::invoke, giveWay, onStage(() -> giveWay(true)), onStage(this::look));
            Duration shortest = settings.headWithin().compareTo(settings.idleWithin()) < 0
                    ? settings.headWithin()
                    : settings.idleWithin();
            scheduleWithFixedDelay(Timer.TICK, shortest.dividedBy(4), shortest.dividedBy(4));
            readOn();
        }

        @Override
        void onEnd() {
            incoming.giveBack();
            exchange.close();
        }

        // ---- bytes between the two

        private final class FromSocket extends AbstractInHandler {
            @Override
            public void onPush() {
                try {
                    take(grab(in));
                    count();
                } catch (RuntimeException bug) {
                    throw told(bug);
                }
            }

            @Override
            public void onUpstreamFinish() {
                if (allGiven()) {
                    endInput();
                }
                exchange.clientLeft();
            }
        }

        private final class ToHttp extends AbstractOutHandler {
            @Override
            public void onPull() {
                goOn();
                count();
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
                // pekko-http wants no more, but its last answer may still be on its way.
                dropWhatComes();
            }
        }

        private void take(ByteString bytes) {
            if (pekkoHttp.takes() && !reader.holds() && waiting.isEmpty()) {
                give(bytes);
            } else {
                ahead = bytes;
            }
        }

        /** Goes on with what was read ahead or held back, or else with what is still to come. */
        private void goOn() {
            if (!pekkoHttp.takes()
                    || !waiting.isEmpty()
                    || (reader.holds() && !reader.mayRelease(exchange.answered()))) {
                return;
            }
            ByteString bytes = reader.release().concat(ahead);
            ahead = ByteString.emptyByteString();
            if (bytes.isEmpty()) {
                readOn();
            } else {
                give(bytes);
            }
        }

        private void give(ByteString bytes) {
            long now = ticker.getAsLong();
            if (exchange.phase() == Exchange.Phase.AWAITING) {
                activeAt = now;
            }
            ByteString plain = reader.add(bytes, now);
            if (!plain.isEmpty()) {
                if (exchange.mayComeIn(letIn)) {
                    pekkoHttp.give(plain);
                } else {
                    waiting = plain;
                }
            }
            if (isClosed(in) && allGiven()) {
                endInput();
            } else {
                readOn();
            }
        }

        /** It is the turn of the request that waits, unless that was given up meanwhile. */
        private void letIn() {
            if (waiting.isEmpty()) {
                exchange.letOthersIn();
                return;
            }
            ByteString plain = waiting;
            waiting = ByteString.emptyByteString();
            if (pekkoHttp.takes()) {
                pekkoHttp.give(plain);
            }
            if (isClosed(in) && allGiven()) {
                endInput();
            }
            count();
        }

        private boolean allGiven() {
            return waiting.isEmpty() && ahead.isEmpty() && !reader.hasHeld();
        }

        /** Counts what is left of what came; next to never there is any. */
        private void count() {
            long left = waiting.length() + ahead.length() + early.length() + reader.bytes() + exchange.waitingBytes();
            if (left != held) {
                held = left;
                if (!incoming.hold(left)) {
                    giveWay(false);
                }
            }
        }

        private void endInput() {
            ByteString last = reader.end();
            if (!last.isEmpty() && pekkoHttp.takes()) {
                pekkoHttp.give(last);
            }
            if (pekkoHttp.hasBegun()) {
                pekkoHttp.endInput();
            } else {
                completeStage();
            }
        }

        private void readOn() {
            if (!isClosed(in) && !hasBeenPulled(in)) {
                pull(in);
            }
        }

        private final class FromHttp extends AbstractInHandler {
            @Override
            public void onPush() {
                try {
                    rest = pekkoHttp.take();
                    exchange.saying();
                    pushRest();
                    if (reader.holds()) {
                        goOn();
                    }
                    count();
                } catch (RuntimeException bug) {
                    throw told(bug);
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
                try {
                    sayOn();
                } catch (RuntimeException bug) {
                    throw told(bug);
                }
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
                completeStage();
            }
        }

        private void sayOn() {
            if (rest.isEmpty()) {
                exchange.allTaken();
                pekkoHttp.ask();
            } else {
                pushRest();
            }
        }

        /** An answer in pieces has come to its end, maybe after the socket took the last of them. */
        private void look() {
            if (rest.isEmpty() && isAvailable(out)) {
                exchange.allTaken();
            }
        }

        /** In pieces: the socket takes any one piece at once, so only with pieces is it seen that it takes no more. */
        private void pushRest() {
            activeAt = ticker.getAsLong();
            ByteString piece = rest.take(PIECE_BYTES);
            rest = rest.drop(PIECE_BYTES);
            push(out, piece);
            if (!rest.isEmpty()) {
                return;
            }
            if (upgrading != null) {
                handOver(upgrading);
            } else if (pekkoHttp.hasEnded()) {
                lastAnswerIsOut();
            }
        }

        // ---- times

        @Override
        void onOwnTimer(Object timer) {
            if (timer == Timer.LINGERED) {
                completeStage();
            } else if (waiting.isEmpty()
                    && (exchange.phase() == Exchange.Phase.AWAITING
                            || exchange.phase() == Exchange.Phase.ANSWERED_EARLY
                            || upgrading != null)) {
                checkTimes(ticker.getAsLong());
            } else {
                // Whoever waits for its answer is not idle, however long the answer takes, nor late with what comes
                // next.
                reader.restart(ticker.getAsLong());
                if (rest.isEmpty()) {
                    activeAt = ticker.getAsLong();
                }
            }
        }

        private void checkTimes(long now) {
            boolean headTooSlow = exchange.phase() == Exchange.Phase.AWAITING && reader.isLate(now);
            boolean idle = now - activeAt > settings.idleWithin().toNanos();
            if (headTooSlow && reader.isComing()) {
                refuse(Refusal.REQUEST_TIMEOUT.because("the headers of the request did not come within "
                        + settings.headWithin().toMillis() + " ms"));
            } else if (idle && (!rest.isEmpty() || exchange.isSending())) {
                cut();
            } else if (headTooSlow || idle) {
                if (exchange.answered() == 0) {
                    ClientLines.dropped(exchange.peer(), "silent", "no request came");
                } // Any other has had its answers, and is kept no longer.
                completeStage();
            }
        }

        // ---- the end of the connection

        /**
         * While a request is awaited pekko-http says nothing, so that this does not fall into the middle of an answer.
         */
        private void refuse(Refused refused) {
            if (!rest.isEmpty() || exchange.isSending()) {
                cut();
                return;
            }
            cancelTimer(Timer.TICK);
            pekkoHttp.silence();
            RequestHead next = exchange.waitingHead();
            RequestHead head = exchange.phase() == Exchange.Phase.ANSWERING
                    ? exchange.request()
                    : next == null ? reader.soFar() : next;
            ClientLines.refused(exchange.clientOf(head), head, refused);
            emit(out, RawResponse.of(refused, headers.ofRefusal(head)), this::linger);
        }

        /**
         * Others need the memory that this connection holds, or its place. Where it is the memory it is told so in the
         * place of an answer, unless that is on its way already, and then cut. The place is somebody else's already, so
         * that there is no time to say anything. A WebSocket gives way by rules of its own.
         */
        private void giveWay(boolean atOnce) {
            if (isClosed(out) || (lingering && !atOnce)) {
                return;
            }
            if (exchange.phase() == Exchange.Phase.UPGRADED) {
                if (!early.isEmpty() && !atOnce) {
                    cut();
                }
                return;
            }
            if (atOnce) {
                if (lingering || (exchange.phase() == Exchange.Phase.AWAITING && rest.isEmpty())) {
                    completeStage();
                } else {
                    cut();
                }
                return;
            }
            boolean nothingSaid = exchange.phase() == Exchange.Phase.ANSWERING
                    || (exchange.phase() == Exchange.Phase.AWAITING && exchange.untaken() == null);
            if (!nothingSaid) {
                cut();
                return;
            }
            waiting = ByteString.emptyByteString();
            ahead = ByteString.emptyByteString();
            reader.takeHeld();
            incoming.giveBack();
            exchange.letOthersIn();
            exchange.clientLeft();
            refuse(Refusal.UNAVAILABLE.because(
                    "the server has no room for what this client sends or does not read, which is more"
                            + " than that of others; try again later"));
        }

        /** Its buffers are full and it does not read: a close would wait behind them for ever. */
        private void cut() {
            ClientLines.dropped(exchange.peer(), "not_taken", "its client does not take the answer");
            reset();
        }

        private void lastAnswerIsOut() {
            int answered = exchange.answered();
            boolean clientStillSends = exchange.phase() != Exchange.Phase.AWAITING
                    || answered == 0
                    || reader.hasMoreThan(answered)
                    || !ahead.isEmpty();
            if (clientStillSends) {
                linger();
            } else {
                complete(out);
            }
        }

        /** Nothing more is said; what the client still says is dropped until it has read the last answer. */
        private void linger() {
            cancelTimer(Timer.TICK);
            lingering = true;
            if (settings.lingerWithin().isZero() || isClosed(in)) {
                completeStage();
                return;
            }
            pekkoHttp.endInput();
            dropWhatComes();
            after(settings.lingerWithin(), Timer.LINGERED);
        }

        private void dropWhatComes() {
            setHandler(in, new Dropping());
            readOn();
        }

        private final class Dropping extends AbstractInHandler {
            @Override
            public void onPush() {
                grab(in);
                pull(in);
            }

            @Override
            public void onUpstreamFinish() {
                exchange.clientLeft();
                // A client that has only ended its own side may still read an answer that is on its way.
                if (lingering) {
                    completeStage();
                }
            }
        }

        // ---- the upgrade

        /** Takes the socket away from pekko-http, which waits for an answer that will not come. */
        private void upgrade(HttpResponse response) {
            if (lingering || isClosed(out)) {
                return; // Too late: the last answer was another one. The place at the hub expires.
            }
            upgrading = response.getAttribute(Upgrade.SOCKET).orElseThrow();
            early = reader.takeHeld().concat(ahead);
            ahead = ByteString.emptyByteString();
            count();
            activeAt = ticker.getAsLong();
            setHandler(in, new Early());
            pekkoHttp.letGo();
            rest = rest.concat(RawResponse.head(response));
            if (isAvailable(out)) {
                pushRest();
            }
        }

        /**
         * Between the decision and the last byte of the answer: keeps what comes, at most what was asked for already.
         */
        private final class Early extends AbstractInHandler {
            @Override
            public void onPush() {
                early = early.concat(grab(in));
                count();
            }

            @Override
            public void onUpstreamFinish() {
                // Told to the socket when it begins.
            }
        }

        /** The answer is out: from here on the connection is what was asked for. */
        private void handOver(UpgradedSocket.Factory factory) {
            cancelTimer(Timer.TICK);
            // What was said before the upgrade; nobody asks the socket after this.
            exchange.upgradeTaken();
            ByteString came = early;
            early = ByteString.emptyByteString();
            count();
            host(factory, came);
        }
    }
}
