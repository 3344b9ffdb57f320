package switchboard.contract.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.contract.documents.DocumentedAnswers.DOCUMENT;
import static switchboard.contract.documents.DocumentedAnswers.MESSAGES;
import static switchboard.contract.documents.DocumentedAnswers.PARTICIPANTS;
import static switchboard.contract.documents.DocumentedAnswers.SESSION;
import static switchboard.contract.documents.DocumentedAnswers.SESSIONS;
import static switchboard.contract.documents.DocumentedAnswers.assertHeaders;
import static switchboard.contract.documents.DocumentedAnswers.conforms;
import static switchboard.contract.documents.DocumentedAnswers.documented;
import static switchboard.contract.documents.DocumentedAnswers.operation;
import static switchboard.contract.documents.DocumentedAnswers.refused;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.testing.client.Answer;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** Real answers are what openapi.yaml says of their call and status: members, headers and reasons, and none more. */
class OpenApiTest {
    private static final String UNKNOWN = "01900000-0000-7000-8000-000000000000";
    private static final int RATE = 20;

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.with("switchboard.rate.student", RATE)
            .with("switchboard.session.max-bytes", "1 MiB")
            .with("switchboard.http.cors-origins", "https://school.example"));

    // ---- sessions

    @Test
    void aClassFromItsBeginningToItsEnd() {
        String body = "{\"name\":\"Algèbre 😀\",\"instructor_id\":\"ines\",\"student_ids\":[\"ana\",\"ben\"]}";
        JsonNode created = documented(SERVER.api().post(SESSIONS, body), "post", SESSIONS, 201);
        String id = created.at("/session/id").textValue();
        documented(SERVER.api().session(id), "get", SESSION, 200);
        documented(SERVER.api().get(PARTICIPANTS.replace("{id}", id)), "get", PARTICIPANTS, 200);
        SERVER.api().post(SESSIONS, body).expect(201);
        JsonNode page = documented(SERVER.api().get(SESSIONS + "?limit=1"), "get", SESSIONS, 200);
        assertThat(page.has("next")).isTrue();
        documented(SERVER.api().get(SESSIONS + "?after=" + page.path("next").textValue()), "get", SESSIONS, 200);

        documented(SERVER.api().endSession(id), "delete", SESSION, 200);
        JsonNode ended = documented(SERVER.api().session(id), "get", SESSION, 200);
        assertThat(ended.at("/session/status").textValue()).isEqualTo("ended");
        documented(SERVER.api().get(PARTICIPANTS.replace("{id}", id)), "get", PARTICIPANTS, 200);
        refused(SERVER.api().endSession(id), "delete", SESSION, 400, "already_ended");
    }

    static Stream<Arguments> badClasses() {
        return Stream.of(
                Arguments.of("nonsense", "invalid_json"),
                Arguments.of("{\"instructor_id\":\"i\",\"student_ids\":[\"a\"]}", "invalid_name"),
                Arguments.of(
                        "{\"name\":\"n\",\"instructor_id\":\"a b\",\"student_ids\":[\"a\"]}", "invalid_instructor_id"),
                Arguments.of("{\"name\":\"n\",\"instructor_id\":\"i\",\"student_ids\":[]}", "invalid_student_ids"),
                Arguments.of(
                        "{\"name\":\"n\",\"instructor_id\":\"i\",\"student_ids\":" + students(2_001) + "}",
                        "too_many_students"));
    }

    private static String students(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add("\"s" + i + "\"");
        }
        return ids.toString();
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("badClasses")
    void aClassThatCannotBe(String body, String reason) {
        refused(SERVER.api().post(SESSIONS, body), "post", SESSIONS, 400, reason);
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, invalid_limit",
        "after=x, invalid_after",
        "status=x, invalid_status",
        "created_by=x%20y, invalid_created_by"
    })
    void aListThatCannotBe(String query, String reason) {
        refused(SERVER.api().get(SESSIONS + "?" + query), "get", SESSIONS, 400, reason);
    }

    @Test
    void aClassThatIsNotThere() {
        refused(SERVER.api().session(UNKNOWN), "get", SESSION, 404, "session_not_found");
        refused(SERVER.api().endSession("no-uuid"), "delete", SESSION, 404, "session_not_found");
        refused(SERVER.api().get(PARTICIPANTS.replace("{id}", UNKNOWN)), "get", PARTICIPANTS, 404, "session_not_found");
        refused(read(UNKNOWN, "ana", "student", ""), "get", MESSAGES, 404, "session_not_found");
        refused(post(UNKNOWN, "ana", "student", question("?", "")), "post", MESSAGES, 404, "session_not_found");
    }

    // ---- messages

    @Test
    void messagesArePostedAndRead() {
        try (TestSession room = SERVER.room("ana", "ben")) {
            String id = room.session();
            room.teacher();
            JsonNode first = documented(
                    post(id, "ana", "student", question("why?", "\"ref\":\"a \\\"1\\\"\"")), "post", MESSAGES, 201);
            assertThat(first.at("/message/ref").textValue()).isEqualTo("a \"1\"");
            documented(post(id, "ana", "student", question("again", "\"ref\":\"a \\\"1\\\"\"")), "post", MESSAGES, 200);
            documented(post(id, "ben", "student", "\"type\":\"analytics\""), "post", MESSAGES, 201);
            documented(
                    post(
                            id,
                            "ines",
                            "instructor",
                            "\"type\":\"request\",\"to_user\":\"ana\",\"content\":{\"n\":1e400}"),
                    "post",
                    MESSAGES,
                    201);

            JsonNode page = documented(read(id, "ines", "instructor", "&limit=1"), "get", MESSAGES, 200);
            assertThat(page.path("next_after").longValue()).isEqualTo(1);
            JsonNode all = documented(read(id, "ines", "instructor", ""), "get", MESSAGES, 200);
            assertThat(all.path("messages")).hasSize(3);
            assertThat(all.path("next_after").isNull()).isTrue();
            JsonNode ofAna = documented(read(id, "ana", "student", ""), "get", MESSAGES, 200);
            assertThat(ofAna.path("messages")).hasSize(2);
            JsonNode nothing = documented(read(id, "ana", "student", "&after=3&wait=1"), "get", MESSAGES, 200);
            assertThat(nothing.path("messages")).isEmpty();
            JsonNode there = documented(SERVER.api().get(PARTICIPANTS.replace("{id}", id)), "get", PARTICIPANTS, 200);
            assertThat(there.path("participants")).hasSize(3);

            room.end();
            documented(read(id, "ana", "student", "&after=1&wait=1"), "get", MESSAGES, 200);
            refused(read(id, "ana", "student", "&after=3&wait=1"), "get", MESSAGES, 404, "session_ended");
            refused(post(id, "ana", "student", question("late", "")), "post", MESSAGES, 404, "session_ended");
            documented(post(id, "ana", "student", question("late", "\"ref\":\"a \\\"1\\\"\"")), "post", MESSAGES, 200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "user_id=ana, missing_parameter",
        "user_id=a%20b&role=student, invalid_user_id",
        "user_id=ana&role=guest, invalid_role",
        "user_id=ana&role=student&after=-1, invalid_after",
        "user_id=ana&role=student&limit=1001, invalid_limit",
        "user_id=ana&role=student&wait=61, invalid_wait"
    })
    void aReadingThatCannotBe(String query, String reason) {
        String id = SERVER.get().session("ines", "ana");

        refused(SERVER.api().get(MESSAGES.replace("{id}", id) + "?" + query), "get", MESSAGES, 400, reason);
    }

    @Test
    void waitsOfWhichTheOldestIsOvertaken() {
        try (TestSession room = SERVER.room("ana")) {
            List<CompletableFuture<Answer>> waits = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                waits.add(CompletableFuture.supplyAsync(() -> read(room.session(), "ana", "student", "&wait=3")));
            }
            waits.forEach(wait -> documented(wait.join(), "get", MESSAGES, 200));
        }
    }

    static Stream<Arguments> badMessages() {
        return Stream.of(
                Arguments.of("student", "\"type\":5", 400, "invalid_json"),
                Arguments.of("student", "\"type\":\"analytics\",\"ref\":\"é\"", 400, "invalid_ref"),
                Arguments.of("student", "\"type\":\"nonsense\"", 400, "invalid_type"),
                Arguments.of("student", "\"type\":\"request\"", 403, "not_permitted"),
                Arguments.of("student", "\"type\":\"analytics\",\"context\":\"a b\"", 400, "invalid_context"),
                Arguments.of("instructor", "\"type\":\"request\"", 400, "missing_recipient"),
                Arguments.of("instructor", "\"type\":\"request\",\"to_user\":\"a b\"", 400, "invalid_recipient"),
                Arguments.of("instructor", "\"type\":\"request\",\"to_user\":\"zoe\"", 404, "recipient_not_in_session"),
                Arguments.of("student", "\"type\":\"analytics\",\"content\":[]", 400, "invalid_content"),
                Arguments.of(
                        "student",
                        "\"type\":\"analytics\",\"content\":{\"x\":\"" + "x".repeat(65_536) + "\"}",
                        413,
                        "content_too_large"));
    }

    @ParameterizedTest(name = "{3}")
    @MethodSource("badMessages")
    void aMessageThatIsRefused(String role, String members, int status, String reason) {
        String id = SERVER.get().session("ines", "ana");

        refused(post(id, "ana", role, members), "post", MESSAGES, status, reason);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"type\":\"analytics\"}', 400, missing_parameter",
        "'{\"type\":\"analytics\",\"user_id\":\"a b\",\"role\":\"student\"}', 400, invalid_user_id",
        "'{\"type\":\"analytics\",\"user_id\":\"ana\",\"role\":\"guest\"}', 400, invalid_role",
        "'nonsense', 400, invalid_json",
        "'{\"type\":\"analytics\",\"user_id\":\"zoe\",\"role\":\"student\"}', 403, not_enrolled"
    })
    void aMessageOfNobody(String body, int status, String reason) {
        String id = SERVER.get().session("ines", "ana");

        refused(SERVER.api().post(MESSAGES.replace("{id}", id), body), "post", MESSAGES, status, reason);
    }

    @Test
    void aStrangerReadsNothing() {
        String id = SERVER.get().session("ines", "ana");

        refused(read(id, "zoe", "student", ""), "get", MESSAGES, 403, "not_enrolled");
    }

    @Test
    void aMessageTooMany() {
        String id = SERVER.get().session("ines", "ana");
        for (int i = 0; i < RATE; i++) {
            post(id, "ana", "student", question("?", "")).expect(201);
        }

        refused(post(id, "ana", "student", question("?", "")), "post", MESSAGES, 429, "rate_limited");
    }

    @Test
    void aClassThatIsFull() {
        String id = SERVER.get().session("ines", "ana");
        String large = "\"type\":\"instructor_broadcast\",\"content\":{\"x\":\"" + "x".repeat(60_000) + "\"}";
        Answer answer;
        do {
            answer = post(id, "ines", "instructor", large);
        } while (answer.status() == 201);

        refused(answer, "post", MESSAGES, 413, "session_full");
    }

    // ---- the upgrade

    @Test
    void theUpgrade() {
        try (TestSession room = SERVER.room("ana")) {
            RecordingClient v2 = room.studentV2("ana");
            assertHeaders(DOCUMENT.resolved(operation("get", "/ws").at("/responses/101")), v2.handshake());
            assertThat(v2.handshake().header("Sec-WebSocket-Protocol")).hasValue("switchboard.v2");
            RecordingClient v1 = room.teacher();
            assertThat(v1.handshake().header("Sec-WebSocket-Protocol")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', 400, missing_parameter",
        "user_id=a%20b&role=student&session_id=ID, 400, invalid_user_id",
        "user_id=ana&role=guest&session_id=ID, 400, invalid_role",
        "user_id=ana&role=student&session_id=x, 400, invalid_session_id",
        "user_id=ana&role=student&session_id=ID&after_seq=x, 400, invalid_after_seq",
        "user_id=ana&role=student&session_id=" + UNKNOWN + ", 404, session_not_found",
        "user_id=ana&role=student&session_id=ENDED, 404, session_ended",
        "user_id=zoe&role=student&session_id=ID, 403, not_enrolled"
    })
    void anUpgradeThatIsRefused(String query, int status, String reason) {
        String id = SERVER.get().session("ines", "ana");
        String ended = SERVER.get().session("ines", "ana");
        SERVER.api().endSession(ended).expect(200);
        String path = "/ws?" + query.replace("ID", id).replace("ENDED", ended);

        refused(RecordingClient.to("127.0.0.1", SERVER.get().port(), path).refused(), "get", "/ws", status, reason);
    }

    @Test
    void anUpgradeOfAPageOfAnotherOrigin() {
        String id = SERVER.get().session("ines", "ana");

        refused(
                SERVER.get()
                        .student(id, "ana")
                        .header("Origin", "https://elsewhere.example")
                        .refused(),
                "get",
                "/ws",
                403,
                "origin_not_allowed");
    }

    @Test
    void whatIsNoUpgrade() {
        String id = SERVER.get().session("ines", "ana");

        refused(
                SERVER.api().get("/ws?user_id=ana&role=student&session_id=" + id),
                "get",
                "/ws",
                426,
                "upgrade_required");
    }

    // ---- health

    @Test
    void health() {
        Answer healthy = TestSession.retried(() -> SERVER.api().health().expect(200));
        documented(healthy, "get", "/health", 200);
        documented(SERVER.api().get("/health/live"), "get", "/health/live", 200);
        documented(SERVER.api().get("/health/ready"), "get", "/health/ready", 200);
    }

    // ---- what is wrong with a request as such

    @Test
    void aCallOfAPageOfAnotherOrigin() {
        for (String path : List.of(SESSIONS, "/health", "/")) {
            refused(
                    SERVER.api().send("GET", path, null, "Origin", "https://elsewhere.example"),
                    "get",
                    path,
                    403,
                    "origin_not_allowed");
        }
    }

    @Test
    void requestsThatAreNone() {
        refused(SERVER.api().post(SESSIONS, "{}" + " ".repeat(1 << 20)), "post", SESSIONS, 413, "body_too_large");
        refused(
                SERVER.api().send("POST", SESSIONS, "{}", "Content-Type", "text/plain"),
                "post",
                SESSIONS,
                415,
                "unsupported_media_type");
        refused(SERVER.api().get(SESSIONS + "?x=" + "x".repeat(3_000)), "get", SESSIONS, 414, "uri_too_long");
        refused(
                SERVER.api().send("GET", SESSIONS, null, "X-Long", "x".repeat(9_000)),
                "get",
                SESSIONS,
                431,
                "headers_too_large");
        conforms(
                SERVER.api().get("/nothing").expectError(404, "not_found"),
                DOCUMENT.at("/components/responses/NotFound"));
    }

    @Test
    void everyPathHasTheMethodsThatAreDocumentedAndNoOthers() {
        for (String path : ApiDocument.names(DOCUMENT.at("/paths"))) {
            Answer answer = SERVER.api()
                    .send(
                            "PATCH",
                            path.replace("{id}", UNKNOWN)
                                    .replace("{code}", "ABC-DEF")
                                    .replaceAll("\\{.*?}", "1"),
                            "{}",
                            "Content-Type",
                            "application/json")
                    .expectError(405, "method_not_allowed");
            conforms(answer, DOCUMENT.at("/components/responses/MethodNotAllowed"));
            List<String> methods = new ArrayList<>(List.of("OPTIONS"));
            for (String member : ApiDocument.names(DOCUMENT.at("/paths").path(path))) {
                if (!member.equals("parameters")) {
                    methods.add(member.toUpperCase(Locale.ROOT));
                }
            }
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            assertThat(answer.header("Allow").orElseThrow().split(", "))
                    .as(path)
                    .containsExactlyInAnyOrderElementsOf(methods);
        }
    }

    // ---- calls

    private static Answer read(String session, String user, String role, String more) {
        return SERVER.api().get(MESSAGES.replace("{id}", session) + "?user_id=" + user + "&role=" + role + more);
    }

    private static Answer post(String session, String user, String role, String members) {
        return SERVER.api().post(MESSAGES.replace("{id}", session), body(user, role, members));
    }

    private static String body(String user, String role, String members) {
        return "{\"user_id\":\"" + user + "\",\"role\":\"" + role + "\"," + members + "}";
    }

    private static String question(String text, String more) {
        return "\"type\":\"instructor_inbox\",\"content\":{\"text\":\"" + text + "\"}"
                + (more.isEmpty() ? "" : "," + more);
    }
}
