package peers.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * One connection to a server, in that server's language. A subclass parses what it hears and says when it has joined
 * and what was delivered to it. Driven by the thread of one {@link Loop}.
 */
public abstract class Client {
    private static final byte[] NOTHING = {};

    private final Group.Receiver receiver;
    private int port;
    private SocketChannel channel;
    private SelectionKey key;
    private byte[] unread = NOTHING;
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    private boolean joined;

    /** @param receiver who counts what is delivered; null for one that only sends */
    protected Client(Group.Receiver receiver) {
        this.receiver = receiver;
    }

    /** Says the first thing on a connection that is open now. */
    protected abstract void greet();

    /**
     * Takes whole frames.
     *
     * @return where the first frame begins that is not whole yet
     */
    protected abstract int take(byte[] bytes, int from, int to);

    /** Broadcasts this content to the group. */
    protected abstract void publish(byte[] content);

    /** Whether whatever is sent to the group from now on reaches this client. */
    final boolean joined() {
        return joined;
    }

    protected final void hasJoined() {
        joined = true;
    }

    /** The content {@code bytes[from..to)} has come. */
    protected final void delivered(byte[] bytes, int from, int to) {
        if (receiver == null) {
            throw new Failure("a sender got " + Bytes.text(bytes, from, to));
        }
        receiver.delivered(bytes, from, to);
    }

    /** The content that begins here has come; what ends the frame behind it must begin with this byte. */
    protected final void deliveredBefore(byte[] bytes, int from, int to, char next) {
        int end = from + Content.BYTES;
        if (end >= to || bytes[end] != next) {
            throw unexpected(bytes, from, to);
        }
        delivered(bytes, from, end);
    }

    protected final Failure unexpected(byte[] bytes, int from, int to) {
        return new Failure(getClass().getSimpleName() + " did not expect: " + Bytes.text(bytes, from, to));
    }

    /** The server has closed the connection, which is a failure where the protocol does not allow it. */
    protected void ended() throws IOException {
        throw new Failure("the server closed the connection of a " + getClass().getSimpleName());
    }

    protected final void reconnect() throws IOException {
        Selector selector = key.selector();
        channel.close();
        connect(port, selector);
    }

    final void connect(int serverPort, Selector selector) throws IOException {
        port = serverPort;
        channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
        greet();
    }

    final void close() throws IOException {
        channel.close();
    }

    /** Reads once, and takes what is whole. The buffer is anybody's before and after. */
    final void read(byte[] bytes, ByteBuffer wrapped) throws IOException {
        System.arraycopy(unread, 0, bytes, 0, unread.length);
        wrapped.limit(wrapped.capacity()).position(unread.length);
        int count = channel.read(wrapped);
        if (count < 0) {
            ended();
            return;
        }
        int end = unread.length + count;
        int taken = take(bytes, 0, end);
        unread = taken == end ? NOTHING : Arrays.copyOfRange(bytes, taken, end);
        if (unread.length == bytes.length) {
            throw new Failure("a frame of more than " + bytes.length + " bytes");
        }
    }

    /** Sends these bytes, as soon as the socket takes them. */
    protected final void write(byte[] bytes) {
        write(bytes, bytes.length);
    }

    protected final void write(byte[] bytes, int length) {
        try {
            ByteBuffer wrapped = ByteBuffer.wrap(bytes, 0, length);
            if (!unsent.hasRemaining()) {
                channel.write(wrapped);
            }
            if (wrapped.hasRemaining()) {
                keep(wrapped);
            }
        } catch (IOException e) {
            throw new Failure("cannot write to the server", e);
        }
    }

    final void writeMore() throws IOException {
        channel.write(unsent);
        if (!unsent.hasRemaining()) {
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    private void keep(ByteBuffer rest) {
        ByteBuffer longer = ByteBuffer.allocate(unsent.remaining() + rest.remaining());
        longer.put(unsent).put(rest).flip();
        unsent = longer;
        key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }
}
