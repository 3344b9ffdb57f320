package switchboard.http.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.UserId;

/**
 * What stands where a request body has a list of students, each an object with a {@code user_id} and, if wanted, a
 * {@code name}. It is checked while it is read, as {@link JsonIdList} is.
 */
@JsonDeserialize(using = JsonStudents.Reader.class)
public sealed interface JsonStudents {
    /**
     * @param ids at least one, without duplicates, in the order of their first occurrence
     * @param names of some of them: where one is given more than once, the first
     */
    record Good(List<UserId> ids, Map<UserId, DisplayName> names) implements JsonStudents {
        public Good {
            ids = List.copyOf(ids);
            names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
        }
    }

    /** @param found what stands there instead of a list with students, as an error text may show it */
    record NoList(String found) implements JsonStudents {}

    /** Some are no students. */
    record Wrong(ListProblems problems) implements JsonStudents {}

    /** There are more different ids than a session may have. */
    enum TooMany implements JsonStudents {
        INSTANCE
    }

    /** Reads one list. */
    final class Reader extends CollectionReader<JsonStudents> {
        Reader() {
            super(JsonToken.START_ARRAY);
        }

        @Override
        JsonStudents read(JsonParser json, String member, int atMost) throws IOException {
            Students students = new Students(member, atMost);
            for (int index = 0; json.nextToken() != JsonToken.END_ARRAY; index++) {
                students.read(json, index);
            }
            return students.result();
        }

        @Override
        JsonStudents instead(String found) {
            return new NoList(found);
        }

        @Override
        JsonStudents nothing(String found) {
            return new NoList(found);
        }
    }

    /** Those that were read. */
    final class Students {
        private static final String ID = "user_id: a string of " + UserId.ALLOWED;

        private final String member;
        private final int atMost;
        private final Set<UserId> ids = new LinkedHashSet<>();
        private final Map<UserId, DisplayName> names = new LinkedHashMap<>();
        private final ListProblems problems = new ListProblems();

        private Students(String member, int atMost) {
            this.member = member;
            this.atMost = atMost;
        }

        private void read(JsonParser json, int index) throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                problems.add(member, index, JsonMember.single(json), "no object (allowed: {\"user_id\", \"name\"})");
                return;
            }
            JsonMember id = null;
            JsonMember name = null;
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String of = json.currentName();
                json.nextToken();
                boolean isNull = json.currentToken() == JsonToken.VALUE_NULL;
                JsonMember value = JsonMember.single(json);
                if (of.equals("user_id")) {
                    id = value;
                } else if (of.equals("name") && !isNull) {
                    name = value;
                }
            }
            judge(index, id, name);
        }

        private void judge(int index, @Nullable JsonMember id, @Nullable JsonMember name) {
            if (id == null) {
                problems.add(member, index, "missing", "user_id is missing (allowed: " + ID + ")");
            } else if (!(id instanceof JsonMember.Text text) || !UserId.isValid(text.value())) {
                problems.add(member, index, id, "no user id (allowed: " + ID + ")");
            } else {
                add(index, new UserId(text.value()), name);
            }
        }

        private void add(int index, UserId id, @Nullable JsonMember name) {
            if (ids.size() <= atMost) {
                ids.add(id);
            }
            if (name == null || !ids.contains(id)) {
                return;
            }
            JsonNames.name(name)
                    .ifPresentOrElse(
                            given -> names.putIfAbsent(id, given),
                            () -> problems.add(member, index, name, JsonNames.NOT_A_NAME));
        }

        private JsonStudents result() {
            if (!problems.isEmpty()) {
                return new Wrong(problems);
            }
            if (ids.size() > atMost) {
                return TooMany.INSTANCE;
            }
            return ids.isEmpty() ? new NoList("an empty list") : new Good(List.copyOf(ids), names);
        }
    }
}
