package switchboard.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.Refusal;
import switchboard.protocol.Refused;
import switchboard.protocol.SessionName;
import switchboard.protocol.UserId;

/**
 * The body of {@code POST /api/sessions}. Unknown members are ignored; a known one that stands there twice is refused,
 * because two readers could see two different classes.
 */
final class CreateSessionBody {
    private static final String NAME = "name";
    private static final String INSTRUCTOR_ID = "instructor_id";
    private static final String STUDENT_IDS = "student_ids";

    /** What came of reading it. */
    sealed interface Outcome {}

    /** @param studentIds without duplicates, in the order of their first occurrence */
    record Good(SessionName name, UserId instructor, List<UserId> studentIds) implements Outcome {
        Good {
            studentIds = List.copyOf(studentIds);
        }
    }

    record Bad(Refused refused) implements Outcome {}

    private final int maxStudents;
    private final Set<String> seen = new LinkedHashSet<>();
    private @Nullable String name;
    private @Nullable String instructor;
    private final Set<UserId> students = new LinkedHashSet<>();

    /** The first thing that is wrong with each member; what is not there at all is wrong from the start. */
    private @Nullable String nameProblem = "missing";

    private @Nullable String instructorProblem = "missing";
    private @Nullable String studentsProblem = "missing";

    private CreateSessionBody(int maxStudents) {
        this.maxStudents = maxStudents;
    }

    static Outcome read(byte[] body, int maxStudents) {
        Optional<String> text = Json.text(body);
        if (text.isEmpty()) {
            return invalidJson(Json.NOT_UTF8);
        }
        try (JsonParser json = Json.FACTORY.createParser(text.get())) {
            return new CreateSessionBody(maxStudents).read(json);
        } catch (JsonProcessingException notJson) {
            return invalidJson("the body is not valid JSON" + (notJson.getLocation() == null ? "" : where(notJson)));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private Outcome read(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            return invalidJson("the body is no JSON object (allowed: {\"" + NAME + "\": …, \"" + INSTRUCTOR_ID
                    + "\": …, \"" + STUDENT_IDS + "\": […]})");
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String member = json.currentName();
            json.nextToken();
            switch (member) {
                case NAME, INSTRUCTOR_ID, STUDENT_IDS -> {
                    if (!seen.add(member)) {
                        return invalidJson("the member " + member + " is given twice (allowed: once)");
                    }
                    readMember(member, json);
                }
                default -> json.skipChildren();
            }
        }
        if (json.nextToken() != null) {
            return invalidJson("something follows the JSON object (allowed: one object)");
        }
        return judge();
    }

    private void readMember(String member, JsonParser json) throws IOException {
        if (member.equals(STUDENT_IDS)) {
            readStudents(json);
            return;
        }
        String value = null;
        String problem;
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            value = json.getText();
            boolean valid = member.equals(NAME) ? SessionName.isValid(value) : UserId.isValid(value);
            problem = valid ? null : Quoted.of(value);
        } else {
            problem = kind(json.currentToken());
            json.skipChildren();
        }
        if (member.equals(NAME)) {
            name = value;
            nameProblem = problem;
        } else {
            instructor = value;
            instructorProblem = problem;
        }
    }

    private void readStudents(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            studentsProblem = kind(json.currentToken());
            json.skipChildren();
            return;
        }
        studentsProblem = null;
        for (int index = 0; json.nextToken() != JsonToken.END_ARRAY; index++) {
            boolean string = json.currentToken() == JsonToken.VALUE_STRING;
            String shown = string ? Quoted.of(json.getText()) : kind(json.currentToken());
            if (string && UserId.isValid(json.getText())) {
                students.add(new UserId(json.getText()));
            } else if (studentsProblem == null) {
                studentsProblem = shown + " at index " + index;
            }
            json.skipChildren();
        }
        if (studentsProblem == null && students.isEmpty()) {
            studentsProblem = "an empty list";
        }
    }

    private Outcome judge() {
        if (nameProblem != null || name == null) {
            return bad(Refusal.INVALID_NAME, NAME, nameProblem, "a string of " + SessionName.ALLOWED);
        }
        if (instructorProblem != null || instructor == null) {
            return bad(
                    Refusal.INVALID_INSTRUCTOR_ID, INSTRUCTOR_ID, instructorProblem, "a string of " + UserId.ALLOWED);
        }
        if (studentsProblem != null) {
            return bad(
                    Refusal.INVALID_STUDENT_IDS,
                    STUDENT_IDS,
                    studentsProblem,
                    "a list of at least one string of " + UserId.ALLOWED);
        }
        if (students.size() > maxStudents) {
            return bad(
                    Refusal.TOO_MANY_STUDENTS,
                    STUDENT_IDS,
                    students.size() + " different ids",
                    "at most " + maxStudents);
        }
        return new Good(new SessionName(name), new UserId(instructor), List.copyOf(students));
    }

    private static Bad bad(Refusal refusal, String member, @Nullable String found, String allowed) {
        return new Bad(refusal.because(member + ": " + found + " (allowed: " + allowed + ")"));
    }

    private static Bad invalidJson(String problem) {
        return new Bad(Refusal.INVALID_JSON.because(problem));
    }

    private static String where(JsonProcessingException notJson) {
        return ", line " + notJson.getLocation().getLineNr() + ", column "
                + notJson.getLocation().getColumnNr();
    }

    private static String kind(@Nullable JsonToken token) {
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case START_ARRAY -> "a list";
            case START_OBJECT -> "an object";
            default -> "a string";
        };
    }
}
