package switchboard.protocol.frames;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Function;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.Timestamps;
import switchboard.protocol.values.UserId;

/**
 * The one way from values to JSON and back, for everything that is no message: the bodies of REST and the values in
 * system frames. A record is written with its members in their order, in snake_case; one that is null is absent.
 *
 * <p>Messages and client's frames do not pass here: {@code content} must come out as it went in ({@link FrameReader}).
 */
public final class ProtocolJson {
    /** Deeper nesting than this is no JSON to us; the same limit as for frames. */
    private static final int MAX_DEPTH = 64;

    /**
     * Thread-safe; nobody changes it. Copies are for what is read under a limit of its own ({@link #withAttribute}),
     * and for nothing else: each learns its types anew, and that costs time.
     */
    public static final ObjectMapper MAPPER = JsonMapper.builder(factory())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // What a parser says of a text stays recognizable inside a member.
            .disable(DeserializationFeature.WRAP_EXCEPTIONS)
            .addModule(new SimpleModule()
                    .addSerializer(new Text<>(Instant.class, Timestamps::format))
                    .addSerializer(new Text<>(SessionId.class, SessionId::toString))
                    .addSerializer(new Text<>(SessionName.class, SessionName::value))
                    .addSerializer(new Text<>(UserId.class, UserId::value))
                    .addSerializer(new Text<>(DisplayName.class, DisplayName::value))
                    .addSerializer(new Text<>(Role.class, Role::wire)))
            .build();

    private ProtocolJson() {}

    /** The same with an attribute, which those who read a value find in their context. */
    public static ObjectMapper withAttribute(String name, Object value) {
        ObjectMapper copy = MAPPER.copy();
        copy.setConfig(copy.getDeserializationConfig().withAttribute(name, value));
        return copy;
    }

    private static JsonFactory factory() {
        return JsonFactory.builder()
                // Otherwise it keeps the names of members, which clients choose, beyond the text that they stand in.
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        // The limit of a whole body answers first.
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }

    /** A value that is a text in JSON. */
    private static final class Text<T> extends StdSerializer<T> {
        private static final long serialVersionUID = 1;

        private final transient Function<T, String> text;

        Text(Class<T> type, Function<T, String> text) {
            super(type);
            this.text = text;
        }

        @Override
        public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(text.apply(value));
        }
    }
}
