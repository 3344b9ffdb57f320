package switchboard.http.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.util.AccessPattern;
import java.io.IOException;

/**
 * Reads a member of a body that is to be a list or an object of many: once, and no further than is wanted of it. What
 * stands there instead is told and not converted, as of a {@link JsonMember}.
 */
abstract class CollectionReader<T> extends JsonDeserializer<T> {
    private final JsonToken begin;

    /** @param begin what it begins with */
    CollectionReader(JsonToken begin) {
        this.begin = begin;
    }

    /**
     * Reads all of it, from behind its beginning to its end.
     *
     * @param member what it is called in the body
     * @param ids how many different ids there may be in the body
     */
    abstract T read(JsonParser json, String member, int ids) throws IOException;

    /** Something else stands there. @param found it, as an error text may show it */
    abstract T instead(String found);

    /** Nothing stands there. @param found {@code null} or {@code missing} */
    abstract T nothing(String found);

    @Override
    public final T deserialize(JsonParser json, DeserializationContext context) throws IOException {
        JsonMember.once(json, context);
        if (json.currentToken() != begin) {
            JsonMember found = JsonMember.single(json);
            return instead(found instanceof JsonMember.Text ? "a string" : found.shown());
        }
        return read(json, json.currentName(), (Integer) context.getAttribute(JsonIdList.AT_MOST));
    }

    @Override
    public final T getNullValue(DeserializationContext context) throws JsonMappingException {
        JsonMember.once(context.getParser(), context);
        return nothing("null");
    }

    @Override
    public final AccessPattern getNullAccessPattern() {
        return AccessPattern.DYNAMIC; // Each null counts.
    }

    @Override
    public final T getAbsentValue(DeserializationContext context) {
        return nothing("missing");
    }
}
