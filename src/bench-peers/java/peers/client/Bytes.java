package peers.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What parsing frames needs of byte arrays, without making objects. */
public final class Bytes {
    private Bytes() {}

    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    public static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    public static boolean startsWith(byte[] bytes, int from, int to, byte[] prefix) {
        int end = from + prefix.length;
        return end <= to && Arrays.equals(bytes, from, end, prefix, 0, prefix.length);
    }

    /** Where the pattern begins, or -1. */
    public static int indexOf(byte[] bytes, int from, int to, byte[] pattern) {
        byte first = pattern[0];
        for (int i = from; i <= to - pattern.length; i++) {
            if (bytes[i] == first && startsWith(bytes, i, to, pattern)) {
                return i;
            }
        }
        return -1;
    }

    public static boolean contains(byte[] bytes, int from, int to, byte[] pattern) {
        return indexOf(bytes, from, to, pattern) >= 0;
    }

    /** The decimal number whose last digit stands before {@code to}. */
    public static int numberBefore(byte[] bytes, int from, int to) {
        int value = 0;
        int unit = 1;
        for (int i = to - 1; i >= from && bytes[i] >= '0' && bytes[i] <= '9'; i--) {
            value += (bytes[i] - '0') * unit;
            unit *= 10;
        }
        return value;
    }
}
