package switchboard.testing.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import switchboard.testing.Json;
import switchboard.testing.tokens.InvisibleTokens;

/** The server's REST calls. Thread-safe. */
public final class Api {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    /** One for all: each has threads of its own. */
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(DEADLINE)
            .build();

    private final URI base;

    /** @param base for example {@code http://127.0.0.1:8080} */
    public Api(URI base) {
        this.base = base;
    }

    public Answer createSession(String name, String instructorId, List<String> studentIds) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("name", name);
        body.put("instructor_id", instructorId);
        studentIds.forEach(body.putArray("student_ids")::add);
        return post("/api/sessions", body.toString());
    }

    /** Adds students without names. */
    public Answer addStudents(String session, String... userIds) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        for (String user : userIds) {
            body.withArray("students").addObject().put("user_id", user);
        }
        return post("/api/sessions/" + session + "/students", body.toString());
    }

    public Answer removeStudent(String session, String userId) {
        return send("DELETE", "/api/sessions/" + session + "/students/" + userId, null);
    }

    /** Creates a session, which must succeed, and returns its id. */
    public String createdSession(String name, String instructorId, List<String> studentIds) {
        return createSession(name, instructorId, studentIds)
                .expect(201)
                .json()
                .path("session")
                .path("id")
                .textValue();
    }

    /** Whether it is active or ended. */
    public String statusOf(String id) {
        return session(id).expect(200).json().path("session").path("status").textValue();
    }

    public Answer endSession(String id) {
        return send("DELETE", "/api/sessions/" + id, null);
    }

    public Answer session(String id) {
        return get("/api/sessions/" + id);
    }

    public Answer sessions() {
        return get("/api/sessions");
    }

    public Answer health() {
        return get("/health");
    }

    public Answer get(String pathAndQuery) {
        return send("GET", pathAndQuery, null);
    }

    public Answer post(String path, String json) {
        return send("POST", path, json, "Content-Type", "application/json");
    }

    /** @param headers names and values in turn */
    public Answer send(String method, String pathAndQuery, @Nullable String body, String... headers) {
        HttpResponse<String> response = send(method, pathAndQuery, body, BodyHandlers.ofString(), headers);
        return new Answer(response.statusCode(), response.headers().map(), response.body());
    }

    /** With a token, unless it is empty. */
    public Answer sendAs(String token, String method, String pathAndQuery, @Nullable String body) {
        List<String> headers = new ArrayList<>();
        if (body != null) {
            headers.addAll(List.of("Content-Type", "application/json"));
        }
        if (!token.isEmpty()) {
            headers.addAll(List.of("Authorization", "Bearer " + token));
        }
        return send(method, pathAndQuery, body, headers.toArray(String[]::new));
    }

    /** The body as it came, which must be with 200. @param headers names and values in turn */
    public byte[] bytes(String pathAndQuery, String... headers) {
        HttpResponse<byte[]> response = send("GET", pathAndQuery, null, BodyHandlers.ofByteArray(), headers);
        if (response.statusCode() != 200) {
            throw new AssertionError(pathAndQuery + " answered " + response.statusCode());
        }
        return response.body();
    }

    private <T> HttpResponse<T> send(
            String method, String pathAndQuery, @Nullable String body, BodyHandler<T> taken, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(pathAndQuery))
                .timeout(DEADLINE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        InvisibleTokens.of(pathAndQuery, body).ifPresent(token -> request.header("Authorization", "Bearer " + token));
        try {
            return CLIENT.send(request.build(), taken);
        } catch (IOException e) {
            throw new AssertionError(method + " " + pathAndQuery + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(method + " " + pathAndQuery + " was interrupted", e);
        }
    }
}
