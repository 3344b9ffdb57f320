package switchboard.store.history;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.store.StoreException;
import switchboard.store.Trouble;
import switchboard.store.history.LookUpQueue.LookUp;
import switchboard.store.history.LookUpQueue.Work;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * The threads that read, as one incarnation of the history uses them, and the {@link Reply} that comes back to the
 * actor for each thing that it asks. Says in the log when reading begins to fail, and when it succeeds again.
 */
final class ReadThreads {
    private static final Logger LOG = LoggerFactory.getLogger(History.class);

    /** An answer of a thread, to the incarnation that asked. */
    sealed interface Reply extends History.Command {
        ReadThreads by();
    }

    record BatchRead(ReadThreads by, PageReads.Reading reading, LogBatch batch) implements Reply {}

    record BatchNotRead(ReadThreads by, PageReads.Reading reading, StoreException failure) implements Reply {}

    /** @param answer tells whoever asked */
    record LookedUp(ReadThreads by, LookUp<?> lookUp, Runnable answer) implements Reply {}

    record NotLookedUp(ReadThreads by, LookUp<?> lookUp, StoreException failure) implements Reply {}

    private final ActorContext<History.Command> context;
    private final ExecutorService executor;
    private final int size;

    /** How many are reading. */
    private int busy;

    /** Whether reading failed last time: only the change is logged. */
    private boolean failing;

    /** Nobody waits for what its threads have not begun. */
    private volatile boolean ended;

    /**
     * @param executor has {@code size} threads, and is shared with former incarnations: never do more read than these
     */
    ReadThreads(ActorContext<History.Command> context, ExecutorService executor, int size) {
        this.context = context;
        this.executor = executor;
        this.size = size;
    }

    /** Threads for as many incarnations as there will be. */
    static ExecutorService start(int size) {
        return Executors.newFixedThreadPool(size, work -> {
            Thread thread = new Thread(work, "switchboard-history");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Whether one more may be given something to read. */
    boolean hasFree() {
        return busy < size;
    }

    /** Asked by an incarnation that has failed since. */
    boolean isStale(Reply reply) {
        return reply.by() != this;
    }

    /** A thread has come back with what was asked of it. */
    void succeeded() {
        busy--;
        if (failing) {
            failing = false;
            LOG.atInfo()
                    .addKeyValue(LogFields.EVENT, LogEvents.HISTORY_RECOVERED)
                    .log("The database is read again.");
        }
    }

    /** A thread has come back with nothing. */
    void failed(StoreException failure) {
        busy--;
        // Damage is at one place, and reading goes on elsewhere: whoever finds it says so once. So does the writer of
        // what it does not know.
        boolean said = failure.trouble() == Trouble.DAMAGED || failure.trouble() == Trouble.UNCERTAIN;
        if (!failing && !said) {
            failing = true;
            LOG.atError()
                    .addKeyValue(LogFields.EVENT, LogEvents.HISTORY_FAILED)
                    .log("The database cannot be read: {}", failure.forOperators());
        }
    }

    /** This incarnation has failed: what the threads have not begun is not begun any more. */
    void end() {
        ended = true;
    }

    /** As {@link #end}, and there is no incarnation after it. */
    void endForGood() {
        ended = true;
        executor.shutdown();
    }

    /** Has a thread do this; there must be a free one. */
    <T> void run(Work<T> work, Function<T, Reply> onDone, Function<StoreException, Reply> onFailed) {
        busy++;
        CompletableFuture<T> done = new CompletableFuture<>();
        executor.execute(() -> {
            if (ended) {
                return;
            }
            try {
                done.complete(work.run());
            } catch (Throwable failure) {
                done.completeExceptionally(failure);
            }
        });
        context.pipeToSelf(done, (value, failure) -> {
            if (failure == null) {
                return onDone.apply(value);
            }
            if (failure instanceof StoreException known) {
                return onFailed.apply(known);
            }
            LOG.atError()
                    .addKeyValue(LogFields.EVENT, LogEvents.HISTORY_FAILED)
                    .setCause(failure)
                    .log("reading broke off by a bug");
            return onFailed.apply(new StoreException(Trouble.INTERNAL, "an internal error: " + failure, failure));
        });
    }
}
