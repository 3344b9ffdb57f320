package switchboard.session.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.TEACHER;
import static switchboard.testing.Records.set;

import org.junit.jupiter.api.Test;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.Lesson;
import switchboard.testing.Records;

class RateLimitsTest {
    private final RateLimits limits = new RateLimits(Records.with(
            Lesson.RATES,
            set("student", 2),
            set("instructor", 3),
            set("guests", 2),
            set("sessionMessages", 100),
            set("sessionBytes", 1 << 20)));

    @Test
    void limitsEachUserByTheRole() {
        for (int i = 0; i < 2; i++) {
            assertThat(limits.count(ANN, Role.STUDENT, false, 0)).isEmpty();
            assertThat(limits.count(BOB, Role.STUDENT, false, 0)).isEmpty();
            assertThat(limits.count(TEACHER, Role.INSTRUCTOR, false, 0)).isEmpty();
        }
        assertThat(limits.count(ANN, Role.STUDENT, false, 0)).isPresent();
        assertThat(limits.count(TEACHER, Role.INSTRUCTOR, false, 0)).isEmpty();
        assertThat(limits.count(TEACHER, Role.INSTRUCTOR, false, 0)).isPresent();
    }

    @Test
    void aRefusalSaysLimitWindowAndWhenOneWillPass() {
        limits.count(ANN, Role.STUDENT, false, 0);
        limits.count(ANN, Role.STUDENT, false, 1_000_000_000L);
        RateLimits.Excess excess =
                limits.count(ANN, Role.STUDENT, false, 2_000_000_000L).orElseThrow();
        assertThat(excess.flooding()).isFalse();
        assertThat(excess.refused().refusal()).isEqualTo(Refusal.RATE_LIMITED);
        assertThat(excess.refused().details())
                .containsEntry("limit", 2)
                .containsEntry("window_seconds", 60L)
                .containsEntry("retry_after_ms", 58_000L);
    }

    @Test
    void forgetsWhoWasIdleForAWindow() {
        limits.count(ANN, Role.STUDENT, false, 0);
        limits.count(BOB, Role.STUDENT, false, 1);
        assertThat(limits.expireIdle(1)).isEqualTo(2);
        assertThat(limits.expireIdle(60_000_000_000L)).isEqualTo(1);
        assertThat(limits.expireIdle(60_000_000_001L)).isZero();
    }

    /**
     * I5: a client may invent as many as it likes; what is remembered of them is bounded, and nobody is closed for
     * another.
     */
    @Test
    void onlySoManyGuestsHaveALimitOfTheirOwnAndTheOthersShareOne_I5() {
        for (int i = 0; i < 2 + 3; i++) {
            assertThat(limits.count(new UserId("i-" + i), Role.INSTRUCTOR, true, 0))
                    .isEmpty();
        }
        for (int i = 5; i < 1_000; i++) {
            RateLimits.Excess excess =
                    limits.count(new UserId("i-" + i), Role.INSTRUCTOR, true, 0).orElseThrow();
            assertThat(excess.flooding()).isFalse();
        }
        assertThat(limits.expireIdle(0)).as("two, and the one that is shared").isEqualTo(2 + 1);
        assertThat(limits.count(new UserId("i-0"), Role.INSTRUCTOR, true, 0)).isEmpty();
        assertThat(limits.count(TEACHER, Role.INSTRUCTOR, false, 0)).isEmpty();
        assertThat(limits.expireIdle(60_000_000_000L)).isZero();
        assertThat(limits.count(new UserId("i-999"), Role.INSTRUCTOR, true, 60_000_000_000L))
                .isEmpty();
    }
}
