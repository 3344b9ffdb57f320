package switchboard.connection.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Judges UTF-8 as it comes in, piece by piece: the first byte that no valid text could have there is refused at once.
 *
 * <p>The table of the Unicode standard (3.9, well-formed byte sequences) as a rule for the next byte: a lead byte says
 * how many follow and, where surrogates, overlong forms or values above U+10FFFF would begin, which range the first of
 * them must be in. One for each text; not thread-safe.
 */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

    private static final int LOWEST = 0x80;
    private static final int HIGHEST = 0xBF;

    /** How many bytes the character that has begun still needs. */
    private int missing;

    /** What the next of them may be. */
    private int lowest = LOWEST;

    private int highest = HIGHEST;

    /** Whether the text so far, and then {@code bytes} from {@code from} to before {@code to}, can be valid. */
    boolean accepts(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (missing == 0) {
                at = skipAscii(bytes, at, to);
                if (at < to && !begins(bytes[at++] & 0xFF)) {
                    return false;
                }
            } else {
                int next = bytes[at++] & 0xFF;
                if (next < lowest || next > highest) {
                    return false;
                }
                missing--;
                lowest = LOWEST;
                highest = HIGHEST;
            }
        }
        return true;
    }

    /** Whether the text may end here: no character is incomplete. */
    boolean complete() {
        return missing == 0;
    }

    /** Begins a new text. */
    void reset() {
        missing = 0;
        lowest = LOWEST;
        highest = HIGHEST;
    }

    private static int skipAscii(byte[] bytes, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to && ((long) LONGS.get(bytes, at) & NOT_ASCII) == 0) {
            at += Long.BYTES;
        }
        while (at < to && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    private boolean begins(int lead) {
        if (lead < 0xC2) { // a continuation byte, or an overlong form of ASCII
            return false;
        }
        if (lead < 0xE0) {
            missing = 1;
        } else if (lead < 0xF0) {
            missing = 2;
            if (lead == 0xE0) {
                lowest = 0xA0; // below: overlong
            } else if (lead == 0xED) {
                highest = 0x9F; // above: surrogates
            }
        } else if (lead < 0xF5) {
            missing = 3;
            if (lead == 0xF0) {
                lowest = 0x90; // below: overlong
            } else if (lead == 0xF4) {
                highest = 0x8F; // above: beyond U+10FFFF
            }
        } else {
            return false;
        }
        return true;
    }
}
