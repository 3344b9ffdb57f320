package switchboard.contract.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.testing.client.Answer;
import switchboard.testing.client.Received;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.LogLines;
import switchboard.testing.server.SharedServer;
import switchboard.testing.tokens.School;

/** What a token says beside who its bearer is: until when, and how they are shown. */
class TokenClaimsTest {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withAll(School.settings()));

    private static final String IDA = School.token("ida", "instructor", claims -> claims.claim("name", "Ida I."));
    private static final String ANN = School.token("ann", "student");

    private static Answer call(String token, String method, String path, String body) {
        return SERVER.api().sendAs(token, method, path, body);
    }

    private static JsonNode created(String names) {
        return call(
                        IDA,
                        "POST",
                        "/api/sessions",
                        "{\"name\":\"algebra\",\"instructor_id\":\"ida\",\"student_ids\":[\"ann\"]" + names + "}")
                .expect(201)
                .json()
                .path("session");
    }

    private static String session() {
        return created("").path("id").textValue();
    }

    private static RecordingClient open(String session, String user, String role, String token) {
        return SERVER.get()
                .client(session, user, role, "")
                .subprotocol("switchboard.v2")
                .header("Authorization", "Bearer " + token)
                .open();
    }

    // ---- exp

    /** The clocks may differ by a minute: it is good for five more seconds, which a busy machine may need to join. */
    private static String endingSoon() {
        return School.token(
                "ann",
                "student",
                claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(55))));
    }

    @Test
    void aConnectionEndsWithItsToken() {
        String session = session();
        String soon = endingSoon();
        try (LogLines log = LogLines.listen();
                RecordingClient ann = open(session, "ann", "student", soon)) {
            Received.Text closing = ann.awaitSystem("closing");
            assertThat(closing.code()).isEqualTo("token_expired");
            ann.awaitClose(4401);
            assertThat(log.await("connection_closed", session, " user=ann ")).contains(" reason=token_expired");
            assertThat(log.holding(soon)).as("tokens in the log").isEmpty();
        }
        call(soon, "GET", "/api/sessions", null).expectError(401, "unauthorized");
        try (RecordingClient ann = open(session, "ann", "student", ANN)) {
            ann.awaitSystem("history_complete");
        }
    }

    @Test
    void aLongPollEndsWithItsToken() {
        String session = session();
        Answer answer = call(endingSoon(), "GET", "/api/sessions/" + session + "/messages?wait=60", null);
        assertThat(answer.expectError(401, "unauthorized")
                        .json()
                        .path("message")
                        .textValue())
                .contains("expired meanwhile");
        assertThat(answer.header("WWW-Authenticate")).contains("Bearer");
    }

    // ---- name

    @Test
    void whoCreatesASessionIsShownInItAsTheirTokenSays() {
        assertThat(created("").path("names").toString()).isEqualTo("{\"ida\":\"Ida I.\"}");
        assertThat(created(",\"names\":{\"ann\":\"Ann A.\"}").path("names").toString())
                .isEqualTo("{\"ann\":\"Ann A.\",\"ida\":\"Ida I.\"}");
        assertThat(created(",\"names\":{\"ida\":\"Ms I.\"}").path("names").toString())
                .isEqualTo("{\"ida\":\"Ms I.\"}");
    }

    @Test
    void whoJoinsASessionThatDoesNotKnowTheirNameIsShownAsTheirTokenSays() {
        String session = session();
        String otto = School.token("otto", "instructor", claims -> claims.claim("name", "Otto O."));
        String other = School.token("ida", "instructor", claims -> claims.claim("name", "Somebody"));
        try (RecordingClient first = open(session, "otto", "instructor", otto)) {
            first.awaitSystem("history_complete");
            RecordingClient ida = open(session, "ida", "instructor", other);
            assertThat(first.awaitSystem("user_joined").content().path("name").textValue())
                    .as("the name in the session goes before")
                    .isEqualTo("Ida I.");
            ida.close();
            first.awaitSystem("user_left");
        }
        String another = session();
        try (RecordingClient ida = open(another, "ida", "instructor", IDA)) {
            ida.awaitSystem("history_complete");
            RecordingClient second = open(another, "otto", "instructor", otto);
            assertThat(ida.awaitUntil(text -> text.isSystem("user_joined")
                                    && text.content()
                                            .path("user_id")
                                            .textValue()
                                            .equals("otto"))
                            .content()
                            .path("name")
                            .textValue())
                    .isEqualTo("Otto O.");
            second.close();
            assertThat(ida.awaitSystem("user_left").content().path("name").textValue())
                    .isEqualTo("Otto O.");
        }
    }
}
