package switchboard.http.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.util.AccessPattern;
import java.io.IOException;
import switchboard.http.request.Quoted;

/**
 * What stands where a request body has a member. Nothing is converted: a number is no text, and {@code "null"} is no
 * list, so that a rule can say what was found. A member that is given twice is refused, because two readers could see
 * two different bodies.
 */
@JsonDeserialize(using = JsonMember.Reader.class)
public sealed interface JsonMember {
    /** As an error text may show it. */
    String shown();

    /** Whether the body does not have it. */
    default boolean isMissing() {
        return this == Other.MISSING;
    }

    record Text(String value) implements JsonMember {
        @Override
        public String shown() {
            return Quoted.of(value);
        }
    }

    /** True or false. */
    record Flag(boolean value) implements JsonMember {
        @Override
        public String shown() {
            return "a boolean";
        }
    }

    /** Something else; no rule needs its value. */
    record Other(String shown) implements JsonMember {
        private static final Other MISSING = new Other("missing");
        private static final Other NULL = new Other("null");
        private static final Other NUMBER = new Other("a number");
        private static final Other LIST = new Other("a list");
        private static final Other OBJECT = new Other("an object");
    }

    /** A member of the body is given for the second time. */
    final class Twice extends JsonMappingException {
        private static final long serialVersionUID = 1;

        private Twice(JsonParser json, String member) {
            super(json, "the member " + member + " is given twice (allowed: once)");
        }
    }

    /** Reads the members of one body. */
    final class Reader extends JsonDeserializer<JsonMember> {
        @Override
        public JsonMember deserialize(JsonParser json, DeserializationContext context) throws IOException {
            once(json, context);
            return single(json);
        }

        @Override
        public JsonMember getNullValue(DeserializationContext context) throws JsonMappingException {
            once(context.getParser(), context);
            return Other.NULL;
        }

        @Override
        public AccessPattern getNullAccessPattern() {
            return AccessPattern.DYNAMIC; // Each null counts.
        }

        @Override
        public JsonMember getAbsentValue(DeserializationContext context) {
            return Other.MISSING;
        }
    }

    /** Notes in the context, by its path, that the member was given. */
    static void once(JsonParser json, DeserializationContext context) throws JsonMappingException {
        JsonPointer path = json.getParsingContext().pathAsPointer();
        if (context.getAttribute(path) != null) {
            throw new Twice(json, path.last().getMatchingProperty());
        }
        context.setAttribute(path, true);
    }

    /** The value that the parser is at. Of a list or an object it is only known that it is one. */
    static JsonMember single(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> new Text(json.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Other.NUMBER;
            case VALUE_TRUE, VALUE_FALSE -> new Flag(json.getBooleanValue());
            case VALUE_NULL -> Other.NULL;
            default -> {
                boolean list = json.currentToken() == JsonToken.START_ARRAY;
                json.skipChildren();
                yield list ? Other.LIST : Other.OBJECT;
            }
        };
    }
}
