package switchboard.connection.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.testing.Records.set;
import static switchboard.testing.client.ClientFrames.utf8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import switchboard.connection.Liveness;
import switchboard.connection.Wire;
import switchboard.connection.outbound.Outbox;
import switchboard.connection.outbound.OutboxFixture;
import switchboard.connection.outbound.OutboxLimits;
import switchboard.connection.outbound.OutboxListener;
import switchboard.net.sockets.RandomKernel;
import switchboard.net.sockets.SocketWriter;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.shares.FairBudget;
import switchboard.testing.Records;
import switchboard.testing.SeededTest;

/** Many threads that have something for one client, and a kernel that is full now and then. */
class OutboxWriterTest {
    private static final int NOTICERS = 3;
    private static final int NOTICES = 60;
    private static final long MESSAGES = 80;
    private static final OutboxLimits LIMITS = Records.with(Wire.LIMITS, set("writeBytes", 1_000));

    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final ExecutorService others = Executors.newFixedThreadPool(2 + NOTICERS);
    private final AtomicLong ticker = new AtomicLong();
    private final Liveness liveness = new Liveness(ticker::incrementAndGet);
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Semaphore room = new Semaphore(0);
    private final CountDownLatch ended = new CountDownLatch(1);

    @AfterEach
    void stop() {
        loop.shutdownNow();
        others.shutdownNow();
    }

    /** Its outbox and writer, as a WebSocket has them. */
    private final class Side implements OutboxListener {
        private final Outbox outbox = new Outbox(LIMITS, Wire.AMPLE, Wire.CLIENT, Wire.CLOCK, this);
        private final RandomKernel kernel;
        private final OutboxWriter writer;
        private boolean finished;

        Side(SplittableRandom random) {
            kernel = new RandomKernel(random, loop, wrong::add, this::checkLiveness);
            writer = new OutboxWriter(outbox, LIMITS.batchBytes(), liveness, new Ports(kernel));
        }

        /** It counts as stuck while there is a rest that the kernel did not take, and at no other time. */
        private void checkLiveness() {
            boolean stuck = liveness.stuckNanos() > 0;
            if (stuck != writer.isStuck()) {
                wrong.add(stuck ? "counts as stuck and is not" : "is stuck and does not count as that");
            }
        }

        private void finishIfClosed() {
            if (outbox.closed() && !finished) {
                finished = true;
                writer.finish();
            }
        }

        @Override
        public void write(Executor by) {
            by.execute(writer);
        }

        @Override
        public void wake() {
            loop.execute(this::finishIfClosed);
        }

        @Override
        public void roomAgain() {
            room.release();
        }

        @Override
        public void endReached() {
            wrong.add("the log does not end");
        }

        @Override
        public void participantsDue() {
            wrong.add("nobody comes or goes");
        }

        @Override
        public void gaveWay(boolean amidFrame) {
            wrong.add("nobody needs its memory");
        }
    }

    private final class Ports implements SocketPorts {
        private final RandomKernel kernel;

        private Ports(RandomKernel kernel) {
            this.kernel = kernel;
        }

        @Override
        public SocketWriter writer() {
            return kernel.writer();
        }

        @Override
        public void end() {
            kernel.end();
            ended.countDown();
        }

        @Override
        public void fail(Throwable bug) {
            wrong.add(bug.toString());
        }

        @Override
        public void abort() {
            wrong.add("aborted");
        }

        @Override
        public Runnable onOurThread(Runnable action) {
            return () -> loop.execute(action);
        }

        @Override
        public void read() {
            throw new AssertionError("nobody reads here");
        }

        @Override
        public boolean inputEnded() {
            return false;
        }

        @Override
        public FairBudget.Share incoming(Runnable giveWay) {
            throw new AssertionError("nobody reads here");
        }

        @Override
        public void schedule(Object key, Duration in) {
            throw new AssertionError("a writer has no times");
        }

        @Override
        public void cancel(Object key) {
            throw new AssertionError("a writer has no times");
        }
    }

    /** {@link OutboxWriter#finish} comes as soon as the close frame has left the outbox, and maybe nothing else. */
    @SeededTest(seeds = 30)
    void everyByteGoesOutOnceAndInOrderAndTheEndBehindThem(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        Side side = new Side(random.split());
        side.outbox.start(0, Long.MAX_VALUE); // A replay that never ends queues nothing else.
        List<CompletableFuture<Void>> writing = new ArrayList<>();
        for (int noticer = 0; noticer < NOTICERS; noticer++) {
            String name = "n" + noticer + "-";
            SplittableRandom its = random.split();
            writing.add(CompletableFuture.runAsync(() -> notices(side.outbox, name, its), others));
        }
        SplittableRandom session = random.split();
        writing.add(CompletableFuture.runAsync(() -> messages(side.outbox, session), others));
        loop.execute(side.writer); // As the beginning of a WebSocket.
        CompletableFuture.allOf(writing.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
        side.outbox.close(1000, utf8("last"));

        assertThat(ended.await(20, TimeUnit.SECONDS)).as("the end").isTrue();
        assertThat(wrong).isEmpty();
        List<String> texts = OutboxFixture.textsOf(side.kernel.taken()).stream()
                .map(text -> text.replaceFirst("=.*", ""))
                .toList();
        for (int noticer = 0; noticer < NOTICERS; noticer++) {
            String name = "n" + noticer + "-";
            assertThat(texts)
                    .filteredOn(text -> text.startsWith(name))
                    .isEqualTo(
                            IntStream.range(0, NOTICES).mapToObj(i -> name + i).toList());
        }
        assertThat(texts)
                .filteredOn(text -> text.startsWith("m-"))
                .isEqualTo(LongStream.rangeClosed(1, MESSAGES)
                        .mapToObj(seq -> "m-" + seq)
                        .toList());
        assertThat(texts).hasSize((int) (NOTICERS * NOTICES + MESSAGES) + 2);
        assertThat(texts).endsWith("last", "close 1000");
        assertThat(liveness.stuckNanos()).as("stuck in the end").isZero();
    }

    private static byte[] text(String name, SplittableRandom random) {
        return utf8(name + "=" + "x".repeat(random.nextInt(random.nextInt(8) == 0 ? 5_000 : 200)));
    }

    private static void notices(Outbox outbox, String name, SplittableRandom random) {
        for (int i = 0; i < NOTICES; i++) {
            outbox.notice(text(name + i, random));
            if (random.nextInt(4) == 0) {
                Thread.yield();
            }
        }
    }

    /** As a session: offers what is new, and again what did not fit. Others may write what was offered. */
    private void messages(Outbox outbox, SplittableRandom random) {
        List<EncodedMessage> all = LongStream.rangeClosed(1, MESSAGES)
                .mapToObj(seq -> new EncodedMessage(seq, text("m-" + seq, random)))
                .toList();
        long position = 0;
        while (position < MESSAGES) {
            long upTo = Math.min(MESSAGES, position + 1 + random.nextInt(6));
            Executor by = random.nextBoolean() ? Runnable::run : others;
            long reached = outbox.offer(position, upTo, all.subList((int) position, (int) upTo), by);
            if (reached < upTo) {
                awaitRoom();
            }
            position = outbox.position();
        }
    }

    private void awaitRoom() {
        try {
            if (!room.tryAcquire(15, TimeUnit.SECONDS)) {
                throw new AssertionError("an outbox that is never written");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
