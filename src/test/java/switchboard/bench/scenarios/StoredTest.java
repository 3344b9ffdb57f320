package switchboard.bench.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.bench.StubServer;
import switchboard.bench.client.Dialect;
import switchboard.bench.client.Endpoint;
import switchboard.bench.client.LocalAddresses;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.NotPossible;
import switchboard.bench.stage.ServerProcess;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;

/** A small log on a server in a process of its own, which is stopped and started again. */
final class StoredTest {
    private static final int MESSAGES = 1_500;
    private static final Settings SETTINGS =
            new Settings(0, 0, 200, Dialect.V1, LocalAddresses.ANY, Duration.ofSeconds(15));

    @TempDir
    private Path folder;

    @Test
    void whoComesAfterARestartHasAllOfItOrItsEnd() {
        ServerProcess.Launch launch = new ServerProcess.Launch(
                "switchboard.cli.Main",
                List.of("-XX:TieredStopAtLevel=1"),
                folder,
                Map.of("SWITCHBOARD_RATE_STUDENT", "100000"),
                Optional.empty());
        try (ServerProcess server = ServerProcess.start(launch, System::nanoTime);
                Stage stage = Stage.on(server, SETTINGS, System::nanoTime)) {
            List<Figure> figures = new Stored().sized(MESSAGES).run(stage);

            assertThat(stage.tally().wrong()).isEmpty();
            int live = MESSAGES;
            int fromTheBeginning = (10 + 3) * MESSAGES;
            int pages = 2 * 50 * 1_000;
            assertThat(stage.tally().deliveries()).isEqualTo(live + fromTheBeginning + pages);
            assertThat(figures)
                    .allSatisfy(figure ->
                            assertThat(figure.value()).as(figure.name()).isPositive())
                    .extracting(Figure::name)
                    .contains("join from 0, 1,500 messages, median", "process start to /health 200, median");
        }
    }

    @Test
    void isNotPossibleOnAServerThatWasThereBefore() throws Exception {
        try (StubServer server = new StubServer(StubServer.Fault.NONE);
                Stage stage = Stage.on(Endpoint.at(server.url()), null, SETTINGS, System::nanoTime)) {
            Scenario stored = new Stored();

            assertThatThrownBy(() -> stored.run(stage)).isInstanceOf(NotPossible.class);
            assertThat(stage.tally().deliveries()).isZero();
        }
    }
}
