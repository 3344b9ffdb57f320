package switchboard.contract.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
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

/** Section 3: sessions are created, shown and ended. */
class SessionCallsTest {
    private static final String NOBODYS_ID = "01900000-0000-7000-8000-000000000000";
    private static final String TIMESTAMP = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.withDefaults();

    @Test
    void createsASession() {
        Answer answer = SERVER.api()
                .createSession("Maths", "teacher", List.of("ann", "bob"))
                .expect(201);

        JsonNode session = answer.json().path("session");
        String id = session.path("id").textValue();
        assertThat(names(answer.json())).containsExactly("session");
        assertThat(names(session))
                .containsExactlyInAnyOrder("id", "name", "created_by", "student_ids", "start_time", "status");
        assertThat(answer.header("Location")).contains("/api/sessions/" + id);
        assertThat(answer.header("Content-Type")).contains("application/json");
        assertThat(session.path("name").textValue()).isEqualTo("Maths");
        assertThat(session.path("created_by").textValue()).isEqualTo("teacher");
        assertThat(session.path("start_time").textValue()).matches(TIMESTAMP);
        assertThat(session.path("status").textValue()).isEqualTo("active");
        assertThat(SERVER.api()
                        .get(answer.header("Location").orElseThrow())
                        .expect(200)
                        .json()
                        .path("session"))
                .isEqualTo(session);
    }

    @Test
    void ignoresUnknownMembersOfABody() {
        SERVER.api()
                .post(
                        "/api/sessions",
                        "{\"id\":5,\"x\":{\"name\":[]},\"name\":\"Maths\",\"status\":null,\"instructor_id\":\"teacher\","
                                + "\"student_ids\":[\"ann\"]}")
                .expect(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[]",
                "null",
                "5",
                "\"text\"",
                "{'name':1}",
                "{\"name\":\"Maths\"} {}",
                "{\"name\":\"a\",}",
                "{\"name\":\"Maths\",\"name\":\"Maths\",\"instructor_id\":\"teacher\",\"student_ids\":[\"ann\"]}"
            })
    void refusesBodiesThatAreNotOneJsonObject(String body) {
        SERVER.api().post("/api/sessions", body).expectError(400, "invalid_json");
    }

