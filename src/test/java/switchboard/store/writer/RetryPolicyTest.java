package switchboard.store.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.store.StoreException;
import switchboard.store.Trouble;
import switchboard.store.writer.RetryPolicy.Step;

class RetryPolicyTest {
    private static final StoreException FULL = new StoreException(Trouble.NO_ROOM, "There is no room.");
    private static final StoreException READ_ONLY = new StoreException(Trouble.READ_ONLY, "It cannot be written.");
    private static final long SECOND = 1_000_000_000L;

    private final RetryPolicy retryPolicy = new RetryPolicy(0);

    @ParameterizedTest(name = "broken {0}, while committing {1}, second try {2}: {3}")
    @CsvSource({
        "false, false, false, RETRY",
        "false, false, true,  REFUSE",
        "false, true,  false, LOOK_UP",
        "false, true,  true,  LOOK_UP",
        "true,  false, false, REFUSE",
        "true,  false, true,  REFUSE",
        "true,  true,  false, LOOK_UP",
    })
    void groupThatFailed(boolean broken, boolean whileCommitting, boolean secondTry, Step step) {
        StoreException failure = broken ? READ_ONLY : FULL;

        assertThat(retryPolicy.groupFailed(whileCommitting ? failure.whileCommitting() : failure, secondTry))
                .isEqualTo(step);
        assertThat(retryPolicy.forOperators()).isEqualTo(failure.forOperators());
        assertThat(retryPolicy.isIndeterminate()).isEqualTo(whileCommitting);
    }

    @ParameterizedTest(name = "broken {0}, second try {1}: {2}")
    @CsvSource({"false, false, RETRY", "false, true, REFUSE", "true, false, REFUSE"})
    void groupThatWasLookedUp(boolean broken, boolean secondTry, Step step) {
        retryPolicy.groupFailed((broken ? READ_ONLY : FULL).whileCommitting(), secondTry);

        assertThat(retryPolicy.lookedUp(false, secondTry)).isEqualTo(step);
        assertThat(retryPolicy.isIndeterminate()).isFalse();
        assertThat(retryPolicy.hasProblem()).isTrue();
    }

    @Test
    void whatIsStillOpenAfterLookingStaysDoubtful() {
        retryPolicy.groupFailed(FULL.whileCommitting(), false);
        retryPolicy.lookedUp(true, false);

        assertThat(retryPolicy.isIndeterminate()).isTrue();
    }

    @Test
    void onlyWhatIsUnderWayWhenTimeIsUpIsDoubtful() {
        assertThat(RetryPolicy.isOutOfTime(SECOND, SECOND + 8_500_000_000L - 1)).isFalse();
        assertThat(RetryPolicy.isOutOfTime(SECOND, SECOND + 8_500_000_000L)).isTrue();

        assertThat(retryPolicy.outOfTime(false)).isEqualTo(Step.REFUSE);
        assertThat(retryPolicy.isIndeterminate()).isFalse();
        assertThat(retryPolicy.trouble()).isEqualTo(Trouble.NO_ANSWER);
        retryPolicy.outOfTime(true);
        assertThat(retryPolicy.isIndeterminate()).isTrue();
    }

    @Test
    void aKnownProblemIsNotForgottenWhenTimeIsUp() {
        retryPolicy.groupFailed(FULL, false);
        retryPolicy.outOfTime(false);

        assertThat(retryPolicy.forOperators()).isEqualTo(FULL.forOperators());
    }

    @Test
    void aCommitEndsEveryDoubt() {
        retryPolicy.groupFailed(FULL.whileCommitting(), true);
        retryPolicy.committed(5 * SECOND);

        assertThat(retryPolicy.hasProblem()).isFalse();
        assertThat(retryPolicy.trouble()).isNull();
        assertThat(retryPolicy.isIndeterminate()).isFalse();
        assertThat(retryPolicy.msSinceCommit(7 * SECOND)).isEqualTo(2_000);
    }

    @Test
    void whatIsBrokenIsReopenedNowAndThenAndTheRestIsProbedEachSecond() {
        retryPolicy.failed(FULL);
        assertThat(retryPolicy.nextProbe()).isEqualTo(Duration.ofSeconds(1));
        assertThat(retryPolicy.needsReopening()).isFalse();

        retryPolicy.failed(READ_ONLY);
        assertThat(retryPolicy.nextProbe()).isEqualTo(Duration.ofSeconds(30));
        assertThat(retryPolicy.needsReopening()).isTrue();
    }

    @Test
    void needsAProbeAfterSilenceAndWhileThereIsAProblem() {
        assertThat(retryPolicy.needsProbe(30 * SECOND)).isFalse();
        assertThat(retryPolicy.needsProbe(30 * SECOND + 1)).isTrue();
        retryPolicy.committed(30 * SECOND);
        retryPolicy.failed(FULL);
        assertThat(retryPolicy.needsProbe(30 * SECOND)).isTrue();
    }
}
