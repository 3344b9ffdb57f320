package switchboard.bench.account;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Writes what a message of {@code bench} is called by its sender: when it was due, and its number, in 16 hexadecimal
 * digits each. It begins with the time and is as long as what {@code switchboard.js} makes, since the database keeps
 * refs in their order. One buffer, overwritten by the next call; not thread-safe.
 */
final class RefText {
    private static final int HALF = 16;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final byte[] buffer = new byte[2 * HALF];

    /** The ref of this message; valid until the next call. */
    public byte[] of(long scheduledAt, int number) {
        put(0, scheduledAt);
        put(HALF, number);
        return buffer;
    }

    private void put(int at, long value) {
        for (int i = 0; i < HALF; i++) {
            buffer[at + i] = DIGITS[(int) (value >>> 4 * (HALF - 1 - i)) & 0xf];
        }
    }

    /** The number that a ref holds, or -1 where it is none of ours. */
    public static int numberIn(byte[] source, int from, int to) {
        if (to - from != 2 * HALF) {
            return -1;
        }
        long number = 0;
        for (int at = from + HALF; at < to; at++) {
            if (!HexFormat.isHexDigit(source[at])) {
                return -1;
            }
            number = number << 4 | HexFormat.fromHexDigit(source[at]);
        }
        return number < 0 || number > Integer.MAX_VALUE ? -1 : (int) number;
    }
}
