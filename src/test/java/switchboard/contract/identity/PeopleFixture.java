package switchboard.contract.identity;

import static switchboard.contract.documents.DocumentedAnswers.documented;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import switchboard.testing.client.Answer;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.RunningServer;

/** A server that hands out tokens itself, with its first teacher. */
abstract class PeopleFixture {
    static final String INVITES = "/api/people/invites";
    static final String JOIN = "/api/join/{code}";
    static final String REQUEST = "/api/join/{code}/requests/{request}";

    @TempDir
    Path folder;

    RunningServer server;

    /** Of the first teacher. */
    String weber;

    @BeforeEach
    void setUp() throws Exception {
        start();
        weber = documented(accept("setup", setupLink(), "weber"), "post", "/api/people/setup", 201)
                .path("token")
                .textValue();
    }

    void start() {
        server = RunningServer.in(folder).with("switchboard.auth.mode", "token").start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    String setupLink() throws Exception {
        return Files.readString(folder.resolve("setup-link")).strip();
    }

    Answer call(String token, String method, String path, @Nullable String body) {
        return server.api().sendAs(token, method, path, body);
    }

    Answer anybody(String method, String path, @Nullable String body) {
        return call("", method, path, body);
    }

    Answer accept(String way, String secret, String user) {
        return anybody(
                "POST",
                "/api/people/" + way,
                "{\"secret\":\"" + secret + "\",\"user_id\":\"" + user + "\",\"name\":\"Ms " + user + "\"}");
    }

    Answer tokenFor(String secret) {
        return anybody("POST", "/api/tokens", "{\"secret\":\"" + secret + "\"}");
    }

    /** One of weber's, with ann and bob. */
    String session() {
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

    String codeOf(String session) {
        return call(weber, "POST", "/api/sessions/" + session + "/join-code", null)
                .expect(200)
                .json()
                .path("code")
                .textValue();
    }

    Answer claim(String code, String user) {
        return anybody("POST", "/api/join/" + code, "{\"user_id\":\"" + user + "\"}");
    }

    JsonNode claimed(String code, String user) {
        return documented(claim(code, user), "post", JOIN, 201);
    }

    RecordingClient join(String session, String user, String role, String token) {
        RecordingClient client = server.client(session, user, role, "")
                .subprotocol("switchboard.v2")
                .header("Authorization", "Bearer " + token)
                .open();
        client.awaitSystem("history_complete");
        return client;
    }

    String invite(@Nullable String body) {
        return documented(call(weber, "POST", INVITES, body), "post", INVITES, 201)
                .path("invite")
                .textValue();
    }
}
