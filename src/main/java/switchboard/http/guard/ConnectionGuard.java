package switchboard.http.guard;

import java.util.function.LongSupplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import switchboard.connection.websocket.Upgrade;
import switchboard.connection.websocket.UpgradedSocket;
import switchboard.http.policy.HttpSettings;
import switchboard.http.policy.ResponseHeaders;
import switchboard.http.request.RequestHead;
import switchboard.net.sockets.LoopSocket;
import switchboard.net.sockets.SocketLoop;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;

/**
 * Stands between a socket and pekko-http and adds what pekko-http lacks: heads as RFC 9112 has them
 * ({@link RequestReader}), a limit to the time in which a request's headers must come (408), an end for connections
 * that do nothing ({@link TimeLimits}), and a moment to read a refusal before the socket is closed: a socket closed
 * while its client still sends is reset, and the reset overtakes the refusal.
 *
 * <pre>
 *  socket ──▶ {@link RequestInput} ─┬─ a handshake that comes first ──▶ {@link RequestHandler}
 *                           └─ any other request ──▶ {@link PekkoHttpGraph} ──▶ {@link RequestHandler}
 *  socket ◀── {@link HttpOutput} ◀── answers of pekko-http; refusals of the guard, and the 101
 * </pre>
 *
 * <p>pekko-http does not read while it answers, so the guard reads on for it, one piece: only who reads hears that a
 * client has gone, and a call that waits for something must not wait for nobody. And a request waits here for its
 * {@linkplain switchboard.http.scheduling.RequestScheduler permit}, so that thousands of them at once cost no more than
 * their heads.
 *
 * <p>A handshake that comes first goes to the handler without pekko-http. An upgrade is answered by the guard itself,
 * which lets pekko-http go, if there is one, and {@link SocketHost hosts} what the connection is from there on: nothing
 * of HTTP stays in memory, because pekko-http is a {@link PekkoHttpGraph stream of its own}. Where pekko-http fails the
 * connection fails, and whatever ends the connection ends its pekko-http, too.
 */
public final class ConnectionGuard extends SocketHost {
    private final RequestHandler handler;
    private final HttpSettings settings;
    private final ResponseHeaders headers;
    private final Exchange exchange;
    private final LongSupplier ticker;
    private final PekkoHttpGraph pekkoHttp;
    private final RequestReader reader;
    private final HeldInput held;
    private final TimeLimits times;
    private final RequestInput requests;
    private final HttpOutput output;
    private final Runnable giveWayForMemory = onLoop(this::giveWayForMemory);

    /** Checks the {@link TimeLimits}, again and again. */
    private SocketLoop.@Nullable Timer tick;

    /** The last answer is out; the client has a moment to read it. */
    private boolean lingering;

    /** The answer to the first request, where that was known before there was pekko-http. */
    private @Nullable HttpResponse refusal;

    /** Nothing follows what is being written. */
    private boolean refused;

    /** What the connection becomes once all that was said is out; null while it is HTTP. */
    private UpgradedSocket.@Nullable Factory upgrading;

    /**
     * @param headers of the refusals that the guard writes itself
     * @param handler answers the requests
     * @param ticker monotonic, in nanoseconds
     */
    public ConnectionGuard(
            LoopSocket socket,
            HttpSettings settings,
            ResponseHeaders headers,
            RequestHandler handler,
            Materializer materializer,
            Exchange exchange,
            LongSupplier ticker) {
        super(socket, exchange);
        this.handler = handler;
        this.settings = settings;
        this.headers = headers;
        this.exchange = exchange;
        this.ticker = ticker;
        pekkoHttp = new PekkoHttpGraph(this, new FromHttp(), () -> handler.http(exchange, refusal), materializer);
        long now = ticker.getAsLong();
        reader = new RequestReader(settings, now, exchange.heads()::add);
        held = new HeldInput(reader, exchange.heads(), exchange.unread(giveWayForMemory));
        times = new TimeLimits(settings, reader, now);
        requests = new RequestInput(this, pekkoHttp, held, times, exchange, ticker, this::handOn, this::count);
        output = new HttpOutput(socket.writer(), this, this::onAllTaken, this::onActive, this::reset);
        setInput(requests);
    }

