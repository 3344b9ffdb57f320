package switchboard.contract.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.testing.client.Answer;
import switchboard.testing.client.Api;
import switchboard.testing.client.Received.Text;
import switchboard.testing.server.CleanLog;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.SharedServer;

/** Section 3: every error in one form, and what every answer tells a browser. */
class HttpErrorsTest {
    private static final String SOME_ID = "01900000-0000-7000-8000-000000000000";

    /** One that a developer serves beside the server. */
    private static final String PAGE = "http://localhost:3000";

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.withDefaults();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/api",
                "/api/",
                "/api/session",
                "/api/sessions/",
                "/api/sessions/" + SOME_ID + "/x",
                "/health/",
                "/health/dead",
                "/ws/",
                "/.//",
                "/%00",
                "/API/sessions"
            })
    void knowsNoOtherPath(String path) {
        carriesCors(SERVER.api().get(path).expectError(404, "not_found"));
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /api/sessions, 'GET, POST'",
        "DELETE, /api/sessions, 'GET, POST'",
        "PATCH, /api/sessions/x, 'GET, DELETE'",
        "POST, /api/sessions/x, 'GET, DELETE'",
        "POST, /health, GET",
        "DELETE, /health/live, GET",
        "PUT, /health/ready, GET",
        "POST, /ws, GET"
    })
    void saysWhichMethodsAPathHas(String method, String path, String allowed) {
        Answer answer = SERVER.api()
                .send(method, path, "{}", "Content-Type", "application/json")
                .expectError(405, "method_not_allowed");

        assertThat(List.of(answer.header("Allow").orElseThrow().split(", "))).contains(allowed.split(", "));
        carriesCors(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FOO", "TRACE", "CONNECTED"})
    void takesAnUnknownMethodForOneThatIsNotAllowed(String method) {
        assertThat(SERVER.api()
                        .send(method, "/api/sessions", null)
                        .expectError(405, "method_not_allowed")
                        .header("Allow"))
                .isPresent();
    }

    @Test
    void answersHeadAsGetWithoutABody() {
        Answer answer = SERVER.api().send("HEAD", "/health/live", null).expect(200);

        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/json; charset=iso-8859-1",
                "image/png"
            })
    void takesOnlyJson(String type) {
        carriesCors(SERVER.api()
                .send("POST", "/api/sessions", "{}", "Content-Type", type)
                .expectError(415, "unsupported_media_type"));
    }

    @Test
    void takesNoBodyWithoutAType() {
        SERVER.api().send("POST", "/api/sessions", "{}").expectError(415, "unsupported_media_type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json; charset=utf-8", "application/json;charset=UTF-8"})
    void takesJsonHoweverItsTypeIsWritten(String type) {
        SERVER.api().send("POST", "/api/sessions", "{}", "Content-Type", type).expectError(400, "invalid_name");
    }

    @Test
    void takesABodyOfOneMebibyteAndNotOneByteMore() {
        String largest = "{\"x\":\"" + "x".repeat((1 << 20) - 8) + "\"}";
        SERVER.api().post("/api/sessions", largest).expectError(400, "invalid_name");
        carriesCors(SERVER.api().post("/api/sessions", largest + " ").expectError(413, "body_too_large"));
    }

    @Test
    void refusesAnAddressThatIsTooLong() {
        carriesCors(SERVER.api().get("/api/sessions?x=" + "x".repeat(2_100)).expectError(414, "uri_too_long"));
    }

    @ParameterizedTest
    @ValueSource(ints = {8_300, 100_000})
    void refusesHeadersThatAreTooLarge(int bytes) {
        carriesCors(SERVER.api()
                .send("GET", "/health", null, "X-Large", "x".repeat(bytes))
                .expectError(431, "headers_too_large"));
    }

    @Test
    void refusesManyHeadersThatAreTooLargeTogether() {
        String[] headers = new String[60];
        for (int i = 0; i < headers.length; i += 2) {
            headers[i] = "X-Header-" + i;
            headers[i + 1] = "x".repeat(300);
        }
        SERVER.api().send("GET", "/health", null, headers).expectError(431, "headers_too_large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET\r\n\r\n",
                "GET /health HTTP/9.9\r\n\r\n",
                "GET /health HTTP/1.1\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
                "\0\1\2\3\r\n\r\n",
                "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            })
    void answersWhatIsNoRequestOrClosesAndGoesOn(String bytes) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", SERVER.get().port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).containsPattern("^HTTP/1.1 4\\d\\d ");
            assertThat(answer).contains("\"reason\":", "Access-Control-Allow-Methods: ");
        }
        SERVER.api().get("/health/live").expect(200);
    }

    // ---- CORS

    @ParameterizedTest
    @ValueSource(strings = {"/api/sessions", "/api/sessions/x", "/health", "/ws", "/nothing"})
    void answersAPreflight(String path) {
        Answer answer = SERVER.api()
                .send("OPTIONS", path, null, "Origin", PAGE, "Access-Control-Request-Method", "DELETE")
                .expect(200);

        allowsThePage(answer);
        assertThat(answer.header("Access-Control-Allow-Methods")).contains("GET, POST, DELETE");
        assertThat(answer.header("Access-Control-Allow-Headers")).contains("Content-Type, Authorization");
        assertThat(answer.header("Access-Control-Max-Age")).contains("86400");
    }

    @Test
    void everySuccessMayBeReadByPagesToo() {
        String draft = "{\"name\":\"Maths\",\"instructor_id\":\"teacher\",\"student_ids\":[\"ann\"]}";
        allowsThePage(fromPage("POST", "/api/sessions", draft).expect(201));
        allowsThePage(fromPage("GET", "/api/sessions", null).expect(200));
        allowsThePage(fromPage("GET", "/health/live", null).expect(200));
        allowsThePage(fromPage("GET", "/ws", null).expectError(400, "missing_parameter"));
        allowsThePage(fromPage("GET", "/nothing", null).expectError(404, "not_found"));
        allowsThePage(fromPage("PUT", "/api/sessions", "{}").expectError(405, "method_not_allowed"));
    }

    private static Answer fromPage(String method, String path, String body) {
        return SERVER.api().send(method, path, body, "Origin", PAGE, "Content-Type", "application/json");
    }

    /** Who names no origin is no page, and gets what does not depend on one. */
    private static void carriesCors(Answer answer) {
        assertThat(answer.header("Access-Control-Allow-Methods")).contains("GET, POST, DELETE");
        assertThat(answer.header("Vary")).contains("Origin");
    }

    private static void allowsThePage(Answer answer) {
        assertThat(answer.header("Access-Control-Allow-Origin"))
                .as(answer.toString())
                .contains(PAGE);
        assertThat(answer.header("Vary")).contains("Origin");
    }

    @Test
    void onlyNamedOriginsMayReadAndOpen(@TempDir Path data) {
        try (CleanLog log = CleanLog.listen()) {
            try (RunningServer server = RunningServer.in(data)
                    .with("switchboard.http.cors-origins", "https://school.example,http://localhost:3000")
                    .start()) {
                Api api = server.api();
                String session = server.session("teacher", "ann");
                assertThat(fromOrigin(api, "https://school.example").header("Access-Control-Allow-Origin"))
                        .contains("https://school.example");
                assertThat(api.send("GET", "/api/sessions", null, "Origin", "https://other.example")
                                .expectError(403, "origin_not_allowed")
                                .header("Access-Control-Allow-Origin"))
                        .isEmpty();
                assertThat(fromOrigin(api, "https://school.example").header("Vary"))
                        .contains("Origin");
                server.student(session, "ann")
                        .header("Origin", "https://other.example")
                        .refused()
                        .expectError(403, "origin_not_allowed");
                for (String allowed :
                        List.of("https://school.example", "http://localhost:3000", "HTTPS://School.example")) {
                    server.student(session, "ann")
                            .header("Origin", allowed)
                            .open()
                            .close();
                }
                Text first = server.student(session, "ann").open().next();
                assertThat(first.isSystem("history_complete")).isTrue();
            }
            log.check();
        }
    }

    private static Answer fromOrigin(Api api, String origin) {
        return api.send("GET", "/api/sessions", null, "Origin", origin).expect(200);
    }
}
