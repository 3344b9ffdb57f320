package switchboard.net.channels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * Waits, with one thread for all, until channels that were full take more bytes. Only clients that read slowly come
 * here. Thread-safe; to be closed once, and no channel is told any more from then on.
 */
public final class FullChannels implements AutoCloseable {
    /** What is done, by the thread of all, once the channel takes more. */
    interface Waiting {
        /** Writes on. Returns whether the channel is full again. */
        boolean writeOn();
    }

    private static final Logger LOG = LoggerFactory.getLogger(FullChannels.class);

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    /** Starts the thread. */
    public FullChannels() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("no selector for sockets that are full", e);
        }
        thread = new Thread(this::run, "switchboard-full-sockets");
        thread.setDaemon(true);
        thread.start();
    }

    /** Has the waiting one called once the channel takes more, and again as long as it says that it is full. */
    void await(SocketChannel channel, Waiting waiting) {
        execute(() -> {
            try {
                // The key stays until the channel is forgotten: a cancelled one must not be registered again.
                channel.register(selector, SelectionKey.OP_WRITE, waiting);
            } catch (ClosedChannelException | CancelledKeyException gone) {
                // Whoever closed it has told its owner.
            }
        });
    }

    /** The channel is closed, or about to be: without this its file descriptor would stay open. */
    void forget(SocketChannel channel) {
        execute(() -> {
            SelectionKey key = channel.keyFor(selector);
            if (key != null) {
                key.cancel();
            }
        });
    }

    private void execute(Runnable task) {
        tasks.add(task);
        if (Thread.currentThread() != thread) {
            selector.wakeup();
        }
    }

    private void run() {
        try (selector) {
            while (!closed) {
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                selector.select(FullChannels::writeOn);
            }
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue(LogFields.EVENT, LogEvents.CONNECTION_FAILED)
                    .setCause(e)
                    .log("no selector for sockets that are full: clients that read slowly are closed");
        }
    }

    private static void writeOn(SelectionKey key) {
        try {
            key.interestOps(0);
            if (((Waiting) key.attachment()).writeOn()) {
                key.interestOps(SelectionKey.OP_WRITE);
            }
        } catch (CancelledKeyException gone) {
            // Whoever closed it has told its owner.
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
    }
}
