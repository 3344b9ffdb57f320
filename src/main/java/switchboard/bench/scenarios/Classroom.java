package switchboard.bench.scenarios;

import java.util.ArrayList;
import java.util.List;
import switchboard.bench.account.BenchSession;
import switchboard.bench.load.ClassroomPlan;
import switchboard.bench.load.OpenLoop;
import switchboard.bench.load.Plan;
import switchboard.bench.load.Timetable;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Meter;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;

/**
 * What a session feels: a fixed load far below what the server can do, with the default rate limits.
 *
 * <p>The same with many sessions at once: each sends at its own rate as long as all together stay below what two cores
 * carry with the client on them, and beyond that at a part of it, so that what grows is the number of sessions alone.
 */
public final class Classroom implements Sized {
    private static final String NAME = "classroom";
    private static final int PEOPLE = Timetable.INSTRUCTORS + Timetable.STUDENTS;

    /** What a hundred sessions send together. */
    private static final int MOST_PER_SECOND = 100 * Timetable.PER_SECOND;

    /** Its multiples are spread evenly over any circle, however many there are. */
    private static final double GOLDEN_SECTION = 0.618034;

    private static final int CONNECTS_PER_SECOND = 400;

    private final String name;
    private final int sessions;

    public Classroom() {
        this(NAME, 1);
    }

    private Classroom(String name, int sessions) {
        this.name = name;
        this.sessions = sessions;
    }

    @Override
    public Sizes sizes() {
        return new Sizes(1, 2000, "sessions");
    }

    @Override
    public Classroom sized(int size) {
        return new Classroom(NAME + ":" + size, size);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return (sessions == 1 ? "" : sessions + " classes of ") + PEOPLE + " people, " + Timetable.PER_SECOND
                + " messages/s of all six types, default rate limits";
    }

    @Override
    public boolean raisesRates() {
        return false;
    }

    @Override
    public int connections() {
        return sessions * PEOPLE;
    }

    @Override
    public Demand demand(Settings settings) {
        return Timetable.demand(settings.loadSeconds(), settings.contentBytes());
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 5 + settings.loadSeconds() + connections() / CONNECTS_PER_SECOND;
    }

    @Override
    public List<Figure> run(Stage stage) {
        List<BenchSession> opened = stage.openRooms(sessions, Timetable.STUDENTS, Timetable.INSTRUCTORS);
        OpenLoop.Outcome outcome = OpenLoop.run(stage, opened, plans(opened));
        return figures(outcome);
    }

    private Plan[] plans(List<BenchSession> opened) {
        double stretch = Math.max(1, (double) sessions * Timetable.PER_SECOND / MOST_PER_SECOND);
        Plan[] plans = new Plan[sessions];
        for (int i = 0; i < sessions; i++) {
            // Each begins at another place of its timetable: they would all broadcast in the same moment.
            long from = (long) (Timetable.CYCLE_NANOS * (i * GOLDEN_SECTION % 1));
            plans[i] = new ClassroomPlan(opened.get(i), new Timetable(i), from, stretch);
        }
        return plans;
    }

    /** What is told of a load of this kind. */
    public static List<Figure> figures(OpenLoop.Outcome outcome) {
        Meter.Reading reading = outcome.reading();
        List<Figure> figures = new ArrayList<>(outcome.figures("send to last recipient"));
        figures.add(Figure.of("server CPU per message", "µs", reading.serverMicrosPer(outcome.messages())));
        figures.add(Figure.of("messages", "1/s", reading.perSecond(outcome.messages())));
        figures.add(Figure.of("deliveries", "1/s", reading.perSecond(reading.deliveries())));
        return figures;
    }
}
