package switchboard.http.api;

import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import switchboard.connection.Handshake;

/** Makes a WebSocket of a request that has passed every check. */
@FunctionalInterface
public interface WebSocketUpgrade {
    /**
     * The response that switches protocols (101), with the subprotocol of {@code handshake.version()} echoed where
     * there is one and {@link switchboard.connection.websocket.Upgrade#SOCKET}. Any other, or an exception, means that
     * nothing was upgraded, and the reservation at the hub is released. Called on a dispatcher thread; must not block.
     */
    HttpResponse accept(HttpRequest request, Handshake handshake);
}
