package switchboard.store;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whose turn it is to read: the sessions in turn, and within a session whoever came first. */
final class ReadTurns<R> {
    private final Map<Long, Set<R>> bySession = new LinkedHashMap<>();

    void add(long session, R reader) {
        bySession.computeIfAbsent(session, s -> new LinkedHashSet<>()).add(reader);
    }

    void remove(long session, R reader) {
        Set<R> readers = bySession.get(session);
        if (readers != null && readers.remove(reader) && readers.isEmpty()) {
            bySession.remove(session);
        }
    }

    /** How many wait in this session. */
    int waiting(long session) {
        return bySession.getOrDefault(session, Set.of()).size();
    }

    /** Takes out who is next; its session goes to the end of the line. Null where nobody waits. */
    @Nullable
    R next() {
        Iterator<Map.Entry<Long, Set<R>>> sessions = bySession.entrySet().iterator();
        if (!sessions.hasNext()) {
            return null;
        }
        Map.Entry<Long, Set<R>> first = sessions.next();
        long session = first.getKey();
        Set<R> readers = first.getValue();
        sessions.remove();
        R next = readers.iterator().next();
        readers.remove(next);
        if (!readers.isEmpty()) {
            bySession.put(session, readers);
        }
        return next;
    }
}
