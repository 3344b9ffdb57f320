package switchboard.http.guard;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * How far the answer of a connection has got: given by the handler, coming out of pekko-http, taken by the socket.
 * There is one answer at a time. The handler gives, the guard sees the rest: thread-safe.
 */
final class AnswerDelivery {
    /**
     * Completes when the socket has taken the answer; null while there is none. It is replaced for each answer, since
     * what hangs on a future is kept as long as the future.
     */
    private final AtomicReference<@Nullable CompletableFuture<Done>> untaken = new AtomicReference<>();

    /** The answer is made piece by piece and is not at its end. */
    private volatile boolean streaming;

    /** Some bytes of the answer have come out of pekko-http. */
    private volatile boolean coming;

    /** The handler has given the answer, or its beginning. */
    void given() {
        untaken.set(new CompletableFuture<>());
        coming = false;
    }

    /** Completes once the socket has taken the answer, or is gone; null if there is no answer. */
    @Nullable
    CompletionStage<Done> untaken() {
        return untaken.get();
    }

    void streamBegins() {
        streaming = true;
    }

    void streamEnds() {
        streaming = false;
    }

    boolean isStreaming() {
        return streaming;
    }

    /** @param ofAnswer whether these are bytes of the answer, and not of a {@code 100 Continue} before it */
    void bytesCome(boolean ofAnswer) {
        coming = ofAnswer;
    }

    /** Whether the answer is over once the socket has taken all bytes that have come. */
    boolean isWhole() {
        return coming && !streaming;
    }

    /**
     * The socket has taken the answer, or nobody will.
     *
     * @return what is to be completed once nothing is held of the answer any more; null if there was none
     */
    @Nullable
    CompletableFuture<Done> end() {
        return untaken.getAndSet(null);
    }
}
