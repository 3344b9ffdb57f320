package switchboard.bench.load;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import switchboard.bench.account.BenchSession;
import switchboard.bench.client.ClientLoop;
import switchboard.bench.stage.Figure;
import switchboard.bench.stage.Latencies;
import switchboard.bench.stage.Meter;
import switchboard.bench.stage.Stage;
import switchboard.protocol.values.Role;

/**
 * Messages that are sent at fixed moments, whatever the server does. Times count from the moment when a message was
 * due, so that a server that makes senders wait cannot hide it. The last thing that a scenario does: it ends with the
 * account.
 */
public final class OpenLoop {
    /** Before the measurement of a server that is warm already: until the new load has become even. */
    private static final long SHORT_WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * @param reading of the window
     * @param bySender for messages that were due within the window, until the last recipient had them
     */
    public record Outcome(Meter.Reading reading, Map<Role, Latencies> bySender) {
        /** Of those that people of this role sent. */
        public Latencies from(Role role) {
            return bySender.getOrDefault(role, new Latencies());
        }

        /** How many were due within the window and arrived. */
        public long messages() {
            return latencies().count();
        }

        /** Of all. */
        private Latencies latencies() {
            Latencies all = new Latencies();
            bySender.values().forEach(all::addAll);
            return all;
        }

        /** How long all messages took, {@code what} being from where to where, and how busy both sides were. */
        public List<Figure> figures(String what) {
            List<Figure> figures = new ArrayList<>(latencies().figures(what));
            figures.addAll(reading.load());
            return figures;
        }
    }

    private OpenLoop() {}

    /** Warms up, measures, and waits until everything has arrived. */
    public static Outcome run(Stage stage, List<BenchSession> sessions, Plan... plans) {
        return run(stage, stage.settings().warmUpNanos(), sessions, plans);
    }

    /** The same where another load has warmed up the server before. */
    public static Outcome runOnWarmServer(Stage stage, List<BenchSession> sessions, Plan... plans) {
        return run(stage, Math.min(SHORT_WARM_UP_NANOS, stage.settings().warmUpNanos()), sessions, plans);
    }

    /** The same from the first message on: what the first moments of a server cost, which has just started. */
    public static Outcome runFromTheFirst(Stage stage, List<BenchSession> sessions, Plan... plans) {
        return run(stage, 0, sessions, plans);
    }

    private static Outcome run(Stage stage, long warmUpNanos, List<BenchSession> sessions, Plan... plans) {
        ClientLoop loop = stage.loop();
        Map<Role, Latencies> bySender = new EnumMap<>(Role.class);
        long begin = loop.now();
        long measureFrom = begin + warmUpNanos;
        long measureTo = measureFrom + stage.settings().measuredNanos();
        BenchSession.Listener times = (sender, scheduledAt, now) -> {
            if (scheduledAt >= measureFrom && scheduledAt < measureTo) {
                bySender.computeIfAbsent(sender.role(), role -> new Latencies()).record(now - scheduledAt);
            }
        };
        sessions.forEach(session -> session.listen(times));
        for (Plan plan : plans) {
            Plan.schedule(loop, plan, begin, measureTo);
        }
        loop.runFor(measureFrom - loop.now());
        Meter meter = stage.meter();
        loop.runFor(measureTo - loop.now());
        Meter.Reading reading = meter.read();
        stage.settle();
        return new Outcome(reading, bySender);
    }
}
