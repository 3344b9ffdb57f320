package switchboard.testing.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Frames as a client sends them, right or wrong, written from RFC 6455.
 *
 * <pre>
 *  byte 0     byte 1     length, big-endian   mask      payload
 *  Frrr oooo  1lllllll   none, 2 or 8 bytes   4 bytes
 * </pre>
 */
public final class ClientFrames {
    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;
    public static final int FIN = 0x80;

    private static final int MASKED = 0x80;
    private static final int MASK = 0x37FA213D;

    private ClientFrames() {}

    public static byte[] text(String text) {
        return frame(FIN | TEXT, utf8(text));
    }

    public static byte[] close(int code, String reason) {
        return frame(FIN | CLOSE, closePayload(code, utf8(reason)));
    }

    public static byte[] closePayload(int code, byte[] reason) {
        return ByteBuffer.allocate(2 + reason.length)
                .putShort((short) code)
                .put(reason)
                .array();
    }

    /** A whole masked frame with the shortest length that fits. */
    public static byte[] frame(int firstByte, byte[] payload) {
        return frame(firstByte, payload, MASK);
    }

    public static byte[] frame(int firstByte, byte[] payload, int mask) {
        byte[] header = header(firstByte, payload.length, mask);
        byte[] frame = new byte[header.length + payload.length];
        System.arraycopy(header, 0, frame, 0, header.length);
        for (int i = 0; i < payload.length; i++) {
            frame[header.length + i] = (byte) (payload[i] ^ (mask >>> (24 - 8 * (i & 3))));
        }
        return frame;
    }

    /** The header alone, of a frame that claims to be {@code length} long. */
    public static byte[] header(int firstByte, long length, int mask) {
        int lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
        return header(firstByte, length, lengthBytes, mask);
    }

    public static byte[] header(int firstByte, long length, int lengthBytes, int mask) {
        ByteBuffer header = ByteBuffer.allocate(2 + lengthBytes + 4);
        header.put((byte) firstByte);
        header.put((byte) (MASKED | (lengthBytes == 0 ? (int) length : lengthBytes == 2 ? 126 : 127)));
        for (int i = lengthBytes - 1; i >= 0; i--) {
            header.put((byte) (length >>> (8 * i)));
        }
        return header.putInt(mask).array();
    }

    public static byte[] unmasked(int firstByte, byte[] payload) {
        return concat(new byte[] {(byte) firstByte, (byte) payload.length}, payload);
    }

    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
