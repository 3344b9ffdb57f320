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
 * The actors of the classes, children of the hub: one is started when somebody joins, and again with back-off if it
 * fails; it is told to stop when nobody needs it; and it is adopted if it ran on while the hub was started anew.
 */
final class SessionActors {
    record ActorGone(SessionId session, ActorRef<SessionProtocol.Command> actor) implements HubProtocol.OfPart {}

    /** It has waited for long enough after a failure. */
    record StartDue(SessionId session) implements HubProtocol.OfPart {}

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final int MAX_BACKOFF_DOUBLINGS = 6;

    private final ActorContext<HubProtocol.Command> context;
    private final TimerScheduler<HubProtocol.Command> timers;
    private final Rooms rooms;
    private final Session.Dependencies dependencies;
    private final int maxConnections;

    /** @param maxConnections of one session */
    SessionActors(
            ActorContext<HubProtocol.Command> context,
            TimerScheduler<HubProtocol.Command> timers,
            Rooms rooms,
            Session.Dependencies dependencies,
            int maxConnections) {
        this.context = context;
        this.timers = timers;
        this.rooms = rooms;
        this.dependencies = dependencies;
        this.maxConnections = maxConnections;
    }

    // ---- a hub that was started anew

    /** Asks those that ran on meanwhile to introduce themselves, and tells how many they are. */
    int askForIntroductions() {
        List<ActorRef<Void>> running = context.getChildren().stream().toList();
        running.forEach(child ->
                child.<SessionProtocol.Command>unsafeUpcast().tell(new SessionProtocol.Introduce(context.getSelf())));
        return running.size();
    }

    /** Whether one that introduces itself after its time is to be adopted. */
    boolean isWanted(HubProtocol.Introduced introduced) {
        Room room = rooms.find(introduced.session().info().id());
        if (room == null || room.actor() == null) {
            return true;
        }
        if (!introduced.actor().equals(room.actor())) {
            // Another one was started for this class meanwhile; two must not route it.
            introduced.actor().tell(SessionProtocol.Stop.INSTANCE);
        }
        // Else it was asked by two hubs that were started anew.
        return false;
    }

    /** Makes it the actor of its class, whose room it returns. Who is there is to be seated. */
    Room adopt(HubProtocol.Introduced introduced) {
        Room room = rooms.add(introduced.session());
        room.adopted(introduced.tailBudget());
        room.started(introduced.actor(), introduced.joinsSeen(), now());
        watch(room, introduced.actor());
        return room;
    }

    // ---- its life

    /** Sends the actor the join of a connection; starts one if there is none, unless that is to wait. */
    void forward(Room room, ConnectionId connection, SessionProtocol.Command join) {
        if (room.actor() == null && !timers.isTimerActive(room.id())) {
            start(room);
        }
        room.forward(connection, join);
    }

    /** Sends the actor what somebody waits for; says so if there is none and that is to wait. */
    void forward(Room room, SessionProtocol.OfHub request) {
        if (room.actor() == null && timers.isTimerActive(room.id())) {
            request.fail(HubProtocol.FULL);
            return;
        }
        if (room.actor() == null) {
            start(room);
        }
        room.forward(new Object(), request);
    }

    private void start(Room room) {
        Behavior<SessionProtocol.Command> behavior = Session.create(
                room.session(),
                dependencies,
                room.tailBudget(),
                room.students(),
                room.failures() == 0 ? Set.of() : room.liveConnections(),
                maxConnections);
        // Not supervised with restart: who is in it would be lost without anybody noticing. It stops, its connections
        // see that, and they come back through here.
        ActorRef<SessionProtocol.Command> actor = context.spawnAnonymous(LoggedFailures.stopping(
                "the actor of a class failed; it starts again in a moment, and nobody is disconnected",
                line -> line.addKeyValue(LogFields.EVENT, LogEvents.SESSION_FAILED)
                        .addKeyValue(LogFields.SESSION, room.id()),
                behavior));
        watch(room, actor);
        room.started(actor, 0, now());
        room.forwardKept();
    }

    Behavior<HubProtocol.Command> onSessionIdle(HubProtocol.SessionIdle idle) {
        Room room = rooms.find(idle.session());
        if (room != null
                && idle.actor().equals(room.actor())
                && room.connected() == 0
                && room.joinsForwarded() == idle.joinsSeen()) {
            room.retire();
            idle.actor().tell(SessionProtocol.Stop.INSTANCE);
        }
        return Behaviors.same();
    }

    Behavior<HubProtocol.Command> onActorGone(ActorGone gone) {
        Room room = rooms.find(gone.session());
        if (room == null || !gone.actor().equals(room.actor())) {
            return Behaviors.same();
        }
        if (room.stopped()) {
            room.recovered();
            if (room.hasKept()) {
                start(room);
            }
        } else {
            startLater(room);
        }
        return Behaviors.same();
    }

    private void startLater(Room room) {
        int doublings = Math.min(room.failed(now()) - 1, MAX_BACKOFF_DOUBLINGS);
        Duration backoff = FIRST_BACKOFF.multipliedBy(1L << doublings);
        timers.startSingleTimer(room.id(), new StartDue(room.id()), backoff);
    }

    Behavior<HubProtocol.Command> onStartDue(StartDue due) {
        Room room = rooms.find(due.session());
        if (room != null && room.actor() == null) {
            start(room);
        }
        return Behaviors.same();
    }

    private void watch(Room room, ActorRef<SessionProtocol.Command> actor) {
        context.watchWith(actor, new ActorGone(room.id(), actor));
    }

    private long now() {
        return dependencies.ticker().getAsLong();
    }
}
