package switchboard.bench.scenarios;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import switchboard.bench.account.BenchSession;
import switchboard.bench.load.LastArrival;
import switchboard.bench.stage.Demand;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Meter;
import switchboard.bench.stage.ProcessUsage;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;
import switchboard.protocol.values.MessageType;

/**
 * What a connection costs: to open it, while nothing happens, and until every one of 2,000 has got something.
 *
 * <p>Resident memory is the growth of the server's over all of them: a first lot is connected and leaves, so that
 * classes, pools and thread stacks are there already; then, before and after the 2,000, the server is left alone for a
 * while, its garbage is collected (by {@code jcmd}), and it is left alone again. What a JVM has not cleared up yet is
 * shown apart, because it says more about its heap settings than about us. Where the server's process is not known
 * these figures are missing.
 */
public final class Connect implements Sized {

    /**
     * @param sessions how many, each with an instructor besides its students
     * @param warmUpRooms of which all leave before
     * @param settleNanos for how long the server is left alone
     * @param moreLots how often as many connect and leave again afterwards, of which the last time is measured
     */
    public record Size(int sessions, int students, int warmUpRooms, long settleNanos, int moreLots) {
        int connections() {
            return sessions * (students + 1);
        }
    }

    private static final String NAME = "connect";
    private static final int STUDENTS = 50;
    private static final int WARM_UP_ROOMS = 4;
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Size FULL = new Size(40, STUDENTS, WARM_UP_ROOMS, SETTLE_NANOS, 4);
    private static final int CONNECTS_PER_SECOND = 400;

    /** A second collection takes what the first one's cleaners have let go of. */
    private static final int COLLECTIONS = 2;

    private final String name;
    private final Size size;

    public Connect() {
        this(FULL);
    }

    public Connect(Size size) {
        this(NAME, size);
    }

    private Connect(String name, Size size) {
        this.name = name;
        this.size = size;
    }

    @Override
    public Sizes sizes() {
        return new Sizes(STUDENTS, 100_000, "students, of whom each " + STUDENTS + " are in one session");
    }

    /** With whole sessions, and without the lots after the first: there are enough in that. */
    @Override
    public Connect sized(int students) {
        int sessions = (students + STUDENTS - 1) / STUDENTS;
        return new Connect(NAME + ":" + students, new Size(sessions, STUDENTS, WARM_UP_ROOMS, SETTLE_NANOS, 0));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int connections() {
        return size.connections();
    }

    @Override
    public String description() {
        return String.format("%,d join, are idle, and get one broadcast each", size.sessions * size.students);
    }

    @Override
    public Demand demand(Settings settings) {
        return new Demand(Demand.Sends.NOTHING, Demand.Sends.atOnce(1), settings.contentBytes());
    }

    @Override
    public int expectedSeconds(Settings settings) {
        return 14 + (1 + size.moreLots) * size.connections() / CONNECTS_PER_SECOND;
    }

    @Override
    public List<Figure> run(Stage stage) {
        for (BenchSession session : stage.openRooms(size.warmUpRooms, size.students, 1)) {
            stage.leave(session.participants());
        }
        Memory memory = new Memory(stage);
        Meter meter = stage.meter();
        List<BenchSession> sessions = stage.openRooms(size.sessions, size.students, 1);
        double connectCpu = meter.read().serverMicrosPer(size.connections());
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of("server CPU per connect", "µs", connectCpu));
        figures.addAll(memory.figures());
        String all = String.format("broadcast to the last of all %,d", size.sessions * size.students);
        figures.add(Figure.ms(all, broadcastToAll(stage, sessions)));
        if (size.moreLots > 0) {
            figures.add(Figure.of(laterName(), "µs", laterCpu(stage, sessions)));
        }
        stage.settle();
        return figures;
    }

    private String laterName() {
        return String.format("server CPU per connect, after %,d", size.moreLots * size.connections());
    }

    /** What a connect costs a server that has had many: it has compiled what it needs for one. */
    private double laterCpu(Stage stage, List<BenchSession> first) {
        List<BenchSession> present = first;
        double cpu = Double.NaN;
        for (int lot = 0; lot < size.moreLots; lot++) {
            present.forEach(session -> stage.leave(session.participants()));
            Meter meter = stage.meter();
            present = stage.openRooms(size.sessions, size.students, 1);
            cpu = meter.read().serverMicrosPer(size.connections());
        }
        return cpu;
    }

    /** Returns the nanoseconds until the last one has it. */
    private static long broadcastToAll(Stage stage, List<BenchSession> sessions) {
        return LastArrival.nanosAfter(stage, sessions, dueAt -> {
            for (BenchSession session : sessions) {
                session.send(session.instructors().get(0), MessageType.INSTRUCTOR_BROADCAST, null, dueAt);
            }
        });
    }

    /** The growth of the server's resident memory, from now on. */
    private final class Memory {
        private final Stage stage;
        private final @Nullable ProcessUsage server;
        private final boolean collects;
        private final double before;

        Memory(Stage stage) {
            this.stage = stage;
            server = stage.server();
            stage.loop().runFor(size.settleNanos);
            collects = collect();
            before = resident();
        }

        List<Figure> figures() {
            stage.loop().runFor(size.settleNanos);
            double uncollected = resident();
            List<Figure> figures = new ArrayList<>();
            if (collects) {
                collect();
                figures.add(each("resident each, garbage collected", resident()));
            }
            figures.add(each("resident each, as it stands", uncollected));
            figures.add(Figure.of("server resident", "MB", resident() / 1e6));
            return figures;
        }

        private Figure each(String name, double bytes) {
            return Figure.of(name, "KB", (bytes - before) / size.connections() / 1000);
        }

        private boolean collect() {
            if (server == null) {
                return false;
            }
            boolean collected = true;
            for (int i = 0; i < COLLECTIONS; i++) {
                collected &= server.collectGarbage();
                stage.loop().runFor(size.settleNanos / COLLECTIONS);
            }
            return collected;
        }

        /** NaN where it is not known. */
        private double resident() {
            OptionalLong bytes = server == null ? OptionalLong.empty() : server.residentBytes();
            return bytes.isPresent() ? bytes.getAsLong() : Double.NaN;
        }
    }
}
