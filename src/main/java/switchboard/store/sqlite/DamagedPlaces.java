package switchboard.store.sqlite;

import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.store.StoreException;
import switchboard.store.sqlite.log.LogReader;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * Where reading has found the database damaged, and the check of each that tells whether it still is. Says in the log
 * when the first is found and when the last is sound again. Thread-safe.
 */
final class DamagedPlaces {
    private static final Logger LOG = LoggerFactory.getLogger(DamagedPlaces.class);

    /** What is damaged beyond these is found again when somebody reads there after one of these was repaired. */
    private static final int MAX = 16;

    /** Reads what could not be read. */
    interface Check {
        void with(LogReader reader) throws SQLException;
    }

    /** @param where tells one place from another */
    record Place(Object where, Check check, StoreException damage) {}

    private final Map<Object, Place> places = new LinkedHashMap<>();

    synchronized void found(Place place) {
        if (places.isEmpty()) {
            LOG.atError()
                    .addKeyValue(LogFields.EVENT, LogEvents.DATABASE_DAMAGED)
                    .log(
                            "A part of the database cannot be read: {}",
                            place.damage().forOperators());
        }
        if (places.size() < MAX) {
            places.putIfAbsent(place.where(), place);
        }
    }

    /** The one that was looked at longest ago; null where nothing is damaged. */
    @Nullable
    synchronized Place next() {
        Iterator<Place> oldest = places.values().iterator();
        if (!oldest.hasNext()) {
            return null;
        }
        Place next = oldest.next();
        oldest.remove();
        places.put(next.where(), next);
        return next;
    }

    synchronized void isSound(Place place) {
        if (places.remove(place.where(), place) && places.isEmpty()) {
            LOG.atInfo()
                    .addKeyValue(LogFields.EVENT, LogEvents.DATABASE_REPAIRED)
                    .log("All that was found damaged in the database can be read again.");
        }
    }
}
