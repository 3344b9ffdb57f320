package switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.store.FailureLadder.Step;

class FailureLadderTest {
    private static final StoreException FULL = new StoreException(Trouble.NO_ROOM, "There is no room.");
    private static final StoreException READ_ONLY = new StoreException(Trouble.READ_ONLY, "It cannot be written.");
    private static final long SECOND = 1_000_000_000L;

    private final FailureLadder ladder = new FailureLadder(0);

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

        assertThat(ladder.groupFailed(whileCommitting ? failure.whileCommitting() : failure, secondTry))
                .isEqualTo(step);
        assertThat(ladder.forOperators()).isEqualTo(failure.forOperators());
        assertThat(ladder.isDoubtful()).isEqualTo(whileCommitting);
    }

    @ParameterizedTest(name = "broken {0}, second try {1}: {2}")
    @CsvSource({"false, false, RETRY", "false, true, REFUSE", "true, false, REFUSE"})
    void groupThatWasLookedUp(boolean broken, boolean secondTry, Step step) {
        ladder.groupFailed((broken ? READ_ONLY : FULL).whileCommitting(), secondTry);

        assertThat(ladder.lookedUp(false, secondTry)).isEqualTo(step);
        assertThat(ladder.isDoubtful()).isFalse();
        assertThat(ladder.hasProblem()).isTrue();
    }

    @Test
    void whatIsStillOpenAfterLookingStaysDoubtful() {
        ladder.groupFailed(FULL.whileCommitting(), false);
        ladder.lookedUp(true, false);

        assertThat(ladder.isDoubtful()).isTrue();
    }

    @Test
    void onlyWhatIsUnderWayWhenTimeIsUpIsDoubtful() {
        assertThat(FailureLadder.isOutOfTime(SECOND, SECOND + 8_500_000_000L - 1))
                .isFalse();
        assertThat(FailureLadder.isOutOfTime(SECOND, SECOND + 8_500_000_000L)).isTrue();

        assertThat(ladder.outOfTime(false)).isEqualTo(Step.REFUSE);
        assertThat(ladder.isDoubtful()).isFalse();
        assertThat(ladder.trouble()).isEqualTo(Trouble.NO_ANSWER);
        ladder.outOfTime(true);
        assertThat(ladder.isDoubtful()).isTrue();
    }

    @Test
    void aKnownProblemIsNotForgottenWhenTimeIsUp() {
        ladder.groupFailed(FULL, false);
        ladder.outOfTime(false);

        assertThat(ladder.forOperators()).isEqualTo(FULL.forOperators());
    }

    @Test
    void aCommitEndsEveryDoubt() {
        ladder.groupFailed(FULL.whileCommitting(), true);
        ladder.committed(5 * SECOND);

        assertThat(ladder.hasProblem()).isFalse();
        assertThat(ladder.trouble()).isNull();
        assertThat(ladder.isDoubtful()).isFalse();
        assertThat(ladder.msSinceCommit(7 * SECOND)).isEqualTo(2_000);
    }

    @Test
    void whatIsBrokenIsReopenedNowAndThenAndTheRestIsProbedEachSecond() {
        ladder.failed(FULL);
        assertThat(ladder.nextProbe()).isEqualTo(Duration.ofSeconds(1));
        assertThat(ladder.needsReopening()).isFalse();

        ladder.failed(READ_ONLY);
        assertThat(ladder.nextProbe()).isEqualTo(Duration.ofSeconds(30));
        assertThat(ladder.needsReopening()).isTrue();
    }

    @Test
    void needsAProbeAfterSilenceAndWhileThereIsAProblem() {
        assertThat(ladder.needsProbe(30 * SECOND)).isFalse();
        assertThat(ladder.needsProbe(30 * SECOND + 1)).isTrue();
        ladder.committed(30 * SECOND);
        ladder.failed(FULL);
        assertThat(ladder.needsProbe(30 * SECOND)).isTrue();
    }
}
