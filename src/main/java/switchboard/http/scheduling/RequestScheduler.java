package switchboard.http.scheduling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;

/**
 * Lets in a number of requests at once, and the others behind them by the addresses of their clients in turn. All parts
 * of the server share a few threads: thousands of requests in their queue would be thousands of turns for whatever
 * comes next, be it a message of a class or a look at the server's health.
 *
 * <p>A request that is in for a while waits for something else, such as a disk, and holds nobody up: it counts no more.
 * Thread-safe.
 */
public final class RequestScheduler {
    /** So long a request counts at most. */
    public static final Duration COUNTS_FOR = Duration.ofMillis(200);

    /** The way through it for the requests of one connection, one at a time. */
    public final class Pass {
        private @Nullable AddressBlock client;
        private Runnable whenIn = () -> {};
        private boolean in;
        private long since;

        /**
         * A request asks to be let in. One that is in stays so.
         *
         * @param whenIn run by the caller when its turn comes, not where it is in at once; must not block
         * @return whether it is in
         */
        public boolean enter(AddressBlock client, Runnable whenIn) {
            List<Pass> next;
            boolean atOnce;
            synchronized (RequestScheduler.this) {
                if (!in && this.client == null) {
                    this.client = client;
                    this.whenIn = whenIn;
                    waiting.computeIfAbsent(client, first -> new LinkedHashSet<>())
                            .add(this);
                }
                next = letIn();
                atOnce = in;
            }
            next.stream().filter(one -> one != this).forEach(one -> caller.execute(one.whenIn));
            return atOnce;
        }

        /** The request is answered, waits for something that takes long, or is given up. */
        public void leave() {
            List<Pass> next;
            synchronized (RequestScheduler.this) {
                if (!in && client == null) {
                    return;
                }
                stopWaiting();
                in = false;
                inside.remove(this);
                next = letIn();
            }
            next.forEach(one -> caller.execute(one.whenIn));
        }

        private void stopWaiting() {
            if (client == null) {
                return;
            }
            Set<Pass> sameClient = waiting.get(client);
            if (sameClient != null && sameClient.remove(this) && sameClient.isEmpty()) {
                waiting.remove(client);
            }
            client = null;
        }
    }

    private final int atOnce;
    private final Executor caller;
    private final Consumer<Runnable> later;
    private final LongSupplier ticker;

    /** The one that was let in first comes first. */
    private final Set<Pass> inside = new LinkedHashSet<>();

    /** Whose turn is next comes first. */
    private final Map<AddressBlock, Set<Pass>> waiting = new LinkedHashMap<>();

    private boolean looksLater;

    /**
     * @param caller tells those whose turn has come. None of the threads that all parts share: what one of those begins
     *     it goes on with before it looks at anything from outside, such as a new connection, and each turn begins the
     *     next
     * @param later runs what it gets after {@link #COUNTS_FOR}
     * @param ticker monotonic, in nanoseconds
     */
    public RequestScheduler(int atOnce, Executor caller, Consumer<Runnable> later, LongSupplier ticker) {
        this.atOnce = atOnce;
        this.caller = caller;
        this.later = later;
        this.ticker = ticker;
    }

    public Pass pass() {
        return new Pass();
    }

    private List<Pass> letIn() {
        long now = ticker.getAsLong();
        Iterator<Pass> oldest = inside.iterator();
        while (oldest.hasNext() && now - oldest.next().since >= COUNTS_FOR.toNanos()) {
            oldest.remove();
        }
        if (waiting.isEmpty()) {
            return List.of();
        }
        List<Pass> next = new ArrayList<>();
        while (!waiting.isEmpty() && inside.size() < atOnce) {
            Pass first = nextInTurn();
            first.in = true;
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
        Map.Entry<AddressBlock, Set<Pass>> first = waiting.entrySet().iterator().next();
        AddressBlock client = first.getKey();
        Set<Pass> passes = first.getValue();
        Pass next = passes.iterator().next();
        next.stopWaiting();
        if (waiting.remove(client) != null) {
            waiting.put(client, passes);
        }
        return next;
    }

    private void look() {
        List<Pass> next;
        synchronized (this) {
            looksLater = false;
            next = letIn();
        }
        next.forEach(one -> caller.execute(one.whenIn));
    }
}
