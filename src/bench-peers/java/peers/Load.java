package peers;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import peers.client.Failure;
import peers.client.Group;

/** Sends to the groups of a stage by one of two rules, and measures. What was sent has arrived when it returns. */
final class Load {
    /** Where nothing arrives for so long, what is missing is lost. */
    private static final double SECONDS_OF_SILENCE = 15;

    /** A server that is so far behind does not carry the load. */
    private static final double MOST_SECONDS_BEHIND = 10;

    private static final double SECONDS_FOR_STRAYS = 0.1;

    /**
     * What was measured between the first sending and the end of the load.
     *
     * @param serverMicros CPU of the server for a delivery
     * @param loadMicros CPU of this program for a delivery
     * @param latencies from sending, or from when it was due, to the last receiver of a broadcast
     */
    record Outcome(double deliveriesPerSecond, double serverMicros, double loadMicros, Latencies latencies) {}

    private final Stage stage;
    private final Latencies latencies = new Latencies();
    private boolean sending = true;

    private Load(Stage stage) {
        this.stage = stage;
    }

    /** One broadcast under way in each group: the next is sent when the last receiver has it. Measures capacity. */
    static Outcome closedLoop(Stage stage, int mostBroadcasts, double seconds) throws IOException {
        return new Load(stage).runClosedLoop(mostBroadcasts, seconds);
    }

    private Outcome runClosedLoop(int mostBroadcasts, double seconds) throws IOException {
        for (Group group : stage.groups()) {
            group.listener((completed, sentAt, now) -> {
                latencies.record(now - sentAt);
                if (sending) {
                    completed.send(now);
                }
            });
        }
        Meter meter = new Meter(stage);
        for (Group group : stage.groups()) {
            group.send(System.nanoTime());
        }
        stage.loop().runUntil(() -> latencies.count() >= mostBroadcasts, seconds);
        return end(meter);
    }

    /**
     * So many broadcasts a second at fixed moments, by these groups in turn, whatever the server does. They are timed
     * from when they were due.
     *
     * @return empty if the server does not carry that: then the rest is still under way, and the stage of no more use
     */
    static Optional<Outcome> openLoop(Stage stage, List<Group> groups, int perSecond, double seconds)
            throws IOException {
        return new Load(stage).runOpenLoop(groups, perSecond, seconds);
    }

    private Optional<Outcome> runOpenLoop(List<Group> groups, int perSecond, double seconds) throws IOException {
        groups.forEach(group -> group.listener((completed, sentAt, now) -> latencies.record(now - sentAt)));
        long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
        int count = (int) (perSecond * seconds);
        Meter meter = new Meter(stage);
        long start = System.nanoTime();
        Thread metronome = new Thread(() -> wakeAtEach(interval, start, count));
        metronome.start();
        int[] sent = {0};
        boolean carried = stage.loop()
                .runUntil(
                        () -> {
                            while (sent[0] < count && System.nanoTime() - start >= sent[0] * interval) {
                                groups.get(sent[0] % groups.size()).send(start + sent[0] * interval);
                                sent[0]++;
                            }
                            return sent[0] == count && stage.underWay() == 0;
                        },
                        seconds + MOST_SECONDS_BEHIND);
        if (carried) {
            return Optional.of(end(meter));
        }
        awaitOneMore();
        return Optional.empty();
    }

    /** The selector waits by whole milliseconds, which is too coarse for moments that latencies count from. */
    private void wakeAtEach(long interval, long start, int count) {
        for (int i = 0; i < count; i++) {
            long left = start + i * interval - System.nanoTime();
            while (left > 0) {
                LockSupport.parkNanos(left);
                left = start + i * interval - System.nanoTime();
            }
            stage.loop().wakeUp();
        }
    }

    private Outcome end(Meter meter) throws IOException {
        Outcome outcome = meter.read(latencies);
        sending = false;
        while (stage.underWay() > 0) {
            awaitOneMore();
        }
        stage.loop().runUntil(() -> false, SECONDS_FOR_STRAYS);
        return outcome;
    }

    private void awaitOneMore() throws IOException {
        long before = stage.deliveries();
        if (!stage.loop().runUntil(() -> stage.deliveries() > before, SECONDS_OF_SILENCE)) {
            throw new Failure("nothing arrives any more: "
                    + stage.groups().stream().map(Group::state).collect(Collectors.joining("; ")));
        }
    }

    private static final class Meter {
        private static final double NANOS_PER_SECOND = 1e9;

        private final Stage stage;
        private final Usage load = new Usage(ProcessHandle.current());
        private final long serverMicros;
        private final long loadMicros;
        private final long deliveries;
        private final long startedAt;

        Meter(Stage stage) {
            this.stage = stage;
            serverMicros = stage.serverUsage().cpuMicros();
            loadMicros = ownMicros();
            deliveries = stage.deliveries();
            startedAt = System.nanoTime();
        }

        Outcome read(Latencies latencies) {
            double seconds = (System.nanoTime() - startedAt) / NANOS_PER_SECOND;
            long count = stage.deliveries() - deliveries;
            double server = (double) (stage.serverUsage().cpuMicros() - serverMicros) / count;
            double own = (double) (ownMicros() - loadMicros) / count;
            return new Outcome(count / seconds, server, own, latencies);
        }

        /** Of this program and the server, which is its child, less that of the server. */
        private long ownMicros() {
            return load.cpuMicros() - stage.serverUsage().cpuMicros();
        }
    }
}
