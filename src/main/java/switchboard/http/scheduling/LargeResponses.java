package switchboard.http.scheduling;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;

/**
 * Makes large answers on threads of their own, half as many as there are processors: a request for a large answer waits
 * behind other such requests, and no message waits behind any. A small answer is made by the calling thread, since a
 * hand-over would cost more. Each request waits for one answer at most, so no more work waits than there are sockets.
 * Thread-safe.
 */
public final class LargeResponses {
    private static final int SMALL_BYTES = 16 << 10;

    private final ThreadPoolExecutor threads;

    public LargeResponses() {
        threads = SideThreads.of("answers", SideThreads.half(), new LinkedBlockingQueue<>());
    }

    /**
     * Makes an answer: at once if it is small, else as soon as there is a thread for it.
     *
     * @param bytes about how many it will have
     */
    public <T> CompletionStage<T> make(int bytes, Supplier<T> making) {
        return bytes <= SMALL_BYTES
                ? CompletableFuture.completedStage(making.get())
                : CompletableFuture.supplyAsync(making, threads);
    }
}
