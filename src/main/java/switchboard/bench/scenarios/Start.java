package switchboard.bench.scenarios;

import java.util.ArrayList;
import java.util.List;
import switchboard.bench.account.BenchSession;
import switchboard.bench.account.BenchUser;
import switchboard.bench.load.Filling;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Latencies;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;

/** How long a restart takes where much is stored: from the start of the process to {@code /health} 200. */
final class Start implements Scenario {
    private static final int ROOMS = 10;
    private static final int SENDERS = 10;
    private static final int MESSAGES_EACH = 10_000;
    private static final int RESTARTS = 3;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String description() {
        return "100,000 stored messages, restart, process start to /health 200";
    }

    @Override
    public Demand demand(Settings settings) {
        return new Demand(Demand.Sends.atOnce(MESSAGES_EACH / SENDERS), Demand.Sends.NOTHING, settings.contentBytes());
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 25;
    }

    @Override
    public List<Figure> run(Stage stage) {
        stage.requireOwnServer();
        List<BenchSession> sessions = stage.openRooms(ROOMS, SENDERS, 1);
        Filling.fill(stage, sessions, MESSAGES_EACH);
        stage.settle();
        List<BenchUser> everybody = new ArrayList<>();
        sessions.forEach(session -> everybody.addAll(session.participants()));
        stage.leave(everybody);
        Latencies latencies = new Latencies();
        for (int i = 0; i < RESTARTS; i++) {
            latencies.record(stage.restart());
        }
        return List.of(
                Figure.ms("process start to /health 200, median of " + RESTARTS, latencies.percentile(50)),
                Figure.ms("process start to /health 200, slowest", latencies.percentile(100)));
    }
}
