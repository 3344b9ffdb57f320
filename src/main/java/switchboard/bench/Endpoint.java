package switchboard.bench;

import java.net.InetSocketAddress;
import java.net.URI;
import switchboard.protocol.Role;

/** Where the server listens: {@code http://HOST:PORT}, nothing behind it. */
record Endpoint(URI base) {
    private static final int HTTP_PORT = 80;

    /** @throws IllegalArgumentException with what is allowed, if this is no such address */
    Endpoint {
        String path = base.getPath();
        if (!"http".equals(base.getScheme())
                || base.getHost() == null
                || base.getQuery() != null
                || (path != null && !path.isEmpty() && !path.equals("/"))) {
            throw new IllegalArgumentException("address: " + base + " (allowed: http://HOST:PORT)");
        }
    }

    static Endpoint loopback(int port) {
        return new Endpoint(URI.create("http://127.0.0.1:" + port));
    }

    InetSocketAddress address() {
        return new InetSocketAddress(base.getHost(), base.getPort() < 0 ? HTTP_PORT : base.getPort());
    }

    URI resolve(String path) {
        return base.resolve(path);
    }

    /** @param afterSeq 0: everything is replayed */
    String webSocketTarget(String sessionId, String user, Role role, long afterSeq) {
        return "/ws?user_id=" + user + "&role=" + role.wire() + "&session_id=" + sessionId
                + (afterSeq == 0 ? "" : "&after_seq=" + afterSeq);
    }
}
