package switchboard.bench.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import switchboard.protocol.values.ProtocolVersion;

/** One WebSocket of a {@link ClientLoop}: connects, upgrades, sends text, tells its listener what comes. */
public final class Client {

    /** Called on the loop's thread. */
    public interface Listener {
        /**
         * A text frame; {@code buffer} is the loop's and is overwritten after the call.
         *
         * @param now when it was read
         */
        void text(byte[] buffer, int from, int to, long now);

        /** The last call: refused, closed or broken, by whichever side. */
        void closed(String why);
    }

    private enum State {
        CONNECTING,
        UPGRADING,
        OPEN,
        CLOSING,
        CLOSED
    }

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String ACCEPT = "Sec-WebSocket-Accept";
    private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol";
    private static final byte[] END_OF_HEADERS = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] NORMAL_CLOSURE = {0x03, (byte) 0xE8};
    private static final int MAX_UNWRITTEN_BYTES = 4 * 1024 * 1024;

    private final ClientLoop loop;
    private final Listener listener;
    private final String request;
    private final String expectedAccept;
    private final ProtocolVersion version;
    private final SocketChannel channel;
    private final SelectionKey key;
    private State state = State.CONNECTING;
    private boolean reading = true;
    private int closeCode;
    private byte[] unread = NOTHING;
    private final ArrayDeque<ByteBuffer> unwritten = new ArrayDeque<>(0);
    private int unwrittenBytes;

    Client(
            ClientLoop loop,
            InetSocketAddress address,
            String requestTarget,
            ProtocolVersion version,
            Listener listener) {
        this.loop = loop;
        this.version = version;
        this.listener = listener;
        byte[] nonce = new byte[16];
        ByteBuffer.wrap(nonce).putInt(loop.nextMask()).putInt(loop.nextMask());
        String webSocketKey = Base64.getEncoder().encodeToString(nonce);
        expectedAccept = accept(webSocketKey);
        request = "GET " + requestTarget + " HTTP/1.1\r\nHost: " + address.getHostString() + ":" + address.getPort()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + webSocketKey
                + (version == ProtocolVersion.V2 ? "\r\n" + SUBPROTOCOL + ": " + ProtocolVersion.V2_SUBPROTOCOL : "")
                + "\r\n\r\n";
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            loop.bindNext(channel);
            key = channel.register(loop.selector(), SelectionKey.OP_CONNECT, this);
            if (channel.connect(address)) {
                connected();
            }
        } catch (IOException e) {
            throw new BenchFailure("no connection to " + address + ": " + e.getMessage(), e);
        }
    }

    public boolean isClosed() {
        return state == State.CLOSED;
    }

    /** What the server's close frame said; 0 where there was none. */
    public int closeCode() {
        return closeCode;
    }

    /** Takes nothing from the socket any more, as a program that hangs. */
    public void stopReading() {
        reading = false;
        awaitReady();
    }

    /** Takes what is waiting, and what comes. */
    public void readOn() {
        reading = true;
        awaitReady();
    }

    private void awaitReady() {
        if (state != State.CLOSED) {
            key.interestOps((reading ? SelectionKey.OP_READ : 0) | (unwritten.isEmpty() ? 0 : SelectionKey.OP_WRITE));
        }
    }

    /** Sends a text frame. */
    public void send(byte[] json, int length) {
        if (state != State.OPEN) {
            throw new BenchFailure(
                    "sending on a connection that is " + state.name().toLowerCase(Locale.ROOT));
        }
        try {
            sendFrame(ClientFrames.TEXT, json, length);
        } catch (IOException e) {
            end("broken: " + e.getMessage());
        }
    }

    /** Asks for the end; {@link Listener#closed} follows when the server has answered. */
    public void leave() {
        if (state == State.CONNECTING || state == State.UPGRADING) {
            end("left");
        } else if (state == State.OPEN) {
            try {
                sendFrame(ClientFrames.CLOSE, NORMAL_CLOSURE, NORMAL_CLOSURE.length);
                state = State.CLOSING;
            } catch (IOException e) {
                end("broken: " + e.getMessage());
            }
        }
    }

    /** Ends it without a word. */
    public void abort() {
        end("left");
    }

    /** The selector says that something can be done. */
    void ready() {
        try {
            if (state == State.CONNECTING) {
                if (channel.finishConnect()) {
                    connected();
                }
                return;
            }
            if (key.isValid() && key.isWritable()) {
                writeRest();
            }
            if (key.isValid() && key.isReadable()) {
                read();
            }
        } catch (IOException e) {
            end("broken: " + e.getMessage());
        }
    }

    private void connected() throws IOException {
        state = State.UPGRADING;
        awaitReady();
        write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    }

    // ---- reading

    private void read() throws IOException {
        ByteBuffer buffer = loop.readBuffer().clear().put(unread);
        // Once only: where more is waiting the selector says so again, and most of the time there is none.
        int count = channel.read(buffer);
        long now = loop.now();
        if (count < 0) {
            end("ended by the server without a close frame");
            return;
        }
        byte[] bytes = buffer.array();
        int to = buffer.position();
        int at = state == State.UPGRADING ? readUpgrade(bytes, to) : 0;
        at = readFrames(bytes, at, to, now);
        unread = at == to ? NOTHING : Arrays.copyOfRange(bytes, at, to);
    }

    private int readFrames(byte[] bytes, int from, int to, long now) throws IOException {
        ClientFrames frames = loop.frames();
        int at = from;
        while ((state == State.OPEN || state == State.CLOSING) && frames.next(bytes, at, to)) {
            int payloadFrom = frames.payloadFrom();
            int payloadTo = frames.payloadTo();
            switch (frames.opcode()) {
                case ClientFrames.TEXT -> listener.text(bytes, payloadFrom, payloadTo, now);
                case ClientFrames.PING -> {
                    byte[] payload = Arrays.copyOfRange(bytes, payloadFrom, payloadTo);
                    sendFrame(ClientFrames.PONG, payload, payload.length);
                }
                case ClientFrames.CLOSE -> closedByServer(bytes, payloadFrom, payloadTo);
                case ClientFrames.PONG -> {
                    // Nobody asked.
                }
                default ->
                    throw new BenchFailure("the server sent a frame with opcode " + frames.opcode()
                            + " (expected: text or control, not fragmented)");
            }
            at = payloadTo;
        }
        return at;
    }

    private void closedByServer(byte[] bytes, int from, int to) throws IOException {
        boolean answer = state == State.OPEN;
        closeCode = to - from >= 2 ? (bytes[from] & 0xFF) << 8 | (bytes[from + 1] & 0xFF) : 0;
        if (answer) {
            byte[] payload = Arrays.copyOfRange(bytes, from, Math.min(to, from + 2));
            sendFrame(ClientFrames.CLOSE, payload, payload.length);
        }
        end(answer ? "closed by the server with code " + (closeCode == 0 ? "none" : closeCode) : "left");
    }

    /** Returns where the frames begin; the response has not ended yet if the state did not change. */
    private int readUpgrade(byte[] bytes, int to) {
        int end = indexOf(bytes, to, END_OF_HEADERS);
        if (end < 0) {
            return 0;
        }
        int bodyFrom = end + END_OF_HEADERS.length;
        String head = new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
        if (!head.startsWith("HTTP/1.1 101 ")) {
            String body = new String(bytes, bodyFrom, to - bodyFrom, StandardCharsets.UTF_8);
            end("refused: " + head.lines().findFirst().orElse("no status line") + " " + body);
            return to;
        }
        if (!hasHeader(head, ACCEPT, expectedAccept)) {
            end("refused by this client: no " + ACCEPT + ": " + expectedAccept);
            return to;
        }
        if (version == ProtocolVersion.V2 && !hasHeader(head, SUBPROTOCOL, ProtocolVersion.V2_SUBPROTOCOL)) {
            end("refused by this client: the server does not speak " + ProtocolVersion.V2_SUBPROTOCOL);
            return to;
        }
        state = State.OPEN;
        return bodyFrom;
    }

    private static boolean hasHeader(String head, String name, String value) {
        return head.lines().anyMatch(line -> {
            int colon = line.indexOf(':');
            return colon > 0
                    && line.substring(0, colon).equalsIgnoreCase(name)
                    && line.substring(colon + 1).strip().equals(value);
        });
    }

    private static int indexOf(byte[] bytes, int to, byte[] wanted) {
        for (int i = 0; i + wanted.length <= to; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    // ---- writing

    private void sendFrame(int opcode, byte[] payload, int length) throws IOException {
        ByteBuffer buffer = loop.writeBuffer().clear();
        ClientFrames.write(buffer, opcode, payload, length, loop.nextMask());
        write(buffer.flip());
    }

    private void write(ByteBuffer bytes) throws IOException {
        if (unwritten.isEmpty()) {
            channel.write(bytes);
        }
        if (bytes.hasRemaining()) {
            unwrittenBytes += bytes.remaining();
            if (unwrittenBytes > MAX_UNWRITTEN_BYTES) {
                throw new BenchFailure("the server has left " + unwrittenBytes + " bytes unread (allowed: "
                        + MAX_UNWRITTEN_BYTES + ")");
            }
            unwritten.add(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
            awaitReady();
        }
    }

    private void writeRest() throws IOException {
        ByteBuffer first = unwritten.peek();
        while (first != null) {
            unwrittenBytes -= channel.write(first);
            if (first.hasRemaining()) {
                return;
            }
            unwritten.remove();
            first = unwritten.peek();
        }
        awaitReady();
    }

    private void end(String why) {
        if (state == State.CLOSED) {
            return;
        }
        boolean asked = state == State.CLOSING;
        state = State.CLOSED;
        unwritten.clear();
        try {
            channel.close();
        } catch (IOException alreadyBroken) {
            // It ends either way, and why it ended is what the listener is told.
        }
        listener.closed(asked ? "left" : why);
    }

    private static String accept(String webSocketKey) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((webSocketKey + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
