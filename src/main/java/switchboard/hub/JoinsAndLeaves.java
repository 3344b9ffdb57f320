package switchboard.hub;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.NotEnrolled;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.Subscriber;
import switchboard.session.rules.Roster;
import switchboard.store.StoredSession;
import switchboard.store.history.History;

/**
 * How connections come and go at the hub: each is admitted, which reserves a slot, takes it, is forwarded to the actor
 * of its session, comes back when that actor failed, and is watched, so that its slot is free when it is gone.
 */
final class JoinsAndLeaves {
    record ConnectionGone(SessionId session, ConnectionId connection) implements HubProtocol.Internal {}

    private final ActorContext<HubProtocol.Command> context;
    private final SessionRegistry registry;
    private final Admissions admissions;
    private final Reservations reservations;
    private final SessionActors actors;
    private final StoreCalls store;
    private final int maxInstructors;
    private final LongSupplier ticker;

    JoinsAndLeaves(
            ActorContext<HubProtocol.Command> context,
            SessionRegistry registry,
            Admissions admissions,
            Reservations reservations,
            SessionActors actors,
            StoreCalls store,
            int maxInstructors,
            LongSupplier ticker) {
        this.context = context;
        this.registry = registry;
        this.admissions = admissions;
        this.reservations = reservations;
        this.actors = actors;
        this.store = store;
        this.maxInstructors = maxInstructors;
        this.ticker = ticker;
    }

    // ---- admission

    void admit(HubProtocol.Admit admit, boolean admitting) {
        SessionEntry entry = registry.find(admit.session());
        if (entry == null) {
            store.lookUp(admit, admit.session());
        } else if (!entry.active()) {
            admit.fail(SessionQueries.hasEnded(admit.session()));
        } else if (RestRequests.isNotEnrolled(entry, admit.user(), admit.role())) {
            admit.fail(NotEnrolled.refused(admit.user()));
        } else if (!admitting) {
            admit.fail(HubProtocol.DRAINING);
        } else if (admit.role() == Role.INSTRUCTOR && !entry.hasSlotForInstructor(admit.user(), maxInstructors)) {
            admit.fail(Roster.tooManyInstructors(maxInstructors));
        } else {
            reserve(admit, entry);
        }
    }

    private void reserve(HubProtocol.Admit admit, SessionEntry entry) {
        long now = ticker.getAsLong();
        boolean full = admissions.isFull() || admissions.isFull(entry);
        boolean madeWay = full && reservations.canMakeWay(entry, admit.user(), admit.role(), admit.client());
        Optional<Refused> refusal =
                admissions.refusal(entry, admit.user(), admit.version(), admit.client(), madeWay, now);
        if (refusal.isPresent()) {
            admit.fail(refusal.get());
            return;
        }
        ConnectionId connection = reservations.reserve(entry, admit.user(), admit.role(), admit.client(), now);
        admit.replyTo().tell(new HubProtocol.Admitted(connection, entry.info()));
    }

    // ---- joins

    Behavior<HubProtocol.Command> onJoin(HubProtocol.Join join) {
        SessionEntry entry = registry.find(join.session());
        if (entry == null) {
            store.lookUpForJoin(join, join.session());
            return Behaviors.same();
        }
        join(entry, join.subscriber());
        actors.forward(entry, join.subscriber().id(), new SessionProtocol.Join(join.subscriber()));
        return Behaviors.same();
    }

    Behavior<HubProtocol.Command> onRejoin(HubProtocol.Rejoin rejoin) {
        SessionEntry entry = registry.find(rejoin.session());
        if (entry == null) {
            store.lookUpForJoin(rejoin, rejoin.session());
            return Behaviors.same();
        }
        join(entry, rejoin.subscriber());
        SessionProtocol.Rejoin toSession = new SessionProtocol.Rejoin(rejoin.subscriber(), rejoin.view());
        if (rejoin.lost().equals(entry.actor())) {
            entry.keepForNextActor(rejoin.subscriber().id(), toSession);
        } else {
            actors.forward(entry, rejoin.subscriber().id(), toSession);
        }
        return Behaviors.same();
    }

    /**
     * The session of somebody who was admitted is not in use, as the hub was started anew or the reservation expired.
     * It comes into use even beyond the budget: who was admitted once is not turned away.
     */
    Behavior<HubProtocol.Command> onJoinLookedUp(StoreCalls.JoinLookedUp lookedUp) {
        store.answered(lookedUp.join());
        if (!(lookedUp.reply() instanceof History.Found found)) {
            return Behaviors.same(); // The connection says it again.
        }
        Optional<StoredSession> session = found.session();
        if (session.isPresent() && session.get().info().active()) {
            registry.add(session.get());
        }
        if (lookedUp.join() instanceof HubProtocol.Join join) {
            return registry.find(lookedUp.session()) == null ? endedFor(join.subscriber()) : onJoin(join);
        }
        HubProtocol.Rejoin rejoin = (HubProtocol.Rejoin) lookedUp.join();
        return registry.find(lookedUp.session()) == null ? endedFor(rejoin.subscriber()) : onRejoin(rejoin);
    }

    /** Everybody else is gone already. */
    private static Behavior<HubProtocol.Command> endedFor(Subscriber subscriber) {
        subscriber.tell(new SessionEvent.SessionEnded(SessionEvent.SessionEnded.NOT_JOINED));
        return Behaviors.same();
    }

    /** A session that ran on while the hub was started anew: its actor is known again, and who is there. */
    void adopt(HubProtocol.Registered registered) {
        SessionEntry entry = actors.adopt(registered);
        for (Subscriber subscriber : registered.subscribers()) {
            join(entry, subscriber);
        }
        entry.forwardKept();
    }

    private void join(SessionEntry entry, Subscriber subscriber) {
        reservations.take(entry, subscriber);
        context.watchWith(subscriber.connection(), new ConnectionGone(entry.id(), subscriber.id()));
    }

    // ---- leaves

    Behavior<HubProtocol.Command> onRelease(HubProtocol.Release release) {
        reservations.free(release.session(), release.connection());
        return Behaviors.same();
    }

    Behavior<HubProtocol.Command> onConnectionGone(ConnectionGone gone) {
        reservations.free(gone.session(), gone.connection());
        return Behaviors.same();
    }
}
