package switchboard.hub;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.TailBudget;
import switchboard.store.StoredSession;

/**
 * The classes that are in use: somebody is connected, is about to be, or has an actor to answer. All others stand in the
 * database alone, whatever their number; of those that are active only the numbers are known here.
 */
final class Rooms {
    private static final int RETRY_MS = 60_000;

    private final TailBudget tailBudget;
    private final RoomBudget budget;
    private final Map<SessionId, Room> byId = new HashMap<>();
    private final ActiveSessions active;

    /**
     * @param active which this tells of ends
     * @param tailBudget of which each class gets a share
     * @param budget of all classes in use
     */
    Rooms(ActiveSessions active, TailBudget tailBudget, RoomBudget budget) {
        this.active = active;
        this.tailBudget = tailBudget;
        this.budget = budget;
    }

    /** Its end is on disk. */
    void ended(StoredSession session) {
        active.ended(session.number());
        Room room = byId.get(session.info().id());
        if (room != null) {
            room.ended(session.info());
        }
    }

    // ---- what is in use

    /** Null where it is not in use. */
    @Nullable
    Room find(SessionId id) {
        return byId.get(id);
    }

    /** All that are in use, as they are now. */
    Collection<Room> all() {
        return List.copyOf(byId.values());
    }

    /**
     * Why this class cannot come into use; empty where it can, and has a room now, to be {@linkplain #dropUnused dropped}
     * unless somebody takes it.
     */
    Optional<Refused> load(StoredSession session) {
        long bytes = budget.bytesOf(session.info());
        if (byId.containsKey(session.info().id())
                || budget.hasRoomFor(session.info().createdBy(), bytes)) {
            add(session);
            return Optional.empty();
        }
        return Optional.of(Refusal.UNAVAILABLE
                .because("no room for one more class in use: all together may take " + budget.maxBytes()
                        + " bytes of memory, and those of one creator as much as is left free then; come back when others"
                        + " have been left, or end classes that are not needed any more")
                .with("retry_after_ms", RETRY_MS));
    }

    /** The room of this class, which is in use whether there is room for it or not. */
    Room add(StoredSession session) {
        Room known = byId.get(session.info().id());
        if (known != null) {
            return known;
        }
        Room room = new Room(session, tailBudget.share(), budget.bytesOf(session.info()), this::dropIfUnused);
        byId.put(room.id(), room);
        budget.take(room.info().createdBy(), room.bytes());
        return room;
    }

    /** Drops what was loaded for somebody who did not take it. */
    void dropUnused(SessionId session) {
        Room room = byId.get(session);
        if (room != null) {
            dropIfUnused(room);
        }
    }

    private void dropIfUnused(Room room) {
        if (!room.inUse() && byId.remove(room.id(), room)) {
            budget.giveBack(room.info().createdBy(), room.bytes());
        }
    }

    long usedBytes() {
        return budget.usedBytes();
    }

    HubProtocol.Counts counts() {
        int withConnections = 0;
        int instructors = 0;
        int students = 0;
        for (Room room : byId.values()) {
            if (room.active() && room.connected() > 0) {
                withConnections++;
                instructors += room.connected(Role.INSTRUCTOR);
                students += room.connected(Role.STUDENT);
            }
        }
        return new HubProtocol.Counts(active.count(), withConnections, instructors, students);
    }
}
