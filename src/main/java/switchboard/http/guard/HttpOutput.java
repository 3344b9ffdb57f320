package switchboard.http.guard;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.pekko.util.ByteString;
import switchboard.net.channels.ChannelWriter;

/**
 * What pekko-http has said, or the guard itself, on its way to the kernel. For the thread of the stage, but for what
 * {@link ChannelWriter.Progress} says.
 */
final class HttpOutput implements ChannelWriter.Progress {
    private final ChannelWriter channel;
    private final Runnable onAllTaken;
    private final Runnable active;
    private final Runnable goOn;
    private final Runnable cut;

    private ByteString unwritten = ByteString.emptyByteString();
    private boolean full;

    /**
     * @param onAllTaken is run on the stage's thread whenever the kernel has all that there is
     * @param active the kernel has taken something
     * @param cut the socket is broken
     */
    HttpOutput(ChannelWriter channel, SocketHost stage, Runnable onAllTaken, Runnable active, Runnable cut) {
        this.channel = channel;
        this.onAllTaken = onAllTaken;
        this.active = stage.onStage(active);
        this.goOn = stage.onStage(this::goOn);
        this.cut = stage.onStage(cut);
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

    private void goOn() {
        full = false;
        writeAll();
    }

    private void writeAll() {
        while (!unwritten.isEmpty()) {
            ByteBuffer piece = ChannelWriter.buffer();
            unwritten = unwritten.drop(unwritten.copyToBuffer(piece));
            full = !channel.write(piece.flip(), this);
            if (full) {
                return;
            }
        }
        onAllTaken.run();
    }

    @Override
    public void full(int unwritten) {
        // It counts as unsent anyway, with the rest of the answer.
    }

    @Override
    public void tookSome() {
        active.run();
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
