package switchboard.ops;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;
import switchboard.session.api.HubProtocol;
import switchboard.store.history.History;
import switchboard.store.writer.Writer;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * Checks the server itself, all the time: whether the database answers a read, whether the writer accepts commits, and
 * whether the hub answers. What it finds stands on the {@link HealthBoard}, which everybody may read at once.
 *
 * <p>Ready means: {@link Started} was told, {@link Draining} was not, and nothing is at fault. To be started under
 * supervision that restarts: what was told and found outlives a failure.
 */
public final class Health {
    /** Anything that the self-check is told. */
    public sealed interface Command {}

    /** The server takes requests from now on. */
    public enum Started implements Command {
        INSTANCE
    }

    /** The server ends: not ready any more, whatever else is found. */
    public enum Draining implements Command {
        INSTANCE
    }

    /** Fail. Nobody sends it but tests, to see that nothing is lost by it. */
    record Poison(RuntimeException cause) implements Command {}

    private enum CheckDue implements Command {
        INSTANCE
    }

    private record WriterReplied(Writer.Status status) implements Command {}

    private record HistoryReplied(History.PingReply reply) implements Command {}

    private record HubReplied(HubProtocol.Counts counts) implements Command {}

    private enum Stage {
        STARTING,
        SERVING,
        DRAINING
    }

    /** The state that a restart keeps. */
    private static final class Lasting {
        private final Probe writer;
        private final Probe history;
        private final Probe hub;
        private HubProtocol.Counts counts = new HubProtocol.Counts(0, 0, 0, 0);
        private Stage stage = Stage.STARTING;
        private Optional<String> reportedFault = Optional.empty();

        private Lasting(long limitNanos, long now) {
            writer = new Probe("the writer", limitNanos, now);
            history = new Probe("the history reader", limitNanos, now);
            hub = new Probe("the hub", limitNanos, now);
        }
    }

    /** @param board where it writes what it found */
    public static Behavior<Command> create(
            ActorRef<Writer.Command> writer,
            ActorRef<History.Command> history,
            ActorRef<HubProtocol.Command> sessions,
            HealthBoard board,
            HealthSettings settings,
            LongSupplier ticker) {
        Lasting lasting = new Lasting(settings.answerWithin().toNanos(), ticker.getAsLong());
        return Behaviors.setup(context -> Behaviors.withTimers(timers ->
                new Health(context, writer, history, sessions, board, lasting, ticker).checking(timers, settings)));
    }

    private final ActorRef<Writer.Command> writer;
    private final ActorRef<History.Command> history;
    private final ActorRef<HubProtocol.Command> sessions;
    private final HealthBoard board;
    private final LongSupplier ticker;
    private final Logger log;

    private final ActorRef<Writer.Status> writerReplies;
    private final ActorRef<History.PingReply> historyReplies;
    private final ActorRef<HubProtocol.Counts> hubReplies;

    private final Lasting lasting;

    private Health(
            ActorContext<Command> context,
            ActorRef<Writer.Command> writer,
            ActorRef<History.Command> history,
            ActorRef<HubProtocol.Command> sessions,
            HealthBoard board,
            Lasting lasting,
            LongSupplier ticker) {
        this.writer = writer;
        this.history = history;
        this.sessions = sessions;
        this.board = board;
        this.lasting = lasting;
        this.ticker = ticker;
        log = context.getLog();
        writerReplies = context.messageAdapter(Writer.Status.class, WriterReplied::new);
        historyReplies = context.messageAdapter(History.PingReply.class, HistoryReplied::new);
        hubReplies = context.messageAdapter(HubProtocol.Counts.class, HubReplied::new);
    }

    private Behavior<Command> checking(TimerScheduler<Command> timers, HealthSettings settings) {
        timers.startTimerWithFixedDelay(CheckDue.INSTANCE, settings.checkEvery());
        askAnew();
        return Behaviors.receive(Command.class)
                .onMessage(CheckDue.class, due -> onCheckDue())
                .onMessage(WriterReplied.class, this::onWriterReplied)
                .onMessage(HistoryReplied.class, this::onHistoryReplied)
                .onMessage(HubReplied.class, this::onHubReplied)
                .onMessage(Started.class, started -> onStage(Stage.SERVING))
                .onMessage(Draining.class, draining -> onStage(Stage.DRAINING))
                .onMessage(Poison.class, poison -> {
                    throw poison.cause();
                })
                .build();
    }

    private Behavior<Command> onCheckDue() {
        ask();
        return publish();
    }

    /** An answer may have been lost with the one before. */
    private void askAnew() {
        long now = ticker.getAsLong();
        lasting.writer.answerLost(now);
        lasting.history.answerLost(now);
        lasting.hub.answerLost(now);
        ask();
    }

    private void ask() {
        long now = ticker.getAsLong();
        if (lasting.writer.ask(now)) {
            writer.tell(new Writer.GetStatus(writerReplies));
        }
        if (lasting.history.ask(now)) {
            history.tell(new History.Ping(historyReplies));
        }
        if (lasting.hub.ask(now)) {
            sessions.tell(new HubProtocol.GetCounts(hubReplies));
        }
    }

    private Behavior<Command> onWriterReplied(WriterReplied replied) {
        lasting.writer.answered(replied.status().trouble());
        return publish();
    }

    private Behavior<Command> onHistoryReplied(HistoryReplied replied) {
        lasting.history.answered(replied.reply().trouble().orElse(null));
        return publish();
    }

    private Behavior<Command> onHubReplied(HubReplied replied) {
        lasting.hub.answered(null);
        lasting.counts = replied.counts();
        return publish();
    }

    private Behavior<Command> onStage(Stage next) {
        if (lasting.stage != Stage.DRAINING) {
            lasting.stage = next;
        }
        return publish();
    }

    private Behavior<Command> publish() {
        long now = ticker.getAsLong();
        Optional<String> database = lasting.writer.fault(now).or(() -> lasting.history.fault(now));
        Optional<String> hub = lasting.hub.fault(now);
        Optional<String> fault = database.or(() -> hub);
        // Reading goes round what is damaged: people are served, and a proxy is not to send them away.
        Optional<String> hindrance =
                lasting.history.isDamaged(now) ? lasting.writer.fault(now).or(() -> hub) : fault;
        Optional<String> notReady = switch (lasting.stage) {
            case STARTING -> Optional.of("starting");
            case DRAINING -> Optional.of("draining");
            case SERVING -> hindrance;
        };
        board.write(new HealthBoard.Found(database, hub, notReady, lasting.counts, now));
        if (lasting.stage == Stage.SERVING && !awaitsFirstAnswer(now)) {
            logChange(fault);
        }
        return Behaviors.same();
    }

    /** A server that was started a moment ago was not healthy before: it can have lost nothing yet. */
    private boolean awaitsFirstAnswer(long now) {
        return lasting.writer.awaitsFirstAnswer(now)
                || lasting.history.awaitsFirstAnswer(now)
                || lasting.hub.awaitsFirstAnswer(now);
    }

    /** A line when health is lost or comes back, not for every check. */
    private void logChange(Optional<String> fault) {
        if (fault.isPresent() == lasting.reportedFault.isPresent()) {
            return;
        }
        if (fault.isPresent()) {
            log.atError()
                    .addKeyValue(LogFields.EVENT, LogEvents.HEALTH_LOST)
                    .log("the server is unhealthy: {}", fault.get());
        } else {
            log.atInfo().addKeyValue(LogFields.EVENT, LogEvents.HEALTH_REGAINED).log("the server is healthy again");
        }
        lasting.reportedFault = fault;
    }
}
