package switchboard.connection;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.util.ByteString;

/** Frames as a client sends them, right or wrong. */
final class ClientFrames {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;
    static final int FIN = 0x80;

    private static final int MASK = 0x37FA213D;

    private ClientFrames() {}

    static byte[] text(String text) {
        return frame(FIN | TEXT, utf8(text));
    }

    static byte[] close(int code, String reason) {
        return frame(FIN | CLOSE, closePayload(code, utf8(reason)));
    }

    static byte[] closePayload(int code, byte[] reason) {
        byte[] payload = new byte[2 + reason.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(reason, 0, payload, 2, reason.length);
        return payload;
    }

    /** A whole masked frame with the shortest length that fits. */
    static byte[] frame(int firstByte, byte[] payload) {
        return frame(firstByte, payload, MASK);
    }

    static byte[] frame(int firstByte, byte[] payload, int mask) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(header(firstByte, payload.length, mask));
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ (mask >>> (24 - 8 * (i & 3))));
        }
        return frame.toByteArray();
    }

    /** The header alone, of a frame that claims to be {@code length} long. */
    static byte[] header(int firstByte, long length, int mask) {
        int lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
        return header(firstByte, length, lengthBytes, mask);
    }

    static byte[] header(int firstByte, long length, int lengthBytes, int mask) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.write(firstByte);
        header.write(0x80 | (lengthBytes == 0 ? (int) length : lengthBytes == 2 ? 126 : 127));
        for (int i = lengthBytes - 1; i >= 0; i--) {
            header.write((int) (length >>> (8 * i)));
        }
        for (int shift = 24; shift >= 0; shift -= 8) {
            header.write(mask >>> shift);
        }
        return header.toByteArray();
    }

    static byte[] unmasked(int firstByte, byte[] payload) {
        return concat(new byte[] {(byte) firstByte, (byte) payload.length}, payload);
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static ByteString bytes(byte[] bytes) {
        return ByteString.fromArray(bytes);
    }
}
