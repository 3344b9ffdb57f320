package switchboard.bench.cold;

import java.util.List;
import switchboard.bench.account.BenchSession;
import switchboard.bench.load.ClassroomPlan;
import switchboard.bench.load.OpenLoop;
import switchboard.bench.load.Timetable;
import switchboard.bench.scenarios.Classroom;
import switchboard.bench.scenarios.Scenario;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;

/** What a class feels that is the first on a server: one class never makes it warm. */
final class ColdClassroom implements Scenario {

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
        return Timetable.demand(settings.seconds(), settings.contentBytes());
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 5 + settings.seconds();
    }

    @Override
    public List<Figure> run(Stage stage) {
        List<BenchSession> sessions = stage.openRooms(1, Timetable.STUDENTS, Timetable.INSTRUCTORS);
        OpenLoop.Outcome outcome = OpenLoop.runFromTheFirst(stage, sessions, new ClassroomPlan(sessions.get(0)));
        return Figure.in("the first " + stage.settings().seconds() + " s", Classroom.figures(outcome));
    }
}
