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
import switchboard.session.api.ConnectionId;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.Subscriber;

/**
 * The slots of all connections in all sessions: each is reserved by an admission, taken by the join, and freed by the
 * end of the connection, or after a while if nobody came to take it.
 */
final class Reservations {
    private static final long EXPIRE_AFTER_NANOS = Duration.ofSeconds(20).toNanos();

    private record Reservation(SessionId session, ConnectionId connection, long madeAt) {}

    private final SessionRegistry registry;
    private final Admissions admissions;
    private final AtomicLong lastConnection;
    private final ConnectionSlots slots = new ConnectionSlots();
    private final Deque<Reservation> reservations = new ArrayDeque<>();

    /**
     * @param admissions is told of each slot that is taken or freed
     * @param lastConnection outlives the hub: a connection must never get a smaller id than an older one
     */
    Reservations(SessionRegistry registry, Admissions admissions, AtomicLong lastConnection) {
        this.registry = registry;
        this.admissions = admissions;
        this.lastConnection = lastConnection;
    }

    /** Whether somebody would give way to this user, where the server or the session is full. */
    boolean canMakeWay(SessionEntry entry, UserId user, Role role, AddressBlock client) {
        return whoGivesWay(entry, user, role, client) != null;
    }

    private ConnectionSlots.@Nullable Slot whoGivesWay(
            SessionEntry entry, UserId user, Role role, AddressBlock client) {
        boolean known = entry.isKnown(user, role);
        return admissions.isFull(entry) ? slots.whoGivesWayIn(entry, known) : slots.whoGivesWayTo(client, known);
    }

    /** Somebody gives way if there is no slot left. */
    ConnectionId reserve(SessionEntry entry, UserId user, Role role, AddressBlock client, long now) {
        if (admissions.isFull() || admissions.isFull(entry)) {
            ConnectionSlots.Slot slot = whoGivesWay(entry, user, role, client);
            if (slot != null) {
                slot.tellToLeave();
                free(slot.entry().id(), slot.connection());
            }
        }
        ConnectionId connection = new ConnectionId(lastConnection.incrementAndGet());
        entry.reserveSlot(connection, user, role);
        slots.reserve(entry, connection, client, entry.isKnown(user, role));
        admissions.opened();
        reservations.add(new Reservation(entry.id(), connection, now));
        return connection;
    }

    /**
     * The connection takes its slot, reserved or not: one that comes late is let in all the same, and leaves again if
     * it is one too many.
     */
    void take(SessionEntry entry, Subscriber subscriber) {
        slots.take(entry, subscriber);
        if (!entry.takeSlot(subscriber)) {
            if (admissions.isFull()) {
                subscriber.tell(SessionEvent.GiveWay.INSTANCE);
            }
            admissions.opened();
        }
    }

    /** The slot may have been freed before. */
    void free(SessionId session, ConnectionId connection) {
        SessionEntry entry = registry.find(session);
        if (entry != null && entry.freeSlot(connection)) {
            slots.free(connection);
            admissions.closed();
        }
    }

    /** Frees what was reserved and not taken in time. */
    void expire(long now) {
        long before = now - EXPIRE_AFTER_NANOS;
        while (!reservations.isEmpty() && reservations.peek().madeAt() - before <= 0) {
            Reservation old = reservations.remove();
            SessionEntry entry = registry.find(old.session());
            if (entry != null && entry.isReserved(old.connection())) {
                free(old.session(), old.connection());
            }
        }
    }
}
