package switchboard.store.writer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.store.Database;
import switchboard.store.StoreException;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * The one thread that writes, for a writer and all its successors after failures: what a failed one left running ends
 * before anything of its successor begins. It ends by itself when it has had nothing to do for a while.
 */
final class WriterThread {
    private static final Logger LOG = LoggerFactory.getLogger(WriterThread.class);
    private static final int IDLE_SECONDS = 10;

    private final Database database;
    private final ThreadPoolExecutor executor;

    WriterThread(Database database) {
        this.database = database;
        executor = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = new Thread(work, "switchboard-writer");
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Does this with the database, and then, when the answer is on its way, a checkpoint if one is due. Fails with the
     * {@link StoreException} or whatever else was thrown.
     */
    <T> CompletionStage<T> run(Work<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        executor.execute(() -> {
            try {
                done.complete(work.with(database));
            } catch (Throwable failure) {
                done.completeExceptionally(failure);
            }
            checkpoint();
        });
        return done;
    }

    private void checkpoint() {
        try {
            database.checkpointIfDue();
        } catch (StoreException e) {
            // No message depends on it: the next commit tells whether the disk takes anything.
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.CHECKPOINT_FAILED)
                    .log("The write-ahead log goes on growing until this passes: {}", e.forOperators());
        }
    }

    interface Work<T> {
        T with(Database database) throws StoreException;
    }
}
