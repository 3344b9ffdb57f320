package switchboard.bench.cold;

import java.util.List;
import switchboard.bench.account.BenchUser;
import switchboard.bench.load.ClosedLoop;
import switchboard.bench.scenarios.Broadcast;
import switchboard.bench.scenarios.Scenario;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;
import switchboard.protocol.values.MessageType;

/** How many deliveries a server makes in its first moments, and what one costs it. */
public final class ColdBroadcast implements Scenario {

    /** @param broadcasts so many are the first, in all sessions together */
    public record Size(int sessions, int students, int broadcasts) {}

    private static final Size FULL = new Size(10, 50, 8_000);

    /** In a closed loop as long as it takes on a slow machine. */
    private static final int MOST_SECONDS = 60;

    private final Size size;

    ColdBroadcast() {
        this(FULL);
    }

    public ColdBroadcast(Size size) {
        this.size = size;
    }

    @Override
    public String name() {
        return "broadcast";
    }

    @Override
    public String description() {
        return String.format(
                "the first %,d broadcasts, to %d sessions of %d", size.broadcasts, size.sessions, size.students);
    }

    @Override
    public Demand demand(Settings settings) {
        return new Demand(Demand.Sends.NOTHING, Demand.Sends.inClosedLoop(MOST_SECONDS), settings.contentBytes());
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 16;
    }

    @Override
    public List<Figure> run(Stage stage) {
        List<BenchUser> instructors = Broadcast.instructors(stage.openRooms(size.sessions, size.students, 1));
        ClosedLoop.Outcome outcome =
                ClosedLoop.first(stage, instructors, MessageType.INSTRUCTOR_BROADCAST, size.broadcasts);
        stage.settle();
        return Figure.in(String.format("the first %,d", size.broadcasts), Broadcast.closedLoop(outcome));
    }
}
