package switchboard.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import switchboard.bench.scenarios.Classroom;
import switchboard.bench.scenarios.Lecture;
import switchboard.settings.SettingKeys;

/** What a server is told that is started for a scenario. */
final class OwnServerTest {
    private static final String CONNECTIONS = "SWITCHBOARD_SESSIONS_MAX_CONNECTIONS";
    private static final String SOCKETS = "SWITCHBOARD_HTTP_MAX_CONNECTIONS";

    @Test
    void keepsItsDefaultLimitsWhereTheyAreEnough() {
        assertThat(OwnServer.environment(new Classroom().sized(196))).doesNotContainKeys(CONNECTIONS, SOCKETS);
    }

    @Test
    void letsInAsManyAsTheScenarioHas() {
        Map<String, String> environment = OwnServer.environment(new Classroom().sized(1000));

        int connections = Integer.parseInt(environment.get(CONNECTIONS));
        int longPolls = Integer.parseInt(SettingKeys.known()
                .find("switchboard.http.max-waits")
                .orElseThrow()
                .defaultValue());
        assertThat(connections).isGreaterThanOrEqualTo(50_000);
        assertThat(Integer.parseInt(environment.get(SOCKETS))).isGreaterThan(connections + longPolls);
    }

    @Test
    void raisesRatesOnlyWhereTheScenarioSendsMore() {
        assertThat(OwnServer.environment(new Classroom())).doesNotContainKey("SWITCHBOARD_RATE_STUDENT");
        assertThat(OwnServer.environment(new Lecture())).containsKey("SWITCHBOARD_RATE_STUDENT");
    }

    @Test
    void namesOnlySettingsThatThereAre() {
        assertThat(SettingKeys.known().all().stream().map(SettingKeys.Key::environment))
                .containsAll(OwnServer.environment(new Lecture()).keySet())
                .containsAll(OwnServer.environment(new Classroom().sized(1000)).keySet());
    }
}
