package switchboard.bench.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.bench.load.Timetable;

/** What a server announces, and what scenarios send. */
final class LimitsTest {
    private static final Limits LIMITS = new Limits(100, 60, 1000);

    @ParameterizedTest
    @CsvSource({
        "100, 0, 0, true",
        "101, 0, 0, false",
        "0, 1.66, 120, true",
        "0, 1.67, 120, false",
        "0, 10, 10, true",
        "0, 10, 11, false",
        "50, 1, 50, true",
        "50, 1, 51, false"
    })
    void countsWhatIsSentInAWindow(long atOnce, double perSecond, int seconds, boolean allowed) {
        assertThat(LIMITS.refusal("student", new Demand.Sends(atOnce, perSecond, seconds), 1000)
                        .isEmpty())
                .isEqualTo(allowed);
    }

    @Test
    void looksAtTheSizeOfContentsWhereAnyAreSent() {
        assertThat(LIMITS.refusal("student", Demand.Sends.atOnce(1), 1001)).isPresent();
        assertThat(LIMITS.refusal("student", Demand.Sends.NOTHING, 1001)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 59, 60, 61, 240})
    void theClassroomKeepsTheDefaultLimits(int seconds) {
        Demand demand = Timetable.demand(seconds, 1000);

        assertThat(LIMITS.refusal("student", demand.student(), 1000)).isEmpty();
        assertThat(LIMITS.refusal("instructor", demand.instructor(), 1000)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"messages\":100,\"window_seconds\":60,\"content_bytes\":1000} | true",
                "{\"messages\":100,\"window_seconds\":60} | false",
                "{\"messages\":\"100\",\"window_seconds\":60,\"content_bytes\":1000} | false",
                "null | false"
            })
    void readsThemWhereAllAreThere(String json, boolean there) throws IOException {
        assertThat(Limits.read(new ObjectMapper().readTree(json)))
                .isEqualTo(there ? Optional.of(LIMITS) : Optional.empty());
    }
}
