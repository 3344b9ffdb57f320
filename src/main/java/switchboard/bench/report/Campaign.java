package switchboard.bench.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import switchboard.bench.client.BenchFailure;
import switchboard.bench.client.Endpoint;
import switchboard.bench.client.RateLimited;
import switchboard.bench.scenarios.Scenario;
import switchboard.bench.stage.NotPossible;
import switchboard.bench.stage.ProcessUsage;
import switchboard.bench.stage.ServerProcess;
import switchboard.bench.stage.ServerProcess.Launch;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;

/**
 * Runs scenarios one after the other, each as often as asked. Where no server is given every single run gets a new one,
 * so that runs are independent of each other.
 */
public final class Campaign {

    /** A server that is there already. */
    public record Running(Endpoint endpoint, @Nullable ProcessUsage process) {}

    private final Settings settings;
    private final LongSupplier ticker;
    private final Launch launch;
    private final @Nullable Running running;

    /** @param running what to measure; null: start servers by {@code launch} */
    public Campaign(Settings settings, LongSupplier ticker, Launch launch, @Nullable Running running) {
        this.settings = settings;
        this.ticker = ticker;
        this.launch = launch;
        this.running = running;
    }

    public List<ScenarioResult> run(List<Scenario> scenarios, int runs, Progress progress) {
        List<ScenarioResult> results = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            int number = results.size() + 1;
            ScenarioResult result = new ScenarioResult(scenario);
            results.add(result);
            for (int run = 1; run <= runs && result.reason().isEmpty(); run++) {
                progress.begins(new Progress.Step(
                        scenario, number, scenarios.size(), run, runs, scenario.expectedSeconds(settings)));
                runOnce(scenario, result);
            }
        }
        return results;
    }

    private void runOnce(Scenario scenario, ScenarioResult result) {
        try {
            if (running != null) {
                try (Stage stage = Stage.on(running.endpoint(), running.process(), settings, ticker)) {
                    requireAllowed(scenario, stage);
                    play(scenario, stage, result);
                }
            } else {
                try (ServerProcess server = ServerProcess.start(launchFor(scenario), ticker);
                        Stage stage = Stage.on(server, settings, ticker)) {
                    play(scenario, stage, result);
                }
            }
        } catch (NotPossible e) {
            result.skip(reason(e));
        } catch (RateLimited e) {
            if (running != null) {
                result.skip(reason(e));
            } else {
                result.fail(reason(e));
            }
        } catch (BenchFailure e) {
            result.fail(reason(e));
        }
    }

    /** What a server allows that was started for this is known. */
    private void requireAllowed(Scenario scenario, Stage stage) {
        stage.refusal(scenario.demand(settings)).ifPresent(why -> {
            throw new NotPossible(why);
        });
    }

    private static void play(Scenario scenario, Stage stage, ScenarioResult result) {
        try {
            result.add(scenario.run(stage));
        } finally {
            result.add(stage.tally());
        }
    }

    private Launch launchFor(Scenario scenario) {
        Map<String, String> environment = new HashMap<>(launch.environment());
        environment.putAll(OwnServer.environment(scenario));
        return new Launch(launch.mainClass(), launch.javaOptions(), launch.parent(), environment, launch.tokens());
    }

    private static String reason(RuntimeException e) {
        StringBuilder reason = new StringBuilder(String.valueOf(e.getMessage()));
        for (Throwable more : e.getSuppressed()) {
            reason.append("; then ").append(more.getMessage());
        }
        return reason.toString();
    }
}
