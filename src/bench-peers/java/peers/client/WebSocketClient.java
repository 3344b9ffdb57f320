package peers.client;

/** RFC 6455 as far as the servers measured here need it: text frames, pings, no compression, no fragments. */
public abstract class WebSocketClient extends Client {
    private static final byte[] HEAD_END = Bytes.ascii("\r\n\r\n");
    private static final byte[] SWITCHING = Bytes.ascii("HTTP/1.1 101 ");
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 0x8a;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7f;
    private static final int TWO_BYTES_OF_LENGTH = 126;
    private static final int EIGHT_BYTES_OF_LENGTH = 127;
    private static final int MASK_BYTES = 4;

    private final String path;
    private boolean open;

    protected WebSocketClient(Group.Receiver receiver, String path) {
        super(receiver);
        this.path = path;
    }

    /** The connection is a WebSocket now. */
    protected abstract void opened();

    /** A text frame has come. */
    protected abstract void text(byte[] bytes, int from, int to);

    @Override
    protected final void greet() {
        write(Bytes.ascii(
                "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
    }

    @Override
    protected final int take(byte[] bytes, int from, int to) {
        int at = from;
        if (!open) {
            int end = Bytes.indexOf(bytes, from, to, HEAD_END);
            if (end < 0) {
                return from;
            }
            if (!Bytes.startsWith(bytes, from, to, SWITCHING)) {
                throw unexpected(bytes, from, to);
            }
            open = true;
            at = end + HEAD_END.length;
            opened();
        }
        return takeFrames(bytes, at, to);
    }

    private int takeFrames(byte[] bytes, int from, int to) {
        int at = from;
        while (to - at >= 2) {
            int length = bytes[at + 1] & LENGTH;
            int start = at + 2;
            if (length == TWO_BYTES_OF_LENGTH) {
                start += 2;
                if (start > to) {
                    return at;
                }
                length = (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
            } else if (length == EIGHT_BYTES_OF_LENGTH) {
                throw new Failure("a frame of more than 65,535 bytes");
            }
            int end = start + length;
            if (end > to) {
                return at;
            }
            frame(bytes[at] & 0xff, bytes, start, end);
            at = end;
        }
        return at;
    }

    private void frame(int kind, byte[] bytes, int from, int to) {
        switch (kind) {
            case TEXT -> text(bytes, from, to);
            case PING -> send(PONG, java.util.Arrays.copyOfRange(bytes, from, to));
            case CLOSE ->
                throw new Failure("closed by the server: " + ((bytes[from] & 0xff) << 8 | bytes[from + 1] & 0xff) + " "
                        + Bytes.text(bytes, from + 2, to));
            default -> throw new Failure("did not expect a frame of kind " + kind);
        }
    }

    protected final void sendText(String text) {
        send(TEXT, Bytes.ascii(text));
    }

    /** Sends a text frame of these parts. */
    protected final void sendText(byte[] before, byte[] content, byte[] after) {
        byte[] text = new byte[before.length + content.length + after.length];
        System.arraycopy(before, 0, text, 0, before.length);
        System.arraycopy(content, 0, text, before.length, content.length);
        System.arraycopy(after, 0, text, before.length + content.length, after.length);
        send(TEXT, text);
    }

    /** The mask is zero, which is one of the allowed ones: the server takes it off as any other. */
    private void send(int kind, byte[] payload) {
        int header = payload.length < TWO_BYTES_OF_LENGTH ? 2 : 4;
        byte[] frame = new byte[header + MASK_BYTES + payload.length];
        frame[0] = (byte) kind;
        if (header == 2) {
            frame[1] = (byte) (MASKED | payload.length);
        } else {
            frame[1] = (byte) (MASKED | TWO_BYTES_OF_LENGTH);
            frame[2] = (byte) (payload.length >> 8);
            frame[3] = (byte) payload.length;
        }
        System.arraycopy(payload, 0, frame, header + MASK_BYTES, payload.length);
        write(frame);
    }
}
