package switchboard.connection.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import switchboard.connection.Liveness;
import switchboard.connection.outbound.Outbox;
import switchboard.net.sockets.SocketWriter;

/**
 * Writes what an {@link Outbox} has to its socket, by whatever thread finds that there is something: so a message goes
 * from the thread that fans it out to the kernel without a hop. One thread at a time writes; who comes meanwhile leaves
 * it to that one. While the kernel is full nobody writes, and the thread that waits for full sockets goes on.
 *
 * <pre>
 *           run                        run
 *  IDLE ──────────▶ WRITING ◀─────────────────▶ AGAIN
 *    ▲                 │      looks once more
 *    └── nothing left ─┘
 * </pre>
 *
 * Thread-safe. A bug of the outbox fails the socket, not the thread that happens to write it.
 */
final class OutboxWriter implements Runnable, SocketWriter.Progress {
    private static final int IDLE = 0;
    private static final int WRITING = 1;

    /** Somebody came while another one was writing, who may have looked before there was something. */
    private static final int AGAIN = 2;

    private final Outbox outbox;
    private final int batchBytes;
    private final Liveness liveness;
    private final SocketPorts ports;
    private final SocketWriter writer;
    private final Runnable onFinished;
    private final Runnable onBroken;
    private final AtomicInteger state = new AtomicInteger(IDLE);
    private volatile boolean finishing;

    OutboxWriter(Outbox outbox, int batchBytes, Liveness liveness, SocketPorts ports) {
        this.outbox = outbox;
        this.batchBytes = batchBytes;
        this.liveness = liveness;
        this.ports = ports;
        writer = ports.writer();
        onFinished = ports.onOurThread(ports::end);
        onBroken = ports.onOurThread(ports::abort);
    }

    /** Writes what there is, or has it written by whoever is writing. */
    @Override
    public void run() {
        if (state.getAndSet(AGAIN) == IDLE) {
            writeAll();
        }
    }

    /** Once what is being written is out, nothing more is written, and the output of the socket ends. */
    void finish() {
        finishing = true;
        run();
    }

    /** Whether the kernel does not take what was written. */
    boolean isStuck() {
        return writer.isFull();
    }

    private void writeAll() {
        try {
            do {
                state.set(WRITING);
                if (!writeUntilEmpty()) {
                    return; // Not idle: taken() goes on, or nobody does.
                }
            } while (!state.compareAndSet(WRITING, IDLE));
        } catch (RuntimeException | Error bug) {
            ports.fail(bug);
        }
    }

    /** Returns whether all is written, and more may follow. */
    private boolean writeUntilEmpty() {
        boolean more = true;
        while (more) {
            if (finishing) {
                onFinished.run();
                return false;
            }
            ByteBuffer batch = SocketWriter.buffer(batchBytes);
            more = outbox.drain(batch);
            if (batch.position() > 0 && !writer.write(batch.flip(), this)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void full(int unwritten) {
        liveness.writeBegan();
        outbox.unwritten(unwritten);
    }

    @Override
    public void tookSome() {
        liveness.writeBegan();
    }

    @Override
    public void taken() {
        liveness.writeTaken();
        writeAll();
    }

    @Override
    public void broken(IOException cause) {
        onBroken.run();
    }
}
