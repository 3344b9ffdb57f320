package switchboard.contract.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.testing.server.LogLines;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.SharedServer;

/**
 * Section 3: which pages may call, and by which names the server answers, with the settings as they are; byte for byte.
 */
class OriginsTest {
    private static final String EVIL = "https://evil.example";
    private static final String DRAFT =
            "{\"name\":\"Of another page\",\"instructor_id\":\"teacher\",\"student_ids\":[\"ann\"]}";

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.withDefaults()
            .provokes("switchboard.http.cors-origins is *")
            .provokes("switchboard.http.hosts is *");

    private static String ask(String methodAndPath, String... headers) {
        return askWith("", methodAndPath, headers);
    }

    private static String askWith(String body, String methodAndPath, String... headers) {
        return ask(SERVER.get().port(), body, methodAndPath, headers);
    }

    /** The whole answer, of a request with no headers but these. */
    private static String ask(int port, String body, String methodAndPath, String... headers) {
        String length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
        return exchange(
                port,
                methodAndPath + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n" + length
                        + "Connection: close\r\n\r\n" + body);
    }

    private static String exchange(int port, String request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(request, e);
        }
    }

    private static void isRefused(String answer, int status, String reason) {
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("\"reason\":\"" + reason + "\"");
    }

    private static void isRead(String answer, String origin) {
        assertThat(answer).contains("\r\nAccess-Control-Allow-Origin: " + origin + "\r\n");
    }

    private static void isUnread(String answer) {
        assertThat(answer).doesNotContain("Access-Control-Allow-Origin");
    }

    private static String[] upgrade(String... more) {
        List<String> handshake = List.of(
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        return java.util.stream.Stream.concat(handshake.stream(), java.util.Arrays.stream(more))
                .toArray(String[]::new);
    }

    // ---- foreign pages

    /** Each was answered, but for /ws; only the page could not read it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/sessions",
                "GET /%61pi/sessions",
                "GET /api/sessions/x",
                "OPTIONS /api/sessions",
                "OPTIONS *",
                "GET /health",
                "GET /",
                "GET /switchboard.js",
                "GET /qr.svg?text=x",
                "GET /nothing",
                "PUT /health"
            })
    void noCallOfAForeignPageIsAnswered(String call) {
        for (String origin : List.of(EVIL, "null", "", "http://127.0.0.1.evil.example", "http://evil.example:80")) {
            String answer = ask(call, "Host: localhost", "Origin: " + origin);
            isRefused(answer, 403, "origin_not_allowed");
            isUnread(answer);
        }
    }

    /** A page needs no leave of the browser for these. */
    @Test
    void nothingChangesByAForeignPage() {
        String session = SERVER.get().session("teacher", "ann");
        String message = "{\"user_id\":\"ann\",\"role\":\"student\",\"type\":\"analytics\",\"content\":{}}";

        for (String type : List.of("text/plain", "application/json", "application/x-www-form-urlencoded")) {
            isRefused(
                    askWith(DRAFT, "POST /api/sessions", "Host: localhost", "Origin: " + EVIL, "Content-Type: " + type),
                    403,
                    "origin_not_allowed");
            isRefused(
                    askWith(
                            message,
                            "POST /api/sessions/" + session + "/messages",
                            "Host: localhost",
                            "Origin: " + EVIL,
                            "Content-Type: " + type),
                    403,
                    "origin_not_allowed");
        }
        isRefused(
                ask("DELETE /api/sessions/" + session, "Host: localhost", "Origin: " + EVIL),
                403,
                "origin_not_allowed");
        isRefused(
                ask(
                        "GET /ws?user_id=ann&role=student&session_id=" + session,
                        upgrade("Host: localhost", "Origin: " + EVIL)),
                403,
                "origin_not_allowed");
        assertThat(SERVER.api().statusOf(session)).isEqualTo("active");
        assertThat(SERVER.api().sessions().body()).doesNotContain("Of another page");
    }

    /** The body of a refused call is not even awaited. */
    @Test
    void refusesBeforeTheBodyComes() {
        String head = "POST /api/sessions HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n";
        isRefused(
                exchange(SERVER.get().port(), head + "Host: localhost\r\nOrigin: " + EVIL + "\r\n\r\n"),
                403,
                "origin_not_allowed");
        isRefused(exchange(SERVER.get().port(), head + "Host: evil.example\r\n\r\n"), 421, "unknown_host");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost,           http://localhost:3000",
        "192.168.1.5:8080,    http://192.168.1.5:8080",
        "192.168.1.5:8080,    https://192.168.1.5",
        "[2001:db8::1]:8080,  http://[2001:DB8::1]:81",
        "127.0.0.1,           http://[::1]:5173",
        "LOCALHOST:8080,      HTTP://LocalHost",
    })
    void pagesBesideTheServerMayCallAndRead(String host, String origin) {
        for (String call : List.of("GET /api/sessions", "OPTIONS /api/sessions", "GET /switchboard.js", "GET /")) {
            String answer = ask(call, "Host: " + host, "Origin: " + origin);
            assertThat(answer).startsWith("HTTP/1.1 200 ").containsIgnoringCase("\r\nVary: Origin\r\n");
            isRead(answer, origin);
        }
        String session = SERVER.get().session("teacher", "ann");
        isRead(
                ask(
                        "GET /api/sessions/" + session + "/messages?user_id=eve&role=student",
                        "Host: " + host,
                        "Origin: " + origin),
                origin);
        isRead(ask("GET /%zz", "Host: " + host, "Origin: " + origin), origin);
        isRead(ask("POST /api/sessions", "Host: " + host, "Origin: " + origin, "Content-Length: x"), origin);
        isRead(ask("GET /health", "Host: " + host, "Origin: " + origin, "X: " + "x".repeat(9_000)), origin);
    }

    /** What the guard writes itself, without pekko-http. */
    @Test
    void aPageMayReadThatItsRequestWasTooSlow(@TempDir Path data) {
        try (RunningServer server = RunningServer.in(data)
                .with("switchboard.http.head-within", "3s")
                .start()) {
            String part = "GET /health HTTP/1.1\r\nHost: localhost\r\nOrigin: ";
            String answer = exchange(server.port(), part + "http://localhost:3000\r\nX-");
            isRefused(answer, 408, "request_timeout");
            isRead(answer, "http://localhost:3000");
            assertThat(answer).contains("\r\nX-Content-Type-Options: nosniff\r\n", "\r\nCache-Control: no-store\r\n");
            isUnread(exchange(server.port(), part + EVIL + "\r\nX-"));
        }
    }

    @Test
    void twoOriginsAreNone() {
        isRefused(
                ask("GET /health", "Host: localhost", "Origin: http://localhost", "Origin: http://localhost"),
                400,
                "bad_request");
    }

    /** A page embeds what it may not read: an image, a script, a frame. Whoever follows a link to the page gets it. */
    @Test
    void whatAnotherSiteEmbedsIsNoCall() {
        String session = SERVER.get().session("teacher", "ann");
        for (String path : List.of("/api/sessions", "/api/sessions/" + session)) {
            isRefused(
                    ask("GET " + path, "Host: localhost", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"),
                    403,
                    "origin_not_allowed");
            assertThat(ask("GET " + path, "Host: localhost", "Sec-Fetch-Site: same-origin"))
                    .startsWith("HTTP/1.1 200 ");
        }
        assertThat(ask("GET /", "Host: localhost", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(ask("GET /j/ABC-DEF", "Host: localhost", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"))
                .startsWith("HTTP/1.1 303 ");
    }

    @Test
    void allMayWhereTheSettingSaysSoAndTheLogWarns(@TempDir Path data) {
        try (LogLines log = LogLines.listen();
                RunningServer server = RunningServer.in(data)
                        .with("switchboard.http.cors-origins", "*")
                        .with("switchboard.http.hosts", "*")
                        .start()) {
            String answer = ask(server.port(), "", "GET /api/sessions", "Host: evil.example", "Origin: " + EVIL);
            assertThat(answer).startsWith("HTTP/1.1 200 ");
            isRead(answer, "*");
            assertThat(log.of("origins_not_checked")).hasSize(1);
            assertThat(log.of("hosts_not_checked")).hasSize(1);
        }
    }

    @Test
    void nullMayByName(@TempDir Path data) {
        try (RunningServer server = RunningServer.in(data)
                .with("switchboard.http.cors-origins", "local,null")
                .start()) {
            isRead(ask(server.port(), "", "GET /api/sessions", "Host: localhost", "Origin: null"), "null");
            isRead(
                    ask(server.port(), "", "GET /api/sessions", "Host: localhost", "Origin: http://localhost"),
                    "http://localhost");
        }
    }

    // ---- names

    /** A name that its owner leads here makes a page of that owner one of this server. */
    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.nip.io"})
    void aReboundHostIsRefused(String host) {
        String origin = "Origin: http://" + host;
        for (String call : List.of("GET /api/sessions", "GET /", "GET /health", "OPTIONS /api/sessions")) {
            isRefused(ask(call, "Host: " + host), 421, "unknown_host");
            String answer = ask(call, "Host: " + host, origin);
            isRefused(answer, 421, "unknown_host");
            isUnread(answer);
        }
        isRefused(
                askWith(DRAFT, "POST /api/sessions", "Host: " + host, origin, "Content-Type: application/json"),
                421,
                "unknown_host");
        String session = SERVER.get().session("teacher", "ann");
        isRefused(
                ask("GET /ws?user_id=ann&role=student&session_id=" + session, upgrade("Host: " + host, origin)),
                421,
                "unknown_host");
        isRefused(ask("GET http://" + host + "/health", "Host: localhost"), 421, "unknown_host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:1",
                "localhost.",
                "a.localhost",
                "127.0.0.1:8080",
                "10.1.2.3",
                "[::1]:8080",
                "[FD00::1]",
                ""
            })
    void theServersOwnNamesAreAnswered(String host) {
        assertThat(ask("GET /health", "Host: " + host)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void furtherNamesAreSettings(@TempDir Path data) {
        try (RunningServer server = RunningServer.in(data)
                .with("switchboard.http.hosts", "Class.Example,schüle.example")
                .start()) {
            for (String host :
                    List.of("class.example", "CLASS.EXAMPLE:8443", "class.example.", "xn--schle-mva.example")) {
                assertThat(ask(server.port(), "", "GET /health/live", "Host: " + host, "Origin: https://class.example"))
                        .startsWith("HTTP/1.1 200 ");
            }
            isRefused(ask(server.port(), "", "GET /health", "Host: a.class.example"), 421, "unknown_host");
        }
    }

    /** An operator reads in the log what is to be allowed; a client is told no name of the server. */
    @Test
    void theLogSaysWhatIsMissing(@TempDir Path data) throws IOException {
        try (LogLines log = LogLines.listen();
                RunningServer server = RunningServer.in(data).start()) {
            String answer = ask(server.port(), "", "GET /health", "Host: class.example");
            log.await("request_refused", "reason=unknown_host", "class.example", "client=127.0.0.1");
            assertThat(answer)
                    .doesNotContainIgnoringCase(
                            InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT) + "\"");
            ask(server.port(), "", "GET /health", "Host: localhost", "Origin: " + EVIL);
            log.await("request_refused", "reason=origin_not_allowed", EVIL);
        }
    }

    // ---- what every answer carries

    @Test
    void everyAnswerSaysHowItMayBeUsed() {
        for (String call : List.of("GET /api/sessions", "GET /health", "GET /nothing", "PUT /health", "GET /ws")) {
            assertThat(ask(call, "Host: localhost"))
                    .contains(
                            "\r\nX-Content-Type-Options: nosniff\r\n",
                            "\r\nCache-Control: no-store\r\n",
                            "\r\nCross-Origin-Resource-Policy: same-origin\r\n");
        }
        for (String call : List.of("GET /", "GET /switchboard.js", "GET /qr.svg?text=x")) {
            String answer = ask(call, "Host: localhost");
            assertThat(answer.substring(0, answer.indexOf("\r\n\r\n")))
                    .contains(
                            "\r\nX-Content-Type-Options: nosniff\r\n",
                            "\r\nCross-Origin-Resource-Policy: cross-origin\r\n")
                    .doesNotContain("no-store");
        }
        assertThat(ask("GET /", "Host: localhost"))
                .contains(
                        "\r\nCross-Origin-Opener-Policy: same-origin\r\n",
                        "\r\nPermissions-Policy: camera=(), ",
                        "\r\nContent-Security-Policy: default-src 'none'; ");
    }

    // ---- the list

    @Test
    void classesThatAreNotListedAreJoinedByTheirId(@TempDir Path data) {
        try (RunningServer server = RunningServer.in(data)
                .with("switchboard.sessions.listed", "false")
                .start()) {
            String session = server.session("teacher", "ann");

            assertThat(server.api().sessions().expect(200).body()).isEqualTo("{\"sessions\":[],\"listed\":false}");
            server.api().session(session).expect(200);
            server.student(session, "ann").open().close();
            server.api().get("/api/sessions?limit=0").expectError(400, "invalid_limit");
        }
        assertThat(SERVER.api().sessions().json().has("listed")).isFalse();
    }

    /** Those of one millisecond differed by 1. */
    @Test
    void theIdOfAClassSaysNothingOfTheNext() {
        UUID first = UUID.fromString(SERVER.get().session("teacher", "ann"));
        UUID second = UUID.fromString(SERVER.get().session("teacher", "ann"));

        assertThat(Long.bitCount(first.getLeastSignificantBits() ^ second.getLeastSignificantBits()))
                .isBetween(8, 56);
    }
}
