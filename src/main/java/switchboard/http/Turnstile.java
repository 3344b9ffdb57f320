package switchboard.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import switchboard.net.AddressBlock;

/**
 * Lets in a number of requests at once, and the others behind them by the addresses of their clients in turn. All parts of the
 * server share a few threads: thousands of requests in their queue would be thousands of turns for whatever comes next, be
 * it a message of a class or a look at the server's health.
 *
 * <p>A request that is in for a while waits for something else, such as a disk, and holds nobody up: it counts no more.
 * Thread-safe.
 */
final class Turnstile {
    /** So long a request counts at most. */
    static final Duration COUNTS_FOR = Duration.ofMillis(200);

    /** One request, from its arrival to its answer. */
    final class Pass {
        private final AddressBlock client;
        private final Function<Pass, CompletionStage<HttpResponse>> work;
        private final CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
        private long since;

        private Pass(AddressBlock client, Function<Pass, CompletionStage<HttpResponse>> work) {
            this.client = client;
            this.work = work;
        }

        /** It is answered, or waits for something that takes long. */
        void leave() {
            List<Pass> next;
            synchronized (Turnstile.this) {
                inside.remove(this);
                next = letIn();
            }
            next.forEach(one -> executor.execute(one::begin));
        }

        private void begin() {
            work.apply(this).whenComplete((response, failure) -> {
                leave();
                if (failure == null) {
                    answer.complete(response);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
        }
    }

    private final int atOnce;
    private final Executor executor;
    private final Consumer<Runnable> later;
    private final LongSupplier ticker;

    /** The one that was let in first comes first. */
    private final Set<Pass> inside = new LinkedHashSet<>();

    /** Whose turn is next comes first. */
    private final Map<AddressBlock, Deque<Pass>> waiting = new LinkedHashMap<>();

    private boolean looksLater;

    /**
     * @param executor runs what had to wait
     * @param later runs what it gets after {@link #COUNTS_FOR}
     * @param ticker monotonic, in nanoseconds
     */
    Turnstile(int atOnce, Executor executor, Consumer<Runnable> later, LongSupplier ticker) {
        this.atOnce = atOnce;
        this.executor = executor;
        this.later = later;
        this.ticker = ticker;
    }

    /** @param work answers the request, never with an exception; run at once, or when the turn comes */
    CompletionStage<HttpResponse> pass(AddressBlock client, Function<Pass, CompletionStage<HttpResponse>> work) {
        Pass pass = new Pass(client, work);
        boolean atOnceIn;
        synchronized (this) {
            waiting.computeIfAbsent(client, first -> new ArrayDeque<>()).add(pass);
            List<Pass> next = letIn();
            atOnceIn = next.contains(pass);
            next.stream().filter(one -> one != pass).forEach(one -> executor.execute(one::begin));
        }
        if (atOnceIn) {
            pass.begin();
        }
        return pass.answer;
    }

    private List<Pass> letIn() {
        long now = ticker.getAsLong();
        Iterator<Pass> oldest = inside.iterator();
        while (oldest.hasNext() && now - oldest.next().since >= COUNTS_FOR.toNanos()) {
            oldest.remove();
        }
        List<Pass> next = new ArrayList<>();
        while (!waiting.isEmpty() && inside.size() < atOnce) {
            Pass first = nextInTurn();
            first.since = now;
            inside.add(first);
            next.add(first);
        }
        if (!waiting.isEmpty() && !looksLater) {
            looksLater = true;
            later.accept(this::look);
        }
        return next;
    }

    private Pass nextInTurn() {
        Map.Entry<AddressBlock, Deque<Pass>> first =
                waiting.entrySet().iterator().next();
        Deque<Pass> passes = first.getValue();
        Pass next = passes.remove();
        waiting.remove(next.client);
        if (!passes.isEmpty()) {
            waiting.put(next.client, passes);
        }
        return next;
    }

    private void look() {
        List<Pass> next;
        synchronized (this) {
            looksLater = false;
            next = letIn();
        }
        next.forEach(one -> executor.execute(one::begin));
    }
}
