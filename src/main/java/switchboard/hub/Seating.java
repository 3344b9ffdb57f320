package switchboard.hub;

import java.util.Optional;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.protocol.values.SessionId;
import switchboard.session.api.Attendance;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.store.StoredSession;
import switchboard.store.history.History;

/**
 * How admitted connections come and go at the hub: each takes its place, is sent on to the actor of its class, comes back
 * when that actor failed, and is watched, so that its place is free when it is gone.
 */
final class Seating {
    record ConnectionGone(SessionId session, ConnectionId connection) implements HubProtocol.OfPart {}

    private final ActorContext<HubProtocol.Command> context;
    private final Rooms rooms;
    private final Places places;
    private final SessionActors actors;
    private final StoreCalls store;

    Seating(
            ActorContext<HubProtocol.Command> context,
            Rooms rooms,
            Places places,
            SessionActors actors,
            StoreCalls store) {
        this.context = context;
        this.rooms = rooms;
        this.places = places;
        this.actors = actors;
        this.store = store;
    }

    Behavior<HubProtocol.Command> onJoin(HubProtocol.Join join) {
        Room room = rooms.find(join.session());
        if (room == null) {
            store.lookForSeat(join, join.session());
            return Behaviors.same();
        }
        seat(room, join.attendance());
        actors.forward(room, join.attendance().id(), new SessionProtocol.Join(join.attendance()));
        return Behaviors.same();
    }

    Behavior<HubProtocol.Command> onRejoin(HubProtocol.Rejoin rejoin) {
        Room room = rooms.find(rejoin.session());
        if (room == null) {
            store.lookForSeat(rejoin, rejoin.session());
            return Behaviors.same();
        }
        seat(room, rejoin.attendance());
        SessionProtocol.Rejoin toSession = new SessionProtocol.Rejoin(rejoin.attendance(), rejoin.view());
        if (rejoin.lost().equals(room.actor())) {
            room.keep(rejoin.attendance().id(), toSession);
        } else {
            actors.forward(room, rejoin.attendance().id(), toSession);
        }
        return Behaviors.same();
    }

    /**
     * The class of somebody who was admitted is not in use, as the hub was started anew or the place lapsed. It comes into
     * use even beyond the budget: who was admitted once is not turned away.
     */
    Behavior<HubProtocol.Command> onSeatLooked(StoreCalls.SeatLooked looked) {
        store.answered(looked.join());
        if (!(looked.reply() instanceof History.Found found)) {
            return Behaviors.same(); // It is said again.
        }
        Optional<StoredSession> session = found.session();
        if (session.isPresent() && session.get().info().active()) {
            rooms.add(session.get());
        }
        if (looked.join() instanceof HubProtocol.Join join) {
            return rooms.find(looked.session()) == null ? endedFor(join.attendance()) : onJoin(join);
        }
        HubProtocol.Rejoin rejoin = (HubProtocol.Rejoin) looked.join();
        return rooms.find(looked.session()) == null ? endedFor(rejoin.attendance()) : onRejoin(rejoin);
    }

    /** Everybody else is gone already. */
    private static Behavior<HubProtocol.Command> endedFor(Attendance attendance) {
        attendance.tell(new SessionEvent.SessionEnded(SessionEvent.SessionEnded.UNSEATED));
        return Behaviors.same();
    }

    /** A class that ran on while the hub was started anew: its actor is known again, and who is there. */
    void adopt(HubProtocol.Introduced introduced) {
        Room room = actors.adopt(introduced);
        for (Attendance attendance : introduced.attendances()) {
            seat(room, attendance);
        }
        room.forwardKept();
    }

    private void seat(Room room, Attendance attendance) {
        places.take(room, attendance);
        context.watchWith(attendance.connection(), new ConnectionGone(room.id(), attendance.id()));
    }

    Behavior<HubProtocol.Command> onRelease(HubProtocol.Release release) {
        places.free(release.session(), release.connection());
        return Behaviors.same();
    }

    Behavior<HubProtocol.Command> onConnectionGone(ConnectionGone gone) {
        places.free(gone.session(), gone.connection());
        return Behaviors.same();
    }
}
