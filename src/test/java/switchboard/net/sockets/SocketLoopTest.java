package switchboard.net.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;
import switchboard.testing.TestTicker;
import switchboard.testing.server.LogTap;

class SocketLoopTest {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final String threadName = "socket-loop-test-" + NUMBERS.incrementAndGet();
    private final TestTicker ticker = new TestTicker();
    private final SocketLoop loop = new SocketLoop(threadName, ticker);
    private final Queue<String> ran = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        loop.close();
    }

    /** All that the loop was told before is done. */
    private void awaitTasks() throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> done.complete(null));
        done.get(10, TimeUnit.SECONDS);
    }

    @Test
    void runsTasksInTheirOrderAndNeverAtOnce() throws Exception {
        loop.execute(() -> {
            loop.execute(() -> ran.add("second"));
            ran.add("first");
            loop.execute(() -> ran.add("third"));
        });
        // What a task asks for comes behind it, and before what another thread asks for later.
        awaitTasks();
        awaitTasks();
        assertThat(ran).containsExactly("first", "second", "third");
    }

    /** A bug of one connection must not end the thread that serves all others. */
    @Test
    void goesOnAfterATaskAndATimerThatThrow() throws Exception {
        Queue<Object> events = new ConcurrentLinkedQueue<>();
        try (LogTap tap = new LogTap(event -> note(event, events))) {
            loop.execute(() -> {
                throw new IllegalStateException("on purpose, by a task");
            });
            loop.execute(() -> {
                throw new AssertionError("on purpose, by a task");
            });
            loop.execute(() -> loop.after(Duration.ZERO, () -> {
                throw new IllegalStateException("on purpose, by a timer");
            }));
            loop.execute(() -> loop.after(Duration.ZERO, () -> ran.add("a timer")));
            awaitTasks();
            awaitTimers();
        }
        assertThat(ran).containsExactly("a timer");
        assertThat(events)
                .containsExactly(LogEvents.SOCKETS_FAILED, LogEvents.SOCKETS_FAILED, LogEvents.SOCKETS_FAILED);
    }

    private void note(ILoggingEvent event, Queue<Object> events) {
        if (event.getThreadName().equals(threadName)) {
            event.getKeyValuePairs().stream()
                    .filter(pair -> pair.key.equals(LogFields.EVENT))
                    .forEach(pair -> events.add(pair.value));
        }
    }

    /** All timers that are due have run. */
    private void awaitTimers() throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            // Behind the others: of those that are due at the same time any may be the first.
            loop.after(Duration.ofNanos(1), () -> done.complete(null));
            ticker.advance(Duration.ofNanos(1));
        });
        done.get(10, TimeUnit.SECONDS);
    }

    @Test
    void timersGoByTheTicker() throws Exception {
        loop.execute(() -> {
            loop.after(Duration.ofHours(2), () -> ran.add("two hours"));
            loop.after(Duration.ofHours(1), () -> ran.add("one hour"));
            loop.after(Duration.ofHours(1), () -> ran.add("cancelled")).cancel();
        });
        awaitTimers();
        assertThat(ran).isEmpty();
        ticker.advance(Duration.ofHours(1));
        awaitTimers();
        assertThat(ran).containsExactly("one hour");
        ticker.advance(Duration.ofHours(1));
        awaitTimers();
        assertThat(ran).containsExactly("one hour", "two hours");
    }

    @Test
    void tellsWhatIsRegisteredThatItEndsAndDropsWhatComesLater() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        ServerSocketChannel channel = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        InetSocketAddress address = (InetSocketAddress) channel.getLocalAddress();
        loop.execute(() -> register(channel, () -> {
            closeNow(channel);
            ended.countDown();
        }));
        loop.execute(() -> {
            loop.close();
            loop.execute(() -> ran.add("before the end"));
        });
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        Thread thread = loopThread();
        if (thread != null) {
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
        loop.execute(() -> ran.add("after the end"));
        assertThat(ran).containsExactly("before the end");
        assertThat(isRefused(address)).as("the port is free").isTrue();
    }

    private @Nullable Thread loopThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(threadName))
                .findFirst()
                .orElse(null);
    }

    private static boolean isRefused(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
            return false;
        } catch (java.net.ConnectException refused) {
            return true;
        }
    }

    private void register(ServerSocketChannel channel, Runnable onEnd) {
        try {
            loop.register(channel, new SocketLoop.Registered() {
                @Override
                public void ready(SelectionKey key) {
                    throw new AssertionError("it waits for nothing");
                }

                @Override
                public void loopEnds() {
                    onEnd.run();
                }
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void closeNow(ServerSocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
