package switchboard.store.sqlite.log;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Of which ranges of logs it is known that each place in them has its message: a log does not change. Thread-safe. */
public final class CountedLogs {
    /** Beyond, all are forgotten and counted again when they are read. */
    private static final int MAX_LOGS = 10_000;

    private final Map<Long, Range> logs = new ConcurrentHashMap<>();

    private record Range(long after, long upTo) {
        boolean touches(Range other) {
            return other.after <= upTo && after <= other.upTo;
        }

        Range with(Range other) {
            return touches(other) ? new Range(Math.min(after, other.after), Math.max(upTo, other.upTo)) : other;
        }
    }

    boolean isCounted(long sessionNumber, long after, long upTo) {
        Range known = logs.get(sessionNumber);
        return known != null && known.after <= after && upTo <= known.upTo;
    }

    void add(long sessionNumber, long after, long upTo) {
        if (logs.size() >= MAX_LOGS) {
            logs.clear();
        }
        logs.merge(sessionNumber, new Range(after, upTo), Range::with);
    }
}
