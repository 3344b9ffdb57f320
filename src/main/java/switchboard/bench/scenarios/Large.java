package switchboard.bench.scenarios;

import java.util.List;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;

/** As {@link Questions}, with pictures in place of sentences: what a message costs because it is large. */
public final class Large implements Scenario {
    private static final int ROOMS = 10;
    private static final int SENDERS = 10;
    private static final int CONTENT_BYTES = 30_000;
    private static final int PER_SECOND = 500;

    @Override
    public String name() {
        return "large";
    }

    @Override
    public String description() {
        return String.format(
                "%d sessions of %d, questions of %d KB in flight; then %d/s",
                ROOMS, SENDERS, CONTENT_BYTES / 1000, PER_SECOND);
    }

    @Override
    public Demand demand(Settings settings) {
        return Questions.demand(settings, CONTENT_BYTES);
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 8 + settings.loadSeconds() + settings.seconds();
    }

    @Override
    public List<Figure> run(Stage stage) {
        return Questions.run(
                stage, stage.openRooms(ROOMS, stage.kind(SENDERS, 1).withContentBytes(CONTENT_BYTES)), PER_SECOND);
    }
}
