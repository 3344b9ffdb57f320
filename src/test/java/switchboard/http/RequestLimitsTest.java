package switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.http.ErrorAnswers.isError;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How large a request may be, and how slowly it may come: 413, 414, 431 and 408. */
class RequestLimitsTest {
    /** On a machine that does something else between the connection and the first byte, too. */
    private static final String LONG_ENOUGH_TO_SEND = "3s";

    private static ServedApi api;

    @BeforeAll
    static void start() {
        api = new ServedApi(Map.of("http.linger-within", "5s"));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void answersALargeBodyWith413BeforeReadingIt() {
        RawHttpClient.Response response = RawHttpClient.exchange(
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
        RawHttpClient.Response response = RawHttpClient.exchange(
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
        RawHttpClient.Response response = api.call("GET /health", "X: " + "a".repeat(9000));

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
        RawHttpClient.Response response = api.call("GET /health", headers);

        isError(response, 431, "headers_too_large");
        assertThat(response.header("Connection")).isEqualTo("close");
    }

    @Test
    void collectsNoEndlessHeaders() {
        try (RawHttpClient client = new RawHttpClient(api.port())) {
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

    @Test
    void answersHeadersThatComeTooSlowlyWith408() {
        try (ServedApi hasty = new ServedApi(Map.of("http.head-within", LONG_ENOUGH_TO_SEND));
                RawHttpClient client = new RawHttpClient(hasty.port())) {
            client.send("GET /health HTTP/1.1\r\nHo");
            RawHttpClient.Response response = client.read();

            isError(response, 408, "request_timeout");
            assertThat(response.statusLine()).isEqualTo("HTTP/1.1 408 Request Timeout");
            assertThat(response.header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void limitsTheTimeOfEveryRequestOfAConnection() {
        try (ServedApi hasty = new ServedApi(Map.of("http.head-within", LONG_ENOUGH_TO_SEND));
                RawHttpClient client = new RawHttpClient(hasty.port())) {
            client.send(ServedApi.head("GET /health") + "\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            client.send("GET /health HTTP/1.1\r\nHo");
            isError(client.read(), 408, "request_timeout");
        }
    }

    @Test
    void closesAConnectionThatNeverAsks() {
        try (ServedApi hasty = new ServedApi(Map.of("http.head-within", "200ms"));
                RawHttpClient client = new RawHttpClient(hasty.port())) {
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void closesAConnectionThatIsIdle() {
        try (ServedApi hasty = new ServedApi(Map.of("http.idle-within", LONG_ENOUGH_TO_SEND));
                RawHttpClient client = new RawHttpClient(hasty.port())) {
            client.send(ServedApi.head("GET /health") + "\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void answersABodyThatComesTooSlowlyWith408() {
        try (ServedApi hasty = new ServedApi(Map.of("http.body-within", "200ms"))) {
            RawHttpClient.Response response = RawHttpClient.exchange(
                    hasty.port(),
                    ServedApi.head("POST /api/sessions", "Content-Type: application/json", "Content-Length: 100")
                            + "\r\n{");

            isError(response, 408, "request_timeout");
        }
    }
}
