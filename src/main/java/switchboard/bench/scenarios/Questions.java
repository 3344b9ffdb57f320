package switchboard.bench.scenarios;

import java.util.ArrayList;
import java.util.List;
import switchboard.bench.account.BenchSession;
import switchboard.bench.account.BenchUser;
import switchboard.bench.load.ClosedLoop;
import switchboard.bench.load.FixedRate;
import switchboard.bench.load.OpenLoop;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Meter;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;
import switchboard.protocol.values.MessageType;

/**
 * How many messages the server can commit and deliver, where each has a sender who waits for it; then how long they
 * take at a rate below that.
 */
final class Questions implements Scenario {
    private static final int ROOMS = 10;
    private static final int SENDERS = 10;
    private static final int PER_SECOND = 1000;

    @Override
    public String name() {
        return "questions";
    }

    @Override
    public String description() {
        return String.format(
                "%d sessions of %d, one question of each in flight; then %,d/s", ROOMS, SENDERS, PER_SECOND);
    }

    @Override
    public Demand demand(Settings settings) {
        return demand(settings, settings.contentBytes());
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 5 + settings.loadSeconds() + settings.seconds();
    }

    @Override
    public List<Figure> run(Stage stage) {
        return run(stage, stage.openRooms(ROOMS, SENDERS, 1), PER_SECOND);
    }

    static Demand demand(Settings settings, int contentBytes) {
        Demand.Sends sends = Demand.Sends.inClosedLoop(settings.loadSeconds() + settings.seconds());
        return new Demand(sends, Demand.Sends.NOTHING, contentBytes);
    }

    /** As fast as they are answered, then at a rate, by all students of these rooms. */
    static List<Figure> run(Stage stage, List<BenchSession> sessions, int perSecond) {
        List<BenchUser> senders = new ArrayList<>();
        sessions.forEach(session -> senders.addAll(session.students()));
        ClosedLoop.Outcome closed = ClosedLoop.run(stage, senders, MessageType.INSTRUCTOR_INBOX);
        OpenLoop.Outcome open = OpenLoop.runOnWarmServer(
                stage, sessions, new FixedRate(senders, MessageType.INSTRUCTOR_INBOX, perSecond));
        List<Figure> figures = new ArrayList<>(Figure.in("closed loop", closedLoop(closed)));
        figures.addAll(Figure.in(String.format("at %,d/s", perSecond), open.figures("send to instructor")));
        return figures;
    }

    private static List<Figure> closedLoop(ClosedLoop.Outcome outcome) {
        Meter.Reading reading = outcome.reading();
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of("messages", "1/s", reading.perSecond(outcome.completed())));
        figures.add(Figure.of("server CPU per message", "µs", reading.serverMicrosPer(outcome.completed())));
        figures.addAll(outcome.latencies().figures("send to instructor"));
        figures.addAll(reading.load());
        return figures;
    }
}
