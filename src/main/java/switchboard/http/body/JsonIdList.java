package switchboard.http.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import switchboard.protocol.values.UserId;

/**
 * What stands where a request body has a list of user ids. It is checked while it is read: all that is wrong is told at
 * once, and nothing is kept beyond what may be, however long the list is.
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

    /** @param found what stands there instead of a list with ids, as an error text may show it */
    record NoList(String found) implements JsonIdList {}

    /**
     * Some are no ids.
     *
     * @param first of them and where it stands, as an error text may show it
     */
    record WrongIds(String first, ListProblems problems) implements JsonIdList {}

    /** There are more different ids than there may be. */
    enum TooMany implements JsonIdList {
        INSTANCE
    }

    /** Reads one list. */
    final class Reader extends CollectionReader<JsonIdList> {
        Reader() {
            super(JsonToken.START_ARRAY);
        }

        @Override
        JsonIdList read(JsonParser json, String member, int atMost) throws IOException {
            Set<UserId> ids = new LinkedHashSet<>();
            ListProblems problems = new ListProblems();
            String first = "";
            for (int index = 0; json.nextToken() != JsonToken.END_ARRAY; index++) {
                JsonMember element = JsonMember.single(json);
                if (!(element instanceof JsonMember.Text id) || !UserId.isValid(id.value())) {
                    first = problems.isEmpty() ? element.shown() + " at index " + index : first;
                    problems.add(member, index, element, "no user id (allowed: a string of " + UserId.ALLOWED + ")");
                } else if (ids.size() <= atMost) {
                    ids.add(new UserId(id.value()));
                }
            }
            if (!problems.isEmpty()) {
                return new WrongIds(first, problems);
            }
            if (ids.size() > atMost) {
                return TooMany.INSTANCE;
            }
            return ids.isEmpty() ? new NoList("an empty list") : new Good(List.copyOf(ids));
        }

        @Override
        JsonIdList instead(String found) {
            return new NoList(found);
        }

        @Override
        JsonIdList nothing(String found) {
            return new NoList(found);
        }
    }
}
