package switchboard.bench.cold;

import java.util.List;
import switchboard.bench.scenarios.Scenario;

/**
 * What {@code --cold} measures. The server of each has answered {@code /health} and nothing else; people join, and the
 * measurement begins with the first message. What measures has compiled its own code before: see {@link ClientWarmUp}.
 */
public final class ColdScenarios {
    /** In the order in which they run. */
    public static final List<Scenario> ALL =
            List.of(new ColdClassroom(), new ColdBroadcast(), new ColdQuestions(), new ColdConnect());

    private ColdScenarios() {}
}
