package switchboard.bench.stage;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;
import switchboard.bench.client.BenchFailure;
import switchboard.bench.client.Client;
import switchboard.bench.client.ClientLoop;
import switchboard.bench.client.Endpoint;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;

/** Joins by version 2 of the protocol to read what the server says first, and leaves. */
final class Welcome implements Client.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Optional<Limits> limits = Optional.empty();
    private boolean over;

    private Welcome() {}

    /**
     * The limits of a user of the session; empty where the server does not announce them or does not speak version 2.
     */
    static Optional<Limits> limits(
            ClientLoop loop, Endpoint endpoint, String sessionId, Role role, String user, long patienceNanos) {
        Welcome welcome = new Welcome();
        Client client = loop.connect(
                endpoint.address(), endpoint.webSocketTarget(sessionId, user, role, 0), ProtocolVersion.V2, welcome);
        loop.runUntil(() -> welcome.over, patienceNanos);
        client.abort();
        return welcome.limits;
    }

    @Override
    public void text(byte[] buffer, int from, int to, long now) {
        if (!over) {
            over = true;
            try {
                limits = Limits.read(
                        JSON.readTree(buffer, from, to - from).path("content").path("limits"));
            } catch (IOException e) {
                throw new BenchFailure(
                        "the server's first frame is not JSON: " + BenchFailure.excerpt(buffer, from, to), e);
            }
        }
    }

    @Override
    public void closed(String why) {
        over = true;
    }
}
