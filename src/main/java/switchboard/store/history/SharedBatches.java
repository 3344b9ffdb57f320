package switchboard.store.history;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What several read who read the same at about the same time: a session that comes back reads its log once. Holds the
 * batches of whole logs that were read or used last, and knows those that are being read.
 *
 * @param <R> a reading that is under way
 */
final class SharedBatches<R> {
    /** Where a batch begins. */
    record Place(long session, long after) {}

    private final long maxBytes;
    private final Map<Place, LogBatch> lately = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Place, R> underWay = new HashMap<>();
    private long bytes;

    /** @param maxBytes what the batches that are kept may have together */
    SharedBatches(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The batch that begins there, for who reads up to {@code end}. Null where it must be read. */
    @Nullable
    LogBatch find(Place place, long end) {
        LogBatch batch = lately.get(place);
        return batch != null && batch.suffices(end) ? batch : null;
    }

    /** The reading of what begins there, if it is under way. */
    @Nullable
    R reading(Place place) {
        return underWay.get(place);
    }

    void begin(Place place, R reading) {
        underWay.put(place, reading);
    }

    /** Nothing came of the reading. */
    void failed(Place place) {
        underWay.remove(place);
    }

    /** The reading brought this; those that were used longest ago make room for it. */
    void done(Place place, LogBatch batch) {
        underWay.remove(place);
        LogBatch former = lately.put(place, batch);
        bytes += batch.bytes() - (former == null ? 0 : former.bytes());
        Iterator<LogBatch> oldest = lately.values().iterator();
        while (bytes > maxBytes) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
    }

    /** Lets go of what was read: nobody is reading. */
    void forget() {
        lately.clear();
        bytes = 0;
    }
}
