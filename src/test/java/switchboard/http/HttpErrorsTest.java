package switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.session.api.HubProtocol;

/** What is no good request, down to what pekko-http cannot even read: always the one error form, always with CORS. */
class HttpErrorsTest {
    private static ServedApi api;

    @BeforeAll
    static void start() {
        api = new ServedApi(Map.of("http.linger-within", "5s"));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static void isError(RawClient.Response response, int status, String reason) {
        assertThat(response.status()).as(response.body()).isEqualTo(status);
        assertThat(response.reason()).isEqualTo(reason);
        assertThat(response.json().path("code").asInt()).isEqualTo(status);
        assertThat(response.json().path("error").asText()).isNotEmpty();
        assertThat(response.json().path("message").asText()).isNotEmpty();
        assertThat(response.json().size()).isEqualTo(4);
        assertThat(response.header("Content-Type")).isEqualTo("application/json");
        assertThat(response.header("Vary")).isEqualTo("Origin");
        assertThat(response.header("Access-Control-Allow-Methods")).isEqualTo("GET, POST, DELETE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /",
                "GET /nothing",
                "GET /api/sessions/",
                "GET //api/sessions",
                "POST /api/sessions/x/y/z",
                "GET /api/sessions/0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b/message",
                "GET /api/sessions//messages",
                "GET /api/sessions/0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b/participants/",
                "GET /health/",
                "GET /%2e%2e/etc/passwd",
                "PUT /Health"
            })
    void answersUnknownPathsWith404(String call) {
        isError(api.call(call), 404, "not_found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT /api/sessions    | GET, HEAD, POST, OPTIONS",
                "DELETE /api/sessions | GET, HEAD, POST, OPTIONS",
                "PATCH /api/sessions/0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b | GET, HEAD, DELETE, OPTIONS",
                "POST /api/sessions/x | GET, HEAD, DELETE, OPTIONS",
                "DELETE /api/sessions/x/messages | GET, HEAD, POST, OPTIONS",
                "POST /api/sessions/x/participants | GET, HEAD, OPTIONS",
                "POST /health         | GET, HEAD, OPTIONS",
                "TRACE /health/live   | GET, HEAD, OPTIONS",
                "POST /ws             | GET, HEAD, OPTIONS",
                "FOO /health          | GET, HEAD, OPTIONS",
                "foo /api/sessions    | GET, HEAD, POST, OPTIONS",
                "PROPFIND /api/sessions/x | GET, HEAD, DELETE, OPTIONS",
                "VERSION-CONTROL-OF-A-LONG-NAME /ws | GET, HEAD, OPTIONS",
                "OTHER /health        | GET, HEAD, OPTIONS",
                "CONNECT /health      | GET, HEAD, OPTIONS",
                "CONNECT x:1          | GET, HEAD, POST, DELETE, OPTIONS",
            })
    void answersWrongMethodsWith405AndWhatIsAllowed(String call, String allow) {
        RawClient.Response response = api.call(call);

        isError(response, 405, "method_not_allowed");
        List<String> found = List.of(response.header("Allow").split(", "));
        assertThat(found).containsExactlyInAnyOrder(allow.split(", "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/json; charset=iso-8859-1",
                "application/jsonx",
                "application/x-www-form-urlencoded",
                "rubbish"
            })
    void answersAnotherContentTypeWith415(String type) {
        isError(api.post("{}", "Content-Type: " + type), 415, "unsupported_media_type");
    }

    /** It named a type of pekko's that nobody had sent. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Type: text/plain; x=y   | Content-Type: \"text/plain; x=y\"",
                "Content-Type: rubbish           | Content-Type: \"rubbish\"",
                "X: y                            | Content-Type: missing"
            })
    void quotesTheContentTypeThatWasSent(String header, String quoted) {
        RawClient.Response response = api.post("{}", header);

        isError(response, 415, "unsupported_media_type");
        assertThat(response.json().path("message").asText()).startsWith(quoted + " (allowed: application/json");
    }

    /** It was read as if it were not compressed. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity, gzip", "br"})
    void answersACompressedBodyWith415(String coding) {
        RawClient.Response response = api.post("{}", "Content-Type: application/json", "Content-Encoding: " + coding);

        isError(response, 415, "unsupported_media_type");
        assertThat(response.json().path("message").asText()).contains('"' + coding + '"', "identity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "", " , Identity"})
    void takesABodyThatIsNotCompressedHoweverThatIsSaid(String coding) {
        isError(api.post("{}", "Content-Type: application/json", "Content-Encoding: " + coding), 400, "invalid_name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/json; charset=utf-8",
                "application/json;charset=\"UTF-8\"",
                "application/json; x=y",
                "application/json;",
                "application/json ; ; charset=utf-8 ;"
            })
    void takesJsonHoweverItIsWritten(String type) {
        isError(api.post("{}", "Content-Type: " + type), 400, "invalid_name");
    }

    @Test
    void answersALargeBodyWith413BeforeReadingIt() {
        RawClient.Response response = RawClient.exchange(
                api.port(),
                ServedApi.head("POST /api/sessions", "Content-Type: application/json", "Content-Length: 1048577")
                        + "\r\n" + "{");

        isError(response, 413, "body_too_large");
        assertThat(response.header("Connection")).isEqualTo("close");
    }

    @Test
    void readsThe413AlthoughTheWholeBodyWasSent() {
        isError(api.post(" ".repeat(3 << 20)), 413, "body_too_large");
    }

    @Test
    void answersALargeChunkedBodyWith413() {
        String chunk = "10000\r\n" + " ".repeat(65_536) + "\r\n";
        RawClient.Response response = RawClient.exchange(
                api.port(),
                ServedApi.head("POST /api/sessions", "Content-Type: application/json", "Transfer-Encoding: chunked")
                        + "\r\n" + chunk.repeat(17) + "0\r\n\r\n");

        isError(response, 413, "body_too_large");
    }

    @Test
    void takesABodyOfExactlyTheLimit() {
        isError(api.post(" ".repeat((1 << 20) - 2) + "{}"), 400, "invalid_name");
    }

    @Test
    void answersALongAddressWith414() {
        isError(api.call("GET /" + "a".repeat(3000)), 414, "uri_too_long");
    }

    @Test
    void answersOneLargeHeaderWith431() {
        RawClient.Response response = api.call("GET /health", "X: " + "a".repeat(9000));

        isError(response, 431, "headers_too_large");
        assertThat(response.json().path("message").asText()).contains("8192 bytes");
    }

    @Test
    void answersALongHeaderNameWith431() {
        isError(api.call("GET /health", "a".repeat(9000) + ": x"), 431, "headers_too_large");
    }

    @Test
    void answersHeadersThatAreLargeTogetherWith431() {
        String[] headers = new String[90];
        for (int i = 0; i < headers.length; i++) {
            headers[i] = "X-" + i + ": " + "a".repeat(100);
        }
        RawClient.Response response = api.call("GET /health", headers);

        isError(response, 431, "headers_too_large");
        assertThat(response.header("Connection")).isEqualTo("close");
    }

    @Test
    void collectsNoEndlessHeaders() {
        try (RawClient client = new RawClient(api.port())) {
            client.send(ServedApi.head("GET /health"));
            for (int i = 0; i < 5_000; i++) {
                client.send("X-" + i + ": " + "a".repeat(1000) + "\r\n");
            }
            isError(client.read(), 431, "headers_too_large");
        }
    }

    @Test
    void takesHeadersUpToTheLimit() {
        String[] headers = new String[70];
        for (int i = 0; i < headers.length; i++) {
            headers[i] = "X-" + i + ": " + "a".repeat(100);
        }
        assertThat(api.call("GET /health", headers).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rubbish-without-any-space\r\n\r\n",
                "GET /health HTTP/1.1\r\n\r\n",
                "GET /health HTTP/3.0\r\nHost: localhost\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n"
            })
    void answersWhatIsNoRequestWith400(String rubbish) {
        RawClient.Response response = RawClient.exchange(api.port(), rubbish);

        isError(response, 400, "bad_request");
        assertThat(response.body()).doesNotContain("pekko");
        assertThat(response.headers()).doesNotContainKey("server");
    }

    /** Most of these waited for the time of the headers: what cannot become a request is told so at once. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n",
                "garbage\r\n\r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\n",
                "\r\n\r\n\u0000\r\nQUIT\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "\u0016\u0003\u0001",
                "{\"type\":",
                "GET /health http/1.1\r\n",
                "GET  /health HTTP/1.1\r\n",
                "GET health HTTP/1.1\r\n",
                "GET * HTTP/1.1\r\n",
                "GET /health HTTP/1.1\r\n Host: localhost\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n",
                "GET /health HTTP/1.1\r\nHost : x\r\n",
                "GET /health HTTP/1.1\r\n: x\r\n",
                "GET /health HTTP/1.1\r\nX: a\rb\r\n",
                "GET /health HTTP/1.1\r\nX: a\u0000b\r\n",
                "\nGET /health HTTP/1.1\r\n",
                "\r\n\nGET /health HTTP/1.1\r\n",
                "GET /health HTTP/1.1\n",
                "GET /health HTTP/1.1\r\nHost: localhost\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nX: a\nY: b\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\n\n",
            })
    void answersAtOnceWhatCannotBecomeARequest(String start) {
        try (ServedApi patient = new ServedApi(Map.of("http.head-within", "60s", "http.idle-within", "60s"));
                RawClient client = new RawClient(patient.port())) {
            isError(client.send(start).read(), 400, "bad_request");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /health HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: u@x\r\n\r\n",
                "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1, 2\r\n\r\n",
                "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: +1\r\n\r\n",
                "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length:\r\n\r\n",
                "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, chunked\r\n\r\n",
                "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding:\r\n\r\n",
                "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked,\r\n\r\n",
                "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: ,chunked\r\n\r\n",
                "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: identity\r\n\r\n",
                "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked;x=y\r\n\r\n",
                "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding:\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nOrigin: http://localhost\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\norigin: http://evil.example\r\n\r\n",
                "POST /api/sessions HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
            })
    void answersHeadsThatContradictThemselvesWith400(String request) {
        RawClient.Response response = RawClient.exchange(api.port(), request);

        isError(response, 400, "bad_request");
        assertThat(response.header("Connection")).isEqualTo("close");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\nGET /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost:\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost:\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: [::1]:\r\n\r\n",
                "GET /health HTTP/1.0\r\n\r\n",
                "GET /health HTTP/1.2\r\nHost: localhost\r\n\r\n",
                "GET http://localhost/health HTTP/1.1\r\nHost: b.example\r\n\r\n",
                "GET HTTP://localhost:/health HTTP/1.1\r\nHost: b.example\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: ,\r\nUpgrade: ,\r\nExpect:\r\n\r\n",
            })
    void takesWhateverIsARequest(String request) {
        assertThat(RawClient.exchange(api.port(), request).status()).isEqualTo(200);
    }

    /** RFC 9112, 2.2: old clients write a line break behind a body. It was taken for the next method. */
    @Test
    void skipsLineBreaksBetweenRequests() {
        try (RawClient client = new RawClient(api.port())) {
            client.send(ServedApi.posted("{}") + "\r\n" + ServedApi.head("GET /health") + "\r\n");
            isError(client.read(), 400, "invalid_name");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    /** The answers to what came before are not lost. */
    @Test
    void answersABadRequestInItsTurn() {
        try (RawClient client = new RawClient(api.port())) {
            client.send((ServedApi.head("GET /health") + "\r\n").repeat(5) + "garbage\r\n\r\n");
            for (int i = 0; i < 5; i++) {
                assertThat(client.read().status()).isEqualTo(200);
            }
            isError(client.read(), 400, "bad_request");
            assertThat(client.closedByServer()).isTrue();
        }
    }

    /** What follows a handshake is held back, as it may be frames; here it was a request. */
    @Test
    void answersWhatFollowsAHandshakeThatIsRefused() {
        try (RawClient client = new RawClient(api.port())) {
            client.send(
                    ServedApi.head("GET /ws", "Upgrade: websocket") + "\r\n" + ServedApi.head("GET /health") + "\r\n");
            isError(client.read(), 400, "missing_parameter");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void answersARequestThatEndsInItsHeadersWith400() {
        try (RawClient client = new RawClient(api.port())) {
            client.send("GET /health HTTP/1.1\r\nHo").finishSending();
            isError(client.read(), 400, "bad_request");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "close,", ",close", "x,,close"})
    void closesWhereAnElementOfTheListSaysSo(String connection) {
        try (RawClient client = new RawClient(api.port())) {
            client.send(ServedApi.head("GET /health", "Connection: keep-alive", "Connection: " + connection) + "\r\n");
            assertThat(client.read().header("Connection")).isEqualTo("close");
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void goesOnReadingBehindABodyInChunks() {
        String chunked =
                ServedApi.head("POST /api/sessions", "Content-Type: application/json", "Transfer-Encoding: chunked")
                        + "\r\n1;x=\"y\"\r\n{\r\n001\r\n}\r\n0\r\nTrailer: x\r\n\r\n";
        try (RawClient client = new RawClient(api.port())) {
            client.send(chunked.repeat(3) + ServedApi.head("GET /health") + "\r\n");
            for (int i = 0; i < 3; i++) {
                isError(client.read(), 400, "invalid_name");
            }
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void answersABrokenChunkWith400() {
        RawClient.Response response = RawClient.exchange(
                api.port(),
                ServedApi.head("POST /api/sessions", "Content-Type: application/json", "Transfer-Encoding: chunked")
                        + "\r\nzz\r\n");

        isError(response, 400, "bad_request");
    }

    @Test
    void answersHeadersThatComeTooSlowlyWith408() {
        try (ServedApi hasty = new ServedApi(Map.of("http.head-within", "200ms"));
                RawClient client = new RawClient(hasty.port())) {
            client.send("GET /health HTTP/1.1\r\nHo");
            RawClient.Response response = client.read();

            isError(response, 408, "request_timeout");
            assertThat(response.statusLine()).isEqualTo("HTTP/1.1 408 Request Timeout");
            assertThat(response.header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void limitsTheTimeOfEveryRequestOfAConnection() {
        try (ServedApi hasty = new ServedApi(Map.of("http.head-within", "200ms"));
                RawClient client = new RawClient(hasty.port())) {
            client.send(ServedApi.head("GET /health") + "\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            client.send("GET /health HTTP/1.1\r\nHo");
            isError(client.read(), 408, "request_timeout");
        }
    }

    @Test
    void closesAConnectionThatNeverAsks() {
        try (ServedApi hasty = new ServedApi(Map.of("http.head-within", "200ms"));
                RawClient client = new RawClient(hasty.port())) {
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void closesAConnectionThatIsIdle() {
        try (ServedApi hasty = new ServedApi(Map.of("http.idle-within", "300ms"));
                RawClient client = new RawClient(hasty.port())) {
            client.send(ServedApi.head("GET /health") + "\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void answersABodyThatComesTooSlowlyWith408() {
        try (ServedApi hasty = new ServedApi(Map.of("http.body-within", "200ms"))) {
            RawClient.Response response = RawClient.exchange(
                    hasty.port(),
                    ServedApi.head("POST /api/sessions", "Content-Type: application/json", "Content-Length: 100")
                            + "\r\n{");

            isError(response, 408, "request_timeout");
        }
    }

    @Test
    void keepsAConnectionAfterARefusal() {
        try (RawClient client = new RawClient(api.port())) {
            for (int i = 0; i < 3; i++) {
                client.send(ServedApi.head("POST /api/sessions", "Content-Type: application/json", "Content-Length: 2")
                        + "\r\n");
                client.send("{}");
                isError(client.read(), 400, "invalid_name");
                client.send(ServedApi.head("GET /nothing") + "\r\n");
                isError(client.read(), 404, "not_found");
            }
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() {
        try (RawClient client = new RawClient(api.port())) {
            client.send((ServedApi.head("GET /nothing") + "\r\n" + ServedApi.head("GET /health") + "\r\n").repeat(20));
            for (int i = 0; i < 20; i++) {
                isError(client.read(), 404, "not_found");
                assertThat(client.read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void answersPreflights() {
        RawClient.Response response = api.call(
                "OPTIONS /api/sessions", "Origin: http://localhost:3000", "Access-Control-Request-Method: DELETE");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("http://localhost:3000");
        assertThat(response.header("Access-Control-Allow-Methods")).isEqualTo("GET, POST, DELETE");
        assertThat(response.header("Access-Control-Allow-Headers")).isEqualTo("Content-Type, Authorization");
        assertThat(response.header("Access-Control-Max-Age")).isEqualTo("86400");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void namesOnlyOriginsThatAreAllowed() {
        try (ServedApi named = new ServedApi(Map.of("http.cors-origins", "https://school.example,https://b.example"))) {
            assertThat(named.call("GET /health", "Origin: https://School.example")
                            .header("Access-Control-Allow-Origin"))
                    .isEqualTo("https://School.example");
            RawClient.Response other = named.call("GET /nothing", "Origin: https://other.example");
            isError(other, 403, "origin_not_allowed");
            assertThat(other.headers()).doesNotContainKey("access-control-allow-origin");
            assertThat(other.header("Vary")).isEqualTo("Origin");
            assertThat(RawClient.exchange(named.port(), "rubbish-without-any-space\r\n\r\n")
                            .headers())
                    .doesNotContainKey("access-control-allow-origin")
                    .containsKey("access-control-allow-methods");
        }
    }

    @Test
    void asksClientsToLeaveOnceItListensNoMore() {
        try (ServedApi draining = new ServedApi();
                RawClient client = new RawClient(draining.port())) {
            client.send(ServedApi.head("GET /api/sessions") + "\r\n");
            HubProtocol.ListActive list = draining.hub.expectMessageClass(HubProtocol.ListActive.class);
            CompletableFuture<?> unbound = draining.server.unbind().toCompletableFuture();
            unbound.join();
            list.replyTo().tell(new HubProtocol.Listed(List.of(), Optional.empty()));

            RawClient.Response response = client.read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("Connection")).isEqualTo("close");
            assertThat(client.closedByServer()).isTrue();
        }
    }
}
