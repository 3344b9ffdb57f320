package switchboard.connection.codec;

import java.nio.ByteBuffer;

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

    /** Writes the header of a frame. */
    public static void putHeader(ByteBuffer target, int opcode, int payloadBytes) {
        target.put((byte) (FIN | opcode));
        if (payloadBytes < 126) {
            target.put((byte) payloadBytes);
        } else if (payloadBytes < 65_536) {
            target.put((byte) 126).putShort((short) payloadBytes);
        } else {
            target.put((byte) 127).putLong(payloadBytes);
        }
    }

    /** A whole frame. */
    public static byte[] frame(int opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(headerBytes(payload.length) + payload.length);
        putHeader(frame, opcode, payload.length);
        return frame.put(payload).array();
    }

    /** A whole close frame, without a reason text. */
    public static byte[] closeFrame(int code) {
        return frame(CLOSE, new byte[] {(byte) (code >>> 8), (byte) code});
    }
}
