package switchboard.protocol.values;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Times as the protocol writes them: RFC 3339, UTC, {@code Z}, always three digits of milliseconds. Written digit by
 * digit, as there is one in every message.
 */
public final class Timestamps {
    /** The length of every timestamp. */
    public static final int LENGTH = 24;

    private static final int MILLIS_AT = 20;

    private static final long SECONDS_PER_DAY = 86_400;

    /**
     * What was written last: messages that follow each other are mostly of one second. Whichever thread sets it is
     * right.
     */
    private static volatile Second lastSecond = Second.of(0);

    private Timestamps() {}

    /**
     * For example {@code 2026-11-23T03:05:33.123Z}; anything below a millisecond is cut off.
     *
     * @throws IllegalArgumentException outside of the years 0000 to 9999, which RFC 3339 cannot write
     */
    public static String format(Instant instant) {
        byte[] text = new byte[LENGTH];
        write(instant, text, 0);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** Writes the {@link #LENGTH} characters of {@link #format} to {@code target}. */
    public static void write(Instant instant, byte[] target, int at) {
        Second second = lastSecond;
        if (second.epochSecond != instant.getEpochSecond()) {
            second = Second.of(instant.getEpochSecond());
            lastSecond = second;
        }
        System.arraycopy(second.text, 0, target, at, second.text.length);
        digits(target, at + MILLIS_AT, 3, instant.getNano() / 1_000_000);
        target[at + LENGTH - 1] = 'Z';
    }

    /** A second as it is written, up to the point before its parts. */
    private record Second(long epochSecond, byte[] text) {
        static Second of(long epochSecond) {
            LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(epochSecond, SECONDS_PER_DAY));
            if (date.getYear() < 0 || date.getYear() > 9999) {
                throw new IllegalArgumentException("year " + date.getYear() + " (allowed: 0 to 9999)");
            }
            int secondOfDay = (int) Math.floorMod(epochSecond, SECONDS_PER_DAY);
            byte[] text = "0000-00-00T00:00:00.".getBytes(StandardCharsets.ISO_8859_1);
            digits(text, 0, 4, date.getYear());
            digits(text, 5, 2, date.getMonthValue());
            digits(text, 8, 2, date.getDayOfMonth());
            digits(text, 11, 2, secondOfDay / 3600);
            digits(text, 14, 2, secondOfDay / 60 % 60);
            digits(text, 17, 2, secondOfDay % 60);
            return new Second(epochSecond, text);
        }
    }

    private static void digits(byte[] target, int at, int count, int value) {
        int rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