    /** Begins to read. To be called once, on the thread of the socket's loop, when the socket has been started. */
    public void begin() {
        exchange.guardedBy(new GuardCalls(
                onLoop(this::upgrade), giveWayForMemory, onLoop(this::giveWayForSocket), onLoop(this::checkTaken)));
        tick = after(times.checkEvery(), this::tick);
        readFirst();
    }

    @Override
    void onEnd() {
        stopTicking();
        output.drop();
        pekkoHttp.letGo();
        held.drop();
        exchange.close();
    }

    // ---- from the socket to whoever answers

    /**
     * What the client has sent, for pekko-http, but for the handshake of a WebSocket that is the first thing on the
     * connection: a stream with a parser for each would be most of what a connect costs.
     */
    private void handOn(ByteString plain) {
        RequestHead head = exchange.heads().peek();
        if (pekkoHttp.hasBegun() || head == null || !head.isHandshake()) {
            pekkoHttp.give(plain);
            return;
        }
        whenDone(handler.handshake(exchange, head), answer -> refuseHandshake(plain, answer));
    }

    /** pekko-http writes the answer, so it gets the request, too. */
    private void refuseHandshake(ByteString plain, HttpResponse answer) {
        refusal = answer;
        if (!lingering && pekkoHttp.takes()) {
            pekkoHttp.give(plain);
            if (isInputEnded()) {
                requests.endIfGiven();
            }
        }
    }

    /** Counts what is held by now, and gives way where that is too much. */
    private void count() {
        if (!held.count()) {
            giveWayForMemory();
        }
    }

    // ---- from pekko-http to the socket

    private final class FromHttp implements PekkoHttpGraph.Listener {
        @Override
        public void said(ByteString bytes) {
            exchange.bytesCome();
            onActive();
            output.write(bytes);
            if (reader.holds()) {
                requests.goOn();
            }
            count();
        }

        @Override
        public void saidAll() {
            if (output.isEmpty()) {
                onLastAnswerOut();
            }
        }

        @Override
        public void takesMore() {
            requests.goOn();
            count();
        }

        @Override
        public void takesNoMore() {
            dropWhatComes();
        }

        @Override
        public void failed() {
            reset();
        }
    }

    private void onActive() {
        times.active(ticker.getAsLong());
    }

    /** The kernel has all that was said so far. */
    private void onAllTaken() {
        onActive();
        if (refused) {
            linger();
        } else if (upgrading != null) {
            handOver(upgrading);
        } else if (pekkoHttp.hasEnded()) {
            onLastAnswerOut();
        } else {
            exchange.allTaken();
            pekkoHttp.ask();
        }
    }

    /** An answer in pieces has come to its end, maybe after the socket took the last of them. */
    private void checkTaken() {
        if (output.isEmpty()) {
            exchange.allTaken();
        }
    }

    private boolean isUnsent() {
        return !output.isEmpty() || exchange.isStreaming();
    }

    private void tick() {
        tick = after(times.checkEvery(), this::tick);
        checkTimes();
    }

    private void stopTicking() {
        if (tick != null) {
            tick.cancel();
            tick = null;
        }
    }

    private void checkTimes() {
        Exchange.Phase phase = exchange.phase();
        boolean waitsForAnswer = held.isQueued()
                || (phase != Exchange.Phase.AWAITING && phase != Exchange.Phase.ANSWERED_EARLY && upgrading == null);
        long now = ticker.getAsLong();
        if (waitsForAnswer) {
            times.paused(!output.isEmpty(), now);
            return;
        }
        switch (times.judge(phase == Exchange.Phase.AWAITING, isUnsent(), now)) {
            case IN_TIME -> {}
            case HEAD_TOO_SLOW ->
                refuse(Refusal.REQUEST_TIMEOUT.because("the headers of the request did not come within "
                        + settings.headWithin().toMillis() + " ms"));
            case ANSWER_NOT_TAKEN -> cut();
            case IDLE -> endIdle();
        }
    }

    private void endIdle() {
        if (exchange.answers() == 0) {
            ClientLines.dropped(exchange.peer(), "silent", "no request came");
        } // Any other client has had its answers, and is kept no longer.
        end();
    }

