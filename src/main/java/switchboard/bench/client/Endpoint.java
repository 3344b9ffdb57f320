package switchboard.bench.client;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import switchboard.net.Origin;
import switchboard.protocol.values.Role;

/**
 * Where the server listens: {@code http://HOST:PORT}, nothing behind it.
 *
 * @param tokens of those who connect there; empty where they bring none
 */
public record Endpoint(Origin origin, Optional<TokenMaker> tokens) {
    private static final String ALLOWED = " (allowed: http://HOST:PORT)";

    /** @throws IllegalArgumentException with what is allowed, if there is no HTTP */
    public Endpoint {
        if (!origin.scheme().equals("http")) {
            throw new IllegalArgumentException("address: " + origin + ALLOWED);
        }
    }

    /**
     * @throws IllegalArgumentException with what is allowed, if this is no such address; a slash at its end is none's
     *     harm
     */
    public static Endpoint at(String address) {
        return Origin.parse(address.endsWith("/") ? address.substring(0, address.length() - 1) : address)
                .map(origin -> new Endpoint(origin, Optional.empty()))
                .orElseThrow(() -> new IllegalArgumentException("address: " + address + ALLOWED));
    }

    public static Endpoint loopback(int port) {
        return at("http://127.0.0.1:" + port);
    }

    /** The same, to which these bring their tokens. */
    public Endpoint with(Optional<TokenMaker> bringing) {
        return new Endpoint(origin, bringing);
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(
                origin.authority().host().text(), origin.port().orElseThrow());
    }

    /** @param path with its query, and with the slash before it */
    public URI resolve(String path) {
        return URI.create(origin + path);
    }

    /** What a query says of whoever asks. */
    public String caller(String user, Role role) {
        return "user_id=" + user + "&role=" + role.wire()
                + tokens.map(maker -> "&token=" + maker.tokenOf(user, role)).orElse("");
    }

    /** @param afterSeq 0: everything is replayed */
    public String webSocketTarget(String sessionId, String user, Role role, long afterSeq) {
        return "/ws?" + caller(user, role) + "&session_id=" + sessionId
                + (afterSeq == 0 ? "" : "&after_seq=" + afterSeq);
    }
}
