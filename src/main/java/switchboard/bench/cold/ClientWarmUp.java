package switchboard.bench.cold;

import java.util.ArrayList;
import java.util.List;
import switchboard.bench.account.BenchSession;
import switchboard.bench.account.BenchUser;
import switchboard.bench.load.ClassroomPlan;
import switchboard.bench.load.ClosedLoop;
import switchboard.bench.load.OpenLoop;
import switchboard.bench.load.Timetable;
import switchboard.bench.scenarios.Scenario;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;
import switchboard.protocol.values.MessageType;

/**
 * No measurement: it runs before those of servers that have just started, on a server of its own that is then thrown
 * away. Clients connect, send and read there until this program's JVM has compiled what they do. Otherwise its compiler
 * would take the cores that the server's needs in the same seconds, and its slow code would be a part of every latency.
 */
public final class ClientWarmUp implements Scenario {
    private static final int BROADCAST_SESSIONS = 10;
    private static final int STUDENTS = 50;
    private static final int QUESTION_SESSIONS = 10;
    private static final int SENDERS = 10;

    /** At twenty times the usual rate. */
    private static final double CLASSROOM_STRETCH = 0.05;

    @Override
    public String name() {
        return "client warm-up";
    }

    @Override
    public String description() {
        return "connects, broadcasts, questions and a class, on a server that is thrown away";
    }

    @Override
    public Demand demand(Settings settings) {
        Demand.Sends sends = Demand.Sends.inClosedLoop(settings.seconds());
        return new Demand(sends, sends, settings.contentBytes());
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 10 + 3 * settings.seconds();
    }

    @Override
    public List<Figure> run(Stage stage) {
        List<BenchUser> instructors = new ArrayList<>();
        stage.openRooms(BROADCAST_SESSIONS, STUDENTS, 1).forEach(session -> instructors.addAll(session.instructors()));
        ClosedLoop.run(stage, instructors, MessageType.INSTRUCTOR_BROADCAST);
        List<BenchUser> students = new ArrayList<>();
        stage.openRooms(QUESTION_SESSIONS, SENDERS, 1).forEach(session -> students.addAll(session.students()));
        ClosedLoop.run(stage, students, MessageType.INSTRUCTOR_INBOX);
        List<BenchSession> classroom = stage.openRooms(1, Timetable.STUDENTS, Timetable.INSTRUCTORS);
        OpenLoop.runFromTheFirst(
                stage, classroom, new ClassroomPlan(classroom.get(0), new Timetable(), 0, CLASSROOM_STRETCH));
        return List.of();
    }
}
