package switchboard.testing.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiTest {
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final HttpServer server = serverThatAnswers(
            404,
            "{\"error\":\"Not Found\",\"code\":404,"
                    + "\"message\":\"no such session\",\"reason\":\"session_not_found\"}");
    private final Api api =
            new Api(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void callsWhatTheProtocolNames() {
        api.createSession("Maths \"A\"", "t1", List.of("s1", "s2"));
        api.sessions();
        api.session("x");
        api.endSession("x");
        api.health();
        api.get("/api/sessions?limit=5");

        assertThat(requests)
                .containsExactly(
                        "POST /api/sessions {\"name\":\"Maths \\\"A\\\"\",\"instructor_id\":\"t1\",\"student_ids\":[\"s1\",\"s2\"]}",
                        "GET /api/sessions ",
                        "GET /api/sessions/x ",
                        "DELETE /api/sessions/x ",
                        "GET /health ",
                        "GET /api/sessions?limit=5 ");
    }

    @Test
    void showsTheWholeAnswer() {
        Answer answer = api.session("x").expectError(404, "session_not_found");

        assertThat(answer.header("content-type")).contains("application/json");
        assertThatThrownBy(() -> api.createdSession("Maths", "t1", List.of("s1")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no such session");
    }

    private HttpServer serverThatAnswers(int status, String json) {
        try {
            HttpServer answering = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            answering.createContext("/", exchange -> {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
                exchange.close();
            });
            answering.start();
            return answering;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
