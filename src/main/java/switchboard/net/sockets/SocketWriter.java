package switchboard.net.sockets;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the bytes of one socket, and keeps what the kernel does not take until it does. Never blocks.
 *
 * <p>For one caller at a time, of whatever thread; the next write must not come before the one before it is
 * {@linkplain Progress#taken taken}. An interrupt of the thread that writes closes the socket, as for every channel.
 */
public final class SocketWriter {
    /** What it writes to. */
    public interface Channel {
        /** Writes as much as the kernel takes; returns whether that was all. */
        boolean write(ByteBuffer bytes) throws IOException;

        /** Has {@link SocketWriter#writeOn} called once the kernel takes more. Callable from any thread. */
        void awaitWritable();
    }

    /** Whom a write tells that the kernel did not take all at once. */
    public interface Progress {
        /** The kernel is full, and does not take so many bytes. Called by the thread that writes, first of all. */
        void full(int unwritten);

        /** The kernel took some more of it, and is full again. Called by the thread of the socket's loop. */
        void tookSome();

        /** The kernel took the rest. Called by the thread of the socket's loop; the next write may come. */
        void taken();

        /** The socket is broken, and nothing is written any more. Called by either thread, maybe more than once. */
        void broken(IOException cause);
    }

    /** How much one write hands over at most. */
    private static final int MOST_BYTES = 64 << 10;

    private static final ThreadLocal<ByteBuffer> BUFFERS = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(0));

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Channel channel;

    /** What the kernel did not take; null while it takes all. */
    private volatile @Nullable ByteBuffer rest;

    private volatile @Nullable Progress progress;

    public SocketWriter(Channel channel) {
        this.channel = channel;
    }

    /**
     * An empty buffer of the calling thread, outside of the heap so that nothing is copied once more. To be given to
     * {@link #write} by the same thread.
     *
     * @param bytes the room that it must have
     */
    public static ByteBuffer buffer(int bytes) {
        ByteBuffer buffer = BUFFERS.get();
        if (buffer.capacity() < bytes) {
            buffer = ByteBuffer.allocateDirect(bytes);
            BUFFERS.set(buffer);
        }
        return buffer.clear();
    }

    /** The same with room for as much as one write should hand over at most. */
    public static ByteBuffer buffer() {
        return buffer(MOST_BYTES);
    }

    /** Whether a write waits for the kernel to take its rest. */
    public boolean isFull() {
        return rest != null;
    }

    /**
     * Writes what lies between the buffer's position and its limit. The buffer can be used anew afterwards.
     *
     * @return whether that is done; if not, the progress is told of it
     */
    public boolean write(ByteBuffer bytes, Progress progress) {
        return write(bytes, progress, true);
    }

    /**
     * The same for one who keeps the bytes: what the kernel does not take stays in the buffer, and is to be offered
     * again once the progress is told that it was taken.
     */
    public boolean offer(ByteBuffer bytes, Progress progress) {
        return write(bytes, progress, false);
    }

    private boolean write(ByteBuffer bytes, Progress progress, boolean keepsRest) {
        try {
            if (channel.write(bytes)) {
                return true;
            }
        } catch (IOException e) {
            progress.broken(e);
            return false;
        }
        int unwritten = bytes.remaining();
        this.progress = progress;
        rest = keepsRest ? ByteBuffer.allocate(unwritten).put(bytes).flip() : NOTHING;
        progress.full(unwritten);
        channel.awaitWritable();
        return false;
    }

    /** The kernel takes more. By the thread of the loop; returns whether to wait again. */
    boolean writeOn() {
        ByteBuffer left = rest;
        Progress whose = progress;
        if (left == null || whose == null) {
            return false;
        }
        int before = left.remaining();
        try {
            if (left.hasRemaining() && !channel.write(left)) {
                if (left.remaining() < before) {
                    whose.tookSome();
                }
                return true;
            }
        } catch (IOException e) {
            whose.broken(e);
            return false;
        }
        rest = null;
        progress = null;
        whose.taken();
        // Whoever has written meanwhile waits by itself, and not before it has told that the kernel is full.
        return false;
    }
}
