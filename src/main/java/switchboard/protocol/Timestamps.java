package switchboard.protocol;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as the protocol writes them: RFC 3339, UTC, {@code Z}, always three digits of milliseconds. */
public final class Timestamps {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Timestamps() {}

    /** For example {@code 2026-11-23T03:05:33.123Z}; anything below a millisecond is cut off. */
    public static String format(Instant instant) {
        return FORMAT.format(instant);
    }
}
