package switchboard.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.testing.RunningServer;

/** The scenarios that version 2 is compared by, on the real server. */
final class RefsTest {
    @TempDir
    private Path data;

    @ParameterizedTest
    @ValueSource(strings = {"classroom", "broadcast", "questions"})
    void everythingIsRight(String scenario) {
        Settings settings = new Settings(1, 0, 200, true, Duration.ofSeconds(5));
        try (RunningServer server = RunningServer.in(data).withRates(100_000).start();
                Stage stage = Stage.on(Endpoint.loopback(server.port()), null, settings, System::nanoTime)) {
            Scenario.named(scenario).orElseThrow().run(stage);

            assertThat(stage.tally().wrong()).isEmpty();
            assertThat(stage.tally().refusals()).isEmpty();
            assertThat(stage.tally().deliveries()).isPositive();
        }
    }
}
