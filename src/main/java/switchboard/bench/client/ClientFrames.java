package switchboard.bench.client;

import java.nio.ByteBuffer;

/**
 * RFC 6455 framing as a client needs it: writes masked frames, finds unmasked ones in what was read.
 *
 * <pre>
 *  byte 0     byte 1          length, big-endian    mask             payload
 *  1000 oooo  mlllllll        none, 2 or 8 bytes    4 bytes if m
 * </pre>
 *
 * Not thread-safe: the fields describe the frame that {@link #next} found last.
 */
final class ClientFrames {
    static final int TEXT = 0x1;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    /** The most that a header takes, with mask. */
    static final int MAX_HEADER_BYTES = 14;

    private final int maxPayloadBytes;
    private int opcode;
    private int payloadFrom;
    private int payloadTo;

    ClientFrames(int maxPayloadBytes) {
        this.maxPayloadBytes = maxPayloadBytes;
    }

    /** Writes one final, masked frame; {@code target} must have room for it and its header. */
    static void write(ByteBuffer target, int opcode, byte[] payload, int length, int mask) {
        target.put((byte) (0x80 | opcode));
        if (length < 126) {
            target.put((byte) (0x80 | length));
        } else if (length < 65_536) {
            target.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            target.put((byte) (0x80 | 127)).putLong(length);
        }
        target.putInt(mask);
        int i = 0;
        for (; i + 4 <= length; i += 4) {
            int word = payload[i] << 24
                    | (payload[i + 1] & 0xFF) << 16
                    | (payload[i + 2] & 0xFF) << 8
                    | (payload[i + 3] & 0xFF);
            target.putInt(word ^ mask);
        }
        for (int shift = 24; i < length; i++, shift -= 8) {
            target.put((byte) (payload[i] ^ (mask >>> shift)));
        }
    }

    /**
     * Looks for a whole frame that begins at {@code from}.
     *
     * @return false if its end has not been read yet
     * @throws BenchFailure if the server sent what this client cannot read
     */
    boolean next(byte[] buffer, int from, int to) {
        if (to - from < 2) {
            return false;
        }
        int first = buffer[from];
        int second = buffer[from + 1];
        if ((first & 0xF0) != 0x80) {
            throw new BenchFailure("the server sent a frame with first byte 0x" + Integer.toHexString(first & 0xFF)
                    + " (expected: final, no reserved bits)");
        }
        if ((second & 0x80) != 0) {
            throw new BenchFailure("the server sent a masked frame, which only clients do");
        }
        int shortLength = second & 0x7F;
        int extended = shortLength < 126 ? 0 : shortLength == 126 ? 2 : 8;
        if (to - from < 2 + extended) {
            return false;
        }
        long length = extended == 0 ? shortLength : 0;
        for (int i = 0; i < extended; i++) {
            length = length << 8 | (buffer[from + 2 + i] & 0xFF);
        }
        if (length < 0 || length > maxPayloadBytes) {
            throw new BenchFailure("the server sent a frame of " + Long.toUnsignedString(length)
                    + " bytes (expected: up to " + maxPayloadBytes + ")");
        }
        int begin = from + 2 + extended;
        if (to - begin < length) {
            return false;
        }
        opcode = first & 0x0F;
        payloadFrom = begin;
        payloadTo = begin + (int) length;
        return true;
    }

    int opcode() {
        return opcode;
    }

    int payloadFrom() {
        return payloadFrom;
    }

    /** Where the payload ends and the next frame begins. */
    int payloadTo() {
        return payloadTo;
    }
}
