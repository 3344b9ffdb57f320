package switchboard.connection.codec;

/**
 * The server's side of RFC 6455 framing: frames are final and unmasked.
 *
 * <pre>
 *  byte 0     byte 1          length, big-endian    payload
 *  1000 oooo  0lllllll        none, 2 or 8 bytes
 *  FIN  opcode  0–125, or 126: 2 bytes follow, or 127: 8 bytes follow
 * </pre>
 */
public final class FrameEncoder {
    public static final int TEXT = 0x1;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    private static final int FIN = 0x80;

    private FrameEncoder() {}

    /** How long the header of a frame with so much payload is. */
    public static int headerBytes(int payloadBytes) {
        return payloadBytes < 126 ? 2 : payloadBytes < 65_536 ? 4 : 10;
    }

    /** Writes the header of a frame and returns where its payload begins. */
    public static int writeHeader(byte[] target, int at, int opcode, int payloadBytes) {
        target[at] = (byte) (FIN | opcode);
        if (payloadBytes < 126) {
            target[at + 1] = (byte) payloadBytes;
            return at + 2;
        }
        if (payloadBytes < 65_536) {
            target[at + 1] = 126;
            target[at + 2] = (byte) (payloadBytes >>> 8);
            target[at + 3] = (byte) payloadBytes;
            return at + 4;
        }
        target[at + 1] = 127;
        for (int i = 0; i < 8; i++) {
            target[at + 2 + i] = (byte) ((long) payloadBytes >>> (8 * (7 - i)));
        }
        return at + 10;
    }

    /** A whole frame. */
    public static byte[] frame(int opcode, byte[] payload) {
        byte[] frame = new byte[headerBytes(payload.length) + payload.length];
        int at = writeHeader(frame, 0, opcode, payload.length);
        System.arraycopy(payload, 0, frame, at, payload.length);
        return frame;
    }

    /** A whole close frame, without a reason text. */
    public static byte[] closeFrame(int code) {
        return frame(CLOSE, new byte[] {(byte) (code >>> 8), (byte) code});
    }
}
