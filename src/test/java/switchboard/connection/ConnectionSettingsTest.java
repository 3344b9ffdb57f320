package switchboard.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import switchboard.connection.outbound.OutboxLimits;
import switchboard.settings.ConfigLayers;
import switchboard.settings.SettingsReader;

class ConnectionSettingsTest {

    @Test
    void readsTheDefaults() {
        SettingsReader reader = new SettingsReader(ConfigFactory.defaultReference());
        ConnectionSettings settings = ConnectionSettings.from(reader);
        assertThat(reader.problems()).isEmpty();
        assertThat(settings.outboxLimits()).isEqualTo(new OutboxLimits(100, 1_048_576, 200, 16, 16_384));
        assertThat(settings)
                .isEqualTo(new ConnectionSettings(
                        100,
                        1_048_576,
                        134_217_728,
                        200,
                        16,
                        16_384,
                        1_048_576,
                        1_000,
                        134_217_728,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(250)));
    }

    @Test
    void refusesASilenceThatEndsBeforeTheNextPing() {
        Config config = ConfigFactory.parseString("switchboard.connection.silence-timeout = 20s")
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        SettingsReader reader = new SettingsReader(config);
        ConnectionSettings.from(reader);
        assertThat(reader.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.key()).isEqualTo("switchboard.connection.silence-timeout");
            assertThat(problem.allowed()).contains("ping-interval").contains("30000ms");
        });
    }

    @Test
    void everyProblemIsReported() {
        Config config = ConfigFactory.parseString(
                        "switchboard.connection { queue-frames = 0, write-bytes = 1, linger = 10 minutes }")
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        SettingsReader reader = new SettingsReader(config);
        ConnectionSettings.from(reader);
        assertThat(reader.problems()).hasSize(3);
    }

    /** Whether ours win over those of the libraries, which come as files of the same name. */
    @Test
    void theActorSystemRunsWithOurSettings() {
        Config pekko =
                ConfigLayers.load(null, Map.of(), new Properties()).effective().getConfig("pekko");
        assertThat(pekko.getInt("actor.default-dispatcher.throughput")).isEqualTo(64);
        assertThat(pekko.getInt("actor.default-dispatcher.fork-join-executor.parallelism-min"))
                .isEqualTo(2);
    }
}
