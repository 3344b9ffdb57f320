package switchboard.http.body;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;
import switchboard.http.scheduling.SideThreads;
import switchboard.protocol.frames.Refusal;

/**
 * Reads large bodies on threads of their own, half as many as there are processors: a large body waits behind other
 * large bodies, and nothing else waits behind any. A small body is read by the calling thread, since a hand-over would
 * cost more. Thread-safe.
 */
final class LargeRequests {
    /** The largest body that is small: about that of a message of the largest content. */
    private static final int SMALL_BYTES = 64 << 10;

    private final int maxWaiting;
    private final ThreadPoolExecutor threads;

    /** @param maxWaiting how many bodies may wait for a thread; one more is refused */
    LargeRequests(int maxWaiting) {
        this.maxWaiting = maxWaiting;
        threads = SideThreads.of("bodies", SideThreads.half(), new ArrayBlockingQueue<>(maxWaiting));
    }

    /** Whether a body is so large that it is read on a thread of its own. */
    static boolean isLarge(ByteString body) {
        return body.size() > SMALL_BYTES;
    }

    /** Has a body read and answered as soon as there is a thread for it; refuses it where too many wait. */
    CompletionStage<HttpResponse> answer(Supplier<CompletionStage<HttpResponse>> reading) {
        CompletableFuture<CompletionStage<HttpResponse>> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> answer.completeAsync(reading, Runnable::run));
        } catch (RejectedExecutionException full) {
            return CompletableFuture.completedStage(Responses.refused(Refusal.UNAVAILABLE
                    .because(maxWaiting + " large bodies wait to be read, as many as may; try again in a moment")
                    .with("retry_after_ms", 1_000)));
        }
        return answer.thenCompose(stage -> stage);
    }
}
