package switchboard.bench.cold;

import java.util.ArrayList;
import java.util.List;
import switchboard.bench.account.BenchSession;
import switchboard.bench.account.BenchUser;
import switchboard.bench.load.FixedRate;
import switchboard.bench.load.OpenLoop;
import switchboard.bench.scenarios.Scenario;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Meter;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;
import switchboard.protocol.values.MessageType;

/** What a message costs a server in its first seconds, at a rate that it carries easily once it is warm. */
final class ColdQuestions implements Scenario {
    private static final int SESSIONS = 10;
    private static final int SENDERS = 10;
    private static final int PER_SECOND = 1000;

    @Override
    public String name() {
        return "questions";
    }

    @Override
    public String description() {
        return String.format("%d sessions of %d, %,d questions/s", SESSIONS, SENDERS, PER_SECOND);
    }

    @Override
    public Demand demand(Settings settings) {
        double each = (double) PER_SECOND / (SESSIONS * SENDERS);
        return new Demand(Demand.Sends.atRate(each, settings.seconds()), Demand.Sends.NOTHING, settings.contentBytes());
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 5 + settings.seconds();
    }

    @Override
    public List<Figure> run(Stage stage) {
        List<BenchSession> sessions = stage.openRooms(SESSIONS, SENDERS, 1);
        List<BenchUser> senders = new ArrayList<>();
        sessions.forEach(session -> senders.addAll(session.students()));
        OpenLoop.Outcome outcome = OpenLoop.runFromTheFirst(
                stage, sessions, new FixedRate(senders, MessageType.INSTRUCTOR_INBOX, PER_SECOND));
        Meter.Reading reading = outcome.reading();
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of("server CPU per message", "µs", reading.serverMicrosPer(outcome.messages())));
        figures.addAll(outcome.figures("send to instructor"));
        return Figure.in("the first " + stage.settings().seconds() + " s", figures);
    }
}
