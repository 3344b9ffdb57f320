package switchboard.bench.scenarios;

import java.util.ArrayList;
import java.util.List;
import switchboard.bench.account.BenchSession;
import switchboard.bench.load.Filling;
import switchboard.bench.load.PageReader;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Latencies;
import switchboard.bench.stage.Meter;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;

/** How fast a client reads a long log by REST, as a {@link PageReader} does. */
final class Rest implements Scenario {
    private static final int MESSAGES = 10_000;

    private final int messages;

    Rest() {
        this(MESSAGES);
    }

    /** @param messages how many are stored, a multiple of 1,000 */
    Rest(int messages) {
        this.messages = messages;
    }

    @Override
    public String name() {
        return "rest";
    }

    @Override
    public String description() {
        return String.format("%,d stored messages, read by GET, %,d at a time, warm", messages, PageReader.PAGE);
    }

    @Override
    public Demand demand(Settings settings) {
        return Filling.demand(messages, settings.contentBytes());
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 5 + settings.loadSeconds();
    }

    @Override
    public List<Figure> run(Stage stage) {
        BenchSession session = Filling.storedLog(stage, messages);
        readAgainAndAgain(stage, session, stage.settings().warmUpNanos(), new Latencies());
        Latencies latencies = new Latencies();
        Meter meter = stage.meter();
        int requests = readAgainAndAgain(stage, session, stage.settings().measuredNanos(), latencies);
        Meter.Reading reading = meter.read();
        stage.settle();
        List<Figure> figures = new ArrayList<>(latencies.figures(String.format("%,d messages", PageReader.PAGE)));
        figures.add(Figure.of("requests for them", "", (double) requests / latencies.count()));
        figures.add(Figure.of("server CPU per message", "µs", reading.serverMicrosPer(reading.deliveries())));
        return figures;
    }

    /** Reads all of it at least once, and returns how many requests it took. */
    private static int readAgainAndAgain(Stage stage, BenchSession session, long nanos, Latencies latencies) {
        int requests = 0;
        long until = stage.loop().now() + nanos;
        do {
            requests += new PageReader(stage, session, 0, latencies).readAll();
        } while (stage.loop().now() < until);
        return requests;
    }
}
