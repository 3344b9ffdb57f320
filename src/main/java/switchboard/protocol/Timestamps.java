package switchboard.protocol;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Times as the protocol writes them: RFC 3339, UTC, {@code Z}, always three digits of milliseconds. Written digit by
 * digit, as there is one in every message.
 */
public final class Timestamps {
    /** The length of every timestamp. */
    static final int LENGTH = 24;

    private static final long SECONDS_PER_DAY = 86_400;

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
    static void write(Instant instant, byte[] target, int at) {
        long second = instant.getEpochSecond();
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(second, SECONDS_PER_DAY));
        if (date.getYear() < 0 || date.getYear() > 9999) {
            throw new IllegalArgumentException("year " + date.getYear() + " (allowed: 0 to 9999)");
        }
        int secondOfDay = (int) Math.floorMod(second, SECONDS_PER_DAY);
        digits(target, at, 4, date.getYear());
        target[at + 4] = '-';
        digits(target, at + 5, 2, date.getMonthValue());
        target[at + 7] = '-';
        digits(target, at + 8, 2, date.getDayOfMonth());
        target[at + 10] = 'T';
        digits(target, at + 11, 2, secondOfDay / 3600);
        target[at + 13] = ':';
        digits(target, at + 14, 2, secondOfDay / 60 % 60);
        target[at + 16] = ':';
        digits(target, at + 17, 2, secondOfDay % 60);
        target[at + 19] = '.';
        digits(target, at + 20, 3, instant.getNano() / 1_000_000);
        target[at + 23] = 'Z';
    }

    private static void digits(byte[] target, int at, int count, int value) {
        int rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
