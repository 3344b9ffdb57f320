package switchboard.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import switchboard.bench.account.Wrong;
import switchboard.bench.client.BenchFailure;
import switchboard.bench.client.Dialect;
import switchboard.bench.client.Endpoint;
import switchboard.bench.client.LocalAddresses;
import switchboard.bench.cold.ColdBroadcast;
import switchboard.bench.cold.ColdConnect;
import switchboard.bench.scenarios.Churn;
import switchboard.bench.scenarios.Classroom;
import switchboard.bench.scenarios.Connect;
import switchboard.bench.scenarios.JoinRace;
import switchboard.bench.scenarios.Large;
import switchboard.bench.scenarios.Lecture;
import switchboard.bench.scenarios.Scenario;
import switchboard.bench.scenarios.Slow;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;
import switchboard.testing.server.RunningServer;

/** Scenarios in a small size: on the real server, and on one that makes the mistake that they are to find. */
@Execution(ExecutionMode.CONCURRENT) // they wait most of the time: for the seconds of a run
final class ScenarioRunsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Churn CHURN = new Churn(new Churn.Size(3, 4, 50));
    private static final JoinRace JOIN_RACE = new JoinRace(new JoinRace.Size(5, 3, 100, SECOND / 2, SECOND));

    @TempDir
    private Path data;

    private static Settings settings(Dialect dialect) {
        return new Settings(1, 0, 200, dialect, LocalAddresses.ANY, Duration.ofSeconds(5));
    }

    private RunningServer.Starting server() {
        return RunningServer.in(data).withRates(100_000);
    }

    /** Runs it, and has its deliveries and its figures looked at. */
    private static void run(RunningServer.Starting starting, Scenario scenario, Dialect dialect, Consumer<Run> check) {
        try (RunningServer server = starting.start();
                Stage stage = Stage.on(Endpoint.loopback(server.port()), null, settings(dialect), System::nanoTime)) {
            List<Figure> figures = scenario.run(stage);

            assertThat(stage.tally().wrong()).isEmpty();
            assertThat(stage.tally().refusals()).isEmpty();
            check.accept(new Run(stage.tally().deliveries(), figures));
        }
    }

    private record Run(long deliveries, List<Figure> figures) {
        double value(String name) {
            return figures.stream()
                    .filter(figure -> figure.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(name + " is not among " + figures))
                    .value();
        }
    }

    private static Stage stageOn(StubServer server) {
        Settings settings = new Settings(1, 0, 200, Dialect.V1, LocalAddresses.ANY, Duration.ofSeconds(1));
        return Stage.on(Endpoint.at(server.url()), null, settings, System::nanoTime);
    }

    @Test
    void largeMessagesArriveAsFastAsTheyAreAnsweredAndAtARate() {
        run(server(), new Large(), Dialect.V1, run -> {
            assertThat(run.value("closed loop: messages")).isPositive();
            assertThat(run.value("at 500/s: send to instructor, p99")).isPositive();
            assertThat(run.deliveries()).isGreaterThan(500);
        });
    }

    @Test
    void aLectureReachesEverybody() {
        run(server(), new Lecture().sized(20), Dialect.V1, run -> {
            assertThat(run.deliveries()).isEqualTo(5 * 20 + 200);
            assertThat(run.value("broadcast to the last of 20, p99")).isPositive();
            assertThat(run.value("analytics to the instructor, p99")).isPositive();
        });
    }

    @Test
    void allWhoConnectGetOneBroadcast() {
        Connect small = new Connect(new Connect.Size(3, 4, 1, 1, 2));

        run(server(), small, Dialect.V1, run -> {
            assertThat(run.deliveries()).isEqualTo(3 * 4);
            assertThat(run.value("broadcast to the last of all 12")).isPositive();
            assertThat(run.value("server CPU per connect, after 30")).isNaN(); // Nobody knows the process.
        });
    }

    @Test
    void severalClassesSendAtTheirOwnRateAtOnce() {
        run(server(), new Classroom().sized(3), Dialect.V1, run -> {
            long ofOneClass = 161;
            assertThat(run.deliveries()).isBetween(2 * ofOneClass + 1, 4 * ofOneClass);
            assertThat(run.value("messages")).isPositive();
            assertThat(run.value("send to last recipient, p99")).isPositive();
        });
    }

    @Test
    void theFirstBroadcastsAreCountedFromTheFirstOn() {
        ColdBroadcast small = new ColdBroadcast(new ColdBroadcast.Size(3, 4, 90));

        run(server(), small, Dialect.V1, run -> {
            // What is sent until the senders hear that the last one has arrived comes, too.
            assertThat(run.deliveries()).isBetween(90L * 4, 2 * 90L * 4);
            assertThat(run.value("the first 90: deliveries")).isPositive();
        });
    }

    @Test
    void theFirstConnectionsAreCounted() {
        run(server(), new ColdConnect(new ColdConnect.Size(2, 3)), Dialect.V1, run -> {
            assertThat(run.deliveries()).isZero();
            assertThat(run.value("the first 8: connects")).isPositive();
        });
    }

    @ParameterizedTest
    @EnumSource
    void whoChurnsHasEverythingOnceInTheEnd(Dialect dialect) {
        run(server(), CHURN, dialect, run -> {
            int broadcasts = 2 * 50;
            assertThat(run.deliveries()).isEqualTo(broadcasts * receivers(3 + 4, dialect));
            assertThat(run.value("connects meanwhile")).isPositive();
            assertThat(run.value("p99 to the others, during / before")).isPositive();
        });
    }

    /** By version 2 the instructor has its own copy. */
    private static int receivers(int students, Dialect dialect) {
        return dialect == Dialect.V1 ? students : students + 1;
    }

    @Test
    void churnSeesAGapInAReplay() throws Exception {
        try (StubServer server = new StubServer(StubServer.Fault.GAP);
                Stage stage = stageOn(server)) {
            // It fails at once where somebody waits for what is missing; else the account in the end tells.
            assertThat(catchThrowable(() -> CHURN.run(stage)))
                    .satisfiesAnyOf(
                            failure -> assertThat(failure).isNull(),
                            failure -> assertThat(failure).isInstanceOf(BenchFailure.class));

            assertThat(stage.tally().wrong()).containsOnlyKeys(Wrong.LOST);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoJoinsInARaceHasEverythingOnce(Dialect dialect) {
        run(server(), JOIN_RACE, dialect, run -> {
            int broadcasts = 100 + 100;
            assertThat(run.deliveries()).isEqualTo(broadcasts * receivers(5 + 3, dialect));
            assertThat(run.value("connect to history_complete, p99")).isPositive();
            assertThat(run.value("p99 to the others, during / before")).isPositive();
        });
    }

    @Test
    void joinRaceSeesWhatIsReplayedAndThenSentAgain() throws Exception {
        try (StubServer server = new StubServer(StubServer.Fault.REPLAY_TWICE);
                Stage stage = stageOn(server)) {
            JOIN_RACE.run(stage);

            assertThat(stage.tally().wrong()).isEqualTo(Map.of(Wrong.TWICE, 5L));
        }
    }

    /** Not reading for longer than the first time-out, also where the server gets little of the cores. */
    @ParameterizedTest
    @CsvSource({"1s, 8, 1", "1m, 4, 0"})
    void whoStopsReadingHasEverythingOnceWhetherClosedOrBehind(String slowTimeout, int seconds, int closed) {
        Slow small = new Slow(new Slow.Size(4, 20, 60_000, seconds * SECOND));

        run(server().with("switchboard.connection.slow-timeout", slowTimeout), small, Dialect.V1, run -> {
            int broadcasts = 20 + seconds * 20 + 1;
            assertThat(run.deliveries()).isEqualTo(broadcasts * 4);
            assertThat(run.value("the slow one was closed")).isEqualTo(closed);
            assertThat(run.value("p99 to the others, during / before")).isPositive();
        });
    }

    @Test
    void slowFailsWhereOneWhoDoesNotReadStopsTheOthers() throws Exception {
        Slow small = new Slow(new Slow.Size(4, 100, 60_000, 2 * SECOND));
        try (StubServer server = new StubServer(StubServer.Fault.NONE); // It writes to all of them by one thread.
                Stage stage = stageOn(server)) {
            assertThatThrownBy(() -> small.run(stage))
                    .isInstanceOf(BenchFailure.class)
                    .hasMessageContaining("messages were missing");
        }
    }
}
