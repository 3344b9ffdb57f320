package switchboard.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import switchboard.bench.account.BenchSession;
import switchboard.bench.account.BenchUser;
import switchboard.bench.client.ClientLoop;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Latencies;
import switchboard.bench.stage.Stage;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Role;

/**
 * Those of some sessions to whom nothing happens: how long messages of a steady load take to reach each of them, before
 * something happens to others and meanwhile.
 */
public final class Bystanders implements BenchSession.Listener {
    private final Stage stage;
    private final List<BenchSession> sessions;
    private final Predicate<BenchUser> who;
    private final Supplier<Plan> load;
    private Latencies latencies = new Latencies();

    /**
     * @param who of the rooms' people
     * @param load a new one for each time that they are watched
     */
    public Bystanders(Stage stage, List<BenchSession> sessions, Predicate<BenchUser> who, Supplier<Plan> load) {
        this.stage = stage;
        this.sessions = sessions;
        this.who = who;
        this.load = load;
    }

    /** The students of a session but the {@code first} ones, while its instructors broadcast so often. */
    public static Bystanders underBroadcasts(Stage stage, BenchSession session, int first, int perSecond) {
        return new Bystanders(
                stage,
                List.of(session),
                studentsFrom(first),
                () -> new FixedRate(session.instructors(), MessageType.INSTRUCTOR_BROADCAST, perSecond));
    }

    /** The students of a room but the first ones. */
    public static Predicate<BenchUser> studentsFrom(int first) {
        return participant -> participant.role() == Role.STUDENT && participant.index() >= first;
    }

    /** Warms up, then returns what they feel while nothing happens. */
    public Latencies usual() {
        feel(stage.settings().warmUpNanos());
        return feel(stage.settings().measuredNanos());
    }

    /**
     * Runs for that long under the load, then until what was sent has arrived where somebody is there to get it.
     *
     * @return from when a message was to be sent to when a bystander had it, for each
     */
    public Latencies feel(long nanos) {
        ClientLoop loop = stage.loop();
        latencies = new Latencies();
        sessions.forEach(session -> session.listen(this));
        long begin = loop.now();
        Plan.schedule(loop, load.get(), begin, begin + nanos);
        loop.runFor(nanos);
        stage.awaitArrival();
        return latencies;
    }

    /** What they felt, {@code who} being their name in the report, and how much worse it was. */
    public static List<Figure> figures(String who, Latencies before, Latencies during) {
        List<Figure> figures = new ArrayList<>(before.figures("to " + who + ", before"));
        figures.addAll(duringFigures(who, before, during));
        return figures;
    }

    /** The same without what they felt before. */
    public static List<Figure> duringFigures(String who, Latencies before, Latencies during) {
        List<Figure> figures = new ArrayList<>(during.figures("to " + who + ", during"));
        figures.add(
                Figure.of("p99 to " + who + ", during / before", "×", during.percentile(99) / before.percentile(99)));
        return figures;
    }

    @Override
    public void completed(BenchUser sender, long scheduledAt, long now) {
        // The last recipient may be one of the others.
    }

    @Override
    public void delivered(BenchUser receiver, long scheduledAt, long now) {
        if (who.test(receiver)) {
            latencies.record(now - scheduledAt);
        }
    }
}
