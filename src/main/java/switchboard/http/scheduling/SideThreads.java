package switchboard.http.scheduling;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads for what takes so long that whoever else has a request must not wait for it. */
public final class SideThreads {
    private static final long IDLE_SECONDS = 10;

    private SideThreads() {}

    /** Half as many as there are processors. */
    public static int half() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    /** @param waiting what waits for a thread; where it is full, more is rejected */
    public static ThreadPoolExecutor of(String name, int count, BlockingQueue<Runnable> waiting) {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(count, count, IDLE_SECONDS, TimeUnit.SECONDS, waiting, work -> {
                    Thread thread = new Thread(work, "switchboard-" + name);
                    thread.setDaemon(true);
                    return thread;
                });
        // Nobody tells it that the server has stopped.
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
