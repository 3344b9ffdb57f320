package switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.http.ErrorAnswers.isError;

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

/** What all answers have in common: paths and methods, headers for browsers, and the order on a connection. */
class HttpAnswersTest {
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
        RawHttpClient.Response response = api.call(call);

        isError(response, 405, "method_not_allowed");
        List<String> found = List.of(response.header("Allow").split(", "));
        assertThat(found).containsExactlyInAnyOrder(allow.split(", "));
    }

    @Test
    void answersPreflights() {
        RawHttpClient.Response response = api.call(
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
            RawHttpClient.Response other = named.call("GET /nothing", "Origin: https://other.example");
            isError(other, 403, "origin_not_allowed");
            assertThat(other.headers()).doesNotContainKey("access-control-allow-origin");
            assertThat(other.header("Vary")).isEqualTo("Origin");
            assertThat(RawHttpClient.exchange(named.port(), "rubbish-without-any-space\r\n\r\n")
                            .headers())
                    .doesNotContainKey("access-control-allow-origin")
                    .containsKey("access-control-allow-methods");
        }
    }

    @Test
    void keepsAConnectionAfterARefusal() {
        try (RawHttpClient client = new RawHttpClient(api.port())) {
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
        try (RawHttpClient client = new RawHttpClient(api.port())) {
            client.send((ServedApi.head("GET /nothing") + "\r\n" + ServedApi.head("GET /health") + "\r\n").repeat(20));
            for (int i = 0; i < 20; i++) {
                isError(client.read(), 404, "not_found");
                assertThat(client.read().status()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "close,", ",close", "x,,close"})
    void closesWhereAnElementOfTheListSaysSo(String connection) {
        try (RawHttpClient client = new RawHttpClient(api.port())) {
            client.send(ServedApi.head("GET /health", "Connection: keep-alive", "Connection: " + connection) + "\r\n");
            assertThat(client.read().header("Connection")).isEqualTo("close");
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void asksClientsToLeaveOnceItListensNoMore() {
        try (ServedApi draining = new ServedApi();
                RawHttpClient client = new RawHttpClient(draining.port())) {
            client.send(ServedApi.head("GET /api/sessions") + "\r\n");
            HubProtocol.ListSessions list = draining.hub.expectMessageClass(HubProtocol.ListSessions.class);
            CompletableFuture<?> unbound = draining.server.unbind().toCompletableFuture();
            unbound.join();
            list.replyTo().tell(new HubProtocol.Listed(List.of(), Optional.empty()));

            RawHttpClient.Response response = client.read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("Connection")).isEqualTo("close");
            assertThat(client.closedByServer()).isTrue();
        }
    }
}
