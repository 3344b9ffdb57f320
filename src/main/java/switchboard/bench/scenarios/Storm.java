package switchboard.bench.scenarios;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import switchboard.bench.account.BenchSession;
import switchboard.bench.account.BenchUser;
import switchboard.bench.client.Dialect;
import switchboard.bench.load.Arrivals;
import switchboard.bench.load.Bystanders;
import switchboard.bench.load.Filling;
import switchboard.bench.load.SteadyBroadcasts;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Latencies;
import switchboard.bench.stage.Meter;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;
import switchboard.protocol.values.MessageType;

/**
 * A network fails and comes back: most people of all sessions lose their connections at once, miss messages, and return
 * within seconds from where they were. How long until each has everything, and what those feel who never left.
 *
 * <pre>
 *  all there, steady load        dropped; missed messages sent        all return, steady load
 *  |-- warm-up --|-- usual --|   |---- to those who stayed ---|   |-- at random within 10 s --|
 * </pre>
 *
 * Twice: a server that has never seen one is still compiling what it needs for it, and both are what operators meet. By
 * version 2 of the protocol always. Times count from when somebody was to connect, or a message to be sent.
 */
final class Storm implements Scenario {

    /**
     * @param sessions how many, each with an instructor, who stays
     * @param leavers students of each who lose their connections
     * @param stayers students of each who do not
     * @param missed messages of each session that the leavers miss
     * @param returnNanos within which they come back
     */
    public record Size(int sessions, int leavers, int stayers, int missed, long returnNanos) {}

    private static final Size FULL = new Size(20, 50, 5, 500, TimeUnit.SECONDS.toNanos(10));

    private static final int STORMS = 2;
    private static final String STAYERS = "those who stay";

    private final Size size;

    Storm() {
        this(FULL);
    }

    Storm(Size size) {
        this.size = size;
    }

    @Override
    public String name() {
        return "storm";
    }

    @Override
    public String description() {
        return String.format(
                "%,d connections drop, miss %d messages, come back within %d s",
                size.sessions * size.leavers, size.missed, returnSeconds());
    }

    @Override
    public Demand demand(Settings settings) {
        int seconds = settings.loadSeconds() + STORMS * returnSeconds();
        return new Demand(
                Demand.Sends.NOTHING,
                new Demand.Sends(STORMS * size.missed, SteadyBroadcasts.PER_SECOND, seconds),
                settings.contentBytes());
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 12 + settings.loadSeconds() + STORMS * returnSeconds();
    }

    @Override
    public List<Figure> run(Stage stage) {
        List<BenchSession> sessions = stage.openRooms(
                size.sessions, stage.kind(size.leavers + size.stayers, 1).speaking(Dialect.V2_WITH_REFS));
        List<BenchUser> leavers = new ArrayList<>();
        sessions.forEach(session -> leavers.addAll(session.students().subList(0, size.leavers)));
        Bystanders stayers = new Bystanders(
                stage, sessions, Bystanders.studentsFrom(size.leavers), () -> new SteadyBroadcasts(sessions));

        Latencies usual = stayers.usual();
        Passage first = pass(stage, sessions, leavers, stayers);
        Passage second = pass(stage, sessions, leavers, stayers);
        stage.settle();

        List<Figure> figures = new ArrayList<>(usual.figures("to " + STAYERS + ", before"));
        figures.addAll(Figure.in("first storm", first.figures(usual, leavers.size())));
        figures.addAll(Figure.in("second storm", second.figures(usual, leavers.size())));
        return figures;
    }

    private int returnSeconds() {
        return (int) TimeUnit.NANOSECONDS.toSeconds(size.returnNanos);
    }

    /**
     * One storm that has passed.
     *
     * @param returns from when each was to connect to its {@code history_complete}
     * @param toStayers from when a message was to be sent to when each who stayed had it
     * @param reading of the return
     */
    private record Passage(Latencies returns, Latencies toStayers, Meter.Reading reading) {
        List<Figure> figures(Latencies usual, int leavers) {
            List<Figure> figures = new ArrayList<>(returns.figures("connect to history_complete"));
            figures.addAll(Bystanders.duringFigures(STAYERS, usual, toStayers));
            figures.add(Figure.of("server CPU per return", "µs", reading.serverMicrosPer(leavers)));
            figures.addAll(reading.load());
            return figures;
        }
    }

    /** All leave, miss something, and come back. */
    private Passage pass(Stage stage, List<BenchSession> sessions, List<BenchUser> leavers, Bystanders stayers) {
        leavers.forEach(BenchUser::drop);
        Filling.fill(stage, sessions, MessageType.INSTRUCTOR_BROADCAST, size.missed);
        Meter meter = stage.meter();
        Arrivals arrivals = Arrivals.schedule(stage, leavers, size.returnNanos);
        Latencies toStayers = stayers.feel(size.returnNanos);
        Latencies returns = arrivals.await();
        return new Passage(returns, toStayers, meter.read());
    }
}
