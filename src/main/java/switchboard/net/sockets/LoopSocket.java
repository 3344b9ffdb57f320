package switchboard.net.sockets;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One socket, read by a {@link SocketLoop}: a piece at a time, each only when it was asked for, so that a client sends
 * no faster than the server takes. For the thread of the loop.
 */
public final class LoopSocket implements SocketLoop.Registered, SocketWriter.Channel {
    /** What a socket tells, on the thread of its loop. None of these may throw. */
    public interface Handler {
        /** Bytes came that were asked for. They are to be copied: the buffer is used for others next. */
        void received(ByteBuffer bytes);

        /** The peer has ended its side. */
        void inputEnded();

        /** The socket is broken, or the loop ends; it is to be closed. */
        void broken();
    }

    private final SocketLoop loop;
    private final SocketChannel channel;
    private final InetSocketAddress remote;
    private final Runnable onClosed;
    private final SocketWriter writer = new SocketWriter(this);
    private @Nullable Handler handler;
    private volatile @Nullable SelectionKey key;
    private boolean wanted;
    private boolean closed;

    /** @param onClosed is run once, when it is closed */
    LoopSocket(SocketLoop loop, SocketChannel channel, Runnable onClosed) throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.remote = (InetSocketAddress) channel.getRemoteAddress();
        this.onClosed = onClosed;
    }

    /** Begins; nothing is read yet. To be called once. */
    public void start(Handler handler) {
        this.handler = handler;
        try {
            key = loop.register(channel, this);
        } catch (IOException e) {
            handler.broken();
        }
    }

    /** The loop on whose thread this is. */
    public SocketLoop loop() {
        return loop;
    }

    /** The peer. */
    public InetSocketAddress remote() {
        return remote;
    }

    /** Writes to it, from any thread. */
    public SocketWriter writer() {
        return writer;
    }

    /** Asks for the next piece. */
    public void read() {
        if (!wanted && !closed) {
            wanted = true;
            awaitReadable();
        }
    }

    /**
     * The same, and if something is there already it comes at once: of a new connection mostly its first request, and
     * so a client counts for what it asks before the next one is looked at.
     */
    public void readNow() {
        if (!wanted && !closed) {
            wanted = true;
            readPiece();
            if (wanted) {
                awaitReadable();
            }
        }
    }

    /** Asks for nothing any more: whoever has the socket from now on asks anew. */
    public void cancelRead() {
        wanted = false;
    }

    /** Whether the peer has sent something that nobody has read. It is dropped: the socket is to be closed. */
    public boolean dropUnread() {
        try {
            return !closed && channel.read(loop.input()) > 0;
        } catch (IOException reset) {
            return false;
        }
    }

    private void awaitReadable() {
        SelectionKey registered = key;
        if (registered != null && registered.isValid() && (registered.interestOps() & SelectionKey.OP_READ) == 0) {
            registered.interestOpsOr(SelectionKey.OP_READ);
        }
    }

    @Override
    public void ready(SelectionKey ready) {
        if (ready.isWritable()) {
            ready.interestOpsAnd(~SelectionKey.OP_WRITE);
            if (writer.writeOn()) {
                ready.interestOpsOr(SelectionKey.OP_WRITE);
            }
        }
        if (!closed && ready.isReadable()) {
            readPiece();
            if (!wanted && !closed) {
                ready.interestOpsAnd(~SelectionKey.OP_READ);
            }
        }
    }

    private void readPiece() {
        Handler told = handler;
        if (told == null || !wanted) {
            return;
        }
        ByteBuffer bytes = loop.input();
        int count;
        try {
            count = channel.read(bytes);
        } catch (IOException reset) {
            wanted = false;
            told.broken();
            return;
        }
        if (count < 0) {
            wanted = false;
            told.inputEnded();
        } else if (count > 0) {
            wanted = false;
            told.received(bytes.flip());
        }
    }

    @Override
    public void loopEnds() {
        if (handler != null && !closed) {
            handler.broken();
        }
    }

    // ---- for the writer, by any thread

    @Override
    public boolean write(ByteBuffer bytes) throws IOException {
        channel.write(bytes);
        return !bytes.hasRemaining();
    }

    @Override
    public void awaitWritable() {
        SelectionKey registered = key;
        if (registered == null) {
            throw new IllegalStateException("the socket has not been started");
        }
        try {
            registered.interestOpsOr(SelectionKey.OP_WRITE);
        } catch (CancelledKeyException closedMeanwhile) {
            return;
        }
        if (!loop.isOwnThread()) {
            loop.wakeUp();
        }
    }

    // ---- the end

    /** Closes it; what was written is delivered. */
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        wanted = false;
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed nevertheless, and nobody can do more.
        }
        onClosed.run();
    }

    /** Closes it by a reset: what the peer has not taken is dropped. */
    public void reset() {
        if (!closed) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                // The peer was faster.
            }
            close();
        }
    }
}
