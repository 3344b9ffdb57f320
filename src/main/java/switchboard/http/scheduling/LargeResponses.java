package switchboard.http.scheduling;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;

/**
 * Makes large answers on threads of their own, half as many as there are processors: who asks for such ones waits for
 * others who do, and no message waits. A small one is made by whoever asks, as to hand it over would cost more. Each
 * request waits for one at most, so no more wait than there are sockets. Thread-safe.
 */
public final class LargeResponses {
    private static final int SMALL_BYTES = 16 << 10;
    private final ThreadPoolExecutor threads;

    public LargeResponses() {
        threads = SideThreads.of("answers", SideThreads.half(), new LinkedBlockingQueue<>());
    }

    /** Makes what has about so many bytes, now or when there is a thread for it. */
    public <T> CompletionStage<T> make(int bytes, Supplier<T> making) {
        return bytes <= SMALL_BYTES
                ? CompletableFuture.completedStage(making.get())
                : CompletableFuture.supplyAsync(making, threads);
    }
}
