package switchboard.http.scheduling;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Makes threads for work that takes so long that other requests must not wait behind it. The threads are daemons and
 * end after 10 s without work, so nobody has to stop them.
 */
public final class SideThreads {
    private static final long IDLE_SECONDS = 10;

    private SideThreads() {}

    /** Half as many as there are processors, and at least one. */
    public static int half() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    /**
     * Threads of their own for one kind of work.
     *
     * @param name of the work; the threads are called {@code switchboard-NAME}
     * @param count of threads at most, at least 1
     * @param waiting holds work for which no thread is free; where it is full, more work is rejected by a
     *     {@link java.util.concurrent.RejectedExecutionException}
     */
    public static ThreadPoolExecutor of(String name, int count, BlockingQueue<Runnable> waiting) {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(count, count, IDLE_SECONDS, TimeUnit.SECONDS, waiting, work -> {
                    Thread thread = new Thread(work, "switchboard-" + name);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
