package switchboard.http;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;
import switchboard.net.ClientAddress;

/**
 * Where one HTTP connection stands, shared between its {@link ConnectionGuard}, which sees bytes, and the handler, which
 * sees requests. Written by whatever thread reads a body or completes an answer, one after the other; read by the guard.
 */
final class Exchange {
    /** How whoever answers a request finds its connection. */
    static final AttributeKey<Exchange> OF_REQUEST = AttributeKey.create("switchboard-exchange", Exchange.class);

    enum Phase {
        /** The next request is awaited, or its headers are coming in. */
        AWAITING,
        /** A request is being answered. */
        ANSWERING,
        /** The answer goes out before the request's body was read: the connection ends with it. */
        ANSWERED_EARLY,
        /** Not HTTP any more. */
        UPGRADED
    }

    private final Function<RequestHead, ClientAddress> clients;
    private final CompletableFuture<Done> closed = new CompletableFuture<>();
    private volatile Consumer<HttpResponse> upgrader = response -> {};
    private volatile Phase phase = Phase.AWAITING;
    private volatile boolean bodyRead;
    private volatile int answered;
    private volatile boolean left;
    private volatile Runnable cutter = () -> {};
    private volatile boolean givesWay;

    private final Sockets.Place place;
    private volatile AddressBlock client;
    private volatile boolean spare;
    private volatile Turnstile.@Nullable Pass pass;

    /** Single places rather than stages: a connection lives long, and what hangs on a stage is kept as long as it. */
    private final AtomicReference<@Nullable Runnable> whenLeft = new AtomicReference<>();

    private final AtomicReference<@Nullable Runnable> whenTaken = new AtomicReference<>();

    /** Of requests that pekko-http did not hand on yet, in their order. */
    private final Queue<RequestHead> heads = new ConcurrentLinkedQueue<>();

    /**
     * Of a socket that takes its place among all.
     *
     * @param clients whose a request of this connection is
     * @param fromProxy whether the requests of many come by it
     */
    Exchange(Function<RequestHead, ClientAddress> clients, Sockets sockets, boolean fromProxy) {
        this.clients = clients;
        client = peer().block();
        place = sockets.open(client, fromProxy, this::giveWay);
    }

    /** Whose request it is: the one answer for what is logged of it, and for whatever counts by address. */
    static ClientAddress clientOf(HttpRequest request) {
        return request.getAttribute(OF_REQUEST)
                .orElseThrow()
                .clientOf(request.getAttribute(RequestHead.OF_REQUEST).orElseThrow());
    }

    /** The same of a request of this connection, of which maybe only a part has come. */
    ClientAddress clientOf(RequestHead head) {
        return clients.apply(head);
    }

    /** Who is connected, for what is not about one request: a client, or a proxy that speaks for many. */
    ClientAddress peer() {
        return clients.apply(RequestHead.UNREAD);
    }

    /** Whom the request that is being answered is counted for, and what the connection becomes by it. */
    AddressBlock client() {
        return client;
    }

    /** Whether all places were taken when the last request came: then it may ask for the server's health only. */
    boolean isSpare() {
        return spare;
    }

    Phase phase() {
        return phase;
    }

    /** How many requests were answered. */
    int answered() {
        return answered;
    }

    /** The guard has read a head, and gives it to pekko-http next. */
    void headCame(RequestHead head) {
        heads.add(head);
    }

    /** The head of the request that pekko-http hands on. */
    RequestHead nextHead() {
        return heads.remove();
    }

    /**
     * Both are callable from any thread.
     *
     * @param upgrader has the guard write the response and hand the socket over
     * @param cutter has the guard end a connection that gives way to another
     */
    void guardedBy(Consumer<HttpResponse> upgrader, Runnable cutter) {
        this.upgrader = upgrader;
        this.cutter = cutter;
        if (givesWay) {
            cutter.run();
        }
    }

    /** Another socket gets the place of this one. */
    private void giveWay() {
        givesWay = true;
        cutter.run();
    }

    /** The connection is no HTTP any more: this response, which pekko-http must not see, is the last. */
    void upgradeWith(HttpResponse response) {
        answered(true);
        upgrader.accept(response);
    }

    /** The guard has let the socket go. */
    void close() {
        clientLeft();
        run(whenTaken);
        place.close();
        closed.complete(Done.getInstance());
    }

    /** Completes with the end of the connection, upgraded or not. */
    CompletionStage<Done> closed() {
        return closed;
    }

    /** @param bodyRead whether the body came with the headers, or there is none */
    void requestArrived(RequestHead head, boolean bodyRead) {
        this.bodyRead = bodyRead;
        client = clientOf(head).block();
        spare = !place.asked(client);
        phase = Phase.ANSWERING;
    }

    void bodyRead() {
        bodyRead = true;
    }

    /** One request at a time is answered, so that nobody else counts meanwhile. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void answered(boolean upgraded) {
        answered++;
        // It holds the request, and a WebSocket lives long.
        pass = null;
        phase = upgraded ? Phase.UPGRADED : bodyRead ? Phase.AWAITING : Phase.ANSWERED_EARLY;
        if (upgraded) {
            place.upgraded();
        } else {
            place.answered();
        }
    }

    /** The request has its turn. */
    void isIn(Turnstile.Pass turn) {
        pass = turn;
    }

    // ---- what a call that is being answered may want to know

    /** It waits for something that may take long: it is the turn of others. */
    void letOthersIn() {
        Turnstile.Pass turn = pass;
        if (turn != null) {
            turn.leave();
        }
    }

    /** The client has ended its side, or is gone: it asks for nothing more, though it may still read. */
    void clientLeft() {
        left = true;
        run(whenLeft);
    }

    boolean hasClientLeft() {
        return left;
    }

    /** Has {@code action} run once the client leaves, at once if it has; of any thread, and must not block. */
    void whenClientLeaves(Runnable action) {
        whenLeft.set(action);
        if (left) {
            run(whenLeft);
        }
    }

    /** The call does not care any more whether the client leaves. */
    void careNoMore() {
        whenLeft.set(null);
    }

    /** The socket has taken all that was said so far. */
    void allTaken() {
        if (phase != Phase.ANSWERING) {
            run(whenTaken);
        }
    }

    /**
     * Has {@code action} run once the socket has taken the answer that is about to be given, or is gone. A client that
     * asks on before it has read gets its earlier answers counted as taken.
     */
    void whenAnswerTaken(Runnable action) {
        Runnable earlier = whenTaken.getAndSet(action);
        if (earlier != null) {
            earlier.run();
        }
        if (closed.isDone()) {
            run(whenTaken);
        }
    }

    /** Whoever comes first runs it, and nobody a second time. */
    private static void run(AtomicReference<@Nullable Runnable> place) {
        Runnable action = place.getAndSet(null);
        if (action != null) {
            action.run();
        }
    }
}
