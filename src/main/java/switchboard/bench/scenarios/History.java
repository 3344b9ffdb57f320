package switchboard.bench.scenarios;

import java.util.ArrayList;
import java.util.List;
import switchboard.bench.account.BenchSession;
import switchboard.bench.account.BenchUser;
import switchboard.bench.load.Filling;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Latencies;
import switchboard.bench.stage.Meter;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;

/** How long somebody waits who joins late: from the first packet to {@code history_complete}, everything replayed. */
final class History implements Scenario {
    private static final int MESSAGES = 10_000;
    private static final int WARM_UP_ROUNDS = 5;
    private static final int ROUNDS = 7;
    private static final int TOGETHER = 10;

    @Override
    public String name() {
        return "history";
    }

    @Override
    public String description() {
        return "10,000 stored messages, 1 joiner and " + TOGETHER + " joiners at once, warm";
    }

    @Override
    public Demand demand(Settings settings) {
        return Filling.demand(MESSAGES, settings.contentBytes());
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 11;
    }

    @Override
    public List<Figure> run(Stage stage) {
        BenchSession session = Filling.storedLog(stage, MESSAGES);
        rounds(stage, session, WARM_UP_ROUNDS, 1);
        Latencies alone = rounds(stage, session, ROUNDS, 1);
        rounds(stage, session, 1, TOGETHER);
        Meter meter = stage.meter();
        Latencies lastOfTen = rounds(stage, session, ROUNDS, TOGETHER);
        Meter.Reading reading = meter.read();
        stage.settle();
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.ms("1 joiner to history_complete, median", alone.percentile(50)));
        figures.add(Figure.ms("1 joiner, slowest", alone.percentile(100)));
        figures.add(Figure.ms("last of " + TOGETHER + " joiners, median", lastOfTen.percentile(50)));
        figures.add(Figure.ms("last of " + TOGETHER + " joiners, slowest", lastOfTen.percentile(100)));
        figures.addAll(reading.load());
        return figures;
    }

    /** Times until the last of those who join together has everything. */
    private static Latencies rounds(Stage stage, BenchSession session, int rounds, int together) {
        Latencies latencies = new Latencies();
        for (int round = 0; round < rounds; round++) {
            List<BenchUser> joiners = new ArrayList<>();
            for (int i = 0; i < together; i++) {
                joiners.add(session.addLateInstructor());
            }
            long begin = stage.loop().now();
            stage.join(joiners);
            latencies.record(
                    joiners.stream().mapToLong(BenchUser::presentAt).max().orElseThrow() - begin);
            stage.leave(joiners);
        }
        return latencies;
    }
}
