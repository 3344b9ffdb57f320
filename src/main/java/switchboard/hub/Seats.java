package switchboard.hub;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;
import switchboard.session.api.Attendance;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.SessionEvent;
import switchboard.shares.Precedence;

/** The places of the whole server and who has them: students and whoever created a class go before other instructors. */
public final class Seats {
    /** One that is promised or taken. */
    static final class Seat {
        private final Room room;
        private final ConnectionId connection;
        private @Nullable Attendance attendance;

        private Seat(Room room, ConnectionId connection) {
            this.room = room;
            this.connection = connection;
        }

        Room room() {
            return room;
        }

        ConnectionId connection() {
            return connection;
        }

        /** Tells its connection, if there is one yet, that another one gets the place. */
        void tellToLeave() {
            if (attendance != null) {
                attendance.tell(SessionEvent.GiveWay.INSTANCE);
            }
        }
    }

    private record Taken(Seat seat, Precedence.Place<Seat> place) {}

    private final Precedence<Seat> seats = new Precedence<>();
    private final Map<ConnectionId, Taken> byConnection = new HashMap<>();

    Seat promised(Room room, ConnectionId connection, AddressBlock client, boolean isKnown) {
        Seat seat = new Seat(room, connection);
        byConnection.put(connection, new Taken(seat, seats.add(client, isKnown, seat)));
        return seat;
    }

    /** The promised one is taken, or one that was not promised any more. */
    void taken(Room room, Attendance attendance) {
        Taken taken = byConnection.get(attendance.id());
        Seat seat = taken == null
                ? promised(
                        room, attendance.id(), attendance.client(), room.isKnown(attendance.user(), attendance.role()))
                : taken.seat();
        seat.attendance = attendance;
    }

    void freed(ConnectionId connection) {
        Taken taken = byConnection.remove(connection);
        if (taken != null) {
            seats.remove(taken.place());
        }
    }

    /** Who gives way to one more from there. Null if nobody does. */
    @Nullable
    Seat whoGivesWayTo(AddressBlock client, boolean isKnown) {
        return seats.whoGivesWayTo(client, isKnown);
    }

    /** Who gives way to one more in this room, which is full. Null if nobody does. */
    @Nullable
    Seat whoGivesWayIn(Room room, boolean toKnown) {
        ConnectionId stranger = toKnown ? room.newestStranger() : null;
        Taken taken = stranger == null ? null : byConnection.get(stranger);
        return taken == null ? null : taken.seat();
    }
}
