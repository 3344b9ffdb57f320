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
 * The places of the whole server and who has them: students and whoever created a session go before other instructors.
 */
public final class ConnectionSlots {
    /** One that is promised or taken. */
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

        /** Tells its connection, if there is one yet, that another one gets the place. */
        void tellToLeave() {
            if (subscriber != null) {
                subscriber.tell(SessionEvent.GiveWay.INSTANCE);
            }
        }
    }

    private record Taken(Slot slot, Precedence.Place<Slot> place) {}

    private final Precedence<Slot> slots = new Precedence<>();
    private final Map<ConnectionId, Taken> byConnection = new HashMap<>();

    Slot promised(SessionEntry entry, ConnectionId connection, AddressBlock client, boolean isKnown) {
        Slot slot = new Slot(entry, connection);
        byConnection.put(connection, new Taken(slot, slots.add(client, isKnown, slot)));
        return slot;
    }

    /** The promised one is taken, or one that was not promised any more. */
    void taken(SessionEntry entry, Subscriber subscriber) {
        Taken taken = byConnection.get(subscriber.id());
        Slot slot = taken == null
                ? promised(
                        entry,
                        subscriber.id(),
                        subscriber.client(),
                        entry.isKnown(subscriber.user(), subscriber.role()))
                : taken.slot();
        slot.subscriber = subscriber;
    }

    void freed(ConnectionId connection) {
        Taken taken = byConnection.remove(connection);
        if (taken != null) {
            slots.remove(taken.place());
        }
    }

    /** Who gives way to one more from there. Null if nobody does. */
    @Nullable
    Slot whoGivesWayTo(AddressBlock client, boolean isKnown) {
        return slots.whoGivesWayTo(client, isKnown);
    }

    /** Who gives way to one more in this room, which is full. Null if nobody does. */
    @Nullable
    Slot whoGivesWayIn(SessionEntry entry, boolean toKnown) {
        ConnectionId notEnrolled = toKnown ? entry.newestUnknownInstructor() : null;
        Taken taken = notEnrolled == null ? null : byConnection.get(notEnrolled);
        return taken == null ? null : taken.slot();
    }
}
