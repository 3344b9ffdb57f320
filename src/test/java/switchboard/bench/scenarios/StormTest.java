package switchboard.bench.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.bench.StubServer;
import switchboard.bench.account.Wrong;
import switchboard.bench.client.Dialect;
import switchboard.bench.client.Endpoint;
import switchboard.bench.client.LocalAddresses;
import switchboard.bench.load.SteadyBroadcasts;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;
import switchboard.testing.server.RunningServer;

/** A storm of a few connections, on the real server and on one that leaves out a message of a replay. */
final class StormTest {
    private static final Settings SETTINGS =
            new Settings(1, 0, 200, Dialect.V1, LocalAddresses.ANY, Duration.ofSeconds(5));
    private static final Storm SMALL = new Storm(new Storm.Size(2, 4, 2, 250, TimeUnit.SECONDS.toNanos(1)));

    @TempDir
    private Path data;

    @Test
    void everybodyComesBackToEverything() {
        try (RunningServer server = RunningServer.in(data).withRates(100_000).start();
                Stage stage = Stage.on(Endpoint.loopback(server.port()), null, SETTINGS, System::nanoTime)) {
            List<Figure> figures = SMALL.run(stage);

            assertThat(stage.tally().wrong()).isEmpty();
            int inASecondOfLoad = 2 * SteadyBroadcasts.PER_SECOND * 7;
            int missed = 2 * 250 * 7;
            int storms = 2;
            assertThat(stage.tally().deliveries()).isEqualTo(inASecondOfLoad + storms * (missed + inASecondOfLoad));
            assertThat(figures)
                    .filteredOn(figure -> !Double.isNaN(figure.value()))
                    .extracting(Figure::name)
                    .contains(
                            "to those who stay, before, p99",
                            "first storm: connect to history_complete, p99",
                            "first storm: to those who stay, during, p99",
                            "second storm: p99 to those who stay, during / before");
        }
    }

    @Test
    void seesAGapInAReplay() throws Exception {
        try (StubServer server = new StubServer(StubServer.Fault.GAP);
                Stage stage = Stage.on(Endpoint.at(server.url()), null, SETTINGS, System::nanoTime)) {
            SMALL.run(stage);

            assertThat(stage.tally().wrong()).containsOnlyKeys(Wrong.LOST).containsEntry(Wrong.LOST, 2 * 2 * 4L);
        }
    }
}
