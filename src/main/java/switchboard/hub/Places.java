package switchboard.hub;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.session.api.Attendance;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.SessionEvent;

/**
 * The places of all connections in all rooms: each is reserved by an admission, taken by the join, and freed by the end of
 * the connection, or after a while if nobody came to take it.
 */
public final class Places {
    private static final long LAPSE_AFTER_NANOS = Duration.ofSeconds(20).toNanos();

    private record Reservation(SessionId session, ConnectionId connection, long madeAt) {}

    private final Rooms rooms;
    private final Admissions admissions;
    private final AtomicLong lastConnection;
    private final Seats seats = new Seats();
    private final Deque<Reservation> reservations = new ArrayDeque<>();

    /**
     * @param admissions is told how many places there are
     * @param lastConnection outlives the hub: a connection must never get a smaller id than an older one
     */
    Places(Rooms rooms, Admissions admissions, AtomicLong lastConnection) {
        this.rooms = rooms;
        this.admissions = admissions;
        this.lastConnection = lastConnection;
    }

    /** Whether somebody would give way to this user, where the server or the room is full. */
    boolean canMakeWay(Room room, UserId user, Role role, AddressBlock client) {
        return whoGivesWay(room, user, role, client) != null;
    }

    private Seats.@Nullable Seat whoGivesWay(Room room, UserId user, Role role, AddressBlock client) {
        boolean known = room.isKnown(user, role);
        return admissions.isFull(room) ? seats.whoGivesWayIn(room, known) : seats.whoGivesWayTo(client, known);
    }

    /** Somebody gives way if there is no place left. */
    ConnectionId reserve(Room room, UserId user, Role role, AddressBlock client, long now) {
        if (admissions.isFull() || admissions.isFull(room)) {
            Seats.Seat seat = whoGivesWay(room, user, role, client);
            if (seat != null) {
                seat.tellToLeave();
                free(seat.room().id(), seat.connection());
            }
        }
        ConnectionId connection = new ConnectionId(lastConnection.incrementAndGet());
        room.reserve(connection, user, role);
        seats.promised(room, connection, client, room.isKnown(user, role));
        admissions.opened();
        reservations.add(new Reservation(room.id(), connection, now));
        return connection;
    }

    /** Whether it was reserved or not: who comes late is taken all the same, and leaves again if that is one too many. */
    void take(Room room, Attendance attendance) {
        seats.taken(room, attendance);
        if (!room.take(attendance)) {
            if (admissions.isFull()) {
                attendance.tell(SessionEvent.GiveWay.INSTANCE);
            }
            admissions.opened();
        }
    }

    /** The place may have been freed before. */
    void free(SessionId session, ConnectionId connection) {
        Room room = rooms.find(session);
        if (room != null && room.free(connection)) {
            seats.freed(connection);
            admissions.closed();
        }
    }

    /** Frees what was reserved and not taken in time. */
    void lapse(long now) {
        long before = now - LAPSE_AFTER_NANOS;
        while (!reservations.isEmpty() && reservations.peek().madeAt() - before <= 0) {
            Reservation old = reservations.remove();
            Room room = rooms.find(old.session());
            if (room != null && room.isReserved(old.connection())) {
                free(old.session(), old.connection());
            }
        }
    }
}
