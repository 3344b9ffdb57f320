package switchboard.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import switchboard.connection.Handshake;
import switchboard.connection.websocket.Upgrade;
import switchboard.http.api.HttpApi;
import switchboard.http.api.WebSocketUpgrade;
import switchboard.http.policy.HttpSettings;
import switchboard.hub.SessionsSettings;
import switchboard.ops.HealthReport;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;
import switchboard.settings.ConfigLayers;
import switchboard.settings.SettingsReader;
import switchboard.store.history.History;

/** The HTTP side on a port of its own; a test stands where the hub is. */
public final class ServedApi implements AutoCloseable {
    public static final SessionInfo ALGEBRA = new SessionInfo(
            SessionId.parse("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b").orElseThrow(),
            new SessionName("Algebra"),
            new UserId("teacher"),
            List.of(new UserId("ada"), new UserId("bob")),
            Map.of(),
            Instant.parse("2026-11-23T03:05:33.123Z"),
            null);

    public static final HealthReport HEALTHY = new HealthReport(
            true,
            Instant.parse("2026-11-23T03:05:33.123Z"),
            42,
            "1.2.3",
            Optional.of("0123456789abcdef0123456789abcdef01234567"),
            Optional.empty(),
            Optional.empty(),
            new HubProtocol.Counts(3, 2, 4, 50),
            new HealthReport.SystemUse(1000, 2000, 2));

    public final ActorTestKit kit = ActorTestKit.create();
    public final TestProbe<HubProtocol.Command> hub = kit.createTestProbe();
    public final TestProbe<History.Command> history = kit.createTestProbe();
    public final AtomicReference<HealthReport> health = new AtomicReference<>(HEALTHY);
    public final AtomicReference<WebSocketUpgrade> upgrade = new AtomicReference<>(ServedApi::switchProtocols);
    public final AtomicReference<Handshake> upgraded = new AtomicReference<>();
    public final HttpServer server;

    /** @param overrides settings without their {@code switchboard.} */
    public ServedApi(Map<String, String> overrides) {
        Properties properties = new Properties();
        properties.setProperty("switchboard.port", "0");
        overrides.forEach((key, value) -> properties.setProperty("switchboard." + key, value));
        ConfigLayers layers = ConfigLayers.load(null, Map.of(), properties);
        SettingsReader reader = new SettingsReader(layers.effective());
        HttpSettings settings = HttpSettings.from(reader);
        SessionsSettings limits = SessionsSettings.from(reader);
        if (!reader.problems().isEmpty() || !layers.problems().isEmpty()) {
            throw new IllegalArgumentException(reader.problems() + " " + layers.problems());
        }
        HttpApi api = new HttpApi(
                kit.system(),
                settings,
                limits,
                Optional.empty(),
                hub.getRef(),
                history.getRef(),
                health::get,
                Map.of(),
                (request, handshake) -> {
                    upgraded.set(handshake);
                    return upgrade.get().accept(request, handshake);
                },
                System::nanoTime);
        server = HttpServer.bind(kit.system(), settings, api, System::nanoTime)
                .toCompletableFuture()
                .join();
    }

    public ServedApi() {
        this(Map.of());
    }

    public int port() {
        return server.address().getPort();
    }

    /** One request without a body, and the answer. */
    public RawHttpClient.Response call(String methodAndPath, String... headers) {
        return RawHttpClient.exchange(port(), head(methodAndPath, headers) + "\r\n");
    }

    /** The same, while the test goes on to answer for the hub. */
    public CompletableFuture<RawHttpClient.Response> start(String methodAndPath, String... headers) {
        return CompletableFuture.supplyAsync(() -> call(methodAndPath, headers));
    }

    RawHttpClient.Response post(String body, String... headers) {
        return RawHttpClient.exchange(port(), posted(body, headers));
    }

    public CompletableFuture<RawHttpClient.Response> startPost(String body, String... headers) {
        return CompletableFuture.supplyAsync(() -> post(body, headers));
    }

    public CompletableFuture<RawHttpClient.Response> startPostTo(String path, String body) {
        return CompletableFuture.supplyAsync(() -> postTo(path, body));
    }

    public RawHttpClient.Response postTo(String path, String body) {
        return RawHttpClient.exchange(port(), postedTo(path, body));
    }

    static String posted(String body, String... headers) {
        return postedTo("/api/sessions", body, headers);
    }

    private static String postedTo(String path, String body, String... headers) {
        String[] all = headers.length == 0 ? new String[] {"Content-Type: application/json"} : headers;
        int length = body.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        return head("POST " + path, all) + "Content-Length: " + length + "\r\n\r\n" + body;
    }

    /** A page of a session's log, with one message of at least so many bytes. */
    public static History.Page pageOf(int bytes) {
        byte[] json = ("{\"x\":\"" + "x".repeat(bytes) + "\"}").getBytes(StandardCharsets.US_ASCII);
        return new History.Page(0, 1, 1, List.of(new EncodedMessage(1, json)));
    }

    public static String head(String methodAndPath, String... headers) {
        StringBuilder head = new StringBuilder(methodAndPath).append(" HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.toString();
    }

    /** A switch of protocols to nothing: enough to see that it was asked for. */
    private static HttpResponse switchProtocols(HttpRequest request, Handshake handshake) {
        return HttpResponse.create().withStatus(101).addAttribute(Upgrade.SOCKET, PlainSocket::new);
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
    }
}
