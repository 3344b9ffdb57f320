package switchboard.bench.scenarios;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import switchboard.bench.account.BenchSession;
import switchboard.bench.account.BenchUser;
import switchboard.bench.load.Filling;
import switchboard.bench.load.PageReader;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Latencies;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;

/**
 * What it costs that much is stored: to start, to join at the end of a log and from its beginning, to read a page of
 * it. The messages come through the server, as all others do, so that each of them is checked, too.
 *
 * <p>A log holds a million messages at most: a session may take 1 GiB by default, and people do not say more. What is
 * beyond lies in other sessions, so that from there on the database grows and the log that is read does not.
 */
public final class Stored implements Sized {
    private static final String NAME = "stored";
    private static final int MESSAGES = 100_000;
    private static final int MOST_EACH = 1_000_000;
    private static final int RESTARTS = 3;
    private static final int ROUNDS_AT_THE_END = 50;
    private static final int ROUNDS_FROM_THE_BEGINNING = 3;

    /** A server that has just started reads so many before it is measured. */
    private static final int WARM_UP_MESSAGES = 100_000;

    /** What a slow machine takes in. */
    private static final int FILLED_PER_SECOND = 15_000;

    private final String name;
    private final int messages;

    public Stored() {
        this(NAME, MESSAGES);
    }

    private Stored(String name, int messages) {
        this.name = name;
        this.messages = messages;
    }

    @Override
    public Sizes sizes() {
        return new Sizes(1_000, 20_000_000, "messages");
    }

    @Override
    public Stored sized(int size) {
        return new Stored(NAME + ":" + size, size);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return String.format("%,d stored messages: restart, joins at the end and from 0", messages);
    }

    @Override
    public Demand demand(Settings settings) {
        return Filling.demand(messages, settings.contentBytes());
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 25 + messages / FILLED_PER_SECOND;
    }

    @Override
    public List<Figure> run(Stage stage) {
        stage.requireOwnServer();
        int count = (messages + MOST_EACH - 1) / MOST_EACH;
        int each = messages / count;
        long begin = stage.loop().now();
        BenchSession session = Filling.storedLogs(stage, count, each).get(0);
        double filled = count * each * 1e9 / (stage.loop().now() - begin);
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of("messages taken while it was filled", "1/s", filled));
        figures.add(Figure.of("data on disk", "MB", stage.storedBytes() / 1e6));

        Latencies starts = new Latencies();
        Latencies firstJoins = new Latencies();
        for (int i = 0; i < RESTARTS; i++) {
            starts.record(stage.restart());
            firstJoins.addAll(joins(stage, 1, () -> session.addLateInstructor(each)));
        }
        figures.add(Figure.ms("process start to /health 200, median", starts.percentile(50)));
        figures.add(Figure.ms("the first join at the end after a start, median", firstJoins.percentile(50)));

        Latencies atTheEnd = joins(stage, ROUNDS_AT_THE_END, () -> session.addLateInstructor(each));
        figures.add(Figure.ms("join at the end, median", atTheEnd.percentile(50)));
        joins(stage, Math.min(10, Math.max(1, WARM_UP_MESSAGES / each)), session::addLateInstructor);
        Latencies fromTheBeginning = joins(stage, ROUNDS_FROM_THE_BEGINNING, session::addLateInstructor);
        figures.add(
                Figure.ms(String.format("join from 0, %,d messages, median", each), fromTheBeginning.percentile(50)));

        pages(stage, session, each);
        figures.add(Figure.ms(
                "last 1,000 messages by GET, median",
                pages(stage, session, each).percentile(50)));
        figures.add(Figure.of("server resident", "MB", stage.meter().read().serverResidentBytes() / 1e6));
        stage.settle();
        return figures;
    }

    /** Times to {@code history_complete} of some who join one after the other. */
    private static Latencies joins(Stage stage, int rounds, Supplier<BenchUser> joiners) {
        Latencies latencies = new Latencies();
        for (int round = 0; round < rounds; round++) {
            List<BenchUser> joiner = List.of(joiners.get());
            long begin = stage.loop().now();
            stage.join(joiner);
            latencies.record(joiner.get(0).presentAt() - begin);
            stage.leave(joiner);
        }
        return latencies;
    }

    private static Latencies pages(Stage stage, BenchSession session, int head) {
        Latencies latencies = new Latencies();
        for (int round = 0; round < ROUNDS_AT_THE_END; round++) {
            new PageReader(stage, session, Math.max(0, head - PageReader.PAGE), latencies).readAll();
        }
        return latencies;
    }
}
