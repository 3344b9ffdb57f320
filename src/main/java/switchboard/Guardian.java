package switchboard;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.connection.Connection;
import switchboard.connection.Connections;
import switchboard.failures.LoggedFailures;
import switchboard.hub.Hub;
import switchboard.identity.tokens.Revocations;
import switchboard.ops.Health;
import switchboard.ops.HealthBoard;
import switchboard.session.UndeliveredRequests;
import switchboard.session.api.HubProtocol;
import switchboard.store.Database;
import switchboard.store.StoreException;
import switchboard.store.history.History;
import switchboard.store.writer.Writer;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * The parent of every other actor: starts them in the order in which they need each other, each under the strategy that
 * fits it, and gives up only where going on would serve nobody.
 */
final class Guardian {
    public sealed interface Command {}

    /** The hub has failed too often to be started again. */
    private enum HubGone implements Command {
        INSTANCE
    }

    /** The actors that the rest of the server talks to. */
    record Actors(
            ActorRef<Writer.Command> writer,
            ActorRef<History.Command> history,
            ActorRef<HubProtocol.Command> hub,
            ActorRef<Connections.Command> connections,
            ActorRef<Health.Command> health) {}

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    private static final Duration LAST_BACKOFF = Duration.ofSeconds(5);
    private static final double BACKOFF_JITTER = 0.1;

    /** The process ends at this failure of the hub, if it comes within the time below after the first. */
    private static final int HUB_FAILURES = 3;

    private static final Duration HUB_FAILURES_WITHIN = Duration.ofSeconds(60);

    private final ActorContext<Command> context;
    private final Settings settings;
    private final Database database;
    private final Clock clock;
    private final LongSupplier ticker;

    /**
     * Starts everything.
     *
     * @param revocations whose tokens are void
     * @param started completed with the actors once all are there
     */
    static Behavior<Command> create(
            Settings settings,
            Database database,
            HealthBoard board,
            Revocations revocations,
            Clock clock,
            LongSupplier ticker,
            CompletableFuture<Actors> started) {
        return Behaviors.setup(context -> {
            Guardian guardian = new Guardian(context, settings, database, clock, ticker);
            started.complete(guardian.start(board, revocations));
            return Behaviors.receive(Command.class)
                    .onMessage(HubGone.class, gone -> guardian.giveUp())
                    .build();
        });
    }

    private Guardian(
            ActorContext<Command> context, Settings settings, Database database, Clock clock, LongSupplier ticker) {
        this.context = context;
        this.settings = settings;
        this.database = database;
        this.clock = clock;
        this.ticker = ticker;
    }

    private Actors start(HealthBoard board, Revocations revocations) {
        // With back-off: it most likely fails by the disk, and a second try at once would find the disk as it was. What
        // comes meanwhile waits. Messages beyond the limit are dropped; sessions retry them once it has started.
        ActorRef<Writer.Command> writer = context.spawn(
                Behaviors.supervise(
                                LoggedFailures.restarting("writer", Writer.create(database, settings.writer(), ticker)))
                        .onFailure(SupervisorStrategy.restartWithBackoff(FIRST_BACKOFF, LAST_BACKOFF, BACKOFF_JITTER)
                                .withLoggingEnabled(false)
                                .withStashCapacity(settings.writer().queueMessages()
                                        + settings.sessions().maxPending())),
                "writer");
        // At once: it holds nothing but questions. It answers them as failed, and they are asked again.
        ActorRef<History.Command> history = context.spawn(
                Behaviors.supervise(LoggedFailures.restarting("history", History.create(database, settings.history())))
                        .onFailure(SupervisorStrategy.restart().withLoggingEnabled(false)),
                "history");
        // Its sessions go on while it starts again. If that does not help, the process ends and must be started anew.
        ActorRef<HubProtocol.Command> hub = context.spawn(
                Behaviors.supervise(LoggedFailures.restarting(
                                "hub",
                                Hub.create(new Hub.Dependencies(
                                        writer,
                                        history,
                                        this::loadActive,
                                        settings.sessions(),
                                        settings.session(),
                                        settings.rate(),
                                        database.storage(),
                                        clock,
                                        ticker))))
                        .onFailure(SupervisorStrategy.restart()
                                .withLoggingEnabled(false)
                                // Pekko limits the restarts: the failure after the last restart is final.
                                .withLimit(HUB_FAILURES - 1, HUB_FAILURES_WITHIN)
                                .withStopChildren(false)),
                "hub");
        context.watchWith(hub, HubGone.INSTANCE);
        context.spawn(
                Behaviors.supervise(LoggedFailures.restarting("undelivered-requests", UndeliveredRequests.create()))
                        .onFailure(SupervisorStrategy.restart().withLoggingEnabled(false)),
                "undelivered-requests");
        // Its connections go on: they need it only to be started and to be swept.
        ActorRef<Connections.Command> connections = context.spawn(
                Behaviors.supervise(LoggedFailures.restarting(
                                "connections",
                                Connections.create(
                                        new Connection.Dependencies(
                                                hub,
                                                history,
                                                settings.connection(),
                                                settings.rate(),
                                                settings.shutdown().reconnectWithin(),
                                                clock,
                                                ticker),
                                        revocations,
                                        settings.shutdown().closeWithin())))
                        .onFailure(SupervisorStrategy.restart()
                                .withLoggingEnabled(false)
                                .withStopChildren(false)),
                "connections");
        // The board outlives it: a server that was ready stays ready, and one that drains goes on to drain.
        ActorRef<Health.Command> health = context.spawn(
                Behaviors.supervise(LoggedFailures.restarting(
                                "health", Health.create(writer, history, hub, board, settings.health(), ticker)))
                        .onFailure(SupervisorStrategy.restart().withLoggingEnabled(false)),
                "health");
        return new Actors(writer, history, hub, connections, health);
    }

    private CompletionStage<List<Long>> loadActive() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return database.activeNumbers();
                    } catch (StoreException e) {
                        throw new IllegalStateException("the active sessions cannot be read", e);
                    }
                },
                context.getSystem().dispatchers().lookup(DispatcherSelector.blocking()));
    }

    private Behavior<Command> giveUp() {
        context.getLog()
                .atError()
                .addKeyValue(LogFields.EVENT, LogEvents.HUB_LOST)
                .log("the hub failed {} times in {} s: the server ends", HUB_FAILURES, HUB_FAILURES_WITHIN.toSeconds());
        return Behaviors.stopped();
    }
}
