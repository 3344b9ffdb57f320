package switchboard.session;

import java.util.Optional;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.protocol.SessionId;
import switchboard.store.History;
import switchboard.store.StoredSession;

/**
 * How admitted connections come and go at the hub: each takes its place, is sent on to the actor of its class, comes back
 * when that actor failed, and is watched, so that its place is free when it is gone.
 */
final class Seating {
    record ConnectionGone(SessionId session, ConnectionId connection) implements Sessions.OfPart {}

    private final ActorContext<Sessions.Command> context;
    private final Rooms rooms;
    private final Places places;
    private final SessionActors actors;
    private final StoreCalls store;

    Seating(
            ActorContext<Sessions.Command> context,
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

    Behavior<Sessions.Command> onJoin(Sessions.Join join) {
        Room room = rooms.find(join.session());
        if (room == null) {
            store.lookForSeat(join, join.session());
            return Behaviors.same();
        }
        seat(room, join.attendance());
        actors.forward(room, join.attendance().id(), new Session.Join(join.attendance()));
        return Behaviors.same();
    }

    Behavior<Sessions.Command> onRejoin(Sessions.Rejoin rejoin) {
        Room room = rooms.find(rejoin.session());
        if (room == null) {
            store.lookForSeat(rejoin, rejoin.session());
            return Behaviors.same();
        }
        seat(room, rejoin.attendance());
        Session.Rejoin toSession = new Session.Rejoin(rejoin.attendance(), rejoin.view());
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
    Behavior<Sessions.Command> onSeatLooked(StoreCalls.SeatLooked looked) {
        store.answered(looked.join());
        if (!(looked.reply() instanceof History.Found found)) {
            return Behaviors.same(); // It is said again.
        }
        Optional<StoredSession> session = found.session();
        if (session.isPresent() && session.get().info().active()) {
            rooms.add(session.get());
        }
        if (looked.join() instanceof Sessions.Join join) {
            return rooms.find(looked.session()) == null ? endedFor(join.attendance()) : onJoin(join);
        }
        Sessions.Rejoin rejoin = (Sessions.Rejoin) looked.join();
        return rooms.find(looked.session()) == null ? endedFor(rejoin.attendance()) : onRejoin(rejoin);
    }

    /** Everybody else is gone already. */
    private static Behavior<Sessions.Command> endedFor(Attendance attendance) {
        attendance.tell(new SessionEvent.SessionEnded(SessionEvent.SessionEnded.UNSEATED));
        return Behaviors.same();
    }

    /** A class that ran on while the hub was started anew: its actor is known again, and who is there. */
    void adopt(Sessions.Introduced introduced) {
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

    Behavior<Sessions.Command> onRelease(Sessions.Release release) {
        places.free(release.session(), release.connection());
        return Behaviors.same();
    }

    Behavior<Sessions.Command> onConnectionGone(ConnectionGone gone) {
        places.free(gone.session(), gone.connection());
        return Behaviors.same();
    }
}
