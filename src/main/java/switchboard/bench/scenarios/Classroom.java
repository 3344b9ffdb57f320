package switchboard.bench.scenarios;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import switchboard.bench.account.BenchSession;
import switchboard.bench.account.BenchUser;
import switchboard.bench.load.OpenLoop;
import switchboard.bench.load.Plan;
import switchboard.bench.load.Timetable;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Meter;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;

/** What a session feels: a fixed load far below what the server can do, with the default rate limits. */
public final class Classroom implements Scenario {

    @Override
    public String name() {
        return "classroom";
    }

    @Override
    public String description() {
        return Timetable.INSTRUCTORS + Timetable.STUDENTS + " people, " + Timetable.PER_SECOND
                + " messages/s of all six types, default rate limits";
    }

    @Override
    public boolean raisesRates() {
        return false;
    }

    @Override
    public Demand demand(Settings settings) {
        return Timetable.demand(settings.loadSeconds(), settings.contentBytes());
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 5 + settings.loadSeconds();
    }

    @Override
    public List<Figure> run(Stage stage) {
        List<BenchSession> sessions = stage.openRooms(1, Timetable.STUDENTS, Timetable.INSTRUCTORS);
        BenchSession session = sessions.get(0);
        Timetable timetable = new Timetable();
        OpenLoop.Outcome outcome = OpenLoop.run(stage, sessions, () -> send(session, timetable.next()));
        Meter.Reading reading = outcome.reading();
        List<Figure> figures = new ArrayList<>(outcome.figures("send to last recipient"));
        figures.add(Figure.of("deliveries", "1/s", reading.perSecond(reading.deliveries())));
        return figures;
    }

    private static Plan.Send send(BenchSession session, Timetable.Entry entry) {
        return new Plan.Send(entry.atNanos(), sender(session, entry), entry.type(), recipient(session, entry));
    }

    private static BenchUser sender(BenchSession session, Timetable.Entry entry) {
        return switch (entry.senderRole()) {
            case STUDENT -> session.students().get(entry.sender());
            case INSTRUCTOR -> session.instructors().get(entry.sender());
        };
    }

    private static @Nullable BenchUser recipient(BenchSession session, Timetable.Entry entry) {
        Integer recipient = entry.recipient();
        return recipient == null ? null : session.students().get(recipient);
    }
}
