package switchboard.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpResponse;

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

    private final CompletableFuture<Done> closed = new CompletableFuture<>();
    private volatile Consumer<HttpResponse> upgrader = response -> {};
    private volatile Phase phase = Phase.AWAITING;
    private volatile boolean bodyRead;
    private volatile int answered;

    Phase phase() {
        return phase;
    }

    /** How many requests were answered. */
    int answered() {
        return answered;
    }

    /** @param upgrader has the guard write the response and hand the socket over; callable from any thread */
    void guardedBy(Consumer<HttpResponse> upgrader) {
        this.upgrader = upgrader;
    }

    /** The connection is no HTTP any more: this response, which pekko-http must not see, is the last. */
    void upgradeWith(HttpResponse response) {
        answered(true);
        upgrader.accept(response);
    }

    /** The guard has let the socket go. */
    void close() {
        closed.complete(Done.getInstance());
    }

    /** Completes with the end of the connection, upgraded or not. */
    CompletionStage<Done> closed() {
        return closed;
    }

    /** @param bodyRead whether the body came with the headers, or there is none */
    void requestArrived(boolean bodyRead) {
        this.bodyRead = bodyRead;
        phase = Phase.ANSWERING;
    }

    void bodyRead() {
        bodyRead = true;
    }

    /** One request at a time is answered, so that nobody else counts meanwhile. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void answered(boolean upgraded) {
        answered++;
        phase = upgraded ? Phase.UPGRADED : bodyRead ? Phase.AWAITING : Phase.ANSWERED_EARLY;
    }
}
