package switchboard.protocol.values;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A JSON object that the server carries without looking into it: the bytes that the sender wrote, without the white
 * space outside strings. Member order, number literals and escapes are the sender's. At most {@link #MAX_BYTES}.
 */
public final class Content {
    /** The largest content, in bytes of compact UTF-8 JSON. */
    public static final int MAX_BYTES = 65_536;

    /** What a missing or null content becomes. */
    public static final Content EMPTY = new Content("{}".getBytes(StandardCharsets.UTF_8));

    private final byte[] json;

    private Content(byte[] json) {
        this.json = json;
    }

    /**
     * Takes over the bytes of a JSON object that was validated and compacted by the reader of frames. The caller must
     * not change them afterwards.
     *
     * @throws IllegalArgumentException if longer than {@link #MAX_BYTES} or plainly no object
     */
    public static Content ofValidated(byte[] json) {
        if (json.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "content of " + json.length + " bytes (allowed: up to " + MAX_BYTES + ")");
        }
        if (json.length < 2 || json[0] != '{' || json[json.length - 1] != '}') {
            throw new IllegalArgumentException("content is not a compact JSON object");
        }
        return new Content(json);
    }

    /**
     * Takes over bytes that were those of a content when they were stored. The caller must not change them afterwards.
     *
     * @throws IllegalArgumentException if they are no JSON object in UTF-8 any more: sent on, they would make a whole
     *     page, or a client's connection, unreadable
     */
    public static Content ofStored(byte[] json) {
        Content content = ofValidated(json);
        if (!StoredJson.isSound(json)) {
            throw new IllegalArgumentException("content is no JSON");
        }
        return content;
    }

    /** The compact JSON in UTF-8. Shared, not copied: must not be changed. */
    public byte[] json() {
        return json;
    }

    /** The size in bytes that the limits count. */
    public int bytes() {
        return json.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Content that && Arrays.equals(json, that.json);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(json);
    }

    /** The size only: content is never logged. */
    @Override
    public String toString() {
        return "Content[" + json.length + " bytes]";
    }
}
