package switchboard.bench.scenarios;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import switchboard.bench.account.BenchSession;
import switchboard.bench.load.Arrivals;
import switchboard.bench.load.Bystanders;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Latencies;
import switchboard.bench.stage.Meter;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;

/**
 * Many join one session while it is busy: each gets what was said by replay and what is being said live, and must have
 * all of it exactly once and in order, whatever is committed in the moment in which the one becomes the other.
 */
public final class JoinRace implements Scenario {

    /**
     * @param others students who are there before
     * @param perSecond broadcasts
     * @param joinNanos within which the joiners connect
     * @param loadNanos for how long broadcasts go on from then on: longer, since joining takes time
     */
    public record Size(int joiners, int others, int perSecond, long joinNanos, long loadNanos) {}

    private static final Size FULL = new Size(200, 20, 300, TimeUnit.SECONDS.toNanos(2), TimeUnit.SECONDS.toNanos(4));

    /** More than are sent: who joins is checked by comparing bytes. */
    private static final int REMEMBERED_FRAMES = 16_384;

    private final Size size;

    public JoinRace() {
        this(FULL);
    }

    public JoinRace(Size size) {
        this.size = size;
    }

    @Override
    public String name() {
        return "joinrace";
    }

    @Override
    public String description() {
        return String.format(
                "%d join a session of %d within %d s during %d broadcasts/s",
                size.joiners, size.others, seconds(size.joinNanos), size.perSecond);
    }

    @Override
    public Demand demand(Settings settings) {
        int seconds = settings.loadSeconds() + seconds(size.loadNanos);
        return new Demand(Demand.Sends.NOTHING, Demand.Sends.atRate(size.perSecond, seconds), settings.contentBytes());
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 5 + settings.loadSeconds() + seconds(size.loadNanos);
    }

    @Override
    public List<Figure> run(Stage stage) {
        BenchSession session = stage.openRoomWithout(
                size.joiners, stage.kind(size.joiners + size.others, 1).remembering(REMEMBERED_FRAMES));
        Bystanders others = Bystanders.underBroadcasts(stage, session, size.joiners, size.perSecond);
        Latencies before = others.usual();
        Meter meter = stage.meter();
        Arrivals joins = Arrivals.schedule(stage, session.students().subList(0, size.joiners), size.joinNanos);
        Latencies during = others.feel(size.loadNanos);
        Latencies toComplete = joins.await();
        Meter.Reading reading = meter.read();
        stage.settle();

        List<Figure> figures = new ArrayList<>(toComplete.figures("connect to history_complete"));
        figures.addAll(Bystanders.figures("the others", before, during));
        figures.add(Figure.of("server CPU per delivery", "µs", reading.serverMicrosPer(reading.deliveries())));
        figures.addAll(reading.load());
        return figures;
    }

    private static int seconds(long nanos) {
        return (int) TimeUnit.NANOSECONDS.toSeconds(nanos);
    }
}
