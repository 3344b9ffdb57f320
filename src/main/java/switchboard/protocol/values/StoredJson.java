package switchboard.protocol.values;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Whether JSON that was sound when it was stored still is. Pure and thread-safe. */
final class StoredJson {
    private static final char REPLACEMENT = '\uFFFD';

    /** Without limits, and without a table of member names, which are the senders'. */
    private static final JsonFactory LENIENT = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private StoredJson() {}

    static boolean isSound(byte[] json) {
        return isUtf8(json) && (isAccepted(json) || isJson(json));
    }

    private static boolean isUtf8(byte[] json) {
        if (new String(json, StandardCharsets.UTF_8).indexOf(REPLACEMENT) < 0) {
            return true;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
            return true;
        } catch (CharacterCodingException broken) {
            return false;
        }
    }

    /** By what judges frames: fast. */
    private static boolean isAccepted(byte[] json) {
        JsonScanner scanner = new JsonScanner(json);
        try {
            scanner.skipValue(0);
            return scanner.atEnd();
        } catch (JsonScanner.Malformed notNow) {
            return false;
        }
    }

    /** What is refused today may have been accepted by an earlier server: that is no damage. */
    private static boolean isJson(byte[] json) {
        try (JsonParser parser = LENIENT.createParser(json)) {
            parser.nextToken();
            parser.skipChildren();
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
        } catch (IOException malformed) {
            return false;
        }
    }
}
