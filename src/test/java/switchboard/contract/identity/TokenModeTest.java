package switchboard.contract.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.testing.Drafts;
import switchboard.testing.client.Answer;
import switchboard.testing.client.Opening;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.LogLines;
import switchboard.testing.server.SharedServer;
import switchboard.testing.tokens.School;

/** A server that believes tokens alone, over REST and by WebSocket. */
class TokenModeTest {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withAll(School.settings()));

    private static final String NOBODY = "";
    private static final String IDA = School.token("ida", "instructor");
    private static final String ANN = School.token("ann", "student");
    private static final String BOB = School.token("bob", "student");
    private static final String EVE = School.token("eve", "student");

    private static Answer call(String token, String method, String path, String body) {
        return SERVER.api().sendAs(token, method, path, body);
    }

    private static Answer get(String token, String path) {
        return call(token, "GET", path, null);
    }

    /** Of ida's, with ann and bob and their names. */
    private static String session() {
        return call(
                        IDA,
                        "POST",
                        "/api/sessions",
                        "{\"name\":\"algebra\",\"instructor_id\":\"ida\",\"student_ids\":[\"ann\",\"bob\"],"
                                + "\"names\":{\"ann\":\"Ann A.\",\"bob\":\"Bob B.\",\"ida\":\"Ida I.\"}}")
                .expect(201)
                .json()
                .at("/session/id")
                .textValue();
    }

    private static Opening opening(String session, String user, String role, String more) {
        return SERVER.get().client(session, user, role, more).subprotocol("switchboard.v2");
    }

    private static String token(String name) {
        return switch (name) {
            case "nobody" -> NOBODY;
            case "ann" -> ANN;
            case "eve" -> EVE;
            case "ida" -> IDA;
            case "expired" ->
                School.token(
                        "ida",
                        "instructor",
                        claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(90))));
            case "elsewhere" ->
                School.token(
                        "ida",
                        "instructor",
                        claims -> claims.claim("session_id", "01a22f5b-bd21-7000-930f-e97c898afdc6"));
            case "forged" -> ANN.substring(0, ANN.length() - 8) + "AAAAAAAA";
            default -> throw new IllegalArgumentException(name);
        };
    }

    // ---- who may what

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        //                                            nobody, ann, eve, ida, expired, elsewhere, forged
        "GET, /health,                                200, 200, 200, 200, 200, 200, 200",
        "GET, /health/live,                           200, 200, 200, 200, 200, 200, 200",
        "GET, /,                                      200, 200, 200, 200, 200, 200, 200",
        "GET, /switchboard.js,                        200, 200, 200, 200, 200, 200, 200",
        "GET, /qr.svg?text=x,                         200, 200, 200, 200, 200, 200, 200",
        "GET, /api/join/ABC-DEF,                      404, 404, 404, 404, 404, 404, 404",
        "GET, /j/ABC-DEF,                             303, 303, 303, 303, 303, 303, 303",
        "GET, /api/sessions,                          401, 200, 200, 200, 401, 200, 401",
        "GET, /api/sessions/ID,                       401, 200, 403, 200, 401, 403, 401",
        "GET, /api/sessions/ID/participants,          401, 200, 403, 200, 401, 403, 401",
        "GET, /api/sessions/ID/join-code,             401, 200, 403, 200, 401, 403, 401",
        "GET, /api/sessions/ID/messages,              401, 200, 403, 200, 401, 403, 401",
        "POST, /api/sessions/ID/students,             401, 403, 403, 200, 401, 403, 401",
        "DELETE, /api/sessions/ID/students/bob,       401, 403, 403, 200, 401, 403, 401",
        "POST, /api/sessions/ID/join-code,            401, 403, 403, 200, 401, 403, 401",
        "DELETE, /api/sessions/ID/join-code,          401, 403, 403, 200, 401, 403, 401",
        "DELETE, /api/sessions/ID,                    401, 403, 403, 200, 401, 403, 401",
        "GET, /no/such/path,                          404, 404, 404, 404, 404, 404, 404",
    })
    void whoMayMakeWhichCall(
            String method, String path, int nobody, int ann, int eve, int ida, int expired, int elsewhere, int forged) {
        String body = path.endsWith("/students") ? "{\"students\":[{\"user_id\":\"cat\"}]}" : null;
        List<Integer> statuses = List.of("nobody", "ann", "eve", "ida", "expired", "elsewhere", "forged").stream()
                .map(who -> call(token(who), method, path.replace("ID", session()), body)
                        .status())
                .toList();
        assertThat(statuses).containsExactly(nobody, ann, eve, ida, expired, elsewhere, forged);
    }

    @Test
    void noTokenIsInTheLog() {
        try (LogLines log = LogLines.listen()) {
            String session = session();
            get(ANN, "/api/sessions/" + session + "?token=" + BOB).expectError(400, "bad_request");
            get(token("forged"), "/api/sessions?token=" + token("forged")).expectError(401, "unauthorized");
            opening(session, "ann", "student", "&token=" + token("forged"))
                    .refused()
                    .expectError(401, "unauthorized");
            join(session, "ann", "student", ANN).close(1000);
            log.await("connection_opened", session, " user=ann ");
            for (String token : List.of(ANN, BOB, token("forged"))) {
                assertThat(log.holding(token.substring(token.lastIndexOf('.')))).isEmpty();
            }
        }
    }

    @Test
    void a401SaysHowToShowWhoOneIs() {
        Answer answer = get(NOBODY, "/api/sessions").expectError(401, "unauthorized");
        assertThat(answer.header("WWW-Authenticate")).contains("Bearer");
        assertThat(get(token("expired"), "/api/sessions")
                        .expectError(401, "unauthorized")
                        .json()
                        .path("message")
                        .textValue())
                .containsPattern("has expired 9\\d s ago");
    }

    @Test
    void nobodyCreatesInTheNameOfSomebodyElse() {
        call(IDA, "POST", "/api/sessions", "{\"name\":\"x\",\"instructor_id\":\"ivo\",\"student_ids\":[\"ann\"]}")
                .expectError(403, "forbidden");
        call(ANN, "POST", "/api/sessions", "{\"name\":\"x\",\"instructor_id\":\"ann\",\"student_ids\":[\"ann\"]}")
                .expectError(403, "forbidden");
    }

    @Test
    void nobodyReadsOrWritesAsSomebodyElse() {
        String messages = "/api/sessions/" + session() + "/messages";
        get(ANN, messages + "?user_id=bob&role=student").expectError(403, "forbidden");
        get(ANN, messages + "?user_id=ann&role=instructor").expectError(403, "forbidden");
        get(ANN, messages + "?user_id=ann&role=student").expect(200);
        get(ANN, messages + "?user_id=a@b&role=student").expectError(400, "invalid_user_id");
        get(ANN, messages + "?role=boss").expectError(400, "invalid_role");
        String question = "{\"type\":\"instructor_inbox\",\"content\":{\"text\":\"why?\"}";
        call(ANN, "POST", messages, question + ",\"user_id\":\"bob\",\"role\":\"student\"}")
                .expectError(403, "forbidden");
        assertThat(call(ANN, "POST", messages, question + "}")
                        .expect(201)
                        .json()
                        .at("/message/from_user")
                        .textValue())
                .isEqualTo("ann");
        call(ANN, "POST", messages, "no json").expectError(400, "invalid_json");
    }

    // ---- what students see

    @Test
    void aStudentSeesThemselvesAndTheInstructors() {
        String session = session();
        JsonNode seen = get(ANN, "/api/sessions/" + session).expect(200).json().path("session");
        assertThat(seen.path("student_ids").toString()).isEqualTo("[\"ann\"]");
        assertThat(seen.path("names").toString()).isEqualTo("{\"ann\":\"Ann A.\",\"ida\":\"Ida I.\"}");
        assertThat(get(IDA, "/api/sessions/" + session)
                        .json()
                        .at("/session/student_ids")
                        .size())
                .isEqualTo(2);
        join(session, "bob", "student", BOB);
        RecordingClient ida = join(session, "ida", "instructor", IDA);
        assertThat(users(get(ANN, "/api/sessions/" + session + "/participants")))
                .containsExactlyInAnyOrder("ann", "ida");
        assertThat(users(get(IDA, "/api/sessions/" + session + "/participants")))
                .containsExactlyInAnyOrder("ann", "bob", "ida");
        ida.close(1000);
    }

    @Test
    void aListHasAStudentsOwnSessionsOnly() {
        String session = session();
        String other = call(
                        IDA,
                        "POST",
                        "/api/sessions",
                        "{\"name\":\"other\",\"instructor_id\":\"ida\",\"student_ids\":[\"ann2\",\"annx\"]}")
                .expect(201)
                .json()
                .at("/session/id")
                .textValue();
        assertThat(listed(ANN)).contains(session).doesNotContain(other);
        assertThat(listed(IDA)).contains(session, other);
        assertThat(listed(EVE)).isEmpty();
        assertThat(listed(School.token("ida", "instructor", claims -> claims.claim("session_id", other))))
                .containsExactly(other);
        JsonNode mine = get(ANN, "/api/sessions").json().path("sessions");
        mine.forEach(one -> assertThat(one.path("student_ids").toString()).isEqualTo("[\"ann\"]"));
    }

    private static List<String> listed(String token) {
        return StreamSupport.stream(
                        get(token, "/api/sessions")
                                .expect(200)
                                .json()
                                .path("sessions")
                                .spliterator(),
                        false)
                .map(one -> one.path("id").textValue())
                .toList();
    }

    private static List<String> users(Answer participants) {
        return StreamSupport.stream(
                        participants.expect(200).json().path("participants").spliterator(), false)
                .map(one -> one.path("user_id").textValue())
                .toList();
    }

    // ---- WebSockets

    private static RecordingClient join(String session, String user, String role, String token) {
        RecordingClient client = opening(session, user, role, "")
                .header("Authorization", "Bearer " + token)
                .open();
        client.awaitSystem("history_complete");
        return client;
    }

    @Test
    void aTokenComesInAnyOfThreeWays() {
        String session = session();
        Opening byHeader = opening(session, "ann", "student", "").header("Authorization", "Bearer " + ANN);
        Opening byQuery = opening(session, "ann", "student", "&token=" + ANN);
        Opening bySubprotocol =
                SERVER.get().student(session, "ann").subprotocol("switchboard.v2, switchboard.token." + ANN);
        for (Opening opening : List.of(byHeader, byQuery, bySubprotocol)) {
            try (RecordingClient ann = opening.open()) {
                assertThat(ann.handshake().header("Sec-WebSocket-Protocol")).contains("switchboard.v2");
                JsonNode welcome = ann.awaitSystem("welcome").content();
                assertThat(Instant.parse(welcome.path("token_expires_at").textValue()))
                        .isAfter(Instant.now().plusSeconds(3_000));
                assertThat(welcome.at("/session/student_ids").toString()).isEqualTo("[\"ann\"]");
            }
        }
    }

    /** Existing programs know nothing of version 2, nor of tokens but as a part of their address. */
    @Test
    void aClientOfVersionOneBringsItsTokenInTheQuery() {
        String session = session();
        try (RecordingClient ann = SERVER.get()
                        .client(session, "ann", "student", "&token=" + ANN)
                        .open();
                RecordingClient ida = SERVER.get()
                        .client(session, "ida", "instructor", "&token=" + IDA)
                        .open()) {
            ann.awaitSystem("history_complete");
            ida.awaitSystem("history_complete");
            ann.send(Drafts.question("why?"));
            assertThat(ida.awaitMessage().content().path("text").textValue()).isEqualTo("why?");
        }
    }

    @Test
    void userAndRoleMayBeLeftOut() {
        String session = session();
        try (RecordingClient ann = RecordingClient.to("127.0.0.1", SERVER.get().port(), "/ws?session_id=" + session)
                .subprotocol("switchboard.v2, switchboard.token." + ANN)
                .open()) {
            assertThat(ann.awaitSystem("welcome").content().path("user_id").textValue())
                    .isEqualTo("ann");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nobody, ann, student, 401, unauthorized",
        "expired, ida, instructor, 401, unauthorized",
        "forged, ann, student, 401, unauthorized",
        "ann, bob, student, 403, forbidden",
        "ann, ann, instructor, 403, forbidden",
        "elsewhere, ida, instructor, 403, forbidden",
        "eve, eve, student, 403, not_enrolled",
    })
    void nobodyJoinsAsSomebodyElse(String who, String user, String role, int status, String reason) {
        Opening opening = opening(session(), user, role, "");
        if (!token(who).isEmpty()) {
            opening.header("Authorization", "Bearer " + token(who));
        }
        opening.refused().expectError(status, reason);
    }

    /** The order of protocol.md, section 4: what is wrong with the request itself comes first. */
    @Test
    void whatIsMalformedIsSaidBeforeWhoAsks() {
        SERVER.get().client("algebra", "ann", "student", "").refused().expectError(400, "invalid_session_id");
        SERVER.get()
                .client(session(), "ann", "student", "")
                .header("Origin", "https://stranger.example")
                .refused()
                .expectError(403, "origin_not_allowed");
        String unknown = "01a22f5b-bd21-7000-930f-e97c898afdc6";
        SERVER.get().client(unknown, "ann", "student", "").refused().expectError(401, "unauthorized");
        SERVER.get()
                .client(unknown, "ann", "student", "&token=" + ANN)
                .refused()
                .expectError(404, "session_not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"&token=ONE&token=TWO", "&token=TWO", "&token=%FF"})
    void severalTokensThatDifferAreRefused(String more) {
        String query = more.replace("ONE", ANN).replace("TWO", BOB);
        opening(session(), "ann", "student", query)
                .header("Authorization", "Bearer " + ANN)
                .refused()
                .expectError(400, "bad_request");
    }

    @Test
    void theSameTokenTwiceIsOneToken() {
        opening(session(), "ann", "student", "&token=" + ANN)
                .header("Authorization", "bearer  " + ANN)
                .open()
                .close();
    }

    @Test
    void anotherKindOfAuthorizationIsNoToken() {
        SERVER.api()
                .send("GET", "/api/sessions", null, "Authorization", "Basic YW5uOmFubg==")
                .expectError(401, "unauthorized");
        SERVER.api()
                .send("GET", "/api/sessions", null, "Cookie", "token=" + ANN)
                .expectError(401, "unauthorized");
    }
}
