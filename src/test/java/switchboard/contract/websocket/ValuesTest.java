package switchboard.contract.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.testing.Drafts;
import switchboard.testing.client.Answer;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** Section 2: ids, names, contexts, times. The server's clock stands still, so that every time can only be its own. */
class ValuesTest {
    private static final String NOW = "2026-11-23T03:05:33.120Z";
    private static final String LONGEST_ID = "a_b-C9".repeat(8) + "xy";

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(10_000)
            .clock(Clock.fixed(Instant.parse("2026-11-23T03:05:33.120999Z"), ZoneOffset.UTC)));

    // ---- sessions

    @ParameterizedTest
    @ValueSource(strings = {"A", "z", "0", "_", "-", "a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9xy"})
    void takesIdsOfOneToFiftyCharacters(String id) {
        JsonNode session = SERVER.api()
                .createSession("Maths", id, List.of(id))
                .expect(201)
                .json()
                .path("session");

        assertThat(session.path("created_by").textValue()).isEqualTo(id);
        assertThat(session.path("student_ids")).extracting(JsonNode::textValue).containsExactly(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\" \"",
                "\"a b\"",
                "\"a.b\"",
                "\"a/b\"",
                "\"ä\"",
                "\"a\\n\"",
                "\"٣\"",
                "null",
                "5",
                "true",
                "{}",
                "[]",
                "\"a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9xyz\""
            })
    void refusesOtherIds(String json) {
        create("\"Maths\"", json, "[\"ann\"]").expectError(400, "invalid_instructor_id");
        create("\"Maths\"", "\"teacher\"", "[\"ann\"," + json + "]").expectError(400, "invalid_student_ids");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "{}", "\"ann\"", "5"})
    void refusesAnythingButAListOfStudents(String json) {
        create("\"Maths\"", "\"teacher\"", json).expectError(400, "invalid_student_ids");
    }

    @Test
    void keepsTheFirstOfDuplicateStudentsInTheirOrder() {
        Answer answer = SERVER.api()
                .createSession("Maths", "teacher", List.of("cid", "ann", "cid", "bob", "ann", "Ann"))
                .expect(201);

        assertThat(answer.json().path("session").path("student_ids"))
                .extracting(JsonNode::textValue)
                .containsExactly("cid", "ann", "bob", "Ann");
    }

    @Test
    void takesNamesOfTwoHundredCharactersAsTheyAre() {
        String name = " <b>\"Maths\"</b> ä " + "🎓".repeat(182);

        Answer answer =
                SERVER.api().createSession(name, "teacher", List.of("ann")).expect(201);

        assertThat(name.codePointCount(0, name.length())).isEqualTo(200);
        assertThat(answer.json().path("session").path("name").textValue()).isEqualTo(name);
        String id = answer.json().path("session").path("id").textValue();
        assertThat(SERVER.api().session(id).json().path("session").path("name").textValue())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"   \"",
                "\"\\u00a0\"",
                "\"a\\tb\"",
                "\"a\\nb\"",
                "\"\\u0000\"",
                "\"a\\u007f\"",
                "\"\\ud83c\"",
                "null",
                "7",
                "[\"Maths\"]"
            })
    void refusesOtherNames(String json) {
        create(json, "\"teacher\"", "[\"ann\"]").expectError(400, "invalid_name");
    }

    @Test
    void refusesNamesOfMoreThanTwoHundredCharacters() {
        create("\"" + "🎓".repeat(201) + "\"", "\"teacher\"", "[\"ann\"]").expectError(400, "invalid_name");
    }

    @Test
    void givesSessionsTimeOrderedIds() {
        UUID first = UUID.fromString(SERVER.get().session("teacher", "ann"));
        UUID second = UUID.fromString(SERVER.get().session("teacher", "ann"));

        assertThat(List.of(first.version(), first.variant())).containsExactly(7, 2);
        assertThat(second.toString()).isGreaterThan(first.toString());
    }

    @Test
    void writesTheServersTimesInMilliseconds() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            RecordingClient ann = room.student("ann");
            ann.send(Drafts.of("analytics").member("timestamp", "\"1999-01-01T00:00:00Z\""));

            assertThat(teacher.awaitMessage().json().path("timestamp").textValue())
                    .isEqualTo(NOW);
            assertThat(teacher.systems("history_complete")
                            .get(0)
                            .json()
                            .path("timestamp")
                            .textValue())
                    .isEqualTo(NOW);
            JsonNode ended = room.end().json().path("session");
            assertThat(ended.path("start_time").textValue()).isEqualTo(NOW);
            assertThat(ended.path("end_time").textValue()).isEqualTo(NOW);
        }
    }

    // ---- messages

    @ParameterizedTest
    @CsvSource({
        "null, general",
        "'\"\"', general",
        "'\"lab\"', lab",
        "'\"l\\u0061b\"', lab",
        "'\"a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9xy\"', a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9xy"
    })
    void keepsTheContext(String json, String expected) {
        Text message = afterSending(Drafts.of("analytics").member("context", json));

        assertThat(message.json().path("context").textValue()).isEqualTo(expected);
    }

    @Test
    void callsAMissingContextGeneral() {
        assertThat(afterSending(Drafts.of("analytics")).json().path("context").textValue())
                .isEqualTo("general");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "é", "a.b", " ", "a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9xyz"})
    void refusesOtherContexts(String context) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.student("ann");
            ann.send(Drafts.of("analytics").context(context));
            ann.awaitError("invalid_context");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "0", "-1.5", "true", "\"mine\"", "[]", "{}", "{\"a\":[1]}"})
    void ignoresWhatOnlyTheServerSaysWhateverItsType(String json) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            RecordingClient ann = room.student("ann");
            Drafts draft = Drafts.of("instructor_inbox").text("mine");
            for (String name :
                    List.of("id", "session_id", "from_user", "timestamp", "seq", "seq", "unknown", "unknown")) {
                draft.member(name, json);
            }
            ann.send(draft);

            JsonNode message = teacher.awaitMessage().json();
            assertThat(UUID.fromString(message.path("id").textValue()).version())
                    .isEqualTo(7);
            assertThat(message.path("session_id").textValue()).isEqualTo(room.session());
            assertThat(message.path("from_user").textValue()).isEqualTo("ann");
            assertThat(message.path("timestamp").textValue()).isEqualTo(NOW);
            assertThat(message.path("seq").longValue()).isEqualTo(1);
            assertThat(message.has("unknown")).isFalse();
        }
    }

    @Test
    void numbersMessagesFromOneWithoutGapsAndNamesThemInThatOrder() {
        try (TestSession room = SERVER.room(LONGEST_ID)) {
            RecordingClient teacher = room.teacher();
            RecordingClient student = room.student(LONGEST_ID);
            for (int i = 0; i < 20; i++) {
                student.send(Drafts.question("number " + i)).send("not a frame");
            }

            List<Text> messages = teacher.awaitMessages(20);
            assertThat(messages)
                    .extracting(Text::seq)
                    .containsExactly(
                            1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L);
            assertThat(messages)
                    .extracting(message -> message.json().path("id").textValue())
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    private static Text afterSending(Drafts draft) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            room.student("ann").send(draft);
            return teacher.awaitMessage();
        }
    }

    private static Answer create(String name, String instructor, String students) {
        return SERVER.api()
                .post(
                        "/api/sessions",
                        "{\"name\":" + name + ",\"instructor_id\":" + instructor + ",\"student_ids\":" + students
                                + "}");
    }
}
