package switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.http.ErrorAnswers.isError;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pekko-http cannot read, or would read in its own way: heads and chunks as RFC 9112 has them. */
class RequestSyntaxTest {
    private static ServedApi api;

    @BeforeAll
    static void start() {
        api = new ServedApi(Map.of("http.linger-within", "5s"));
    }

    @AfterAll
    static void stop() {
        api.close();
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
        RawHttpClient.Response response = RawHttpClient.exchange(api.port(), rubbish);

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
                RawHttpClient client = new RawHttpClient(patient.port())) {
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
        RawHttpClient.Response response = RawHttpClient.exchange(api.port(), request);

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
        assertThat(RawHttpClient.exchange(api.port(), request).status()).isEqualTo(200);
    }

    /** RFC 9112, 2.2: old clients write a line break behind a body. It was taken for the next method. */
    @Test
    void skipsLineBreaksBetweenRequests() {
        try (RawHttpClient client = new RawHttpClient(api.port())) {
            client.send(ServedApi.posted("{}") + "\r\n" + ServedApi.head("GET /health") + "\r\n");
            isError(client.read(), 400, "invalid_name");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    /** The answers to what came before are not lost. */
    @Test
    void answersABadRequestInItsOrder() {
        try (RawHttpClient client = new RawHttpClient(api.port())) {
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
        try (RawHttpClient client = new RawHttpClient(api.port())) {
            client.send(
                    ServedApi.head("GET /ws", "Upgrade: websocket") + "\r\n" + ServedApi.head("GET /health") + "\r\n");
            isError(client.read(), 400, "missing_parameter");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void answersARequestThatEndsInItsHeadersWith400() {
        try (RawHttpClient client = new RawHttpClient(api.port())) {
            client.send("GET /health HTTP/1.1\r\nHo").finishSending();
            isError(client.read(), 400, "bad_request");
        }
    }

    @Test
    void goesOnReadingBehindABodyInChunks() {
        String chunked =
                ServedApi.head("POST /api/sessions", "Content-Type: application/json", "Transfer-Encoding: chunked")
                        + "\r\n1;x=\"y\"\r\n{\r\n001\r\n}\r\n0\r\nTrailer: x\r\n\r\n";
        try (RawHttpClient client = new RawHttpClient(api.port())) {
            client.send(chunked.repeat(3) + ServedApi.head("GET /health") + "\r\n");
            for (int i = 0; i < 3; i++) {
                isError(client.read(), 400, "invalid_name");
            }
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void answersABrokenChunkWith400() {
        RawHttpClient.Response response = RawHttpClient.exchange(
                api.port(),
                ServedApi.head("POST /api/sessions", "Content-Type: application/json", "Transfer-Encoding: chunked")
                        + "\r\nzz\r\n");

        isError(response, 400, "bad_request");
    }
}
