package switchboard.http.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.util.AccessPattern;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.UserId;

/**
 * What stands where a request body has a list of user ids. It is checked while it is read: behind the first wrong id,
 * or the first that is too many, nothing more of the list is kept, however long it is.
 */
@JsonDeserialize(using = JsonIdList.Reader.class)
public sealed interface JsonIdList {
    /** The attribute of a mapper that says how many different ids there may be: an {@code Integer}. */
    String AT_MOST = "switchboard.http.body.JsonIdList.AT_MOST";

    /** @param ids at least one, without duplicates, in the order of their first occurrence */
    record Good(List<UserId> ids) implements JsonIdList {
        public Good {
            ids = List.copyOf(ids);
        }
    }

    /** @param found what stands there instead, as an error text may show it */
    record Wrong(String found) implements JsonIdList {}

    /** There are more different ids than there may be. */
    enum TooMany implements JsonIdList {
        INSTANCE
    }

    /** Reads one list. */
    final class Reader extends JsonDeserializer<JsonIdList> {
        @Override
        public JsonIdList deserialize(JsonParser json, DeserializationContext context) throws IOException {
            JsonMember.once(json, context);
            if (json.currentToken() != JsonToken.START_ARRAY) {
                JsonMember instead = JsonMember.single(json);
                return new Wrong(instead instanceof JsonMember.Text ? "a string" : instead.shown());
            }
            int atMost = (Integer) context.getAttribute(AT_MOST);
            Set<UserId> ids = new LinkedHashSet<>();
            @Nullable JsonIdList verdict = null;
            for (int index = 0; json.nextToken() != JsonToken.END_ARRAY; index++) {
                if (verdict != null) {
                    json.skipChildren(); // Only whether it is JSON matters now.
                } else {
                    verdict = judge(JsonMember.single(json), index, ids, atMost);
                }
            }
            if (verdict != null) {
                return verdict;
            }
            return ids.isEmpty() ? new Wrong("an empty list") : new Good(List.copyOf(ids));
        }

        /** Null as long as the list may be good. */
        private static @Nullable JsonIdList judge(JsonMember element, int index, Set<UserId> ids, int atMost) {
            if (!(element instanceof JsonMember.Text id) || !UserId.isValid(id.value())) {
                return new Wrong(element.shown() + " at index " + index);
            }
            ids.add(new UserId(id.value()));
            return ids.size() > atMost ? TooMany.INSTANCE : null;
        }

        @Override
        public JsonIdList getNullValue(DeserializationContext context) throws JsonMappingException {
            JsonMember.once(context.getParser(), context);
            return new Wrong("null");
        }

        @Override
        public AccessPattern getNullAccessPattern() {
            return AccessPattern.DYNAMIC; // Each null counts.
        }

        @Override
        public JsonIdList getAbsentValue(DeserializationContext context) {
            return new Wrong("missing");
        }
    }
}
