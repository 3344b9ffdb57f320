package switchboard.hub;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import switchboard.failures.LoggedFailures;
import switchboard.protocol.values.SessionId;
import switchboard.session.Session;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionProtocol;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * The actors of the sessions, children of the hub: one is started when somebody joins, and again with back-off if it
 * fails; it is told to stop when nobody needs it; and it is adopted if it ran on while the hub was started anew.
 */
final class SessionActors {
    record ActorGone(SessionId session, ActorRef<SessionProtocol.Command> actor) implements HubProtocol.Internal {}

    /** It has waited for long enough after a failure. */
    record StartDue(SessionId session) implements HubProtocol.Internal {}

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final int MAX_BACKOFF_DOUBLINGS = 6;

    private final ActorContext<HubProtocol.Command> context;
    private final TimerScheduler<HubProtocol.Command> timers;
    private final SessionRegistry registry;
    private final Session.Dependencies dependencies;
    private final int maxConnections;

    /** @param maxConnections of one session */
    SessionActors(
            ActorContext<HubProtocol.Command> context,
            TimerScheduler<HubProtocol.Command> timers,
            SessionRegistry registry,
            Session.Dependencies dependencies,
            int maxConnections) {
        this.context = context;
        this.timers = timers;
        this.registry = registry;
        this.dependencies = dependencies;
        this.maxConnections = maxConnections;
    }

    // ---- a hub that was started anew

    /** Asks those that ran on meanwhile to register, and tells how many they are. */
    int askForRegistrations() {
        List<ActorRef<Void>> running = context.getChildren().stream().toList();
        running.forEach(child ->
                child.<SessionProtocol.Command>unsafeUpcast().tell(new SessionProtocol.Register(context.getSelf())));
        return running.size();
    }

    /** Whether one that registers after its time is to be adopted. */
    boolean isWanted(HubProtocol.Registered registered) {
        SessionEntry entry = registry.find(registered.session().info().id());
        if (entry == null || entry.actor() == null) {
            return true;
        }
        if (!registered.actor().equals(entry.actor())) {
            // Another one was started for this session meanwhile. Two must not route it.
            registered.actor().tell(SessionProtocol.Stop.INSTANCE);
        }
        // Else it was asked by two hubs, one after the other.
        return false;
    }

    /** Makes it the actor of its session and returns the entry of that, which its connections are to join. */
    SessionEntry adopt(HubProtocol.Registered registered) {
        SessionEntry entry = registry.add(registered.session());
        entry.adoptTailBudget(registered.tailBudget());
        entry.actorStarted(
                registered.actor(),
                registered.forwardsSeen(),
                dependencies.ticker().getAsLong());
        watch(entry, registered.actor());
        return entry;
    }

    // ---- its life

    /** Sends the actor the join of a connection; starts one if there is none, unless that is to wait. */
    void forward(SessionEntry entry, ConnectionId connection, SessionProtocol.Forwarded join) {
        if (entry.actor() == null && !timers.isTimerActive(entry.id())) {
            start(entry);
        }
        entry.forward(connection, join);
    }

    /** Sends the actor a request; starts one if there is none, and refuses the request if that is to wait. */
    void forward(SessionEntry entry, SessionProtocol.Request request) {
        if (entry.actor() == null && timers.isTimerActive(entry.id())) {
            request.fail(HubProtocol.FULL);
            return;
        }
        if (entry.actor() == null) {
            start(entry);
        }
        entry.forward(request);
    }

    private void start(SessionEntry entry) {
        Behavior<SessionProtocol.Command> behavior = Session.create(
                entry.session(),
                dependencies,
                entry.tailBudget(),
                entry.students(),
                entry.failures() == 0 ? Set.of() : entry.liveConnections(),
                maxConnections);
        // Not supervised with a restart: that would lose its members without anybody noticing. It stops, its
        // connections
        // see that, and they come back through here.
        ActorRef<SessionProtocol.Command> actor = context.spawnAnonymous(LoggedFailures.stopping(
                "the actor of a class failed; it starts again in a moment, and nobody is disconnected",
                line -> line.addKeyValue(LogFields.EVENT, LogEvents.SESSION_FAILED)
                        .addKeyValue(LogFields.SESSION, entry.id()),
                behavior));
        watch(entry, actor);
        entry.actorStarted(actor, 0, dependencies.ticker().getAsLong());
        entry.forwardKept();
    }

    Behavior<HubProtocol.Command> onSessionIdle(HubProtocol.SessionIdle idle) {
        SessionEntry entry = registry.find(idle.session());
        if (entry != null
                && idle.actor().equals(entry.actor())
                && entry.connected() == 0
                && entry.forwards() == idle.forwardsSeen()) {
            entry.actorStopping();
            idle.actor().tell(SessionProtocol.Stop.INSTANCE);
        }
        return Behaviors.same();
    }

    Behavior<HubProtocol.Command> onActorGone(ActorGone gone) {
        SessionEntry entry = registry.find(gone.session());
        if (entry == null || !gone.actor().equals(entry.actor())) {
            return Behaviors.same();
        }
        if (entry.actorGone()) {
            entry.forgetFailures();
            if (entry.hasKept()) {
                start(entry);
            }
        } else {
            startLater(entry);
        }
        return Behaviors.same();
    }

    private void startLater(SessionEntry entry) {
        int doublings = Math.min(entry.countFailure(dependencies.ticker().getAsLong()) - 1, MAX_BACKOFF_DOUBLINGS);
        Duration backoff = FIRST_BACKOFF.multipliedBy(1L << doublings);
        timers.startSingleTimer(entry.id(), new StartDue(entry.id()), backoff);
    }

    Behavior<HubProtocol.Command> onStartDue(StartDue due) {
        SessionEntry entry = registry.find(due.session());
        if (entry != null && entry.actor() == null) {
            start(entry);
        }
        return Behaviors.same();
    }

    private void watch(SessionEntry entry, ActorRef<SessionProtocol.Command> actor) {
        context.watchWith(actor, new ActorGone(entry.id(), actor));
    }
}
