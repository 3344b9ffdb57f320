package switchboard.http.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.UserId;

/**
 * What stands where a request body may have an object of names, user id to name. It is checked while it is read, as
 * {@link JsonIdList} is; absent and {@code null} is nobody's.
 */
@JsonDeserialize(using = JsonNames.Reader.class)
public sealed interface JsonNames {
    JsonNames NONE = new Good(Map.of());

    /** What is wrong where something is no name, and what is allowed. */
    String NOT_A_NAME = "not a name (allowed: a string of " + DisplayName.ALLOWED + ")";

    /** @param names in the order in which they are given */
    record Good(Map<UserId, DisplayName> names) implements JsonNames {
        public Good {
            names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
        }
    }

    /** @param found what stands there instead of an object, as an error text may show it */
    record NoObject(String found) implements JsonNames {}

    /** Some are no names, or nobody's. */
    record Wrong(ListProblems problems) implements JsonNames {}

    /**
     * Reads one object. Of the names as many are kept as there may be ids, and one more for who creates the session.
     */
    final class Reader extends CollectionReader<JsonNames> {
        Reader() {
            super(JsonToken.START_OBJECT);
        }

        @Override
        JsonNames read(JsonParser json, String member, int ids) throws IOException {
            int atMost = ids + 1;
            Map<UserId, DisplayName> names = new LinkedHashMap<>();
            ListProblems problems = new ListProblems();
            for (int index = 0; json.nextToken() != JsonToken.END_OBJECT; index++) {
                String id = json.currentName();
                json.nextToken();
                Optional<DisplayName> name = name(JsonMember.single(json));
                if (!UserId.isValid(id)) {
                    problems.add(member, index, id, "no user id (allowed: " + UserId.ALLOWED + ")");
                } else if (name.isEmpty()) {
                    problems.add(member, index, id, NOT_A_NAME);
                } else if (names.containsKey(new UserId(id))) {
                    problems.add(member, index, id, "is given twice (allowed: one name for each user)");
                } else if (names.size() == atMost) {
                    problems.add(member, index, id, "one name too many (allowed: " + atMost + ")");
                } else {
                    names.put(new UserId(id), name.get());
                }
            }
            return problems.isEmpty() ? new Good(names) : new Wrong(problems);
        }

        @Override
        JsonNames instead(String found) {
            return new NoObject(found);
        }

        @Override
        JsonNames nothing(String found) {
            return NONE;
        }
    }

    /** The name that stands somewhere; empty where it is none. */
    static Optional<DisplayName> name(JsonMember member) {
        return member instanceof JsonMember.Text text ? DisplayName.parse(text.value()) : Optional.empty();
    }
}