    @Test
    void refusesNestingWithoutEnd() {
        SERVER.api().post("/api/sessions", "{\"name\":" + "[".repeat(500_000)).expectError(400, "invalid_json");
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', invalid_name",
        "'{\"name\":\"Maths\"}', invalid_instructor_id",
        "'{\"name\":\"Maths\",\"instructor_id\":\"teacher\"}', invalid_student_ids",
        "'{\"session\":null}', invalid_name"
    })
    void saysWhichMemberIsMissing(String body, String reason) {
        Answer answer = SERVER.api().post("/api/sessions", body).expectError(400, reason);

        assertThat(answer.json().path("message").textValue()).contains(reason.substring("invalid_".length()));
    }

    @Test
    void takesTwoThousandStudentsAndNotOneMore() {
        List<String> students =
                IntStream.range(0, 2_001).mapToObj(i -> "student-" + i).collect(Collectors.toList());
        SERVER.api().createSession("Large", "teacher", students).expectError(400, "too_many_students");
        students.set(2_000, "student-0");

        JsonNode session = SERVER.api()
                .createSession("Large", "teacher", students)
                .expect(201)
                .json();
        assertThat(session.path("session").path("student_ids")).hasSize(2_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {NOBODYS_ID, "x", "%20", "1-1-1-1-1", "..%2f.."})
    void knowsNoOtherSessions(String id) {
        SERVER.api().session(id).expectError(404, "session_not_found");
        SERVER.api().endSession(id).expectError(404, "session_not_found");
    }

    @Test
    void countsConnections() {
        try (TestSession room = SERVER.room("ann")) {
            assertThat(room.connectionCount()).isZero();
            room.teacher();
            room.student("ann");
            assertThat(room.connectionCount()).isEqualTo(2);
            assertThat(names(SERVER.api().session(room.session()).json()))
                    .containsExactlyInAnyOrder("session", "connection_count");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, invalid_limit",
        "limit=1001, invalid_limit",
        "limit=-1, invalid_limit",
        "limit=ten, invalid_limit",
        "limit=, invalid_limit",
        "limit=1&limit=2, invalid_limit",
        "limit=1.0, invalid_limit",
        "after=, invalid_after",
        "after=5, invalid_after",
        "after=01900000-0000-7000-8000-00000000000g, invalid_after",
        "status=, invalid_status",
        "status=open, invalid_status",
        "status=Ended, invalid_status",
        "status=all&status=all, invalid_status",
        "created_by=, invalid_created_by",
        "created_by=a%20b, invalid_created_by",
        "created_by=a&created_by=b, invalid_created_by"
    })
    void refusesOtherPages(String query, String reason) {
        SERVER.api().get("/api/sessions?" + query).expectError(400, reason);
    }

    // ---- the end

    @Test
    void endsASessionOnce() {
        String id = SERVER.get().session("teacher", "ann");
        JsonNode before = SERVER.api().session(id).json().path("session");

        Answer ended = SERVER.api().endSession(id).expect(200);

        JsonNode session = ended.json().path("session");
        assertThat(names(ended.json())).containsExactlyInAnyOrder("message", "session");
        assertThat(ended.json().path("message").textValue()).isEqualTo("Session ended successfully");
        assertThat(session.path("status").textValue()).isEqualTo("ended");
        assertThat(session.path("end_time").textValue()).matches(TIMESTAMP);
        assertThat(((ObjectNode) session.deepCopy())
                        .without(List.of("status", "end_time"))
                        .toString())
                .isEqualTo(((ObjectNode) before.deepCopy())
                        .without(List.of("status"))
                        .toString());
        assertThat(SERVER.api().session(id).expect(200).json().path("session")).isEqualTo(session);
        SERVER.api().endSession(id).expectError(400, "already_ended");
        assertThat(SERVER.api().session(id).json().path("session")).isEqualTo(session);
    }

    @Test
    void lowerAndUpperCaseNameTheSameSession() {
        String id = SERVER.get().session("teacher", "ann");

        assertThat(SERVER.api()
                        .session(id.toUpperCase(Locale.ROOT))
                        .expect(200)
                        .json()
                        .path("session")
                        .path("id")
                        .textValue())
                .isEqualTo(UUID.fromString(id).toString());
    }

    /**
     * The sender sees none of her own messages: once her cursor stayed before the end, and she was never told of it.
     */
    @Test
    void theEndHasItsPlaceInTheLog() {
        int frames = 60;
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            RecordingClient ann = room.student("ann");
            RecordingClient late = room.teacherV2();
            teacher.awaitSystem("session_ended");
            for (int i = 0; i < frames; i++) {
                ann.send(Drafts.question("before or after " + i));
            }
            late.awaitMessage();
            room.end();
            ann.send(Drafts.question("after"));

            late.awaitEnd();
            List<Text> delivered = late.messages();
            awaitSystems(ann, "session_ended", 1);
            awaitSystems(ann, "message_error", frames + 1 - delivered.size());
            assertThat(delivered).extracting(Text::seq).isSorted().startsWith(1L);
            assertThat(late.texts().get(late.texts().size() - 1).isSystem("session_ended"))
                    .isTrue();
            assertThat(ann.systems("message_error")).extracting(Text::code).containsOnly("session_ended");
        }
    }

    @RepeatedTest(10)
    void whoeverJoinsWhileItEndsIsRefusedOrToldSo() {
        try (TestSession room = SERVER.room("ann", "bob", "cid")) {
            List<CompletableFuture<RecordingClient>> joining = Stream.of("ann", "bob", "cid")
                    .map(user -> CompletableFuture.supplyAsync(
                            () -> room.open(
                                    SERVER.get().student(room.session(), user).subprotocol(TestSession.V2)),
                            command -> new Thread(command).start()))
                    .toList();
            room.end();
            for (CompletableFuture<RecordingClient> joined : joining) {
                try {
                    RecordingClient client = joined.join();
                    client.awaitSystem("session_ended");
                    client.awaitClose(1000);
                } catch (CompletionException refused) {
                    assertThat(refused.getCause()).hasMessageContaining("\"reason\":\"session_ended\"");
                }
            }
        }
    }

    /** These two come by ways of their own: either may be first. */
    private static void awaitSystems(RecordingClient client, String event, int count) {
        while (client.systems(event).size() < count) {
            client.next();
        }
        assertThat(client.systems(event)).hasSize(count);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
