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

/** How many deliveries the server can make and what one costs it; then how long they take at a rate below that. */
public final class Broadcast implements Scenario {
    private static final int ROOMS = 10;
    private static final int STUDENTS = 50;
    private static final int ROOMS_AT_RATE = 4;
    private static final int PER_SECOND = 200;

    @Override
    public String name() {
        return "broadcast";
    }

    @Override
    public String description() {
        return ROOMS + " sessions of " + STUDENTS + ", one broadcast in flight in each; then " + PER_SECOND + "/s";
    }

    @Override
    public Demand demand(Settings settings) {
        Demand.Sends sends = Demand.Sends.inClosedLoop(settings.loadSeconds() + settings.seconds());
        return new Demand(Demand.Sends.NOTHING, sends, settings.contentBytes());
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 9 + settings.loadSeconds() + settings.seconds();
    }

    @Override
    public List<Figure> run(Stage stage) {
        List<BenchSession> sessions = stage.openRooms(ROOMS, STUDENTS, 1);
        ClosedLoop.Outcome closed = ClosedLoop.run(stage, instructors(sessions), MessageType.INSTRUCTOR_BROADCAST);
        List<BenchSession> roomsAtRate = sessions.subList(0, ROOMS_AT_RATE);
        OpenLoop.Outcome open = OpenLoop.runOnWarmServer(
                stage,
                roomsAtRate,
                new FixedRate(instructors(roomsAtRate), MessageType.INSTRUCTOR_BROADCAST, PER_SECOND));
        List<Figure> figures = new ArrayList<>(Figure.in("closed loop", closedLoop(closed)));
        figures.addAll(Figure.in("at " + PER_SECOND + "/s", open.figures("send to last student")));
        return figures;
    }

    /**
     * What a delivery costs, and how long a broadcast takes to its last student, where one is in flight in each
     * session.
     */
    public static List<Figure> closedLoop(ClosedLoop.Outcome outcome) {
        Meter.Reading reading = outcome.reading();
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of("deliveries", "1/s", reading.perSecond(reading.deliveries())));
        figures.add(Figure.of("server CPU per delivery", "µs", reading.serverMicrosPer(reading.deliveries())));
        figures.addAll(outcome.latencies().figures("send to last student"));
        figures.addAll(reading.load());
        return figures;
    }

    /** All who broadcast in these sessions. */
    public static List<BenchUser> instructors(List<BenchSession> sessions) {
        List<BenchUser> instructors = new ArrayList<>();
        sessions.forEach(session -> instructors.addAll(session.instructors()));
        return instructors;
    }
}
