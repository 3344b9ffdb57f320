package switchboard.bench.scenarios;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import switchboard.bench.account.BenchSession;
import switchboard.bench.account.BenchUser;
import switchboard.bench.load.LastArrival;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Latencies;
import switchboard.bench.stage.Meter;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;
import switchboard.protocol.values.MessageType;

/** The teacher asks and the whole session answers at once: how long until the teacher has every answer. */
public final class Burst implements Scenario {
    private static final int STUDENTS = 50;
    private static final int BURSTS = 20;

    /** With the measured ones half of what the default rate limit lets pass in a minute. */
    private static final int WARM_UP_BURSTS = 30;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    @Override
    public String name() {
        return "burst";
    }

    @Override
    public String description() {
        return STUDENTS + " students answer in the same instant, " + BURSTS + " times";
    }

    @Override
    public Demand demand(Settings settings) {
        return new Demand(Demand.Sends.atOnce(WARM_UP_BURSTS + BURSTS), Demand.Sends.NOTHING, settings.contentBytes());
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 15;
    }

    @Override
    public List<Figure> run(Stage stage) {
        BenchSession session = stage.openRooms(1, STUDENTS, 1).get(0);
        for (int i = 0; i < WARM_UP_BURSTS; i++) {
            burst(stage, session);
        }
        Latencies latencies = new Latencies();
        Meter meter = stage.meter();
        for (int i = 0; i < BURSTS; i++) {
            latencies.record(burst(stage, session));
        }
        Meter.Reading reading = meter.read();
        stage.settle();
        List<Figure> figures = new ArrayList<>(latencies.figures("until the instructor has all " + STUDENTS));
        figures.addAll(reading.load());
        return figures;
    }

    /** Returns the nanoseconds until the last one arrived. */
    private static long burst(Stage stage, BenchSession session) {
        stage.loop().runFor(PAUSE_NANOS);
        return LastArrival.nanosAfter(stage, List.of(session), dueAt -> {
            for (BenchUser student : session.students()) {
                session.send(student, MessageType.REQUEST_RESPONSE, null, dueAt);
            }
        });
    }
}
