package switchboard.ops;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;
import switchboard.session.Sessions;
import switchboard.store.History;
import switchboard.store.Writer;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * Checks the server itself, all the time: whether the database answers a read, whether the writer accepts commits, and
 * whether the hub answers. What it finds stands on the {@link HealthBoard}, which everybody may read at once.
 *
 * <p>Ready means: {@link Started} was told, {@link Draining} was not, and nothing is at fault.
 */
public final class Health {
    public sealed interface Command {}

    /** The server takes requests from now on. */
    public enum Started implements Command {
        INSTANCE
    }

    /** The server ends: not ready any more, whatever else is found. */
    public enum Draining implements Command {
        INSTANCE
    }

    private enum CheckDue implements Command {
        INSTANCE
    }

    private record WriterReplied(Writer.Status status) implements Command {}

    private record HistoryReplied(History.PingReply reply) implements Command {}

    private record HubReplied(Sessions.Counts counts) implements Command {}

    private enum Stage {
        STARTING,
        SERVING,
        DRAINING
    }

    public static Behavior<Command> create(
            ActorRef<Writer.Command> writer,
            ActorRef<History.Command> history,
            ActorRef<Sessions.Command> sessions,
            HealthBoard board,
            HealthSettings settings,
            LongSupplier ticker) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers ->
                new Health(context, writer, history, sessions, board, settings, ticker).checking(timers, settings)));
    }

    private final ActorRef<Writer.Command> writer;
    private final ActorRef<History.Command> history;
    private final ActorRef<Sessions.Command> sessions;
    private final HealthBoard board;
    private final LongSupplier ticker;
    private final Logger log;

    private final ActorRef<Writer.Status> writerReplies;
    private final ActorRef<History.PingReply> historyReplies;
    private final ActorRef<Sessions.Counts> hubReplies;

    private final Probe writerProbe;
    private final Probe historyProbe;
    private final Probe hubProbe;
    private Sessions.Counts counts = new Sessions.Counts(0, 0, 0, 0);
    private Stage stage = Stage.STARTING;
    private Optional<String> reportedFault = Optional.empty();

    private Health(
            ActorContext<Command> context,
            ActorRef<Writer.Command> writer,
            ActorRef<History.Command> history,
            ActorRef<Sessions.Command> sessions,
            HealthBoard board,
            HealthSettings settings,
            LongSupplier ticker) {
        this.writer = writer;
        this.history = history;
        this.sessions = sessions;
        this.board = board;
        this.ticker = ticker;
        log = context.getLog();
        writerReplies = context.messageAdapter(Writer.Status.class, WriterReplied::new);
        historyReplies = context.messageAdapter(History.PingReply.class, HistoryReplied::new);
        hubReplies = context.messageAdapter(Sessions.Counts.class, HubReplied::new);
        long limit = settings.answerWithin().toNanos();
        long now = ticker.getAsLong();
        writerProbe = new Probe("the writer", limit, now);
        historyProbe = new Probe("the history reader", limit, now);
        hubProbe = new Probe("the hub", limit, now);
    }

    private Behavior<Command> checking(TimerScheduler<Command> timers, HealthSettings settings) {
        timers.startTimerWithFixedDelay(CheckDue.INSTANCE, settings.checkEvery());
        ask();
        return Behaviors.receive(Command.class)
                .onMessage(CheckDue.class, due -> onCheckDue())
                .onMessage(WriterReplied.class, this::onWriterReplied)
                .onMessage(HistoryReplied.class, this::onHistoryReplied)
                .onMessage(HubReplied.class, this::onHubReplied)
                .onMessage(Started.class, started -> onStage(Stage.SERVING))
                .onMessage(Draining.class, draining -> onStage(Stage.DRAINING))
                .build();
    }

    private Behavior<Command> onCheckDue() {
        ask();
        return publish();
    }

    private void ask() {
        long now = ticker.getAsLong();
        if (writerProbe.ask(now)) {
            writer.tell(new Writer.GetStatus(writerReplies));
        }
        if (historyProbe.ask(now)) {
            history.tell(new History.Ping(historyReplies));
        }
        if (hubProbe.ask(now)) {
            sessions.tell(new Sessions.GetCounts(hubReplies));
        }
    }

    private Behavior<Command> onWriterReplied(WriterReplied replied) {
        writerProbe.answered(replied.status().problem());
        return publish();
    }

    private Behavior<Command> onHistoryReplied(HistoryReplied replied) {
        historyProbe.answered(replied.reply().problem().orElse(null));
        return publish();
    }

    private Behavior<Command> onHubReplied(HubReplied replied) {
        hubProbe.answered(null);
        counts = replied.counts();
        return publish();
    }

    private Behavior<Command> onStage(Stage next) {
        if (stage != Stage.DRAINING) {
            stage = next;
        }
        return publish();
    }

    private Behavior<Command> publish() {
        long now = ticker.getAsLong();
        Optional<String> database = writerProbe.fault(now).or(() -> historyProbe.fault(now));
        Optional<String> hub = hubProbe.fault(now);
        Optional<String> fault = database.or(() -> hub);
        Optional<String> notReady = switch (stage) {
            case STARTING -> Optional.of("starting");
            case DRAINING -> Optional.of("draining");
            case SERVING -> fault;
        };
        board.write(new HealthBoard.Found(database, hub, notReady, counts, now));
        if (stage == Stage.SERVING && !awaitsFirstAnswer(now)) {
            logChange(fault);
        }
        return Behaviors.same();
    }

    /** A server that was started a moment ago was not healthy before: it can have lost nothing yet. */
    private boolean awaitsFirstAnswer(long now) {
        return writerProbe.awaitsFirstAnswer(now)
                || historyProbe.awaitsFirstAnswer(now)
                || hubProbe.awaitsFirstAnswer(now);
    }

    /** A line when health is lost or comes back, not for every check. */
    private void logChange(Optional<String> fault) {
        if (fault.isPresent() == reportedFault.isPresent()) {
            return;
        }
        if (fault.isPresent()) {
            log.atError()
                    .addKeyValue(LogFields.EVENT, LogEvents.HEALTH_LOST)
                    .log("the server is unhealthy: {}", fault.get());
        } else {
            log.atInfo().addKeyValue(LogFields.EVENT, LogEvents.HEALTH_REGAINED).log("the server is healthy again");
        }
        reportedFault = fault;
    }
}
