package switchboard.bench.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import switchboard.protocol.values.ProtocolVersion;

/**
 * Drives all clients and the schedule on the one thread that calls {@link #runUntil}: no locks, no hand-overs, and at
 * most one core taken from the server. Everything that belongs to a loop is used on that thread only.
 */
public final class ClientLoop implements AutoCloseable {
    /** More than any frame of the protocol takes: 64 KiB of content and its envelope. */
    static final int READ_BYTES = 256 * 1024;

    private static final int WRITE_BYTES = 256 * 1024;
    private static final long MILLI = 1_000_000;

    /** Close to a scheduled moment: epoll waits in whole milliseconds, which would make sends late by as much. */
    private static final long SHORT_NAP = 20_000;

    private record Timer(long dueAt, long order, Runnable action) {}

    private final LongSupplier ticker;
    private final LocalAddresses from;
    private final Selector selector;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>((a, b) -> {
        int byTime = Long.compare(a.dueAt - b.dueAt, 0);
        return byTime != 0 ? byTime : Long.compare(a.order, b.order);
    });
    private final Consumer<SelectionKey> onReady = key -> ((Client) key.attachment()).ready();
    private final ByteBuffer readBuffer = ByteBuffer.allocate(READ_BYTES);
    private final ByteBuffer writeBuffer = ByteBuffer.allocateDirect(WRITE_BYTES);
    private final ClientFrames frames = new ClientFrames(READ_BYTES - ClientFrames.MAX_HEADER_BYTES);
    private long timersMade;
    private int clientsMade;
    private int maskState = 0x9E3779B9;

    /**
     * @param ticker a monotonic clock in nanoseconds
     * @param from where its clients connect from
     */
    public ClientLoop(LongSupplier ticker, LocalAddresses from) {
        this.ticker = ticker;
        this.from = from;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long now() {
        return ticker.getAsLong();
    }

    /**
     * Begins to connect by version 1 of the protocol or 2; how it goes on is told to the listener while the loop runs.
     */
    public Client connect(
            InetSocketAddress address, String requestTarget, ProtocolVersion version, Client.Listener listener) {
        return new Client(this, address, requestTarget, version, listener);
    }

    /** Runs {@code action} at that moment of the ticker, or as soon after as the loop comes to it. */
    public void at(long dueAt, Runnable action) {
        timers.add(new Timer(dueAt, timersMade++, action));
    }

    public void runFor(long nanos) {
        runUntil(() -> false, nanos);
    }

    /**
     * Runs until {@code done} holds after a step, or the time is over. What is due within that time is run, however
     * late: a load that was scheduled must not become less because the machine is slow.
     *
     * @return whether {@code done} holds
     */
    public boolean runUntil(BooleanSupplier done, long atMostNanos) {
        long deadline = now() + atMostNanos;
        while (!done.getAsBoolean()) {
            long now = now();
            if (now - deadline >= 0) {
                fireTimers(deadline);
                return done.getAsBoolean();
            }
            fireTimers(now);
            Timer next = timers.peek();
            long wait = deadline - now();
            if (next != null) {
                wait = Math.min(wait, next.dueAt - now());
            }
            step(wait);
        }
        return true;
    }

    private void fireTimers(long now) {
        Timer next = timers.peek();
        while (next != null && next.dueAt - now <= 0) {
            timers.remove();
            next.action.run();
            next = timers.peek();
        }
    }

    private void step(long waitNanos) {
        try {
            if (waitNanos >= 2 * MILLI) {
                selector.select(onReady, waitNanos / MILLI - 1);
            } else if (selector.selectNow(onReady) == 0 && waitNanos > SHORT_NAP) {
                LockSupport.parkNanos(SHORT_NAP);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Drops what was scheduled and not run yet. */
    public void clearTimers() {
        timers.clear();
    }

    // ---- for the clients of this loop

    /** Gives the socket of the client that is being made the next of the addresses. */
    void bindNext(SocketChannel channel) throws IOException {
        from.bind(channel, clientsMade++);
    }

    Selector selector() {
        return selector;
    }

    ByteBuffer readBuffer() {
        return readBuffer;
    }

    ByteBuffer writeBuffer() {
        return writeBuffer;
    }

    ClientFrames frames() {
        return frames;
    }

    /** Differs from frame to frame; nobody on this machine is to be protected from anything by it. */
    int nextMask() {
        maskState ^= maskState << 13;
        maskState ^= maskState >>> 17;
        maskState ^= maskState << 5;
        return maskState;
    }

    @Override
    public void close() {
        try {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
