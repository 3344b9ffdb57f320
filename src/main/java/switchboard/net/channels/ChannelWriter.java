package switchboard.net.channels;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Writes the bytes of one socket, and keeps what the kernel does not take until it does. Never blocks.
 *
 * <p>For one caller at a time, of whatever thread; the next write must not come before the one before it is
 * {@linkplain Progress#taken taken}. An interrupt of the thread that writes closes the socket, as for every channel.
 */
public final class ChannelWriter implements FullChannels.Waiting {
    /** Whom a write tells that the kernel did not take at once. */
    public interface Progress {
        /** The kernel is full, and does not take so many bytes. Called by the thread that writes, first of all. */
        void full(int unwritten);

        /** The kernel took some more of it, and is full again. Called by the thread that waits for all sockets. */
        void tookSome();

        /** The kernel took the rest. Called by the thread that waits for all sockets; the next write may come. */
        void taken();

        /** The socket is broken, and nothing is written any more. Called by either thread, maybe more than once. */
        void broken(IOException cause);
    }

    /** How much one write hands over at most. */
    private static final int MOST_BYTES = 64 << 10;

    private static final ThreadLocal<ByteBuffer> BUFFERS = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(0));

    private final SocketChannel channel;
    private final FullChannels fullChannels;

    /** What the kernel did not take; null while it takes all. */
    private volatile @Nullable ByteBuffer rest;

    private volatile @Nullable Progress progress;
    private volatile boolean wasFull;
    private volatile boolean closed;

    public ChannelWriter(SocketChannel channel, FullChannels fullChannels) {
        this.channel = channel;
        this.fullChannels = fullChannels;
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

    /** How much one write should hand over at most: the room of {@link #buffer()}. */
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
        try {
            channel.write(bytes);
        } catch (IOException e) {
            progress.broken(e);
            return false;
        }
        if (!bytes.hasRemaining()) {
            return true;
        }
        int unwritten = bytes.remaining();
        this.progress = progress;
        rest = ByteBuffer.allocate(unwritten).put(bytes).flip();
        wasFull = true;
        progress.full(unwritten);
        fullChannels.await(channel, this);
        if (closed) {
            fullChannels.forget(channel);
        }
        return false;
    }

    @Override
    public boolean writeOn() {
        ByteBuffer left = rest;
        Progress whose = progress;
        if (left == null || whose == null) {
            return false;
        }
        int before = left.remaining();
        try {
            channel.write(left);
        } catch (IOException e) {
            whose.broken(e);
            return false;
        }
        if (left.hasRemaining()) {
            if (left.remaining() < before) {
                whose.tookSome();
            }
            return true;
        }
        rest = null;
        progress = null;
        whose.taken();
        return false;
    }

    /** The socket is closed, or about to be: nothing waits for it any more. */
    public void close() {
        closed = true;
        if (wasFull) {
            fullChannels.forget(channel);
        }
    }
}
