package switchboard.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.testing.Records.set;
import static switchboard.testing.client.ClientFrames.utf8;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.connection.codec.FrameEncoder;
import switchboard.connection.outbound.Outbox;
import switchboard.connection.outbound.OutboxFixture;
import switchboard.connection.outbound.OutboxLimits;
import switchboard.connection.outbound.OutboxListener;
import switchboard.connection.websocket.WebSocketLogic;
import switchboard.protocol.frames.CloseReason;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.testing.Records;

/**
 * I3: whoever offers, whenever, from wherever: each message once, in order. A drainer drains only when it was woken, so
 * that a lost wake-up stops everything and the test with it.
 */
@Timeout(60)
class OutboxConcurrencyTest {
    private static final int LAST_SEQ = 3_000;
    private static final int FRAMES_OF_THE_CLIENT = 2_000;
    private static final int OFFERERS = 4;

    static LongStream seeds() {
        return LongStream.range(0, 30);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nothingIsLostDoubledOrReordered(long seed) throws Exception {
        Random random = new Random(seed);
        OutboxLimits limits = Records.with(
                Wire.LIMITS,
                set("frames", 1 + random.nextInt(50)),
                set("bytes", 500 + random.nextInt(5_000)),
                set("notices", 5),
                set("unansweredFrames", 1 + random.nextInt(16)),
                set("writeBytes", 256));
        long joinedAfter = random.nextInt(100);
        long joinHead = joinedAfter + random.nextInt(LAST_SEQ / 2);
        Drainer drainer = new Drainer(limits);
        List<EncodedMessage> log = log(random);

        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> running = new ArrayList<>();
            Future<?> draining = threads.submit(drainer::run);
            for (int i = 0; i < OFFERERS; i++) {
                long offererSeed = random.nextLong();
                running.add(threads.submit(() -> offerUntilCovered(drainer.outbox, log, new Random(offererSeed))));
            }
            running.add(threads.submit(() -> answerAll(drainer)));
            running.add(threads.submit(() -> endSomewhere(drainer.outbox, seed)));
            drainer.outbox.start(joinedAfter, joinHead);
            for (Future<?> each : running) {
                each.get();
            }
            drainer.outbox.close(1000, null);
            draining.get();
        } finally {
            threads.shutdownNow();
        }

        List<String> words = OutboxFixture.textsOf(drainer.written);
        List<String> answers =
                words.stream().filter(word -> word.startsWith("answer")).toList();
        List<String> ordered = words.stream()
                .filter(word -> !word.startsWith("answer") && !word.startsWith("p"))
                .toList();
        assertThat(ordered).as("seed %d", seed).isEqualTo(expected(log, joinedAfter, joinHead));
        assertThat(answers).as("seed %d", seed).hasSize(FRAMES_OF_THE_CLIENT).isSorted();
        assertThat(drainer.largestBatch).isLessThanOrEqualTo(256 + FrameEncoder.closeFrame(1000).length);
        assertThat(drainer.ends).hasValue(1);
    }

    /** About two of three are visible; some are larger than a write, some than the queue. */
    private static List<EncodedMessage> log(Random random) {
        List<EncodedMessage> log = new ArrayList<>();
        for (long seq = 1; seq <= LAST_SEQ; seq++) {
            if (random.nextInt(3) > 0) {
                String filler = random.nextInt(50) == 0 ? "x".repeat(random.nextInt(6_000)) : "";
                log.add(new EncodedMessage(seq, utf8("m" + seq + filler)));
            }
        }
        return log;
    }

    private static List<String> expected(List<EncodedMessage> log, long joinedAfter, long joinHead) {
        List<String> expected = new ArrayList<>();
        for (EncodedMessage message : log) {
            if (message.seq() > joinHead && !expected.contains("history_complete")) {
                expected.add("history_complete");
            }
            if (message.seq() > joinedAfter) {
                expected.add(new String(message.json(), StandardCharsets.UTF_8));
            }
        }
        expected.add("session_ended");
        expected.add("close 1000");
        return expected;
    }

    /** A Session of today, one of yesterday, and a late page: each offers what it believes to be next. */
    private static void offerUntilCovered(Outbox outbox, List<EncodedMessage> log, Random random) {
        long position = outbox.position();
        while (position < LAST_SEQ) {
            long after = Math.max(0, position + (random.nextInt(4) == 0 ? random.nextInt(20) - 10 : 0));
            long upTo = Math.min(LAST_SEQ, after + 1 + random.nextInt(60));
            List<EncodedMessage> offered = log.stream()
                    .filter(message -> message.seq() > after && message.seq() <= upTo)
                    .toList();
            position = outbox.offer(after, upTo, offered);
            if (position < upTo) {
                Thread.yield();
            }
        }
    }

    private static void answerAll(Drainer drainer) {
        for (int i = 0; i < FRAMES_OF_THE_CLIENT; i++) {
            drainer.unanswered.acquireUninterruptibly();
            drainer.outbox.notice(utf8(String.format("answer %06d", i)));
            if (i % 7 == 0) {
                drainer.outbox.control(FrameEncoder.PONG, utf8("p"));
            }
            drainer.outbox.answered();
        }
    }

    private static void endSomewhere(Outbox outbox, long seed) {
        Random random = new Random(seed);
        long when = random.nextInt(LAST_SEQ);
        while (outbox.position() < when) {
            Thread.yield();
        }
        outbox.endAt(LAST_SEQ, CloseReason.SESSION_ENDED, false);
    }

    /** What {@link WebSocketLogic} does, without a socket. */
    private static final class Drainer implements OutboxListener {
        private final Outbox outbox;
        private final OutboxLimits limits;
        private final Semaphore wakes = new Semaphore(1);
        private final Semaphore unanswered = new Semaphore(0);
        private final AtomicInteger ends = new AtomicInteger();
        private ByteString written = ByteString.emptyByteString();
        private int largestBatch;
        private int read;

        Drainer(OutboxLimits limits) {
            this.limits = limits;
            outbox = new Outbox(limits, Wire.AMPLE, Wire.CLIENT, Clock.systemUTC(), this);
        }

        Void run() throws InterruptedException {
            while (!outbox.closed()) {
                if (!wakes.tryAcquire(30, TimeUnit.SECONDS)) {
                    throw new AssertionError("nobody woke the drainer; limits " + limits);
                }
                boolean more = true;
                while (more) {
                    read();
                    ByteString batch = Wire.drain(outbox);
                    written = written.concat(batch);
                    largestBatch = Math.max(largestBatch, batch.size());
                    more = !batch.isEmpty();
                }
            }
            return null;
        }

        private void read() {
            while (read < FRAMES_OF_THE_CLIENT && outbox.mayRead()) {
                read++;
                outbox.received();
                unanswered.release();
            }
        }

        @Override
        public void write(Executor by) {
            wakes.release();
        }

        @Override
        public void wake() {
            wakes.release();
        }

        @Override
        public void roomAgain() {}

        @Override
        public void endReached() {
            ends.incrementAndGet();
        }

        @Override
        public void participantsDue() {
            throw new AssertionError("nobody comes or goes here");
        }

        @Override
        public void gaveWay(boolean amidFrame) {
            throw new AssertionError("there is room for all");
        }
    }
}
