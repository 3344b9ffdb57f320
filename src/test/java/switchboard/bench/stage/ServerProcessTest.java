package switchboard.bench.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerProcessTest {
    private static final Map<String, String> OPERATORS = Map.of(
            "SWITCHBOARD_AUTH_MODE",
            "token",
            "SWITCHBOARD_AUTH_ISSUERS",
            "[]",
            "SWITCHBOARD_RATE_STUDENT",
            "1",
            "SWITCHBOARD_PORT",
            "80",
            "SWITCHBOARD_HISTORY_READERS",
            "2");

    /** The README's start failed for who had set the mode of the server that they run. */
    @Test
    void whoIsBelievedIsTheRunsAffairAndNotTheOperators() {
        Map<String, String> environment = new HashMap<>(OPERATORS);
        ServerProcess.setEnvironment(environment, Map.of("SWITCHBOARD_RATE_STUDENT", "1000"), Path.of("here"));
        assertThat(environment)
                .containsOnly(
                        Map.entry("SWITCHBOARD_AUTH_MODE", "open"),
                        Map.entry("SWITCHBOARD_RATE_STUDENT", "1000"),
                        Map.entry("SWITCHBOARD_HISTORY_READERS", "2"),
                        Map.entry("SWITCHBOARD_HOST", "127.0.0.1"),
                        Map.entry("SWITCHBOARD_PORT", "0"),
                        Map.entry("SWITCHBOARD_DATA", "here"));
    }

    @Test
    void aRunMayBelieveTokensAlone() {
        Map<String, String> environment = new HashMap<>(OPERATORS);
        ServerProcess.setEnvironment(environment, Map.of("SWITCHBOARD_AUTH_MODE", "token"), Path.of("here"));
        assertThat(environment)
                .containsEntry("SWITCHBOARD_AUTH_MODE", "token")
                .doesNotContainKey("SWITCHBOARD_AUTH_ISSUERS");
    }
}
