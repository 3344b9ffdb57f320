package switchboard.http.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.http.guard.TimeLimits.Verdict.ANSWER_NOT_TAKEN;
import static switchboard.http.guard.TimeLimits.Verdict.HEAD_TOO_SLOW;
import static switchboard.http.guard.TimeLimits.Verdict.IDLE;
import static switchboard.http.guard.TimeLimits.Verdict.IN_TIME;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import switchboard.http.policy.HttpSettings;
import switchboard.settings.ConfigLayers;
import switchboard.settings.SettingsReader;

class TimeLimitsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final HttpSettings SETTINGS = settings();

    private final RequestReader reader = new RequestReader(SETTINGS, 0, head -> {});
    private final TimeLimits times = new TimeLimits(SETTINGS, reader, 0);

    /** 10 s for a head, 60 s to do anything. */
    private static HttpSettings settings() {
        Properties properties = new Properties();
        properties.setProperty("switchboard.http.head-within", "10s");
        properties.setProperty("switchboard.http.idle-within", "60s");
        return HttpSettings.from(
                new SettingsReader(ConfigLayers.load(null, Map.of(), properties).effective()));
    }

    @Test
    void exceedsNoLimitByMoreThanAQuarterOfTheShortest() {
        assertThat(times.checkEvery()).isEqualTo(Duration.ofMillis(2_500));
    }

    @Test
    void theFirstRequestMustComeInTheTimeOfAHead() {
        assertThat(times.judge(true, false, 10 * SECOND)).isEqualTo(IN_TIME);
        assertThat(times.judge(true, false, 11 * SECOND)).isEqualTo(IDLE);
    }

    @Test
    void aHeadThatHasBegunIsToldThatItIsTooSlow() {
        reader.add(ByteString.fromString("GET / HT"), 5 * SECOND);
        times.active(5 * SECOND);
        assertThat(times.judge(true, false, 11 * SECOND)).isEqualTo(HEAD_TOO_SLOW);
    }

    @Test
    void theNextRequestMayComeAsLateAsTheConnectionMayBeIdle() {
        reader.add(ByteString.fromString("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), SECOND);
        times.active(SECOND);
        assertThat(times.judge(true, false, 61 * SECOND)).isEqualTo(IN_TIME);
        assertThat(times.judge(true, false, 62 * SECOND)).isEqualTo(IDLE);
    }

    @Test
    void aClientThatTakesNothingOfAnAnswerIsNotIdleButStuck() {
        assertThat(times.judge(false, true, 60 * SECOND)).isEqualTo(IN_TIME);
        assertThat(times.judge(false, true, 61 * SECOND)).isEqualTo(ANSWER_NOT_TAKEN);
    }

    @Test
    void aClientThatWaitsForItsAnswerIsNeitherIdleNorLate() {
        times.paused(false, 100 * SECOND);
        assertThat(times.judge(true, false, 110 * SECOND)).isEqualTo(IN_TIME);
        assertThat(times.judge(true, false, 111 * SECOND)).isEqualTo(IDLE);
    }

    @Test
    void aClientThatDoesNotReadStaysStuckWhileItsNextAnswerIsMade() {
        times.paused(true, 100 * SECOND);
        assertThat(times.judge(false, true, 100 * SECOND)).isEqualTo(ANSWER_NOT_TAKEN);
    }
}
