package switchboard.bench.scenarios;

import java.util.List;
import switchboard.bench.client.BenchFailure;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.NotPossible;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;

/** One kind of load. Stateless: what a run needs it keeps in locals and in the {@link Stage}. */
public interface Scenario {
    String name();

    /** For people: what happens, in a line. */
    String description();

    /** Whether a server that is started for it has its rate limits raised. The check itself always runs. */
    default boolean raisesRates() {
        return true;
    }

    /** How many connections it has open at once. A server that is started for it allows them. */
    default int connections() {
        return 0;
    }

    /** The most that it has one user send. */
    Demand demand(Settings settings);

    /** For how long a run goes on, start and end of a server included, more or less. */
    int expectedSeconds(Settings settings);

    /**
     * Runs it once. Whether the deliveries were right stands in the stage's tally afterwards.
     *
     * @throws NotPossible if this server or this machine does not allow it
     * @throws BenchFailure if the server does not do what it must
     */
    List<Figure> run(Stage stage);
}
