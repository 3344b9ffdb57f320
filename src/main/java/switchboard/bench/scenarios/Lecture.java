package switchboard.bench.scenarios;

import java.util.ArrayList;
import java.util.List;
import switchboard.bench.account.BenchSession;
import switchboard.bench.load.FixedRate;
import switchboard.bench.load.OpenLoop;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Meter;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Role;

/**
 * One session with as many people as a lecture hall holds: what each broadcast must reach, while all of them report.
 */
public final class Lecture implements Sized {
    private static final String NAME = "lecture";
    private static final int STUDENTS = 1000;
    private static final int BROADCASTS_PER_SECOND = 5;
    private static final int ANALYTICS_PER_SECOND = 200;

    private final String name;
    private final int students;

    public Lecture() {
        this(NAME, STUDENTS);
    }

    private Lecture(String name, int students) {
        this.name = name;
        this.students = students;
    }

    /** Up to what a server lets into one session by default. */
    @Override
    public Sizes sizes() {
        return new Sizes(1, 2000, "students");
    }

    @Override
    public Lecture sized(int size) {
        return new Lecture(NAME + ":" + size, size);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int connections() {
        return students + 1;
    }

    @Override
    public String description() {
        return String.format(
                "%,d students in one session, %d broadcasts/s, %d analytics/s",
                students, BROADCASTS_PER_SECOND, ANALYTICS_PER_SECOND);
    }

    @Override
    public Demand demand(Settings settings) {
        int seconds = settings.loadSeconds();
        return new Demand(
                Demand.Sends.atRate((double) ANALYTICS_PER_SECOND / students, seconds),
                Demand.Sends.atRate(BROADCASTS_PER_SECOND, seconds),
                settings.contentBytes());
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 9 + settings.loadSeconds();
    }

    @Override
    public List<Figure> run(Stage stage) {
        List<BenchSession> sessions = stage.openRooms(1, students, 1);
        BenchSession session = sessions.get(0);
        OpenLoop.Outcome outcome = OpenLoop.run(
                stage,
                sessions,
                new FixedRate(session.instructors(), MessageType.INSTRUCTOR_BROADCAST, BROADCASTS_PER_SECOND),
                new FixedRate(session.students(), MessageType.ANALYTICS, ANALYTICS_PER_SECOND));
        Meter.Reading reading = outcome.reading();
        List<Figure> figures = new ArrayList<>(
                outcome.from(Role.INSTRUCTOR).figures(String.format("broadcast to the last of %,d", students)));
        figures.addAll(outcome.from(Role.STUDENT).figures("analytics to the instructor"));
        figures.add(Figure.of("server CPU per delivery", "µs", reading.serverMicrosPer(reading.deliveries())));
        figures.add(Figure.of("deliveries", "1/s", reading.perSecond(reading.deliveries())));
        figures.addAll(reading.load());
        return figures;
    }
}
