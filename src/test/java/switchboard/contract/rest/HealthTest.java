package switchboard.contract.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.testing.client.Answer;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** Section 3: what monitors and orchestrators ask. */
class HealthTest {
    private static final long DEADLINE = Duration.ofSeconds(30).toNanos();

    @RegisterExtension
    static final SharedServer SERVER =
            SharedServer.with(starting -> starting.with("switchboard.health.check-every", "100ms"));

    @Test
    void saysHowItIs() {
        JsonNode health = awaitHealth(json -> json.path("status").asText().equals("healthy"));

        assertThat(health.path("timestamp").textValue()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(health.path("uptime_seconds").isIntegralNumber()).isTrue();
        assertThat(health.path("version").textValue()).matches("\\d+\\.\\d+.*");
        // A program that was built without a repository has none.
        assertThat(health.path("commit").asText("")).matches("([0-9a-f]{40}(-dirty)?)?");
        assertThat(health.path("database").textValue()).isEqualTo("healthy");
        assertThat(health.path("active_sessions").isIntegralNumber()).isTrue();
        for (String name : new String[] {"total_connections", "active_sessions", "instructors", "students"}) {
            assertThat(health.path("connections").path(name).isIntegralNumber())
                    .as(name)
                    .isTrue();
        }
        for (String name : new String[] {"memory_used_bytes", "memory_max_bytes", "processors"}) {
            assertThat(health.path("system").path(name).longValue()).as(name).isPositive();
        }
    }

    @Test
    void countsSessionsAndConnectionsButNotReplacedOnes() {
        try (TestSession room = SERVER.room("ann", "bob")) {
            room.teacher();
            room.student("ann");
            room.student("bob");
            room.student("bob");
            JsonNode health = awaitHealth(
                    json -> json.path("connections").path("total_connections").intValue() == 3);

            assertThat(health.path("active_sessions").intValue()).isPositive();
            assertThat(health.path("connections").path("active_sessions").intValue())
                    .isEqualTo(1);
            assertThat(health.path("connections").path("instructors").intValue())
                    .isEqualTo(1);
            assertThat(health.path("connections").path("students").intValue()).isEqualTo(2);
        }
        awaitHealth(json -> json.path("connections").path("total_connections").intValue() == 0);
    }

    @Test
    void isLiveAndReady() {
        SERVER.api().get("/health/live").expect(200);
        awaitHealth(json -> json.path("status").asText().equals("healthy"));
        SERVER.api().get("/health/ready").expect(200);
    }

    /** It is a few moments behind: the self-check has a rhythm of its own. */
    private static JsonNode awaitHealth(Predicate<JsonNode> wanted) {
        long start = System.nanoTime();
        while (true) {
            Answer answer = SERVER.api().health();
            if (wanted.test(answer.json())) {
                return answer.json();
            }
            assertThat(System.nanoTime() - start).as(answer.toString()).isLessThan(DEADLINE);
            Thread.onSpinWait();
        }
    }
}
