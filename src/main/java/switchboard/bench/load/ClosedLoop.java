package switchboard.bench.load;

import java.util.List;
import switchboard.bench.account.BenchSession;
import switchboard.bench.account.BenchUser;
import switchboard.bench.client.BenchFailure;
import switchboard.bench.client.ClientLoop;
import switchboard.bench.stage.Latencies;
import switchboard.bench.stage.Meter;
import switchboard.bench.stage.Stage;
import switchboard.protocol.values.MessageType;

/**
 * Senders of whom each has one message under way: the next follows when the last receiver has it. Measures capacity.
 */
public final class ClosedLoop {

    /**
     * @param completed messages that all receivers had within the window
     * @param latencies of these, from sending to the last receiver
     */
    public record Outcome(Meter.Reading reading, Latencies latencies) {
        public long completed() {
            return latencies.count();
        }
    }

    private final Stage stage;
    private final MessageType type;
    private Latencies latencies = new Latencies();
    private boolean running = true;

    private ClosedLoop(Stage stage, MessageType type) {
        this.stage = stage;
        this.type = type;
    }

    /**
     * Warms up, measures, and waits until everything has arrived: another load may follow.
     *
     * @throws BenchFailure if something does not arrive
     */
    public static Outcome run(Stage stage, List<BenchUser> senders, MessageType type) {
        return new ClosedLoop(stage, type).run(senders);
    }

    private Outcome run(List<BenchUser> senders) {
        ClientLoop loop = stage.loop();
        for (BenchUser sender : senders) {
            sender.session().listen(new BenchSession.Listener() {
                @Override
                public void completed(BenchUser from, long scheduledAt, long now) {
                    latencies.record(now - scheduledAt);
                    sendNext(from);
                }

                @Override
                public void refused(BenchUser from) {
                    sendNext(from);
                }
            });
        }
        senders.forEach(this::sendNext);
        loop.runFor(stage.settings().warmUpNanos());
        latencies = new Latencies();
        Meter meter = stage.meter();
        loop.runFor(stage.settings().measuredNanos());
        Meter.Reading reading = meter.read();
        Latencies measured = latencies;
        latencies = new Latencies();
        running = false;
        stage.awaitArrival();
        return new Outcome(reading, measured);
    }

    private void sendNext(BenchUser sender) {
        if (running) {
            sender.session().send(sender, type, null, stage.loop().now());
        }
    }
}
