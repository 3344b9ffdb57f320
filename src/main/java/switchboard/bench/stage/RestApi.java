package switchboard.bench.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import switchboard.bench.account.BenchSession;
import switchboard.bench.account.BenchUser;
import switchboard.bench.client.BenchFailure;
import switchboard.bench.client.Endpoint;
import switchboard.protocol.values.Role;

/**
 * The calls that a run needs besides its WebSockets. Blocking: used before and after a measurement, and in the one that
 * is about them, while no WebSocket needs the thread.
 */
public final class RestApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String SESSIONS = "/api/sessions";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final Endpoint endpoint;

    RestApi(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** @return the id of the new session */
    String createSession(String name, int students) {
        ObjectNode body = JSON.createObjectNode().put("name", name).put("instructor_id", BenchSession.instructor(0));
        for (int i = 0; i < students; i++) {
            body.withArray("student_ids").add(BenchSession.student(i));
        }
        HttpResponse<String> response = send(HttpRequest.newBuilder(endpoint.resolve(SESSIONS))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString())));
        if (response.statusCode() != 201) {
            throw new BenchFailure("creating a session was answered " + response.statusCode() + " " + response.body());
        }
        return read(response.body()).path("session").path("id").asText();
    }

    void endSession(String id) {
        HttpResponse<String> response = send(
                HttpRequest.newBuilder(endpoint.resolve(SESSIONS + "/" + id)).DELETE());
        if (response.statusCode() != 200) {
            throw new BenchFailure("ending a session was answered " + response.statusCode() + " " + response.body());
        }
    }

    /**
     * One page of what a user may see, as it came. The connection is kept from one call to the next, and the calling
     * thread reads it: one that is handed from thread to thread by the client measures the client.
     */
    public byte[] messages(String sessionId, BenchUser reader, long after, int limit) {
        URI address = endpoint.resolve(SESSIONS + "/" + sessionId + "/messages?"
                + endpoint.caller(reader.user(), reader.role()) + "&after=" + after + "&limit=" + limit);
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout((int) TIMEOUT.toMillis());
            connection.setReadTimeout((int) TIMEOUT.toMillis());
            int status = connection.getResponseCode();
            try (InputStream answer = status == 200 ? connection.getInputStream() : connection.getErrorStream()) {
                byte[] body = answer == null ? new byte[0] : answer.readAllBytes();
                if (status != 200) {
                    throw new BenchFailure(
                            "reading messages was answered " + status + " " + new String(body, StandardCharsets.UTF_8));
                }
                return body;
            }
        } catch (IOException e) {
            throw noAnswer(e);
        }
    }

    /** Whether {@code /health} answers 200; false also while nobody listens. */
    boolean isHealthy() {
        try {
            HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("/health"))
                    .timeout(TIMEOUT)
                    .GET()
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notListening) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        endpoint.tokens()
                .map(maker -> maker.tokenOf(BenchSession.instructor(0), Role.INSTRUCTOR))
                .ifPresent(token -> request.header("Authorization", "Bearer " + token));
        try {
            return http.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw noAnswer(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new BenchFailure("the server answered what is not JSON: " + body, e);
        }
    }

    private BenchFailure noAnswer(IOException e) {
        return new BenchFailure("no answer from " + endpoint.origin() + ": " + e, e);
    }

    private static BenchFailure interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new BenchFailure("interrupted", e);
    }
}
