package switchboard.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.contract.rest.RawRequests;
import switchboard.testing.server.LogLines;
import switchboard.testing.server.RunningServer;

/** Who is refused, who joins, creates and ends has a line with the address; who succeeds otherwise has none. */
class LoggedClientsTest {
    private static final String DRAFT = "{\"name\":\"Maths\",\"instructor_id\":\"ines\",\"student_ids\":[\"ann\"]}";

    @TempDir
    private Path data;

    private final LogLines log = LogLines.listen();
    private RunningServer server;

    private void start(String proxies) {
        server = RunningServer.in(data)
                .with("switchboard.http.trusted-proxies", proxies)
                .start();
    }

    @AfterEach
    void end() {
        server.close();
        log.close();
    }

    @Test
    void whoeverDoesSomethingIsKnownByAddress() {
        start("");
        String session = server.session("ines", "ann");
        server.student(session, "ann").open().close();
        server.student(session, "eve").refused().expectError(403, "not_enrolled");
        server.api().get("/api/sessions/x").expectError(404, "session_not_found");
        server.api().endSession(session).expect(200);

        log.await("session_created", session, "user=ines", "client=127.0.0.1");
        log.await("connection_opened", session, "user=ann", "connection=", "client=127.0.0.1");
        log.await("upgrade_refused", session, "user=eve", "reason=not_enrolled", "client=127.0.0.1");
        log.await(
                "request_refused",
                "reason=session_not_found",
                "method=GET",
                "path=\"/api/sessions/x\"",
                "client=127.0.0.1");
        log.await("session_ended", session, "client=127.0.0.1");
        assertThat(log.holding("proxy=")).isEmpty();
    }

    /** Whoever reads the log could join. */
    @Test
    void noJoinCodeIsLogged() {
        server = RunningServer.in(data)
                .with("switchboard.join-codes.wrong-per-address", 1)
                .start();
        String path = "/api/sessions/" + server.session("ines", "ann") + "/join-code";
        String code = server.api()
                .send("POST", path, null)
                .expect(200)
                .json()
                .path("code")
                .textValue();
        server.api().get("/api/join/" + code).expect(200);
        server.api().get("/api/join/" + code + "/").expectError(404, "not_found");
        server.api().send("PUT", "/api/join/" + code, null).expectError(405, "method_not_allowed");
        server.api().send("DELETE", path, null).expect(200);
        server.api().get("/api/join/" + code).expectError(404, "unknown_code");
        server.api().get("/api/join/" + code).expectError(429, "rate_limited");

        for (String reason : List.of("not_found", "method_not_allowed", "unknown_code", "rate_limited")) {
            log.await("request_refused", "reason=" + reason, "path=\"/api/join/…\"", "client=127.0.0.1");
        }
        assertThat(log.holding(code)).isEmpty();
        assertThat(log.holding(code.replace("-", ""))).isEmpty();
    }

    /** Whoever is not trusted invents what they like. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                    | 198.51.100.7                | client=127.0.0.1",
                "10.0.0.0/8          | 198.51.100.7                | client=127.0.0.1",
                "127.0.0.1           | 198.51.100.7                | client=198.51.100.7 proxy=127.0.0.1",
                "127.0.0.0/8         | 203.0.113.9, 198.51.100.7   | client=198.51.100.7 proxy=127.0.0.1",
                "127.0.0.1,10.0.0.0/8| 1.1.1.1, 198.51.100.7, 10.1.2.3 | client=198.51.100.7 proxy=127.0.0.1",
                "127.0.0.1           | 198.51.100.7, nonsense      | client=127.0.0.1",
                "127.0.0.1           | [2001:DB8::7]:4711          | client=2001:db8::7 proxy=127.0.0.1",
            })
    void aProxyIsBelievedWhereItIsNamed(String trusted, String forwarded, String fields) {
        start(trusted == null ? "" : trusted);
        server.api()
                .send("POST", "/api/sessions", DRAFT, "X-Forwarded-For", forwarded, "Content-Type", "application/json")
                .expect(201);

        assertThat(log.await("session_created").stripTrailing()).endsWith(fields);
    }

    @Test
    void aRequestThatSucceedsHasNoLine() {
        start("");
        String session = server.session("ines", "ann");
        log.await("session_created", session);
        int before = log.holding("event=").size();
        server.api().sessions().expect(200);
        server.api().session(session).expect(200);
        server.api().get("/health").expect(200);
        server.api().get("/").expect(200);

        assertThat(log.holding("event=")).hasSize(before);
    }

    @Test
    void aConnectionThatIsClosedWithoutAnAnswerIsKnownByAddress() {
        server = RunningServer.in(data)
                .with("switchboard.http.head-within", "3s")
                .start();
        try (RawRequests silent = new RawRequests(server.port());
                RawRequests slow = new RawRequests(server.port())) {
            silent.send("");
            slow.send("GET /health HTTP/1.1\r\nHost: localhost\r\nX-");
            log.await("connection_dropped", "reason=silent", "client=127.0.0.1");
            log.await("request_refused", "reason=request_timeout", "path=\"/health\"", "client=127.0.0.1");
        }
    }
}
