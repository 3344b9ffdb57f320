package switchboard.connection;

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
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import switchboard.protocol.ProtocolVersion;

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

    private final String key;
    private final ProtocolVersion version;

    private Upgrade(String key, ProtocolVersion version) {
        this.key = key;
        this.version = version;
    }

    /** What the request asks for; empty if it is no valid WebSocket upgrade (method, version 13, key, tokens). */
    public static Optional<Upgrade> of(HttpRequest request) {
        Optional<WebSocketUpgrade> asked = request.getAttribute(AttributeKeys.webSocketUpgrade);
        Optional<String> key = request.getHeader("Sec-WebSocket-Key").map(HttpHeader::value);
        if (asked.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Upgrade(key.get(), versionOf(asked.get().getRequestedProtocols())));
    }

    private static ProtocolVersion versionOf(Iterable<String> offered) {
        for (String subprotocol : offered) {
            if (subprotocol.equals(ProtocolVersion.V2_SUBPROTOCOL)) {
                return ProtocolVersion.V2;
            }
        }
        return ProtocolVersion.V1;
    }

    /** What the client will speak. */
    public ProtocolVersion version() {
        return version;
    }

    /**
     * Grants it: the response to this request, with {@link #SOCKET}. The connection tells {@link Connections.Opened} once
     * the response is on its way. Refusing is any ordinary response instead.
     *
     * @param ticker monotonic, in nanoseconds
     */
    public HttpResponse accept(
            Handshake handshake,
            ActorRef<Connections.Command> connections,
            ConnectionSettings settings,
            Clock clock,
            LongSupplier ticker) {
        return accept(ports -> new WebSocketLogic(handshake, settings, connections, clock, ticker, ports));
    }

    HttpResponse accept(UpgradedSocket.Factory socket) {
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
