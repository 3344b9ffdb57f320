package switchboard.bench.load;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
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
    /** For how long so many messages are waited for: far more than a slow machine takes for a few thousand. */
    private static final int MOST_SECONDS = 120;

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

    /**
     * Measures from the first message on, without a warm-up, until so many have arrived, and waits for what is under
     * way then: another load may follow.
     *
     * @throws BenchFailure if something does not arrive, or not so many within two minutes
     */
    public static Outcome first(Stage stage, List<BenchUser> senders, MessageType type, int messages) {
        return new ClosedLoop(stage, type).first(senders, messages);
    }

    private Outcome run(List<BenchUser> senders) {
        ClientLoop loop = stage.loop();
        begin(senders);
        loop.runFor(stage.settings().warmUpNanos());
        latencies = new Latencies();
        Meter meter = stage.meter();
        loop.runFor(stage.settings().measuredNanos());
        return end(meter.read());
    }

    private Outcome first(List<BenchUser> senders, int messages) {
        Meter meter = stage.meter();
        begin(senders);
        boolean enough =
                stage.loop().runUntil(() -> latencies.count() >= messages, TimeUnit.SECONDS.toNanos(MOST_SECONDS));
        Outcome outcome = end(meter.read());
        if (!enough) {
            throw new BenchFailure(String.format(
                    Locale.ROOT,
                    "%,d of %,d messages had arrived after %d s",
                    outcome.completed(),
                    messages,
                    MOST_SECONDS));
        }
        return outcome;
    }

    private void begin(List<BenchUser> senders) {
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
    }

    private Outcome end(Meter.Reading reading) {
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
