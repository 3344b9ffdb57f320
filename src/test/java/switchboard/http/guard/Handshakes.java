package switchboard.http.guard;

import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import switchboard.connection.websocket.Upgrade;
import switchboard.connection.websocket.UpgradedSocket;
import switchboard.http.ServedApi;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;

/** Requests for a WebSocket, and a server that grants them without a session behind it. */
final class Handshakes {
    static final String REQUEST = ServedApi.head(
                    "GET /ws?user_id=ada&role=student&session_id=" + ServedApi.ALGEBRA.id(),
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
            + "\r\n";

    private Handshakes() {}

    /** A server that upgrades to this socket whoever the hub {@linkplain #admit admits}. */
    static ServedApi upgradingTo(UpgradedSocket.Factory socket, Map<String, String> settings) {
        ServedApi api = new ServedApi(settings);
        api.upgrade.set((request, handshake) -> HttpResponse.create()
                .withStatus(101)
                .addHeader(RawHeader.create("Connection", "Upgrade"))
                .addHeader(RawHeader.create("Upgrade", "websocket"))
                .addAttribute(Upgrade.SOCKET, socket));
        return api;
    }

    /** Stands in for the hub once. */
    static void admit(ServedApi api) {
        admit(api.hub.expectMessageClass(HubProtocol.Admit.class));
    }

    static void admit(HubProtocol.Admit admit) {
        admit.replyTo().tell(new HubProtocol.Admitted(new ConnectionId(1), ServedApi.ALGEBRA));
    }
}