    // ---- giving way to others

    private void giveWayForMemory() {
        boolean untaken = exchange.untaken() != null;
        giveWay(GivingWay.forMemory(exchange.phase(), lingering, held.hasEarly(), untaken));
    }

    private void giveWayForSocket() {
        GivingWay how = GivingWay.forSocket(exchange.phase(), lingering, !output.isEmpty());
        if (how == GivingWay.CLOSE && !lingering && !hasEnded() && dropUnread()) {
            // A close would reset it with the request that came a moment ago, and its client would not know why.
            refuse(settings.allSocketsTaken());
        } else {
            giveWay(how);
        }
    }

    private void giveWay(GivingWay how) {
        if (hasEnded()) {
            return;
        }
        switch (how) {
            case STAY -> {}
            case CLOSE -> end();
            case CUT -> cut();
            case REFUSE -> {
                held.drop();
                exchange.releasePermit();
                exchange.clientLeft();
                refuse(Refusal.UNAVAILABLE.because(
                        "the server has no room for what this client sends or does not read, which is more"
                                + " than that of others; try again later"));
            }
        }
    }

    // ---- the end of the connection

    /** Writes a refusal in place of an answer, unless it would fall into the middle of one: then the client is cut. */
    private void refuse(Refused refused) {
        if (isUnsent()) {
            cut();
            return;
        }
        stopTicking();
        pekkoHttp.silence();
        RequestHead next = exchange.heads().peek();
        RequestHead head = exchange.phase() == Exchange.Phase.ANSWERING
                ? exchange.request()
                : next == null ? reader.soFar() : next;
        ClientLines.refused(exchange.clientOf(head), head, refused);
        this.refused = true;
        output.write(RawResponse.of(refused, headers.ofRefusal(head)));
    }

    /** The client does not read, and all buffers are full: a close in order would wait behind them for ever. */
    private void cut() {
        ClientLines.dropped(exchange.peer(), "not_taken", "its client does not take the answer");
        reset();
    }

    private void onLastAnswerOut() {
        int answered = exchange.answers();
        boolean clientStillSends =
                exchange.phase() != Exchange.Phase.AWAITING || answered == 0 || held.hasMoreThan(answered);
        if (clientStillSends) {
            linger();
        } else {
            end();
        }
    }

    /** Nothing more is said; what the client still says is dropped until it has had time to read the last answer. */
    private void linger() {
        stopTicking();
        lingering = true;
        if (settings.lingerWithin().isZero() || isInputEnded()) {
            end();
            return;
        }
        pekkoHttp.endInput();
        dropWhatComes();
        after(settings.lingerWithin(), this::end);
    }

    private void dropWhatComes() {
        setInput(new Dropping());
        readOn();
    }

    private final class Dropping implements Input {
        @Override
        public void received(ByteString bytes) {
            readOn();
        }

        @Override
        public void ended() {
            exchange.clientLeft();
            // A client that has only ended its own side may still read an answer that is on its way.
            if (lingering) {
                end();
            }
        }
    }

    // ---- the hand-over to a WebSocket

    /** Takes the socket away from pekko-http, which waits for an answer that will not come. */
    private void upgrade(HttpResponse response) {
        if (refused || lingering || hasEnded()) {
            return; // Too late: the last answer was another one. The reservation at the hub expires.
        }
        upgrading = response.getAttribute(Upgrade.SOCKET).orElseThrow();
        held.keepForUpgrade();
        count();
        onActive();
        setInput(new Early());
        pekkoHttp.letGo();
        output.write(RawResponse.head(response));
    }

    /** Between the decision and the last byte of the response: keeps what comes, at most what was asked for already. */
    private final class Early implements Input {
        @Override
        public void received(ByteString bytes) {
            held.addEarly(bytes);
            count();
        }

        @Override
        public void ended() {
            // The WebSocket is told when it begins.
        }
    }

    /** The response is out: from here on the connection is what was asked for. */
    private void handOver(UpgradedSocket.Factory factory) {
        stopTicking();
        // Of the answers before the upgrade: nobody asks the socket after this.
        exchange.upgradeWritten();
        ByteString early = held.takeEarly();
        count();
        host(factory, early);
    }
}
