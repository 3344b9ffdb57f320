package switchboard.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The JSON of REST bodies, written member by member. Thread-safe. */
final class Json {
    /** Deeper nesting than this is no JSON to us; the same limit as for frames. */
    private static final int MAX_DEPTH = 64;

    static final String NOT_UTF8 = "the body is not UTF-8";

    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    // The body's own limit answers first.
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** Writes one object. */
    interface Body {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private Json() {}

    static byte[] write(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            body.writeTo(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /** The text of a body; empty where it is not UTF-8. Jackson takes overlong forms and surrogates for UTF-8; this does not. */
    static Optional<String> text(byte[] body) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    /** How many bytes were written so far by {@link #write}. */
    static int written(JsonGenerator json) {
        return ((ByteArrayOutputStream) json.getOutputTarget()).size() + json.getOutputBuffered();
    }
}
