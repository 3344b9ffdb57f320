package switchboard.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.http.Log;
import switchboard.http.RawHttpClient;
import switchboard.http.ServedApi;
import switchboard.protocol.frames.IncomingFrame;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;

/** Section 9 of the contract: a message without a WebSocket; the test answers for the hub. */
class PostMessageCallTest {
    private static final String PATH = "/api/sessions/" + ServedApi.ALGEBRA.id() + "/messages";
    private static final String GOOD =
            "{\"user_id\":\"teacher\",\"role\":\"instructor\",\"type\":\"instructor_broadcast\","
                    + "\"content\":{\"n\":1E400},\"ref\":\"r-1\"}";

    private static ServedApi api;

    @BeforeAll
    static void start() {
        api = new ServedApi();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void answersWithTheStoredMessage() {
        CompletableFuture<RawHttpClient.Response> response = api.startPostTo(PATH, GOOD);
        HubProtocol.Post post = api.hub.expectMessageClass(HubProtocol.Post.class);
        assertThat(post.session()).isEqualTo(ServedApi.ALGEBRA.id());
        assertThat(post.user()).isEqualTo(new UserId("teacher"));
        assertThat(post.role()).isEqualTo(Role.INSTRUCTOR);
        assertThat(post.frame()).isInstanceOf(IncomingFrame.Readable.class);
        assertThat(((IncomingFrame.Readable) post.frame()).type()).isEqualTo(MessageType.INSTRUCTOR_BROADCAST);
        assertThat(post.frame().ref()).isEqualTo(new Ref("r-1"));
        post.replyTo().tell(new HubProtocol.Posted(Log.broadcast(5, new Ref("r-1")), false, 3));

        assertThat(response.join().status()).isEqualTo(201);
        assertThat(response.join().header("Content-Type")).isEqualTo("application/json");
        assertThat(response.join().body())
                .isEqualTo("{\"message\":" + Log.broadcastJson(5, "r-1") + ",\"duplicate\":false,\"recipients\":3}");
    }

    @Test
    void answersADuplicateWithTheFirstOne() {
        CompletableFuture<RawHttpClient.Response> response = api.startPostTo(PATH, GOOD);
        api.hub
                .expectMessageClass(HubProtocol.Post.class)
                .replyTo()
                .tell(new HubProtocol.Posted(Log.broadcast(2, new Ref("r-1")), true, 0));

        assertThat(response.join().status()).isEqualTo(200);
        assertThat(response.join().json().path("duplicate").asBoolean()).isTrue();
        assertThat(response.join().json().at("/message/seq").asLong()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                   | invalid_json      | object",
                "[]                                                   | invalid_json      | object",
                "{\"user_id\":\"a\",\"role\":\"student\"              | invalid_json      | object",
                "{\"user_id\":5,\"role\":\"student\"}                 | invalid_json      | user_id",
                "{\"user_id\":\"a\",\"role\":[]}                      | invalid_json      | role",
                "{}                                                   | missing_parameter | user_id, role",
                "{\"user_id\":null,\"role\":\"x\"}                    | missing_parameter | user_id",
                "{\"user_id\":\"a b\",\"role\":\"\"}                  | missing_parameter | missing: role",
                "{\"user_id\":\"a b\",\"role\":\"x\"}                 | invalid_user_id   | A-Z a-z 0-9 _ -",
                "{\"user_id\":\"a\",\"role\":\"Student\"}             | invalid_role      | student, instructor",
            })
    void refusesWhatIsNobodysMessage(String body, String reason, String part) {
        RawHttpClient.Response response = api.postTo(PATH, body);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.reason()).isEqualTo(reason);
        assertThat(response.json().path("message").asText()).contains(part);
    }

    @Test
    void refusesABodyThatIsNotUtf8() {
        byte[] head = (ServedApi.head("POST " + PATH, "Content-Type: application/json", "Content-Length: 1") + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        try (RawHttpClient client = new RawHttpClient(api.port())) {
            client.send(head).send(new byte[] {(byte) 0xff});
            assertThat(client.read().reason()).isEqualTo("invalid_json");
        }
    }

    @Test
    void looksAtThePathOnlyThen() {
        assertThat(api.postTo("/api/sessions/x/messages", "{}").reason()).isEqualTo("missing_parameter");
        RawHttpClient.Response response = api.postTo("/api/sessions/x/messages", GOOD);
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.reason()).isEqualTo("session_not_found");
    }

    /** The rate and a known ref come first, and only the session knows them. */
    @Test
    void leavesWhatIsWrongWithTheMessageToTheClass() {
        CompletableFuture<RawHttpClient.Response> response =
                api.startPostTo(PATH, "{\"user_id\":\"ada\",\"role\":\"student\",\"type\":\"nonsense\",\"ref\":\"r\"}");
        HubProtocol.Post post = api.hub.expectMessageClass(HubProtocol.Post.class);
        assertThat(post.frame().ref()).isEqualTo(new Ref("r"));
        Refused refused = ((IncomingFrame.Unreadable) post.frame()).refused();
        post.replyTo().tell(new HubProtocol.NotDone(refused));

        assertThat(response.join().status()).isEqualTo(400);
        assertThat(response.join().reason()).isEqualTo("invalid_type");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "RATE_LIMITED, 429, 12345, 13",
                "BUSY, 503, -, 1",
                "STORAGE_FAILED, 503, -, 1",
                "UNAVAILABLE, 503, 5000, 5",
                "CONTENT_TOO_LARGE, 413, -, ''",
                "SESSION_FULL, 413, -, ''",
                "SESSION_ENDED, 404, -, ''",
                "SESSION_NOT_FOUND, 404, -, ''",
                "NOT_ENROLLED, 403, -, ''",
                "NOT_PERMITTED, 403, -, ''",
                "INVALID_REF, 400, -, ''",
                "RECIPIENT_NOT_IN_SESSION, 404, -, ''",
            })
    void answersWhatTheClassRefuses(Refusal refusal, int status, Long retryAfterMs, String retryAfter) {
        CompletableFuture<RawHttpClient.Response> response = api.startPostTo(PATH, GOOD);
        Refused refused = refusal.refused();
        api.hub
                .expectMessageClass(HubProtocol.Post.class)
                .replyTo()
                .tell(new HubProtocol.NotDone(
                        retryAfterMs == null ? refused : refused.with("retry_after_ms", retryAfterMs)));

        assertThat(response.join().status()).isEqualTo(status);
        assertThat(response.join().reason()).isEqualTo(refusal.code());
        assertThat(response.join().header("Retry-After")).isEqualTo(retryAfter);
    }
}
