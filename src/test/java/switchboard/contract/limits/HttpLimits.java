package switchboard.contract.limits;

import static switchboard.contract.limits.MetLimit.LARGE;
import static switchboard.contract.limits.MetLimit.error;
import static switchboard.contract.limits.MetLimit.first;
import static switchboard.contract.limits.MetLimit.named;
import static switchboard.contract.limits.MetLimit.say;
import static switchboard.contract.limits.MetLimit.unnamed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import switchboard.contract.rest.RawRequests;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.TestSession;

/** How each limit of {@code http}, {@code join-codes} and {@code shutdown} is met. */
final class HttpLimits {
    private HttpLimits() {}

    static Stream<MetLimit> all() {
        return Stream.of(
                named(
                        "http.max-body",
                        (stage, server, session) ->
                                error(413, server.api().post("/api/sessions", " ".repeat(150_002)))),
                named(
                        "http.max-headers",
                        (stage, server, session) -> error(
                                431,
                                server.api()
                                        .send(
                                                "GET",
                                                "/health",
                                                null,
                                                "X-A",
                                                "x".repeat(1_600),
                                                "X-B",
                                                "x".repeat(1_600)))),
                named(
                        "http.max-uri",
                        (stage, server, session) -> error(414, server.api().get("/health?x=" + "x".repeat(2_000)))),
                named(
                        "http.head-within",
                        (stage, server, session) ->
                                first(new RawRequests(server.port()).send("GET /health HTTP/1.1\r\nHost: "))),
                named(
                        "http.body-within",
                        (stage, server, session) -> first(new RawRequests(server.port())
                                .send(
                                        "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                                + "Content-Length: 100\r\n\r\n{"))),
                unnamed("http.answer-within", (stage, server, session) -> {
                    say(session, "!", 2);
                    stage.database().holdReads();
                    return error(503, session.teacherCaller().read(""));
                }),
                named("http.max-connections", (stage, server, session) -> {
                    RawRequests bodies = new RawRequests(server.port());
                    IntStream.range(0, 100)
                            .forEach(i -> bodies.send(
                                    "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                            + "Content-Length: 100\r\n\r\n{"));
                    return first(bodies);
                }),
                named("http.max-drawings", (stage, server, session) -> {
                    RawRequests codes = new RawRequests(server.port());
                    IntStream.range(0, 60).forEach(i -> codes.get("/qr.svg?text=" + "x".repeat(100) + i));
                    return error(503, codes.answerWith(503));
                }),
                named(
                        "http.max-waits",
                        (stage, server, session) -> first(waiting(server, session, "ann", "ann", "bob", "bob"))),
                named("http.incoming-bytes", (stage, server, session) -> {
                    RawRequests unfinished = new RawRequests(server.port());
                    IntStream.range(0, 8)
                            .forEach(i -> unfinished.send(
                                    "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                            + "Content-Length: 150001\r\n\r\n" + " ".repeat(150_000)));
                    return first(unfinished);
                }),
                named("http.unsent-answers", HttpLimits::pagesThatNobodyReads),
                named(
                        "join-codes.wrong-per-address",
                        (stage, server, session) -> {
                            for (int i = 0; i < 12; i++) {
                                server.api().get("/api/join/ABC-DEF").expect(404);
                            }
                            return error(429, server.api().get("/api/join/ABC-DEF"));
                        },
                        60),
                named("shutdown.reconnect-within", (stage, server, session) -> {
                    RecordingClient ann = session.student("ann");
                    server.stop();
                    JsonNode closing = ann.awaitSystem("closing").content();
                    return List.of(closing.path("message").textValue() + " " + closing.path("retry_after_ms"));
                }));
    }

    private static RawRequests waiting(RunningServer server, TestSession session, String... users) {
        RawRequests waiting = new RawRequests(server.port());
        for (String user : users) {
            waiting.get(session.teacherCaller().path() + "?user_id=" + user + "&role=student&wait=60");
        }
        return waiting;
    }

    private static List<String> pagesThatNobodyReads(MetLimit.Stage stage, RunningServer server, TestSession session) {
        say(session, LARGE, 4);
        try (RawRequests unread = new RawRequests(server.port())) {
            for (int i = 1; i <= 4; i++) {
                unread.get(session.teacherCaller().path() + "?user_id=teacher&role=instructor")
                        .awaitAnswered(i);
            }
            return error(503, session.teacherCaller().read(""));
        }
    }
}
