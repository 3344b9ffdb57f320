package switchboard.connection.outbound;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import switchboard.jmh.Piece;
import switchboard.jmh.Samples;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.EncodedMessage;

/** What one message costs on its way through the queue of one client that keeps up. */
public class OutboxBenchmark extends Piece {
    private static final int BATCH = 8;

    private final ByteBuffer batch = ByteBuffer.allocateDirect(64 << 10);
    private Outbox outbox;
    private byte[] json;
    private long seq;

    @Setup
    public void place() {
        json = Samples.json(300).getBytes(StandardCharsets.UTF_8);
        outbox = new Outbox(
                new OutboxLimits(1_000, 1 << 20, 200, 16, 16 << 10),
                new OutboxBudget(64 << 20, 16 << 10),
                AddressBlock.UNKNOWN,
                Clock.systemUTC(),
                new Nobody());
        outbox.start(0, 0);
        outbox.drain(batch);
    }

    /** Offered one by one, as live messages are, and written together. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public ByteBuffer offerAndDrain() {
        for (int i = 0; i < BATCH; i++) {
            outbox.offer(seq, seq + 1, List.of(new EncodedMessage(seq + 1, json)));
            seq++;
        }
        outbox.drain(batch.clear());
        return batch;
    }

    /** Whoever writes looks again by itself. */
    private static final class Nobody implements OutboxListener {
        @Override
        public void write(Executor by) {
            // It drains after each batch anyway.
        }

        @Override
        public void wake() {
            throw new IllegalStateException("nothing is read or closed");
        }

        @Override
        public void roomAgain() {
            throw new IllegalStateException("everything fits");
        }

        @Override
        public void endReached() {
            throw new IllegalStateException("the log does not end");
        }

        @Override
        public void participantsDue() {
            throw new IllegalStateException("nobody comes or goes");
        }

        @Override
        public void gaveWay(boolean amidFrame) {
            throw new IllegalStateException("there is memory for all");
        }
    }
}
