package switchboard.store.history;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;

/**
 * Who reads next: round robin over the addresses of clients, for each over its sessions, and within a session whoever
 * came first.
 */
final class ReadRoundRobin<R> {
    private final Map<AddressBlock, Map<Long, Set<R>>> byClient = new LinkedHashMap<>();
    private final Map<Long, Integer> waiting = new HashMap<>();

    void add(AddressBlock client, long session, R reader) {
        Map<Long, Set<R>> sessions = byClient.computeIfAbsent(client, first -> new LinkedHashMap<>());
        if (sessions.computeIfAbsent(session, first -> new LinkedHashSet<>()).add(reader)) {
            waiting.merge(session, 1, Integer::sum);
        }
    }

    void remove(AddressBlock client, long session, R reader) {
        Map<Long, Set<R>> sessions = byClient.get(client);
        Set<R> readers = sessions == null ? null : sessions.get(session);
        if (sessions == null || readers == null || !readers.remove(reader)) {
            return;
        }
        oneLess(session);
        if (readers.isEmpty()) {
            sessions.remove(session);
        }
        if (sessions.isEmpty()) {
            byClient.remove(client);
        }
    }

    /** How many wait in this session. */
    int waiting(long session) {
        return waiting.getOrDefault(session, 0);
    }

    /**
     * Takes out who is next; its address, and its session there, go to the end of the line. Null where nobody waits who
     * may read.
     *
     * @param mayRead whether one more page may be read for this address
     */
    @Nullable
    R next(Predicate<AddressBlock> mayRead) {
        for (Map.Entry<AddressBlock, Map<Long, Set<R>>> client : byClient.entrySet()) {
            if (mayRead.test(client.getKey())) {
                return next(client.getKey(), client.getValue());
            }
        }
        return null;
    }

    private R next(AddressBlock client, Map<Long, Set<R>> sessions) {
        Iterator<Map.Entry<Long, Set<R>>> firstSession = sessions.entrySet().iterator();
        Map.Entry<Long, Set<R>> first = firstSession.next();
        long session = first.getKey();
        Set<R> readers = first.getValue();
        firstSession.remove();
        Iterator<R> firstReader = readers.iterator();
        R next = firstReader.next();
        firstReader.remove();
        oneLess(session);
        if (!readers.isEmpty()) {
            sessions.put(session, readers);
        }
        byClient.remove(client);
        if (!sessions.isEmpty()) {
            byClient.put(client, sessions);
        }
        return next;
    }

    private void oneLess(long session) {
        waiting.computeIfPresent(session, (same, count) -> count == 1 ? null : count - 1);
    }
}
