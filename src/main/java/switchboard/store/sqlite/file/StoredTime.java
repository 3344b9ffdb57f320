package switchboard.store.sqlite.file;

import java.time.Instant;

/** A time as it is stored: in milliseconds since 1970. */
public final class StoredTime {
    /** The first that has a year of five digits, which RFC 3339 does not know. */
    private static final long END = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli() + 1;

    private StoredTime() {}

    /** @throws IllegalArgumentException if no server has written that */
    public static Instant of(long millis) {
        if (millis < 0 || millis >= END) {
            throw new IllegalArgumentException("no time of a message or a session: " + millis);
        }
        return Instant.ofEpochMilli(millis);
    }
}
