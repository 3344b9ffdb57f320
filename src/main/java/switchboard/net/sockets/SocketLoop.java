package switchboard.net.sockets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * One thread that waits for many sockets, reads them, and does what concerns them one thing after the other. Whatever
 * runs on it must not block.
 *
 * <p>Lifecycle: runs from its construction until {@link #close}, which closes what is registered; what is given to
 * {@link #execute} later is dropped. Thread-safe where nothing else is said.
 */
public final class SocketLoop implements Executor, AutoCloseable {
    /** What is registered with the loop. */
    interface Registered {
        /** It is ready for what it was registered for. On the loop's thread. */
        void ready(SelectionKey key);

        /** The loop ends. On the loop's thread. */
        void loopEnds();
    }

    /** Something that is to be done later. */
    public interface Timer {
        /** It is not done any more. On the loop's thread. */
        void cancel();
    }

    /** How much is read at once. */
    private static final int READ_BYTES = 16 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(SocketLoop.class);

    private final LongSupplier ticker;
    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final LoopTimers timers = new LoopTimers();
    private final ByteBuffer input = ByteBuffer.allocateDirect(READ_BYTES);
    private final CompletableFuture<Exception> failure = new CompletableFuture<>();
    private volatile boolean closed;

    /** @param ticker monotonic, in nanoseconds; timers go by it */
    public SocketLoop(String threadName, LongSupplier ticker) {
        this.ticker = ticker;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("sockets cannot be waited for", e);
        }
        thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
        thread.start();
    }

    /** Completes if sockets cannot be waited for any more: those of this loop hang from then on. */
    public CompletionStage<Exception> failure() {
        return failure;
    }

    /** Has this done on the loop's thread, soon and never at once, in the order in which it was asked for. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (!isOwnThread()) {
            selector.wakeup();
        }
    }

    /** Has this done on the loop's thread once so much time has passed. To be called on that thread. */
    public Timer after(Duration time, Runnable action) {
        return timers.add(ticker.getAsLong() + time.toNanos(), action);
    }

    /** Waits for a channel from now on, for nothing at first. On the loop's thread. */
    SelectionKey register(SelectableChannel channel, Registered owner) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, 0, owner);
    }

    /** Whether the calling thread is the loop's. */
    boolean isOwnThread() {
        return Thread.currentThread() == thread;
    }

    /** Has the loop see what its keys wait for now, if another thread has changed that. */
    void wakeUp() {
        selector.wakeup();
    }

    /** The buffer into which the loop's thread reads. */
    ByteBuffer input() {
        return input.clear();
    }

    private void run() {
        try (selector) {
            while (!closed) {
                runTasks();
                await();
                timers.run(ticker.getAsLong(), this::guarded);
            }
            runTasks();
            selector.keys().forEach(key -> guarded(((Registered) key.attachment())::loopEnds));
            selector.selectNow();
        } catch (IOException | RuntimeException e) {
            failure.complete(e);
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            guarded(task);
        }
    }

    /** A bug concerns whatever it is about, and no other socket of the loop. */
    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (Throwable bug) {
            LOG.atError()
                    .addKeyValue(LogFields.EVENT, LogEvents.SOCKETS_FAILED)
                    .setCause(bug)
                    .log("a thread that serves sockets met a bug, and goes on");
        }
    }

    private void await() throws IOException {
        long left = timers.untilNext(ticker.getAsLong());
        if (left <= 0) {
            selector.selectNow(this::tell);
        } else if (left == Long.MAX_VALUE) {
            selector.select(this::tell);
        } else {
            selector.select(this::tell, 1 + TimeUnit.NANOSECONDS.toMillis(left));
        }
    }

    private void tell(SelectionKey key) {
        guarded(() -> {
            try {
                ((Registered) key.attachment()).ready(key);
            } catch (CancelledKeyException closedMeanwhile) {
                // Whoever closed it has told its owner.
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
    }
}
