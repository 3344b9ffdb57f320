package switchboard.proof;

import java.util.Base64;

/**
 * Base64 (RFC 4648, 4) of which each text stands for other bytes: the last character has bits that say nothing, which
 * must be zero (3.5). Otherwise a proof could be changed and still hold.
 */
final class StrictBase64 {
    private StrictBase64() {}

    static String of(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** @throws IllegalArgumentException if it is not in base64, or not as {@link #of} writes it */
    static byte[] bytes(String text) {
        byte[] bytes = Base64.getDecoder().decode(text);
        if (!of(bytes).equals(text)) {
            throw new IllegalArgumentException("not the one way to write these bytes in base64");
        }
        return bytes;
    }
}
