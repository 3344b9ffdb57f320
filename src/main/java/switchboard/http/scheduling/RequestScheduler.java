package switchboard.http.scheduling;

import java.time.Duration;
import java.util.ArrayList;
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
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;

/**
 * Admits a fixed number of requests at once; the others queue by the address of their client, and addresses are served
 * round robin. The whole server shares a few threads: with thousands of requests in the queue of those, whatever comes
 * next, be it a message of a session or a health check, would wait behind all of them.
 *
 * <p>A request that holds its permit for long waits for something else, such as a disk, and uses no thread meanwhile:
 * after {@link #COUNTS_FOR} it does not count any more. Thread-safe.
 */
public final class RequestScheduler {
    /** How long an admitted request counts at most. */
    public static final Duration COUNTS_FOR = Duration.ofMillis(200);

    /** What the requests of one connection need to be worked on, one request at a time. */
    public final class Permit {
        /** Whose request is queued; null while none is. */
        private @Nullable AddressBlock client;

        private Runnable whenAdmitted = () -> {};
        private boolean admitted;
        private long admittedAt;

        /**
         * Asks for the permit. A request that holds it keeps it.
         *
         * @param whenAdmitted run by the notifier once the permit is there, but not if it is there at once; must not
         *     block
         * @return whether the permit is there at once
         */
        public boolean acquire(AddressBlock client, Runnable whenAdmitted) {
            List<Permit> next;
            boolean atOnce;
            synchronized (RequestScheduler.this) {
                if (!admitted && this.client == null) {
                    this.client = client;
                    this.whenAdmitted = whenAdmitted;
                    queued.computeIfAbsent(client, first -> new LinkedHashSet<>())
                            .add(this);
                }
                next = admitNext();
                atOnce = admitted;
            }
            next.stream().filter(one -> one != this).forEach(RequestScheduler.this::tell);
            return atOnce;
        }

        /**
         * Gives the permit back, or leaves the queue: the request is answered, waits for something that takes long, or
         * is given up. Does nothing where there is neither.
         */
        public void release() {
            List<Permit> next;
            synchronized (RequestScheduler.this) {
                if (!admitted && client == null) {
                    return;
                }
                leaveQueue();
                admitted = false;
                holders.remove(this);
                next = admitNext();
            }
            next.forEach(RequestScheduler.this::tell);
        }

        /**
         * Does {@code work} under the permit. While the work waits, for its client, an actor or the disk, others have
         * the permit; what is left to do afterwards takes one again.
         *
         * @param executor goes on wherever the request had to queue
         * @return completes with what {@code work} does, under the permit; who answers the request releases it
         */
        public <T> CompletionStage<T> with(AddressBlock client, Executor executor, Supplier<CompletionStage<T>> work) {
            return acquired(client, executor).thenCompose(first -> {
                CompletionStage<T> result = work.get();
                if (result.toCompletableFuture().isDone()) {
                    return result;
                }
                release();
                return result.thenCompose(value -> acquired(client, executor).thenApply(again -> value));
            });
        }

        private CompletionStage<Done> acquired(AddressBlock client, Executor executor) {
            CompletableFuture<Done> acquired = new CompletableFuture<>();
            if (acquire(client, () -> acquired.completeAsync(Done::getInstance, executor))) {
                acquired.complete(Done.getInstance());
            }
            return acquired;
        }

        private void leaveQueue() {
            if (client == null) {
                return;
            }
            Set<Permit> sameClient = queued.get(client);
            if (sameClient != null && sameClient.remove(this) && sameClient.isEmpty()) {
                queued.remove(client);
            }
            client = null;
        }
    }

    private final int atOnce;
    private final Executor notifier;
    private final Consumer<Runnable> later;
    private final LongSupplier ticker;

    /** In the order in which they were admitted. */
    private final Set<Permit> holders = new LinkedHashSet<>();

    /** By address, the one that is served next first. */
    private final Map<AddressBlock, Set<Permit>> queued = new LinkedHashMap<>();

    private boolean recheckPlanned;

    /**
     * @param atOnce how many requests are admitted at once, at least 1
     * @param notifier tells requests that they are admitted. It must not be one of the threads that the server shares:
     *     such a thread goes on with what it has begun before it takes anything from other threads, and each admitted
     *     request begins the next one
     * @param later runs what it gets after {@link #COUNTS_FOR}
     * @param ticker monotonic, in nanoseconds
     */
    public RequestScheduler(int atOnce, Executor notifier, Consumer<Runnable> later, LongSupplier ticker) {
        this.atOnce = atOnce;
        this.notifier = notifier;
        this.later = later;
        this.ticker = ticker;
    }

    /** For the requests of one more connection. */
    public Permit permit() {
        return new Permit();
    }

    private void tell(Permit permit) {
        notifier.execute(permit.whenAdmitted);
    }

    private List<Permit> admitNext() {
        long now = ticker.getAsLong();
        Iterator<Permit> oldest = holders.iterator();
        while (oldest.hasNext() && now - oldest.next().admittedAt >= COUNTS_FOR.toNanos()) {
            oldest.remove();
        }
        if (queued.isEmpty()) {
            return List.of();
        }
        List<Permit> next = new ArrayList<>();
        while (!queued.isEmpty() && holders.size() < atOnce) {
            Permit first = takeRoundRobin();
            first.admitted = true;
            first.admittedAt = now;
            holders.add(first);
            next.add(first);
        }
        if (!queued.isEmpty() && !recheckPlanned) {
            recheckPlanned = true;
            later.accept(this::recheck);
        }
        return next;
    }

    private Permit takeRoundRobin() {
        Map.Entry<AddressBlock, Set<Permit>> first =
                queued.entrySet().iterator().next();
        AddressBlock client = first.getKey();
        Set<Permit> permits = first.getValue();
        Permit next = permits.iterator().next();
        next.leaveQueue();
        if (queued.remove(client) != null) {
            queued.put(client, permits);
        }
        return next;
    }

    /** Some of those that were admitted may not count any more. */
    private void recheck() {
        List<Permit> next;
        synchronized (this) {
            recheckPlanned = false;
            next = admitNext();
        }
        next.forEach(this::tell);
    }
}
