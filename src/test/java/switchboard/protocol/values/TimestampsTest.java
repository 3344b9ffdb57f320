package switchboard.protocol.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.testing.SeededTest;

class TimestampsTest {
    private static final DateTimeFormatter REFERENCE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T03:05:33.123Z,          2026-11-23T03:05:33.123Z",
        "2026-11-23T03:05:33Z,              2026-11-23T03:05:33.000Z",
        "2026-11-23T03:05:33.999999999Z,    2026-11-23T03:05:33.999Z",
        "2024-02-29T23:59:59.001Z,          2024-02-29T23:59:59.001Z",
        "1970-01-01T00:00:00Z,              1970-01-01T00:00:00.000Z",
        "1969-12-31T23:59:59.999Z,          1969-12-31T23:59:59.999Z",
        "0000-01-01T00:00:00Z,              0000-01-01T00:00:00.000Z",
    })
    void writesThreeDigitsOfMilliseconds(Instant instant, String written) {
        assertThat(Timestamps.format(instant)).isEqualTo(written);
    }

    @SeededTest(seeds = 10)
    void agreesWithTheLibraryOnAnyTime(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 10_000; i++) {
            Instant instant = Instant.ofEpochSecond(
                    random.nextLong(FIRST.getEpochSecond(), LAST.getEpochSecond() + 1), random.nextInt(1_000_000_000));

            assertThat(Timestamps.format(instant)).isEqualTo(REFERENCE.format(instant));
        }
    }

    @Test
    void refusesYearsThatTheFormatCannotHold() {
        assertThat(Timestamps.format(LAST)).isEqualTo("9999-12-31T23:59:59.999Z");
        assertThatIllegalArgumentException().isThrownBy(() -> Timestamps.format(LAST.plusNanos(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Timestamps.format(FIRST.minusNanos(1)));
    }
}
