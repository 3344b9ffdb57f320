package switchboard.connection.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpProtocols;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import switchboard.connection.ConnectionSettings;
import switchboard.connection.Connections;
import switchboard.connection.Handshake;
import switchboard.connection.outbound.OutboxBudget;
import switchboard.net.FieldValues;
import switchboard.protocol.values.ProtocolVersion;

/**
 * A request that asks for a WebSocket, and the response that grants it. pekko-http does not see that response: whoever
 * holds the socket writes it and goes on with what {@link #SOCKET} names, without pekko-http in between.
 */
public final class Upgrade {
    /** On a response of status 101: what the connection is from then on. */
    public static final AttributeKey<UpgradedSocket.Factory> SOCKET =
            AttributeKey.create("switchboard-upgraded-socket", UpgradedSocket.Factory.class);

    /** RFC 6455, 1.3: what the accept header proves to have been read. */
    private static final String ACCEPT_SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static final String VERSION = "13";
    private static final int KEY_BYTES = 16;

    private final String key;
    private final ProtocolVersion version;

    private Upgrade(String key, ProtocolVersion version) {
        this.key = key;
        this.version = version;
    }

    /**
     * What the request asks for; empty if it is no valid WebSocket upgrade (RFC 6455, 4.2.1: method, HTTP/1.1, version
     * 13, one key, tokens).
     */
    public static Optional<Upgrade> of(HttpRequest request) {
        List<String> keys = values(request, "Sec-WebSocket-Key");
        boolean valid = request.method().equals(HttpMethods.GET)
                && request.protocol().equals(HttpProtocols.HTTP_1_1)
                && FieldValues.names(elements(request, "Connection"), "upgrade")
                && FieldValues.names(elements(request, "Upgrade"), "websocket")
                && elements(request, "Sec-WebSocket-Version").equals(List.of(VERSION))
                && keys.size() == 1
                && isKey(keys.get(0));
        if (!valid) {
            return Optional.empty();
        }
        List<String> offered = elements(request, "Sec-WebSocket-Protocol");
        return Optional.of(new Upgrade(
                keys.get(0),
                offered.contains(ProtocolVersion.V2_SUBPROTOCOL) ? ProtocolVersion.V2 : ProtocolVersion.V1));
    }

    private static boolean isKey(String written) {
        try {
            return Base64.getDecoder().decode(written).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static List<String> elements(HttpRequest request, String name) {
        return FieldValues.elements(values(request, name));
    }

    private static List<String> values(HttpRequest request, String name) {
        List<String> values = new ArrayList<>();
        request.getHeaders().forEach(header -> {
            if (header.name().equalsIgnoreCase(name)) {
                values.add(header.value());
            }
        });
        return values;
    }

    /** What the client will speak. */
    public ProtocolVersion version() {
        return version;
    }

    /**
     * Grants it: the response to this request, with {@link #SOCKET}. The connection tells {@link Connections.Opened}
     * once the response is on its way. Refusing is any ordinary response instead.
     *
     * @param outboxes the one budget of all connections
     * @param ticker monotonic, in nanoseconds
     */
    public HttpResponse accept(
            Handshake handshake,
            ActorRef<Connections.Command> connections,
            ConnectionSettings settings,
            OutboxBudget outboxes,
            Clock clock,
            LongSupplier ticker) {
        return accept(ports -> new WebSocketLogic(handshake, settings, outboxes, connections, clock, ticker, ports));
    }

    /** The same for whatever else the connection is to be. */
    public HttpResponse accept(UpgradedSocket.Factory socket) {
        List<HttpHeader> headers = new ArrayList<>();
        headers.add(RawHeader.create("Upgrade", "websocket"));
        headers.add(RawHeader.create("Connection", "Upgrade"));
        headers.add(RawHeader.create("Sec-WebSocket-Accept", acceptOf(key)));
        if (version == ProtocolVersion.V2) {
            headers.add(RawHeader.create("Sec-WebSocket-Protocol", ProtocolVersion.V2_SUBPROTOCOL));
        }
        return HttpResponse.create()
                .withStatus(StatusCodes.SWITCHING_PROTOCOLS)
                .addHeaders(headers)
                .addAttribute(SOCKET, socket);
    }

    private static String acceptOf(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key.strip() + ACCEPT_SALT).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-1", e);
        }
    }
}
