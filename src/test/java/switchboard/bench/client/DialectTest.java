package switchboard.bench.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import switchboard.bench.scenarios.Classroom;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;
import switchboard.testing.server.RunningServer;

/** A class of all six types of messages, on the real server. */
final class DialectTest {
    @TempDir
    private Path data;

    @ParameterizedTest
    @EnumSource
    void everythingIsRight(Dialect dialect) {
        Settings settings = new Settings(1, 0, 200, dialect, LocalAddresses.ANY, Duration.ofSeconds(5));
        try (RunningServer server = RunningServer.in(data).withRates(100_000).start();
                Stage stage = Stage.on(Endpoint.loopback(server.port()), null, settings, System::nanoTime)) {
            new Classroom().run(stage);

            assertThat(stage.tally().wrong()).isEmpty();
            assertThat(stage.tally().refusals()).isEmpty();
            assertThat(stage.tally().deliveries()).isPositive();
        }
    }
}
