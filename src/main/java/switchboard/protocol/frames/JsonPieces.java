package switchboard.protocol.frames;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A JSON text in pieces that many texts share, so that a long list is encoded once and not for each who gets it. Nobody
 * changes a piece that was given or got. Immutable and thread-safe.
 */
public final class JsonPieces {
    private static final byte[] COMMA = {','};
    private static final byte[] ARRAY_BEGINS = {'['};
    private static final byte[] ARRAY_ENDS = {']'};

    private final List<byte[]> pieces;
    private final int bytes;

    private JsonPieces(List<byte[]> pieces) {
        this.pieces = List.copyOf(pieces);
        long sum = 0;
        for (byte[] piece : pieces) {
            sum += piece.length;
        }
        this.bytes = Math.toIntExact(sum);
    }

    /** A text of one piece. */
    public static JsonPieces of(byte[] json) {
        return new JsonPieces(List.of(json));
    }

    /** A value as {@link ProtocolJson} writes it. */
    public static JsonPieces ofValue(Object value) {
        return of(encoded(value));
    }

    /** Some elements of an array, for {@link #array}. */
    public static byte[] elements(List<?> values) {
        byte[] array = encoded(values);
        byte[] elements = new byte[array.length - 2];
        System.arraycopy(array, 1, elements, 0, elements.length);
        return elements;
    }

    /** An array of these {@link #elements}. */
    public static JsonPieces array(List<byte[]> elements) {
        List<byte[]> pieces = new ArrayList<>(2 * elements.size() + 2);
        pieces.add(ARRAY_BEGINS);
        for (byte[] some : elements) {
            if (some.length > 0) {
                if (pieces.size() > 1) {
                    pieces.add(COMMA);
                }
                pieces.add(some);
            }
        }
        pieces.add(ARRAY_ENDS);
        return new JsonPieces(pieces);
    }

    /** The same with texts before and behind it. */
    public JsonPieces between(byte[] before, byte[] behind) {
        List<byte[]> all = new ArrayList<>(pieces.size() + 2);
        all.add(before);
        all.addAll(pieces);
        all.add(behind);
        return new JsonPieces(all);
    }

    private static byte[] encoded(Object value) {
        try {
            return ProtocolJson.MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("a value of the protocol has no JSON", bug);
        }
    }

    /** The size of all pieces together. */
    public int bytes() {
        return bytes;
    }

    /** In their order; shared, not to be changed. */
    public List<byte[]> pieces() {
        return pieces;
    }

    /** A copy in one piece. */
    public byte[] toArray() {
        ByteBuffer all = ByteBuffer.allocate(bytes);
        put(all);
        return all.array();
    }

    /** Writes all of it. */
    public void put(ByteBuffer target) {
        pieces.forEach(target::put);
    }

    @Override
    public String toString() {
        return new String(toArray(), StandardCharsets.UTF_8);
    }

    /** Puts texts behind each other. */
    static final class Builder {
        private final List<byte[]> pieces = new ArrayList<>();

        void add(byte[] json) {
            pieces.add(json);
        }

        void add(JsonPieces json) {
            pieces.addAll(json.pieces);
        }

        JsonPieces build() {
            return new JsonPieces(pieces);
        }
    }
}
