package switchboard.contract.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.contract.documents.DocumentedAnswers.documented;
import static switchboard.contract.documents.DocumentedAnswers.refused;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.testing.client.Answer;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.LogLines;
import switchboard.testing.server.RunningServer;

/** A school that has no accounts: the server hands out tokens itself (protocol.md, section 8, People). */
class PeopleTest {
    private static final String INVITES = "/api/people/invites";
    private static final String JOIN = "/api/join/{code}";
    private static final String REQUEST = "/api/join/{code}/requests/{request}";

    @TempDir
    private Path folder;

    private RunningServer server;

    /** Of the first teacher. */
    private String weber;

    @BeforeEach
    void setUp() throws Exception {
        start();
        weber = documented(accept("setup", setupLink(), "weber"), "post", "/api/people/setup", 201)
                .path("token")
                .textValue();
    }

    private void start() {
        server = RunningServer.in(folder).with("switchboard.auth.mode", "token").start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String setupLink() throws Exception {
        return Files.readString(folder.resolve("setup-link")).strip();
    }

    private Answer call(String token, String method, String path, @Nullable String body) {
        List<String> headers = new ArrayList<>();
        if (body != null) {
            headers.addAll(List.of("Content-Type", "application/json"));
        }
        if (!token.isEmpty()) {
            headers.addAll(List.of("Authorization", "Bearer " + token));
        }
        return server.api().send(method, path, body, headers.toArray(String[]::new));
    }

    private Answer anybody(String method, String path, @Nullable String body) {
        return call("", method, path, body);
    }

    private Answer accept(String way, String secret, String user) {
        return anybody(
                "POST",
                "/api/people/" + way,
                "{\"secret\":\"" + secret + "\",\"user_id\":\"" + user + "\",\"name\":\"Ms " + user + "\"}");
    }

    private Answer tokenFor(String secret) {
        return anybody("POST", "/api/tokens", "{\"secret\":\"" + secret + "\"}");
    }

    /** One of weber's, with ann and bob. */
    private String session() {
        return call(
                        weber,
                        "POST",
                        "/api/sessions",
                        "{\"name\":\"algebra\",\"instructor_id\":\"weber\",\"student_ids\":[\"ann\",\"bob\"],"
                                + "\"names\":{\"ann\":\"Ann A.\"}}")
                .expect(201)
                .json()
                .at("/session/id")
                .textValue();
    }

    private String codeOf(String session) {
        return call(weber, "POST", "/api/sessions/" + session + "/join-code", null)
                .expect(200)
                .json()
                .path("code")
                .textValue();
    }

    private Answer claim(String code, String user) {
        return anybody("POST", "/api/join/" + code, "{\"user_id\":\"" + user + "\"}");
    }

    private JsonNode claimed(String code, String user) {
        return documented(claim(code, user), "post", JOIN, 201);
    }

    private RecordingClient join(String session, String user, String role, String token) {
        RecordingClient client = server.client(session, user, role, "")
                .subprotocol("switchboard.v2")
                .header("Authorization", "Bearer " + token)
                .open();
        client.awaitSystem("history_complete");
        return client;
    }

    // ---- teachers

    @Test
    void theSetupLinkWorksOnceAndItsFileIsGone() throws Exception {
        refused(accept("setup", "x".repeat(43), "klein"), "post", "/api/people/setup", 401, "unauthorized");
        call(weber, "GET", "/api/sessions", null).expect(200);
        server.stop();
        start();
        assertThat(folder.resolve("setup-link")).doesNotExist();
        call(weber, "GET", "/api/sessions", null).expect(200);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("token-keys"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aSetupLinkThatNobodyUsedIsAnotherOneAfterARestart() throws Exception {
        Path fresh = Files.createDirectory(folder.resolve("fresh"));
        RunningServer.Starting starting = RunningServer.in(fresh).with("switchboard.auth.mode", "token");
        RunningServer first = starting.start();
        String before = Files.readString(fresh.resolve("setup-link"));
        first.close();
        try (RunningServer second = starting.start()) {
            assertThat(Files.readString(fresh.resolve("setup-link"))).isNotEqualTo(before);
            assertThat(second.api()
                            .post(
                                    "/api/people/setup",
                                    "{\"secret\":\"" + before.strip() + "\",\"user_id\":\"a\",\"name\":\"A\"}")
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void ofTwentyWhoOpenOneInviteAtOnceOneIsLetIn() {
        String link = invite(null);
        List<CompletableFuture<Answer>> all = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> accept("accept", link, "teacher" + i)))
                .toList();
        assertThat(all.stream().map(CompletableFuture::join).map(Answer::status))
                .containsOnlyOnce(201)
                .filteredOn(status -> status != 201)
                .containsOnly(401);
    }

    private String invite(@Nullable String body) {
        return documented(call(weber, "POST", INVITES, body), "post", INVITES, 201)
                .path("invite")
                .textValue();
    }

    @Test
    void aTeacherInvitesAnotherOne() {
        String link = invite(null);
        refused(accept("accept", link, "weber"), "post", "/api/people/accept", 409, "user_id_taken");
        refused(
                anybody("POST", "/api/people/accept", "{\"secret\":\"" + link + "\"}"),
                "post",
                "/api/people/accept",
                400,
                "invalid_user_id");
        JsonNode listed = documented(call(weber, "GET", INVITES, null), "get", INVITES, 200);
        assertThat(listed.at("/invites/0/created_by").textValue()).isEqualTo("weber");
        assertThat(listed.toString()).doesNotContain(link.substring(link.lastIndexOf('/') + 1));

        String klein = documented(accept("accept", link, "klein"), "post", "/api/people/accept", 201)
                .path("token")
                .textValue();
        call(klein, "GET", "/api/sessions/" + session() + "/claims", null).expect(200);
        String taken = invite(null);
        int number =
                call(weber, "GET", INVITES, null).json().at("/invites/0/id").intValue();
        call(klein, "DELETE", INVITES + "/" + number, null).expect(204);
        refused(
                call(klein, "DELETE", INVITES + "/" + number, null),
                "delete",
                INVITES + "/{invite}",
                404,
                "invite_not_found");
        refused(accept("accept", taken, "third"), "post", "/api/people/accept", 401, "unauthorized");
    }

    @Test
    void aTeacherHasAnotherDevice() {
        refused(call(weber, "POST", INVITES, "{\"user_id\":\"klein\"}"), "post", INVITES, 403, "forbidden");
        String link = invite("{\"user_id\":\"weber\"}");
        refused(accept("accept", link, "klein"), "post", "/api/people/accept", 403, "forbidden");
        JsonNode second = documented(
                anybody("POST", "/api/people/accept", "{\"secret\":\"" + link + "\"}"),
                "post",
                "/api/people/accept",
                201);
        assertThat(second.path("user_id").textValue()).isEqualTo("weber");
        assertThat(second.path("role").textValue()).isEqualTo("instructor");
    }

    // ---- students

    @Test
    void aStudentClaimsTheirNameAndIsNobodyElse() {
        String session = session();
        String code = codeOf(session);
        JsonNode ann = claimed(code, "ann");
        String token = ann.path("token").textValue();

        assertThat(ann.path("session_id").textValue()).isEqualTo(session);
        JsonNode found = documented(anybody("GET", "/api/join/" + code, null), "get", JOIN, 200);
        assertThat(found.at("/students/0/claimed").booleanValue()).isTrue();
        assertThat(found.at("/students/1/claimed").booleanValue()).isFalse();
        JsonNode claims = documented(
                call(weber, "GET", "/api/sessions/" + session + "/claims", null),
                "get",
                "/api/sessions/{id}/claims",
                200);
        assertThat(claims.at("/claims/0/user_id").textValue()).isEqualTo("ann");
        String messages = "/api/sessions/" + session + "/messages?role=student&user_id=";
        call(token, "GET", messages + "ann", null).expect(200);
        call(token, "GET", messages + "bob", null).expectError(403, "forbidden");
        call(token, "GET", "/api/sessions/" + session() + "/messages", null).expectError(403, "forbidden");
        for (String path : List.of(INVITES, "/api/sessions/" + session + "/cards")) {
            call(token, "GET", path, null).expectError(403, "forbidden");
            anybody("GET", path, null).expectError(401, "unauthorized");
        }
        refused(claim(code, "nobody"), "post", JOIN, 404, "student_not_found");
        refused(claim("234-567", "bob"), "post", JOIN, 404, "unknown_code");
        refused(anybody("POST", "/api/join/" + code, "{\"user_id\":7}"), "post", JOIN, 400, "invalid_user_id");
        call(weber, "DELETE", "/api/sessions/" + session + "/join-code", null).expect(200);
        refused(claim(code, "bob"), "post", JOIN, 404, "unknown_code");
    }

    @Test
    void anotherDeviceGetsANameByATeachersWordAndTheFirstIsOutAtOnce() {
        String session = session();
        String code = codeOf(session);
        JsonNode first = claimed(code, "ann");
        RecordingClient teacher = join(session, "weber", "instructor", weber);
        RecordingClient ann =
                join(session, "ann", "student", first.path("token").textValue());
        CompletableFuture<Answer> poll = CompletableFuture.supplyAsync(() ->
                call(first.path("token").textValue(), "GET", "/api/sessions/" + session + "/messages?wait=60", null));

        JsonNode waiting = documented(claim(code, "ann"), "post", JOIN, 202);
        String request = waiting.path("request").textValue();
        JsonNode asked = teacher.awaitSystem("join_requested").content();
        assertThat(asked.path("request").textValue()).isEqualTo(request);
        assertThat(asked.path("number")).isEqualTo(waiting.path("number"));
        assertThat(asked.path("user_id").textValue()).isEqualTo("ann");
        JsonNode listed = documented(
                call(weber, "GET", "/api/sessions/" + session + "/requests", null),
                "get",
                "/api/sessions/{id}/requests",
                200);
        assertThat(listed.at("/requests/0/request").textValue()).isEqualTo(request);
        String awaited = "/api/join/" + code + "/requests/" + request;
        assertThat(documented(anybody("GET", awaited, null), "get", REQUEST, 202))
                .isEqualTo(waiting);
        CompletableFuture<Answer> wait =
                CompletableFuture.supplyAsync(() -> anybody("GET", awaited + "?wait=60", null));
        String decide = "/api/sessions/" + session + "/requests/" + request;
        refused(
                call(weber, "POST", decide, "{\"approve\":\"yes\"}"),
                "post",
                "/api/sessions/{id}/requests/{request}",
                400,
                "invalid_json");
        documented(
                call(weber, "POST", decide, "{\"approve\":true}"),
                "post",
                "/api/sessions/{id}/requests/{request}",
                200);

        JsonNode second = documented(wait.join(), "get", REQUEST, 200);
        assertThat(ann.awaitSystem("closing").content().path("code").textValue())
                .isEqualTo("token_revoked");
        ann.awaitClose(4401);
        poll.join().expectError(401, "unauthorized");
        call(first.path("token").textValue(), "GET", "/api/sessions/" + session, null)
                .expectError(401, "unauthorized");
        refused(tokenFor(first.path("secret").textValue()), "post", "/api/tokens", 401, "unauthorized");
        documented(tokenFor(second.path("secret").textValue()), "post", "/api/tokens", 201);
        call(second.path("token").textValue(), "GET", "/api/sessions/" + session, null)
                .expect(200);
        assertThat(documented(anybody("GET", awaited, null), "get", REQUEST, 200))
                .as("the answer may have been lost")
                .isEqualTo(second);
        server.stop();
        start();
        call(first.path("token").textValue(), "GET", "/api/sessions/" + session, null)
                .expectError(401, "unauthorized");
        refused(anybody("GET", awaited, null), "get", REQUEST, 404, "request_not_found");
    }

    @Test
    void aTeacherTurnsADeviceDown() {
        String session = session();
        String code = codeOf(session);
        JsonNode first = claimed(code, "ann");
        String request = claim(code, "ann").expect(202).json().path("request").textValue();
        String decide = "/api/sessions/" + session + "/requests/" + request;
        call(weber, "POST", decide, "{\"approve\":false}").expect(200);

        refused(
                anybody("GET", "/api/join/" + code + "/requests/" + request, null),
                "get",
                REQUEST,
                403,
                "claim_refused");
        refused(
                call(weber, "POST", decide, "{\"approve\":true}"),
                "post",
                "/api/sessions/{id}/requests/{request}",
                404,
                "request_not_found");
        refused(
                anybody("GET", "/api/join/" + code + "/requests/" + request + "?wait=61", null),
                "get",
                REQUEST,
                400,
                "invalid_wait");
        call(first.path("token").textValue(), "GET", "/api/sessions/" + session, null)
                .expect(200);
    }

    @Test
    void aReleasedNameMayBeClaimedAnew() {
        String session = session();
        String code = codeOf(session);
        String claims = "/api/sessions/" + session + "/claims/ann";
        refused(
                call(weber, "DELETE", claims, null),
                "delete",
                "/api/sessions/{id}/claims/{user_id}",
                404,
                "student_not_found");
        RecordingClient ann = join(
                session, "ann", "student", claimed(code, "ann").path("token").textValue());
        call(weber, "DELETE", claims, null).expect(204);
        ann.awaitClose(4401);
        claimed(code, "ann");
    }

    @Test
    void aDeviceIsForgotten() {
        String session = session();
        JsonNode ann = claimed(codeOf(session), "ann");
        call(ann.path("token").textValue(), "DELETE", "/api/tokens", null).expect(204);
        refused(tokenFor(ann.path("secret").textValue()), "post", "/api/tokens", 401, "unauthorized");
        refused(
                call(ann.path("token").textValue(), "DELETE", "/api/tokens", null),
                "delete",
                "/api/tokens",
                401,
                "unauthorized");
        claimed(codeOf(session), "ann");
    }

    // ---- cards

    @Test
    void aCardIsGoodInAllSessionsOfItsTeacherAndInNoOthers() {
        String algebra = session();
        String physics = session();
        String klein = accept("accept", invite(null), "klein")
                .expect(201)
                .json()
                .path("token")
                .textValue();
        String others = call(
                        klein,
                        "POST",
                        "/api/sessions",
                        "{\"name\":\"music\",\"instructor_id\":\"klein\",\"student_ids\":[\"ann\"]}")
                .expect(201)
                .json()
                .at("/session/id")
                .textValue();
        String cards = "/api/sessions/" + algebra + "/cards";
        JsonNode made = documented(call(weber, "GET", cards, null), "get", "/api/sessions/{id}/cards", 200);
        assertThat(made.at("/cards/0/name").textValue()).isEqualTo("Ann A.");
        String link = made.at("/cards/0/link").textValue();
        call(weber, "HEAD", cards, null).expect(405);

        JsonNode ann = documented(tokenFor(link), "post", "/api/tokens", 201);
        String token = ann.path("token").textValue();
        assertThat(ids(call(token, "GET", "/api/sessions", null))).containsExactlyInAnyOrder(algebra, physics);
        assertThat(ids(call(token, "GET", "/api/sessions?created_by=klein", null)))
                .isEmpty();
        join(physics, "ann", "student", token).close(1000);
        call(token, "GET", "/api/sessions/" + others, null).expectError(403, "forbidden");
        call(token, "GET", "/api/sessions/" + others + "/messages", null).expectError(403, "forbidden");
        call(token, "POST", "/api/sessions/" + others + "/messages", "{\"type\":\"analytics\"}")
                .expectError(403, "forbidden");
        server.client(others, "ann", "student", "&token=" + token).refused().expectError(403, "forbidden");
        documented(claim(codeOf(physics), "bob"), "post", JOIN, 202);
        call(token, "DELETE", "/api/tokens", null).expect(204);
        tokenFor(link).expect(201);

        RecordingClient joined = join(algebra, "ann", "student", token);
        call(weber, "GET", cards, null).expect(200);
        joined.awaitClose(4401);
        refused(tokenFor(link), "post", "/api/tokens", 401, "unauthorized");
    }

    private static List<String> ids(Answer list) {
        return StreamSupport.stream(list.expect(200).json().path("sessions").spliterator(), false)
                .map(session -> session.path("id").textValue())
                .toList();
    }

    // ---- what is never told

    @Test
    void noSecretIsInTheLog() throws Exception {
        try (LogLines log = LogLines.listen()) {
            String session = session();
            String code = codeOf(session);
            JsonNode ann = claimed(code, "ann");
            String request =
                    claim(code, "ann").expect(202).json().path("request").textValue();
            String link = invite(null);
            JsonNode klein = accept("accept", link, "klein").expect(201).json();
            String card = call(weber, "GET", "/api/sessions/" + session + "/cards", null)
                    .json()
                    .at("/cards/1/link")
                    .textValue();
            tokenFor(card).expect(201);
            tokenFor("A".repeat(43)).expectError(401, "unauthorized");
            anybody("GET", "/api/join/" + code + "/requests/" + request + "?wait=x", null)
                    .expectError(400, "invalid_wait");
            log.await("person_let_in", "user=klein");
            for (String secret : List.of(
                    ann.path("secret").textValue(),
                    ann.path("token").textValue(),
                    klein.path("secret").textValue(),
                    link.substring(link.lastIndexOf('/') + 1),
                    card.substring(card.lastIndexOf('/') + 1),
                    request,
                    code,
                    "A".repeat(43))) {
                assertThat(log.holding(secret)).isEmpty();
            }
        }
    }
}
