package switchboard.store.sqlite.log;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Of which stretches of logs it is known that each place in them has its message: a log does not change. Thread-safe. */
public final class CountedLogs {
    /** Beyond, all are forgotten and counted again when they are read. */
    private static final int MAX_LOGS = 10_000;

    private final Map<Long, Stretch> logs = new ConcurrentHashMap<>();

    private record Stretch(long after, long upTo) {
        boolean touches(Stretch other) {
            return other.after <= upTo && after <= other.upTo;
        }

        Stretch with(Stretch other) {
            return touches(other) ? new Stretch(Math.min(after, other.after), Math.max(upTo, other.upTo)) : other;
        }
    }

    boolean isCounted(long sessionNumber, long after, long upTo) {
        Stretch known = logs.get(sessionNumber);
        return known != null && known.after <= after && upTo <= known.upTo;
    }

    void add(long sessionNumber, long after, long upTo) {
        if (logs.size() >= MAX_LOGS) {
            logs.clear();
        }
        logs.merge(sessionNumber, new Stretch(after, upTo), Stretch::with);
    }
}
