package switchboard.net.sockets;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;

/**
 * What a socket is written to, by chance: takes all, some or nothing, and then some more. Tells what no writer may do:
 * two threads that write at once, and a write behind another one that was not taken.
 */
public final class RandomKernel implements SocketWriter.Channel {
    private final SocketWriter writer = new SocketWriter(this);
    private final SplittableRandom random;
    private final ExecutorService loop;
    private final Consumer<String> wrong;
    private final Runnable onWrite;
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicBoolean awaited = new AtomicBoolean();
    private final ByteStringBuilder taken = new ByteStringBuilder();
    private boolean ended;

    /**
     * @param loop the thread that goes on where it was full
     * @param wrong is told in words what nobody may do
     * @param onWrite is run at the begin of each write
     */
    public RandomKernel(SplittableRandom random, ExecutorService loop, Consumer<String> wrong, Runnable onWrite) {
        this.random = random;
        this.loop = loop;
        this.wrong = wrong;
        this.onWrite = onWrite;
    }

    public SocketWriter writer() {
        return writer;
    }

    @Override
    public boolean write(ByteBuffer bytes) {
        if (!writing.compareAndSet(false, true)) {
            wrong.accept("two threads write at once");
        }
        onWrite.run();
        if (ended) {
            wrong.accept("a write behind the end");
        }
        if (awaited.get()) {
            wrong.accept("a write while the one before waits");
        }
        int takes = switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(bytes.remaining());
            default -> bytes.remaining();
        };
        byte[] some = new byte[takes];
        bytes.get(some);
        taken.putBytes(some);
        if (random.nextInt(8) == 0) {
            Thread.yield();
        }
        writing.set(false);
        return !bytes.hasRemaining();
    }

    @Override
    public void awaitWritable() {
        if (awaited.getAndSet(true)) {
            wrong.accept("a full socket is waited for twice");
        }
        loop.execute(this::writable);
    }

    private void writable() {
        awaited.set(false);
        if (writer.writeOn()) {
            loop.execute(this::writable);
        }
    }

    /** The end of the output. On the loop's thread. */
    public void end() {
        if (writing.get() || writer.isFull()) {
            wrong.accept("an end before what was written is taken");
        }
        ended = true;
    }

    /** All that it took. To be called once it has {@linkplain #end ended}, by a thread that knows. */
    public ByteString taken() {
        return taken.result();
    }
}
