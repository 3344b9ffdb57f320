package switchboard.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.Role;
import switchboard.protocol.SessionId;
import switchboard.protocol.SessionInfo;
import switchboard.store.StoredSession;

/** Every class that is active, and those that have ended while somebody is still connected. */
final class Rooms {
    private final TailBudget tailBudget;
    private final Map<SessionId, Room> byId = new HashMap<>();
    /** Active ones by number: a later class has a greater one, so that the newest come last. */
    private final NavigableMap<Long, Room> active = new TreeMap<>();

    /** @param tailBudget of which each class gets a share */
    Rooms(TailBudget tailBudget) {
        this.tailBudget = tailBudget;
    }

    /** The room of this class: a new one, unless there is one already. */
    Room add(StoredSession session) {
        Room known = byId.get(session.info().id());
        if (known != null) {
            return known;
        }
        Room room = new Room(session, tailBudget.share());
        byId.put(room.id(), room);
        if (room.active()) {
            active.put(session.number(), room);
        }
        return room;
    }

    @Nullable
    Room find(SessionId id) {
        return byId.get(id);
    }

    Collection<Room> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    int active() {
        return active.size();
    }

    void ended(Room room, SessionInfo info) {
        active.remove(room.session().number());
        room.ended(info);
        forgetIfAbandoned(room);
    }

    void forgetIfAbandoned(Room room) {
        if (room.abandoned()) {
            byId.remove(room.id());
        }
    }

    /** A page of the active ones, newest first, of those behind {@code after} in that order. */
    Sessions.Listed list(int limit, @Nullable SessionId after) {
        NavigableMap<Long, Room> older = active;
        if (after != null) {
            Room last = byId.get(after);
            older = active.headMap(
                    last == null ? numberOf(after) : last.session().number(), false);
        }
        List<Sessions.Found> page = new ArrayList<>();
        Room lastOnPage = null;
        for (Room room : older.descendingMap().values()) {
            if (page.size() == limit) {
                return new Sessions.Listed(page, Optional.ofNullable(lastOnPage).map(Room::id));
            }
            page.add(new Sessions.Found(room.info(), room.connected()));
            lastOnPage = room;
        }
        return new Sessions.Listed(page, Optional.empty());
    }

    /** Where a class that has ended meanwhile would stand: ids are made in the order of creation, as numbers are. */
    private long numberOf(SessionId gone) {
        for (Room room : active.values()) {
            if (room.id().value().compareTo(gone.value()) >= 0) {
                return room.session().number();
            }
        }
        return Long.MAX_VALUE;
    }

    Sessions.Counts counts() {
        int withConnections = 0;
        int instructors = 0;
        int students = 0;
        for (Room room : active.values()) {
            if (room.connected() > 0) {
                withConnections++;
                instructors += room.connected(Role.INSTRUCTOR);
                students += room.connected(Role.STUDENT);
            }
        }
        return new Sessions.Counts(active.size(), withConnections, instructors, students);
    }
}
