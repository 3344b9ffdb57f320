package switchboard.net.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListeningSocketTest {
    private final SocketLoop first = new SocketLoop("listening-socket-test-0", System::nanoTime);
    private final SocketLoop second = new SocketLoop("listening-socket-test-1", System::nanoTime);
    private final List<Socket> clients = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        first.close();
        second.close();
        for (Socket client : clients) {
            client.close();
        }
    }

    /** Takes each, but for as many as it is told to fail at first. */
    private static final class Accepting implements ListeningSocket.Listener {
        private final BlockingQueue<LoopSocket> sockets = new LinkedBlockingQueue<>();
        private final BlockingQueue<SocketLoop> threads = new LinkedBlockingQueue<>();
        private final AtomicInteger failures = new AtomicInteger();

        @Override
        public void accepted(LoopSocket socket) {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("on purpose");
            }
            if (socket.loop().isOwnThread()) {
                threads.add(socket.loop());
            }
            sockets.add(socket);
        }

        @Override
        public void notAccepted(IOException cause) {
            throw new AssertionError(cause);
        }

        LoopSocket next() throws InterruptedException {
            LoopSocket next = sockets.poll(10, TimeUnit.SECONDS);
            assertThat(next).as("a socket that was accepted").isNotNull();
            return next;
        }
    }

    private final Accepting accepting = new Accepting();

    private ListeningSocket listening(int maxOpen) throws IOException {
        return ListeningSocket.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(first, second),
                new ListeningSocket.Limits(50, maxOpen, 8_192),
                accepting,
                System::nanoTime);
    }

    private Socket connect(ListeningSocket listening) throws IOException {
        Socket client =
                new Socket(InetAddress.getLoopbackAddress(), listening.address().getPort());
        client.setSoTimeout(20_000);
        clients.add(client);
        return client;
    }

    private static void onLoop(LoopSocket socket, Runnable action) throws Exception {
        CompletableFuture.runAsync(action, socket.loop()).get(10, TimeUnit.SECONDS);
    }

    /** The loop has looked at all that is ready. */
    private static void awaitRound(SocketLoop loop) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> loop.after(Duration.ZERO, () -> done.complete(null)));
        done.get(10, TimeUnit.SECONDS);
    }

    @Test
    void dealsThemOutToTheThreadsOfItsLoops() throws Exception {
        ListeningSocket listening = listening(10);
        for (int i = 0; i < 4; i++) {
            connect(listening);
            accepting.next();
        }
        assertThat(accepting.threads).containsExactly(first, second, first, second);
    }

    @Test
    void acceptsNoMoreThanMayBeOpenAndGoesOnAsOneCloses() throws Exception {
        ListeningSocket listening = listening(2);
        for (int i = 0; i < 4; i++) {
            connect(listening);
        }
        LoopSocket onFirst = accepting.next();
        LoopSocket onSecond = accepting.next();
        awaitRound(first);
        assertThat(listening.openSockets()).isEqualTo(2);
        assertThat(accepting.sockets).isEmpty();

        onLoop(onSecond, onSecond::close);
        accepting.next();
        awaitRound(first);
        assertThat(listening.openSockets()).isEqualTo(2);
        assertThat(accepting.sockets).isEmpty();

        onLoop(onFirst, onFirst::reset);
        accepting.next();
        assertThat(listening.openSockets()).isEqualTo(2);
    }

    /** Such a connection stayed open, and counted, until nobody could connect any more. */
    @Test
    void closesAConnectionThatItsListenerFailsToTake() throws Exception {
        accepting.failures.set(2);
        ListeningSocket listening = listening(2);
        assertThat(connect(listening).getInputStream().read()).isEqualTo(-1);
        assertThat(connect(listening).getInputStream().read()).isEqualTo(-1);
        connect(listening);
        accepting.next();
        // A client sees the end before the loop of its connection has counted it.
        awaitRound(first);
        awaitRound(second);
        assertThat(listening.openSockets()).isEqualTo(1);
    }

    /** The operating system listened on for a moment, and reset whoever came. */
    @Test
    void refusesConnectionsOnceItSaysThatItIsClosed() throws Exception {
        for (int i = 0; i < 30; i++) {
            ListeningSocket listening = listening(2);
            listening.close().toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThatThrownBy(() -> connect(listening)).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void thoseThatAreOpenGoOnWhenItCloses() throws Exception {
        ListeningSocket listening = listening(2);
        Socket client = connect(listening);
        LoopSocket ours = accepting.next();
        listening.close().toCompletableFuture().get(10, TimeUnit.SECONDS);
        client.getOutputStream().write('?');
        CompletableFuture<Void> received = new CompletableFuture<>();
        onLoop(ours, () -> {
            ours.start(new LoopSocket.Handler() {
                @Override
                public void received(java.nio.ByteBuffer bytes) {
                    received.complete(null);
                }

                @Override
                public void inputEnded() {
                    received.completeExceptionally(new AssertionError("ended"));
                }

                @Override
                public void broken() {
                    received.completeExceptionally(new AssertionError("broken"));
                }
            });
            ours.read();
        });
        received.get(10, TimeUnit.SECONDS);
    }
}
