package peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peers.client.Group;

/** One measurement of one server: on a fresh process what it does from the start and warm, on a second one the rate. */
final class Turn {

    /** What is measured. Not a number: the server does not carry that load. */
    enum Figure {
        COLD_RATE("deliveries/s"),
        COLD_SERVER_CPU("server CPU a delivery, µs"),
        COLD_P50("p50, ms"),
        COLD_P99("p99, ms"),
        WARM_RATE("deliveries/s"),
        WARM_SERVER_CPU("server CPU a delivery, µs"),
        WARM_LOAD_CPU("load's CPU a delivery, µs"),
        WARM_P50("p50, ms"),
        WARM_P99("p99, ms"),
        COLD_OPEN_CPU("server CPU a delivery, µs"),
        COLD_OPEN_P50("p50, ms"),
        COLD_OPEN_P99("p99, ms"),
        WARM_OPEN_CPU("server CPU a delivery, µs"),
        WARM_OPEN_P50("p50, ms"),
        WARM_OPEN_P99("p99, ms"),
        RESIDENT("resident, MB");

        private final String title;

        Figure(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /**
     * How long, and how much.
     *
     * @param coldBroadcasts the closed loop from the start ends after so many, or after {@code coldSeconds}
     */
    record Plan(int coldBroadcasts, double coldSeconds, double warmUpSeconds, double seconds) {
        private static final double PRACTICE_SECONDS = 2;

        /** For a turn that does not count: it makes this program's own code warm. */
        Plan forPractice() {
            double most = Math.min(PRACTICE_SECONDS, seconds);
            return new Plan(coldBroadcasts, most, 0, most / 2);
        }
    }

    private static final int GROUPS = 10;
    private static final int GROUPS_AT_RATE = 4;
    private static final int RECEIVERS = 50;
    private static final int PER_SECOND = 200;
    private static final int P50 = 50;
    private static final int P99 = 99;
    private static final double BYTES_PER_MB = 1e6;

    private final Peer peer;
    private final Plan plan;
    private final Path start;
    private final Path folder;
    private final Map<Figure, Double> figures = new EnumMap<>(Figure.class);

    private Turn(Peer peer, Plan plan, Path start, Path folder) {
        this.peer = peer;
        this.plan = plan;
        this.start = start;
        this.folder = folder;
    }

    /**
     * Measures, which takes a second or more for starting and joining besides what the plan says.
     *
     * @throws Failure if any delivery was wrong, or missing
     */
    static Map<Figure, Double> run(Peer peer, Plan plan, Path start, Path folder)
            throws IOException, InterruptedException {
        Turn turn = new Turn(peer, plan, start, folder);
        turn.atCapacity();
        turn.atRate();
        return turn.figures;
    }

    private void atCapacity() throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(peer.id(), start, folder);
                Stage stage = Stage.open(server, peer.protocol(), GROUPS, RECEIVERS)) {
            Load.Outcome cold = Load.closedLoop(stage, plan.coldBroadcasts(), plan.coldSeconds());
            figures.put(Figure.COLD_RATE, cold.deliveriesPerSecond());
            figures.put(Figure.COLD_SERVER_CPU, cold.serverMicros());
            figures.put(Figure.COLD_P50, cold.latencies().percentile(P50));
            figures.put(Figure.COLD_P99, cold.latencies().percentile(P99));
            Load.closedLoop(stage, Integer.MAX_VALUE, plan.warmUpSeconds());
            Load.Outcome warm = Load.closedLoop(stage, Integer.MAX_VALUE, plan.seconds());
            figures.put(Figure.WARM_RATE, warm.deliveriesPerSecond());
            figures.put(Figure.WARM_SERVER_CPU, warm.serverMicros());
            figures.put(Figure.WARM_LOAD_CPU, warm.loadMicros());
            figures.put(Figure.WARM_P50, warm.latencies().percentile(P50));
            figures.put(Figure.WARM_P99, warm.latencies().percentile(P99));
            openLoop(
                    stage,
                    stage.groups().subList(0, GROUPS_AT_RATE),
                    Figure.WARM_OPEN_CPU,
                    Figure.WARM_OPEN_P50,
                    Figure.WARM_OPEN_P99);
            figures.put(Figure.RESIDENT, server.usage().residentBytes() / BYTES_PER_MB);
        }
    }

    private void atRate() throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(peer.id(), start, folder);
                Stage stage = Stage.open(server, peer.protocol(), GROUPS_AT_RATE, RECEIVERS)) {
            openLoop(stage, stage.groups(), Figure.COLD_OPEN_CPU, Figure.COLD_OPEN_P50, Figure.COLD_OPEN_P99);
        }
    }

    private void openLoop(Stage stage, List<Group> groups, Figure cpu, Figure p50, Figure p99) throws IOException {
        Optional<Load.Outcome> open = Load.openLoop(stage, groups, PER_SECOND, plan.seconds());
        figures.put(cpu, open.map(Load.Outcome::serverMicros).orElse(Double.NaN));
        figures.put(
                p50, open.map(outcome -> outcome.latencies().percentile(P50)).orElse(Double.NaN));
        figures.put(
                p99, open.map(outcome -> outcome.latencies().percentile(P99)).orElse(Double.NaN));
    }
}
