package switchboard.store.writer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import switchboard.store.Database;
import switchboard.store.StoreException;

/**
 * The one thread that writes, for a writer and all its successors after failures: what a failed one left running ends
 * before anything of its successor begins. It ends by itself when it has had nothing to do for a while.
 */
final class WriterThread {
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
     * Does this with the database, and tidies it when the answer is on its way. Fails with the {@link StoreException}
     * or whatever else was thrown.
     */
    <T> CompletionStage<T> run(Work<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        executor.execute(() -> {
            try {
                done.complete(work.with(database));
            } catch (Throwable failure) {
                done.completeExceptionally(failure);
            }
            database.lifecycle().tidy();
        });
        return done;
    }

    interface Work<T> {
        T with(Database database) throws StoreException;
    }
}
