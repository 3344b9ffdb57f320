package switchboard.bench.scenarios;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import switchboard.bench.account.BenchSession;
import switchboard.bench.account.BenchUser;
import switchboard.bench.load.Bystanders;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Latencies;
import switchboard.bench.stage.Meter;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;
import switchboard.protocol.values.MessageType;

/**
 * One of a session stops reading, while broadcasts go on that fill its socket within a second or two. What the others
 * feel of it; and that it has everything exactly once in the end, whether the server closed it or let it fall behind.
 *
 * <pre>
 *  all read                      one does not read            reads on, or comes back
 *  |-- warm-up --|-- before --|  |-------- during --------|  |-- until it has everything --|
 * </pre>
 */
public final class Slow implements Scenario {

    /**
     * @param perSecond broadcasts
     * @param contentBytes so many that a socket that is not read is soon full
     * @param stoppedNanos for how long one does not read: longer than a server waits for somebody who takes nothing
     */
    public record Size(int students, int perSecond, int contentBytes, long stoppedNanos) {}

    private static final Size FULL = new Size(50, 20, 16_384, TimeUnit.SECONDS.toNanos(9));

    private final Size size;

    public Slow() {
        this(FULL);
    }

    public Slow(Size size) {
        this.size = size;
    }

    @Override
    public String name() {
        return "slow";
    }

    @Override
    public String description() {
        return String.format(
                "a class of %d, %d broadcasts/s of %d KB, one reads nothing for %d s",
                size.students, size.perSecond, size.contentBytes / 1000, stoppedSeconds());
    }

    @Override
    public Demand demand(Settings settings) {
        int seconds = settings.loadSeconds() + stoppedSeconds();
        return new Demand(Demand.Sends.NOTHING, Demand.Sends.atRate(size.perSecond, seconds), size.contentBytes);
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 5 + settings.loadSeconds() + stoppedSeconds();
    }

    @Override
    public List<Figure> run(Stage stage) {
        BenchSession session = stage.openRooms(1, stage.kind(size.students, 1).withContentBytes(size.contentBytes))
                .get(0);
        BenchUser slow = session.students().get(0);
        Bystanders others = Bystanders.underBroadcasts(stage, session, 1, size.perSecond);
        Latencies before = others.usual();
        slow.stopReading();
        Meter meter = stage.meter();
        Latencies during = others.feel(size.stoppedNanos);
        Meter.Reading reading = meter.read();
        long readsOnAt = stage.loop().now();
        boolean closed = getsTheRest(stage, slow);
        double toEverything = stage.loop().now() - readsOnAt;
        session.send(
                session.instructors().get(0),
                MessageType.INSTRUCTOR_BROADCAST,
                null,
                stage.loop().now());
        stage.settle();

        List<Figure> figures = new ArrayList<>(Bystanders.figures("the others", before, during));
        figures.add(Figure.of("the slow one was closed", "times", closed ? 1 : 0));
        figures.add(Figure.ms("the slow one reads on, until it has everything", toEverything));
        figures.addAll(reading.load());
        return figures;
    }

    private int stoppedSeconds() {
        return (int) TimeUnit.NANOSECONDS.toSeconds(size.stoppedNanos);
    }

    /** Returns whether it had to come back for it. What never comes is for the account. */
    private static boolean getsTheRest(Stage stage, BenchUser slow) {
        slow.readOn();
        stage.loop()
                .runUntil(
                        () -> slow.wasCutOff() || slow.session().hasEverything(slow),
                        stage.settings().patience().toNanos());
        if (!slow.wasCutOff()) {
            return false;
        }
        stage.comeBack(slow);
        stage.awaitPresence(List.of(slow));
        return true;
    }
}
