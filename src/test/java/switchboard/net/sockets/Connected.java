package switchboard.net.sockets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Connections with both ends: ours on a loop, and the client's, whose systems take little that nobody reads. */
public final class Connected implements AutoCloseable {
    private static final int SMALL = 4_096;
    private static final int READ_WITHIN_MS = 20_000;

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final String threadName = "connected-sockets-" + NUMBERS.incrementAndGet();
    public final SocketLoop loop = new SocketLoop(threadName, System::nanoTime);
    private final BlockingQueue<LoopSocket> accepted = new LinkedBlockingQueue<>();
    private final ListeningSocket listening;

    /** Both ends of one. */
    public record Pair(LoopSocket ours, Socket client) {
        public void send(String text) throws IOException {
            client.getOutputStream().write(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }

        public void resetByClient() throws IOException {
            client.setSoLinger(true, 0);
            client.close();
        }
    }

    public Connected() throws IOException {
        listening = ListeningSocket.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(loop),
                new ListeningSocket.Limits(10, 10, SMALL),
                new ListeningSocket.Listener() {
                    @Override
                    public void accepted(LoopSocket socket) {
                        accepted.add(socket);
                    }

                    @Override
                    public void notAccepted(IOException cause) {
                        throw new AssertionError(cause);
                    }
                },
                System::nanoTime);
    }

    /** One more; ours is not started. */
    public Pair connect() throws IOException, InterruptedException {
        Socket client = new Socket();
        client.setReceiveBufferSize(SMALL);
        client.setSoTimeout(READ_WITHIN_MS);
        client.connect(listening.address());
        LoopSocket ours = accepted.poll(10, TimeUnit.SECONDS);
        if (ours == null) {
            throw new AssertionError("not accepted");
        }
        return new Pair(ours, client);
    }

    /** Of its loop, in the log. */
    public String threadName() {
        return threadName;
    }

    public int openSockets() {
        return listening.openSockets();
    }

    /** Does this on the loop's thread, and waits for it. */
    public void onLoop(Runnable action) throws InterruptedException, ExecutionException, TimeoutException {
        await(CompletableFuture.runAsync(action, loop));
    }

    /** The loop has looked at all sockets that are ready now, and has done what followed. */
    public void awaitRound() throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> loop.after(Duration.ZERO, () -> loop.execute(() -> done.complete(null))));
        await(done);
    }

    private static void await(CompletableFuture<Void> done)
            throws InterruptedException, ExecutionException, TimeoutException {
        done.get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        loop.close();
    }
}
