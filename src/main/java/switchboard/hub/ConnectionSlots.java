package switchboard.hub;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.Subscriber;
import switchboard.shares.Precedence;

/**
 * The connection slots of the whole server and who has them: students and whoever created a session go before other
 * instructors.
 */
final class ConnectionSlots {
    /** One that is reserved or taken. */
    static final class Slot {
        private final SessionEntry entry;
        private final ConnectionId connection;
        private @Nullable Subscriber subscriber;

        private Slot(SessionEntry entry, ConnectionId connection) {
            this.entry = entry;
            this.connection = connection;
        }

        SessionEntry entry() {
            return entry;
        }

        ConnectionId connection() {
            return connection;
        }

        /** Tells its connection, if there is one yet, that another one gets the slot. */
        void tellToLeave() {
            if (subscriber != null) {
                subscriber.tell(SessionEvent.GiveWay.INSTANCE);
            }
        }
    }

    private record Ranked(Slot slot, Precedence.Slot<Slot> place) {}

    private final Precedence<Slot> slots = new Precedence<>();
    private final Map<ConnectionId, Ranked> byConnection = new HashMap<>();

    Slot reserve(SessionEntry entry, ConnectionId connection, AddressBlock client, boolean isKnown) {
        Slot slot = new Slot(entry, connection);
        byConnection.put(connection, new Ranked(slot, slots.add(client, isKnown, slot)));
        return slot;
    }

    /** The connection takes its reserved slot, or a new one where the reservation has expired. */
    void take(SessionEntry entry, Subscriber subscriber) {
        Ranked ranked = byConnection.get(subscriber.id());
        Slot slot = ranked == null
                ? reserve(
                        entry,
                        subscriber.id(),
                        subscriber.client(),
                        entry.isKnown(subscriber.user(), subscriber.role()))
                : ranked.slot();
        slot.subscriber = subscriber;
    }

    void free(ConnectionId connection) {
        Ranked ranked = byConnection.remove(connection);
        if (ranked != null) {
            slots.remove(ranked.place());
        }
    }

    /** Who gives way to one more from there. Null if nobody does. */
    @Nullable
    Slot whoGivesWayTo(AddressBlock client, boolean isKnown) {
        return slots.whoGivesWayTo(client, isKnown);
    }

    /** Who gives way to one more in this session, which is full. Null if nobody does. */
    @Nullable
    Slot whoGivesWayIn(SessionEntry entry, boolean toKnown) {
        ConnectionId notEnrolled = toKnown ? entry.newestUnknownInstructor() : null;
        Ranked ranked = notEnrolled == null ? null : byConnection.get(notEnrolled);
        return ranked == null ? null : ranked.slot();
    }
}
