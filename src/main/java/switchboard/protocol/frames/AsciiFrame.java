package switchboard.protocol.frames;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import switchboard.protocol.values.Timestamps;

/**
 * A frame of known length that is filled from front to back. What goes in is JSON already, or words of the protocol
 * that need no escape, but for {@link #escaped}.
 */
final class AsciiFrame {
    static final int UUID_LENGTH = 36;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private int at;

    AsciiFrame(int length) {
        bytes = new byte[length];
    }

    AsciiFrame json(byte[] json) {
        return json(json, json.length);
    }

    /** The first {@code length} bytes of it. */
    AsciiFrame json(byte[] json, int length) {
        System.arraycopy(json, 0, bytes, at, length);
        at += length;
        return this;
    }

    @SuppressWarnings("deprecation") // It cuts characters to their lower byte, which is what is wanted here, and fast.
    AsciiFrame word(String ascii) {
        ascii.getBytes(0, ascii.length(), bytes, at);
        at += ascii.length();
        return this;
    }

    /** The inside of a string. @param printable of printable ASCII characters only */
    AsciiFrame escaped(String printable) {
        for (int i = 0; i < printable.length(); i++) {
            char c = printable.charAt(i);
            if (needsEscape(c)) {
                bytes[at++] = '\\';
            }
            bytes[at++] = (byte) c;
        }
        return this;
    }

    static int escapedLength(String printable) {
        int length = printable.length();
        for (int i = 0; i < printable.length(); i++) {
            length += needsEscape(printable.charAt(i)) ? 1 : 0;
        }
        return length;
    }

    private static boolean needsEscape(char printable) {
        return printable == '"' || printable == '\\';
    }

    AsciiFrame uuid(UUID uuid) {
        long high = uuid.getMostSignificantBits();
        long low = uuid.getLeastSignificantBits();
        hex(high >>> 32, 8);
        bytes[at++] = '-';
        hex(high >>> 16, 4);
        bytes[at++] = '-';
        hex(high, 4);
        bytes[at++] = '-';
        hex(low >>> 48, 4);
        bytes[at++] = '-';
        hex(low, 12);
        return this;
    }

    /** The last {@code digits} hexadecimal digits of {@code value}. */
    private void hex(long value, int digits) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            bytes[at++] = HEX[(int) (value >>> shift) & 0xF];
        }
    }

    AsciiFrame timestamp(Instant instant) {
        Timestamps.write(instant, bytes, at);
        at += Timestamps.LENGTH;
        return this;
    }

    /** @param value not negative */
    AsciiFrame number(long value) {
        int end = at + digits(value);
        at = end;
        long rest = value;
        do {
            bytes[--end] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        return this;
    }

    static int digits(long value) {
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /** The filled frame. */
    byte[] finish() {
        if (at != bytes.length) {
            throw new IllegalStateException("frame of " + bytes.length + " bytes filled up to " + at);
        }
        return bytes;
    }
}
