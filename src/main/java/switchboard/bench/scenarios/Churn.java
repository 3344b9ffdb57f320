package switchboard.bench.scenarios;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import switchboard.bench.account.BenchSession;
import switchboard.bench.account.BenchUser;
import switchboard.bench.load.Bystanders;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Latencies;
import switchboard.bench.stage.Meter;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;

/**
 * Some of a session come and vanish without a close frame again and again, as with a network that is hardly there: what
 * the others feel. In the end all are there and must have everything exactly once.
 */
public final class Churn implements Scenario {

    /**
     * @param churners who come and vanish
     * @param others students who stay
     * @param perSecond broadcasts
     */
    public record Size(int churners, int others, int perSecond) {}

    private static final Size FULL = new Size(30, 50, 20);

    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_STAY_NANOS = TimeUnit.MILLISECONDS.toNanos(900);
    private static final long LONGEST_GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long SEED = 30;

    private final Size size;

    public Churn() {
        this(FULL);
    }

    public Churn(Size size) {
        this.size = size;
    }

    @Override
    public String name() {
        return "churn";
    }

    @Override
    public String description() {
        return String.format(
                "a class of %d, %d broadcasts/s, %d more who come and vanish",
                size.others, size.perSecond, size.churners);
    }

    @Override
    public Demand demand(Settings settings) {
        int seconds = settings.loadSeconds() + settings.seconds();
        return new Demand(Demand.Sends.NOTHING, Demand.Sends.atRate(size.perSecond, seconds), settings.contentBytes());
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 5 + settings.loadSeconds() + settings.seconds();
    }

    @Override
    public List<Figure> run(Stage stage) {
        BenchSession session = stage.openRoomWithout(size.churners, stage.kind(size.churners + size.others, 1));
        List<BenchUser> churners = session.students().subList(0, size.churners);
        Bystanders others = Bystanders.underBroadcasts(stage, session, size.churners, size.perSecond);
        Latencies before = others.usual();
        Meter meter = stage.meter();
        Comings comings =
                new Comings(stage, stage.loop().now() + stage.settings().measuredNanos());
        churners.forEach(comings::comeSoon);
        Latencies during = others.feel(stage.settings().measuredNanos());
        stage.awaitPresence(churners);
        Meter.Reading reading = meter.read();
        stage.settle();

        List<Figure> figures = new ArrayList<>(Bystanders.figures("the others", before, during));
        figures.add(Figure.of("connects meanwhile", "1/s", reading.perSecond(comings.count)));
        figures.addAll(reading.load());
        return figures;
    }

    /** Who comes stays for a moment, vanishes, and comes again; from {@code until} on who comes stays. */
    private static final class Comings {
        private final Stage stage;
        private final long until;
        private final Random random = new Random(SEED);
        private long count;

        Comings(Stage stage, long until) {
            this.stage = stage;
            this.until = until;
        }

        void comeSoon(BenchUser participant) {
            stage.loop().at(moment(LONGEST_GAP_NANOS), () -> come(participant));
        }

        private void come(BenchUser participant) {
            stage.comeBack(participant);
            count++;
            long vanishesAt = moment(LONGEST_STAY_NANOS);
            if (vanishesAt - until < 0) {
                stage.loop().at(vanishesAt, () -> {
                    participant.drop();
                    comeSoon(participant);
                });
            }
        }

        private long moment(long longestNanos) {
            return stage.loop().now() + random.nextLong(SHORTEST_NANOS, longestNanos);
        }
    }
}
