package switchboard.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.http.RawHttpClient;
import switchboard.http.ServedApi;
import switchboard.ops.HealthReport;

class HealthCallsTest {
    private static ServedApi api;

    @BeforeAll
    static void start() {
        api = new ServedApi();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static HealthReport with(Optional<String> database, Optional<String> notReady) {
        HealthReport healthy = ServedApi.HEALTHY;
        return new HealthReport(
                database.isEmpty(),
                healthy.timestamp(),
                healthy.uptimeSeconds(),
                healthy.version(),
                healthy.commit(),
                database,
                notReady,
                healthy.counts(),
                healthy.system());
    }

    @Test
    void reportsEverythingThatTheContractNames() {
        api.health.set(ServedApi.HEALTHY);
        RawHttpClient.Response response = api.call("GET /health");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo("{\"status\":\"healthy\",\"timestamp\":\"2026-11-23T03:05:33.123Z\",\"uptime_seconds\":42,"
                        + "\"version\":\"1.2.3\",\"commit\":\"0123456789abcdef0123456789abcdef01234567\","
                        + "\"database\":\"healthy\",\"active_sessions\":3,"
                        + "\"connections\":{\"total_connections\":54,\"active_sessions\":2,\"instructors\":4,"
                        + "\"students\":50},\"system\":{\"memory_used_bytes\":1000,\"memory_max_bytes\":2000,"
                        + "\"processors\":2}}");
    }

    @Test
    void leavesOutTheCommitThatTheBuildDidNotKnow() {
        HealthReport healthy = ServedApi.HEALTHY;
        api.health.set(new HealthReport(
                healthy.healthy(),
                healthy.timestamp(),
                healthy.uptimeSeconds(),
                healthy.version(),
                Optional.empty(),
                healthy.database(),
                healthy.notReady(),
                healthy.counts(),
                healthy.system()));

        JsonNode report = api.call("GET /health").json();
        assertThat(report.path("version").asText()).isEqualTo("1.2.3");
        assertThat(report.has("commit")).isFalse();
    }

    @Test
    void saysWhatIsWrongWithTheDatabase() {
        api.health.set(with(Optional.of("error: the disk is full"), Optional.of("the disk is full")));
        RawHttpClient.Response response = api.call("GET /health");

        assertThat(response.status()).isEqualTo(503);
        assertThat(response.json().path("status").asText()).isEqualTo("unhealthy");
        assertThat(response.json().path("database").asText()).isEqualTo("error: the disk is full");
        assertThat(api.call("GET /health/ready").status()).isEqualTo(503);
        assertThat(api.call("GET /health/live").status()).isEqualTo(200);
    }

    @Test
    void isNotReadyWhileHealthyButDraining() {
        api.health.set(with(Optional.empty(), Optional.of("draining")));

        assertThat(api.call("GET /health").status()).isEqualTo(200);
        RawHttpClient.Response ready = api.call("GET /health/ready");
        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.json().path("message").asText()).isEqualTo("draining");
        assertThat(api.call("GET /health/live").status()).isEqualTo(200);
    }
}
