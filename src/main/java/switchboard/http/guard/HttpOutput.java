package switchboard.http.guard;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.pekko.util.ByteString;
import switchboard.net.sockets.SocketWriter;

/**
 * What pekko-http has said, or the guard itself, on its way to the kernel. For the loop's thread, but for what
 * {@link SocketWriter.Progress} says.
 */
final class HttpOutput implements SocketWriter.Progress {
    private final SocketWriter writer;
    private final Runnable onAllTaken;
    private final Runnable active;
    private final Runnable goOn;
    private final Runnable cut;

    private ByteString unwritten = ByteString.emptyByteString();
    private boolean full;

    /**
     * @param onAllTaken is run on the loop's thread whenever the kernel has all that there is
     * @param active the kernel has taken something
     * @param cut the socket is broken
     */
    HttpOutput(SocketWriter writer, SocketHost host, Runnable onAllTaken, Runnable active, Runnable cut) {
        this.writer = writer;
        this.onAllTaken = onAllTaken;
        this.active = active;
        this.goOn = host.onLoop(this::goOn);
        this.cut = host.onLoop(cut);
    }

    /** Whether the kernel has all that was said. */
    boolean isEmpty() {
        return !full && unwritten.isEmpty();
    }

    /** Says this behind what was said before. */
    void write(ByteString bytes) {
        unwritten = unwritten.concat(bytes);
        if (!full) {
            writeAll();
        }
    }

    /** The socket is closed: nothing is kept any more, whoever still knows of the connection. */
    void drop() {
        unwritten = ByteString.emptyByteString();
    }

    private void goOn() {
        full = false;
        writeAll();
    }

    private void writeAll() {
        while (!unwritten.isEmpty()) {
            ByteBuffer piece = SocketWriter.buffer();
            int bytes = unwritten.copyToBuffer(piece);
            full = !writer.offer(piece.flip(), this);
            int taken = bytes - piece.remaining();
            unwritten = unwritten.drop(taken);
            if (full) {
                if (taken > 0) {
                    active.run();
                }
                return;
            }
        }
        onAllTaken.run();
    }

    @Override
    public void full(int unwritten) {
        // It is kept here, and counts as unsent with the rest of the answer.
    }

    @Override
    public void tookSome() {
        throw new IllegalStateException("nothing is kept elsewhere");
    }

    @Override
    public void taken() {
        goOn.run();
    }

    @Override
    public void broken(IOException cause) {
        cut.run();
    }
}
