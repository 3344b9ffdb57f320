package switchboard.session.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.testing.Records.set;

import com.typesafe.config.ConfigFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.hub.SessionsSettings;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.session.Lesson;
import switchboard.session.api.RateSettings;
import switchboard.settings.SettingsReader;
import switchboard.testing.Records;

class SessionRateTest {
    private static final RateSettings SETTINGS =
            Records.with(Lesson.RATES, set("guests", 10), set("sessionMessages", 40), set("sessionBytes", 4_000));

    private final SessionRate rate = new SessionRate(SETTINGS);

    @Test
    void guestsHaveAQuarterAndTheOthersAllOfTheirs() {
        for (int i = 0; i < 10; i++) {
            assertThat(rate.count(true, 1, 0)).isEmpty();
        }
        assertThat(rate.count(true, 1, 0)).isPresent();
        for (int i = 0; i < 40; i++) {
            assertThat(rate.count(false, 1, 0)).as("message " + i).isEmpty();
        }
        assertThat(rate.count(false, 1, 0)).isPresent();
    }

    @Test
    void aLecturePassesByDefaultThoughAllAnswerAtOnceAndAsOftenAsTheyMay() {
        SettingsReader reader = new SettingsReader(ConfigFactory.defaultReference());
        SessionRate lecture = new SessionRate(RateSettings.from(reader));
        int students = SessionsSettings.from(reader).maxStudents();
        for (int i = 0; i < students * RateSettings.from(reader).student(); i++) {
            assertThat(lecture.count(false, 1_000, 0)).isEmpty();
        }
    }

    @Test
    void aRefusalSaysWhoseLimitItIsAndWhenOneWillPass() {
        rate.count(true, 1_000, 0);
        Refused refused = rate.count(true, 1, 1_000_000_000L).orElseThrow();
        assertThat(refused.refusal()).isEqualTo(Refusal.RATE_LIMITED);
        assertThat(refused.message()).contains("rate limit of the session", "instructors together who did not create");
        assertThat(refused.details())
                .containsEntry("limit", 10)
                .containsEntry("window_seconds", 60L)
                .containsEntry("retry_after_ms", 60_000L);
        rate.count(false, 4_000, 0);
        assertThat(rate.count(false, 1, 0).orElseThrow().message()).contains("its students and its creator");
    }

    /** I5: whatever guests send, for those whom the session is for it is as if they were not there. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("switchboard.session.Lesson#seeds")
    void nobodyOfTheSessionIsEverRefusedBecauseOfGuests_I5(long seed) {
        Random random = new Random(seed);
        SessionRate alone = new SessionRate(SETTINGS);
        long now = random.nextLong();
        for (int i = 0; i < 10_000; i++) {
            now += random.nextLong(1_000_000_000L);
            if (random.nextInt(4) > 0) {
                rate.count(true, random.nextInt(500), now);
            } else {
                long bytes = random.nextInt(500);
                assertThat(rate.count(false, bytes, now)).isEqualTo(alone.count(false, bytes, now));
            }
        }
    }
}
