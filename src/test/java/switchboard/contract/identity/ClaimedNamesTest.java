package switchboard.contract.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.contract.documents.DocumentedAnswers.documented;
import static switchboard.contract.documents.DocumentedAnswers.refused;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import switchboard.testing.client.Answer;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.LogLines;

/** How students of a school that has no accounts come to be who they are (protocol.md, section 8, People). */
class ClaimedNamesTest extends PeopleFixture {
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
