package switchboard.net.sockets;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The socket that listens: accepts connections on the thread of the first loop and deals them out to all of them.
 * Accepts no more than may be open; and pauses where the operating system gives no more, for example because the
 * process has no descriptor left, during which the rest of the process may use the {@link SpareFiles}.
 */
public final class ListeningSocket implements SocketLoop.Registered {
    /**
     * @param backlog connections that the operating system holds until they are accepted
     * @param maxOpen how many of its sockets may be open
     * @param sendBufferBytes the operating system's buffer for each of them
     */
    public record Limits(int backlog, int maxOpen, int sendBufferBytes) {}

    /** What it tells. */
    public interface Listener {
        /** There is one more socket, which is to be started. On the thread of the socket's loop. */
        void accepted(LoopSocket socket);

        /** The operating system gives no more. At most once a minute, on the thread of the first loop. */
        void notAccepted(IOException cause);
    }

    /** Long beside an attempt, short beside what a client waits for. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    /** So many at once, and then those that are open have their turn. */
    private static final int ACCEPTED_AT_ONCE = 64;

    private final ServerSocketChannel channel;
    private final InetSocketAddress address;
    private final List<SocketLoop> loops;
    private final Limits limits;
    private final Listener listener;
    private final LongSupplier ticker;
    private final SpareFiles spare = new SpareFiles();
    private final AtomicInteger open = new AtomicInteger();
    private @Nullable SelectionKey key;
    private int next;
    private boolean paused;
    private boolean warned;
    private long warnedAt;

    private ListeningSocket(
            ServerSocketChannel channel, List<SocketLoop> loops, Limits limits, Listener listener, LongSupplier ticker)
            throws IOException {
        this.channel = channel;
        this.address = (InetSocketAddress) channel.getLocalAddress();
        this.loops = loops;
        this.limits = limits;
        this.listener = listener;
        this.ticker = ticker;
    }

    /**
     * Starts to listen.
     *
     * @param loops among which the sockets are dealt out
     * @param ticker monotonic, in nanoseconds
     * @throws IOException if the address cannot be listened on
     */
    public static ListeningSocket open(
            InetSocketAddress address, List<SocketLoop> loops, Limits limits, Listener listener, LongSupplier ticker)
            throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address, limits.backlog());
            ListeningSocket listening = new ListeningSocket(channel, loops, limits, listener, ticker);
            loops.get(0).execute(listening::start);
            return listening;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void start() {
        try {
            spare.take();
            key = loops.get(0).register(channel, this);
            key.interestOps(SelectionKey.OP_ACCEPT);
        } catch (IOException e) {
            throw new IllegalStateException("the listening socket cannot be waited for", e);
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    /** How many of its sockets are open. */
    public int openSockets() {
        return open.get();
    }

    /** Accepts no more; completes once that is so. Those that are open go on. */
    public CompletionStage<Void> close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        loops.get(0).execute(() -> {
            loopEnds();
            // The operating system listens until the loop has seen that nobody waits for the channel any more.
            loops.get(0).after(Duration.ZERO, () -> closed.complete(null));
        });
        return closed;
    }

    @Override
    public void loopEnds() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed nevertheless.
        }
        spare.giveBack();
    }

    @Override
    public void ready(SelectionKey ready) {
        try {
            for (int i = 0; i < ACCEPTED_AT_ONCE && open.get() < limits.maxOpen(); i++) {
                SocketChannel accepted = channel.accept();
                if (accepted == null) {
                    return;
                }
                take(accepted);
            }
        } catch (IOException e) {
            pause(e);
        }
        listenIfThereIsRoom();
    }

    private void take(SocketChannel accepted) throws IOException {
        SocketLoop loop = loops.get(next);
        next = (next + 1) % loops.size();
        LoopSocket socket;
        try {
            accepted.setOption(StandardSocketOptions.SO_SNDBUF, limits.sendBufferBytes());
            accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket = new LoopSocket(loop, accepted, this::onClosed);
        } catch (IOException gone) {
            accepted.close();
            return;
        }
        open.incrementAndGet();
        loop.execute(() -> handOn(socket));
    }

    private void handOn(LoopSocket socket) {
        try {
            listener.accepted(socket);
        } catch (RuntimeException bug) {
            // Nobody has it, so nobody else closes it.
            socket.close();
            throw bug;
        }
    }

    private void onClosed() {
        if (open.getAndDecrement() == limits.maxOpen()) {
            loops.get(0).execute(this::listenIfThereIsRoom);
        }
    }

    private void listenIfThereIsRoom() {
        if (key != null && key.isValid()) {
            key.interestOps(paused || open.get() >= limits.maxOpen() ? 0 : SelectionKey.OP_ACCEPT);
        }
    }

    // ---- where the operating system gives no more

    private void pause(IOException cause) {
        spare.giveBack();
        paused = true;
        loops.get(0).after(PAUSE, this::endPause);
        long now = ticker.getAsLong();
        if (!warned || now - warnedAt >= BETWEEN_WARNINGS.toNanos()) {
            warned = true;
            warnedAt = now;
            listener.notAccepted(cause);
        }
    }

    private void endPause() {
        if (!channel.isOpen()) {
            return;
        }
        if (!spare.take()) {
            loops.get(0).after(PAUSE, this::endPause);
            return;
        }
        paused = false;
        listenIfThereIsRoom();
    }
}
