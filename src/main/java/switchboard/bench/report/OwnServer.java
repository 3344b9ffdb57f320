package switchboard.bench.report;

import java.util.HashMap;
import java.util.Map;
import switchboard.bench.scenarios.Scenario;

/** The settings of a server that is started for a scenario: it meets all clients of a server in one program. */
public final class OwnServer {
    /** A rate that no run comes near: the check is made all the same. */
    private static final String RAISED_RATE = "1000000";

    private static final String RAISED_SESSION_RATE = "1000000000";
    private static final String RAISED_SESSION_BYTES = "1 TiB";
    private static final String RAISED_INFLOW = "1 TiB";

    /** What a server has by default ({@code sessions.max-connections}), less some for late joiners. */
    private static final int CONNECTIONS_BY_DEFAULT = 9_900;

    private static final int MORE_CONNECTIONS = 100;

    /** Beside the WebSockets: by default as many long polls as {@code http.max-waits} allows, and REST. */
    private static final int MORE_SOCKETS = 3_000;

    private OwnServer() {}

    /** In the environment of its process. */
    public static Map<String, String> environment(Scenario scenario) {
        Map<String, String> environment = new HashMap<>();
        // Not a client of many, but all of them.
        environment.put("SWITCHBOARD_SESSIONS_CREATES_PER_MINUTE", RAISED_RATE);
        environment.put("SWITCHBOARD_SESSIONS_JOINS_PER_SECOND", RAISED_RATE);
        if (scenario.raisesRates()) {
            environment.put("SWITCHBOARD_RATE_STUDENT", RAISED_RATE);
            environment.put("SWITCHBOARD_RATE_INSTRUCTOR", RAISED_RATE);
            environment.put("SWITCHBOARD_RATE_SESSION", RAISED_SESSION_RATE);
            environment.put("SWITCHBOARD_RATE_SESSION_BYTES", RAISED_SESSION_BYTES);
            environment.put("SWITCHBOARD_CONNECTION_INFLOW_BYTES", RAISED_INFLOW);
        }
        if (scenario.connections() > CONNECTIONS_BY_DEFAULT) {
            int connections = scenario.connections() + MORE_CONNECTIONS;
            environment.put("SWITCHBOARD_SESSIONS_MAX_CONNECTIONS", Integer.toString(connections));
            environment.put("SWITCHBOARD_HTTP_MAX_CONNECTIONS", Integer.toString(connections + MORE_SOCKETS));
        }
        return environment;
    }
}
