package switchboard.testing.client;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to send, written in order by a thread of its own. Once the socket is gone it takes what it is
 * given and drops it. Thread-safe.
 */
final class SendQueue {
    private final OutputStream out;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private boolean writing;
    private boolean stopped;

    SendQueue(OutputStream out, String threadName) {
        this.out = out;
        Thread writer = new Thread(this::writeAll, threadName);
        writer.setDaemon(true);
        writer.start();
    }

    synchronized void add(byte[] bytes) {
        if (!stopped) {
            waiting.add(bytes);
            notifyAll();
        }
    }

    /** Fails the test if it takes longer than {@code deadline}, or if the socket goes. */
    void awaitWritten(Duration deadline) {
        if (!drain(deadline)) {
            throw new AssertionError("the server did not take what was sent within " + deadline.toMillis() + " ms");
        }
    }

    /** Whether all was written within {@code time}. */
    synchronized boolean drain(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        try {
            while (!stopped && (writing || !waiting.isEmpty())) {
                long remainingMs = (until - System.nanoTime()) / 1_000_000;
                if (remainingMs <= 0) {
                    return false;
                }
                wait(remainingMs);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !writing && waiting.isEmpty();
    }

    /** Drops what waits. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    private void writeAll() {
        try {
            for (byte[] bytes = take(); bytes != null; bytes = take()) {
                out.write(bytes);
                out.flush();
            }
        } catch (IOException socketGone) {
            stop(); // how the connection ended is for the reader to tell
        }
    }

    private synchronized byte @Nullable [] take() {
        writing = false;
        notifyAll();
        try {
            while (waiting.isEmpty() && !stopped) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
        if (stopped) {
            return null;
        }
        writing = true;
        return waiting.remove();
    }
}
