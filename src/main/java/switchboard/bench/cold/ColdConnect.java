package switchboard.bench.cold;

import java.util.List;
import switchboard.bench.scenarios.Scenario;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Meter;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;

/** What each of the first connections costs a server, from the connect to {@code history_complete}. */
public final class ColdConnect implements Scenario {

    /** @param students of each session, beside an instructor */
    public record Size(int sessions, int students) {
        int connections() {
            return sessions * (students + 1);
        }
    }

    private static final Size FULL = new Size(40, 50);

    private final Size size;

    ColdConnect() {
        this(FULL);
    }

    public ColdConnect(Size size) {
        this.size = size;
    }

    @Override
    public String name() {
        return "connect";
    }

    @Override
    public String description() {
        return String.format(
                "%,d sessions are created, and %,d students join them", size.sessions, size.sessions * size.students);
    }

    @Override
    public int connections() {
        return size.connections();
    }

    @Override
    public Demand demand(Settings settings) {
        return new Demand(Demand.Sends.NOTHING, Demand.Sends.NOTHING, settings.contentBytes());
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 12;
    }

    @Override
    public List<Figure> run(Stage stage) {
        Meter meter = stage.meter();
        stage.openRooms(size.sessions, size.students, 1);
        Meter.Reading reading = meter.read();
        stage.settle();
        return Figure.in(
                String.format("the first %,d", size.connections()),
                List.of(
                        Figure.of("server CPU per connect", "µs", reading.serverMicrosPer(size.connections())),
                        Figure.of("connects", "1/s", reading.perSecond(size.connections()))));
    }
}
