package switchboard.contract.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.testing.Drafts;
import switchboard.testing.client.Answer;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** Section 3: names, and a list of students that changes while the session is open. */
class RosterCallsTest {
    private static final String NOBODYS_ID = "01900000-0000-7000-8000-000000000000";

    @RegisterExtension
    static final SharedServer SERVER =
            SharedServer.with(starting -> starting.withRates(10_000).with("switchboard.sessions.max-students", 6));

    private static String body(String names) {
        return "{\"name\":\"Maths\",\"instructor_id\":\"teacher\",\"student_ids\":[\"ann\",\"bob\"],\"names\":" + names
                + "}";
    }

    private static JsonNode created(String names) {
        return SERVER.api()
                .post("/api/sessions", body(names))
                .expect(201)
                .json()
                .path("session");
    }

    private static Answer add(String session, String students) {
        return SERVER.api().post("/api/sessions/" + session + "/students", "{\"students\":" + students + "}");
    }

    private static List<String> ids(Answer answer) {
        List<String> ids = new ArrayList<>();
        answer.expect(200).json().path("session").path("student_ids").forEach(id -> ids.add(id.textValue()));
        return ids;
    }

    @Test
    void namesAreKeptAsSent() {
        JsonNode session = created("{\"bob\":\"Bob  O’Brien\",\"teacher\":\"Ms Zoe\u0308\"}");

        assertThat(session.path("names").toString()).isEqualTo("{\"bob\":\"Bob  O’Brien\",\"teacher\":\"Ms Zoë\"}");
        assertThat(SERVER.api().session(session.path("id").textValue()).json().path("session"))
                .isEqualTo(session);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{}", "null"})
    void namesAreAbsentWhereNoneIsKnown(String names) {
        assertThat(created(names).has("names")).isFalse();
    }

    @Test
    void allProblemsOfAListAreToldAtOnce() {
        Answer refused = SERVER.api()
                .post(
                        "/api/sessions",
                        "{\"name\":\"Maths\",\"instructor_id\":\"teacher\",\"student_ids\":[\"ann\",\"b b\",7,\"Zoë\"],"
                                + "\"names\":{\"ann\":\"\",\"é\":\"E\",\"bob\":5}}")
                .expectError(400, "invalid_student_ids");

        List<String> problems = new ArrayList<>();
        refused.json().path("problems").forEach(problem -> {
            assertThat(problem.path("message").textValue()).contains("allowed");
            problems.add(problem.path("member").textValue() + " "
                    + problem.path("index").intValue() + " "
                    + problem.path("value").textValue());
        });
        assertThat(problems)
                .containsExactly(
                        "student_ids 1 b b",
                        "student_ids 2 a number",
                        "student_ids 3 Zoë",
                        "names 0 ann",
                        "names 1 é",
                        "names 2 bob");
    }

    @Test
    void ofManyProblemsTheFirstHundredAreTold() {
        String wrong = IntStream.range(0, 5_000).mapToObj(i -> "\"x x\"").collect(Collectors.joining(",", "[", "]"));

        Answer refused = SERVER.api()
                .post(
                        "/api/sessions",
                        "{\"name\":\"Maths\",\"instructor_id\":\"teacher\",\"student_ids\":" + wrong + "}")
                .expectError(400, "invalid_student_ids");

        assertThat(refused.json().path("problems")).hasSize(100);
        assertThat(refused.json().path("message").textValue()).contains("5000 problems");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]",
                "\"Ann\"",
                "{\"carl\":\"Carl\"}",
                "{\"ann\":null}",
                "{\"ann\":\"A\",\"ann\":\"B\"}",
                "{\"ann\":\"a\\u202eb\"}",
                "{\"ann\":\"\\u200f\"}"
            })
    void namesThatBreakTheRuleAreRefused(String names) {
        SERVER.api().post("/api/sessions", body(names)).expectError(400, "invalid_names");
    }

    @Test
    void studentsAreAddedAndNamed() {
        try (TestSession room = SERVER.room("ann")) {
            String students = "[{\"user_id\":\"zoe\",\"name\":\"Zoë\"},{\"user_id\":\"ann\",\"name\":\"Ann\"},"
                    + "{\"user_id\":\"bob\",\"name\":null},{\"user_id\":\"zoe\"}]";

            Answer added = add(room.session(), students);

            assertThat(ids(added)).containsExactly("ann", "zoe", "bob");
            assertThat(added.json().path("session").path("names").toString())
                    .isEqualTo("{\"zoe\":\"Zoë\",\"ann\":\"Ann\"}");
            assertThat(add(room.session(), students).json()).isEqualTo(added.json());
            room.studentV2("zoe").send(Drafts.question("am I in?"));
            room.teacherCaller().post(Drafts.reply("bob", "you are")).expect(201);
        }
    }

    @Test
    void whoWasRemovedMayNotComeOrSpeakAndWhatTheySaidStays() {
        try (TestSession room = SERVER.room("ann", "bob")) {
            room.studentCaller("bob").post(Drafts.question("said")).expect(201);

            Answer removed = SERVER.api().removeStudent(room.session(), "bob");

            assertThat(ids(removed)).containsExactly("ann");
            assertThat(SERVER.get().student(room.session(), "bob").refused().status())
                    .isEqualTo(403);
            room.studentCaller("bob").post(Drafts.question("more")).expectError(403, "not_enrolled");
            room.studentCaller("bob").read("").expectError(403, "not_enrolled");
            room.teacherCaller().post(Drafts.reply("bob", "?")).expectError(404, "recipient_not_in_session");
            assertThat(room.teacherCaller().readAll()).hasSize(1);
            assertThat(room.teacherCaller().participants()).hasSize(1);
            SERVER.api().removeStudent(room.session(), "bob").expectError(404, "student_not_found");
            SERVER.api().addStudents(room.session(), "bob").expect(200);
            assertThat(room.studentCaller("bob").readAll()).hasSize(1);
        }
    }

    @Test
    void changesAreRefusedThatWouldBreakARule() {
        String session = SERVER.get().session("teacher", "ann");

        SERVER.api().removeStudent(session, "ann").expectError(400, "last_student");
        SERVER.api().removeStudent(session, "a~b").expectError(400, "invalid_user_id");
        SERVER.api().removeStudent(NOBODYS_ID, "ann").expectError(404, "session_not_found");
        SERVER.api().addStudents(NOBODYS_ID, "ann").expectError(404, "session_not_found");
        SERVER.api().addStudents(session, "b", "c", "d", "e", "f", "g").expectError(400, "too_many_students");
        SERVER.api().addStudents(session, "b", "c", "d", "e", "f", "g", "h").expectError(400, "too_many_students");
        assertThat(ids(SERVER.api().session(session))).containsExactly("ann");
        SERVER.api().endSession(session).expect(200);
        SERVER.api().addStudents(session, "bob").expectError(400, "already_ended");
        SERVER.api().removeStudent(session, "ann").expectError(400, "already_ended");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}",
                "[]",
                "null",
                "\"ann\"",
                "[\"ann\"]",
                "[{}]",
                "[{\"user_id\":\"a b\"}]",
                "[{\"user_id\":7}]",
                "[{\"user_id\":\"ann\",\"name\":\"\"}]",
                "[{\"user_id\":\"ann\",\"name\":[]}]"
            })
    void whatIsNoListOfStudentsIsRefused(String students) {
        String session = SERVER.get().session("teacher", "ann");

        Answer refused = add(session, students).expectError(400, "invalid_students");

        assertThat(refused.json().path("message").textValue()).contains("allowed");
        assertThat(ids(SERVER.api().session(session))).containsExactly("ann");
    }

    /** Two teachers at the same moment: each change is there, whoever came first. */
    @Test
    void changesAtTheSameMomentAreAllThere() {
        try (TestSession room = SERVER.room("ann")) {
            room.teacherV2();

            IntStream.range(0, 5)
                    .parallel()
                    .forEach(i ->
                            SERVER.api().addStudents(room.session(), "new-" + i).expect(200));

            assertThat(ids(SERVER.api().session(room.session())))
                    .containsExactlyInAnyOrder("ann", "new-0", "new-1", "new-2", "new-3", "new-4");
            for (int i = 0; i < 5; i++) {
                room.studentV2("new-" + i);
            }
        }
    }

    @Test
    void theListIsTheSameAfterARestart(@TempDir Path data) {
        String session;
        try (RunningServer before = RunningServer.in(data).start()) {
            session = before.session("teacher", "ann", "bob");
            before.api()
                    .post(
                            "/api/sessions/" + session + "/students",
                            "{\"students\":[{\"user_id\":\"zoe\",\"name\":\"Zoë\"}]}")
                    .expect(200);
            before.api().removeStudent(session, "bob").expect(200);
        }
        try (RunningServer after = RunningServer.in(data).start()) {
            JsonNode info = after.api().session(session).expect(200).json().path("session");
            assertThat(info.path("student_ids").toString()).isEqualTo("[\"ann\",\"zoe\"]");
            assertThat(info.path("names").toString()).isEqualTo("{\"zoe\":\"Zoë\"}");
        }
    }
}
