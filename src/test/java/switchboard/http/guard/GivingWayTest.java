package switchboard.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GivingWayTest {
    @ParameterizedTest
    @CsvSource({
        // phase, lingering, early, untaken
        "AWAITING, false, false, false, REFUSE",
        "AWAITING, false, false, true, CUT",
        "ANSWERING, false, false, false, REFUSE",
        "ANSWERING, false, false, true, REFUSE",
        "ANSWERED_EARLY, false, false, true, CUT",
        "UPGRADED, false, false, true, STAY",
        "UPGRADED, false, true, true, CUT",
        "AWAITING, true, false, true, STAY",
        "ANSWERED_EARLY, true, false, true, STAY"
    })
    void isToldWhyUnlessAnAnswerIsOnItsWay(
            Exchange.Phase phase, boolean lingering, boolean early, boolean untaken, GivingWay expected) {
        assertThat(GivingWay.forMemory(phase, lingering, early, untaken)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        // phase, lingering, unwritten
        "AWAITING, false, false, CLOSE",
        "AWAITING, false, true, CUT",
        "ANSWERING, false, false, CUT",
        "ANSWERED_EARLY, false, false, CUT",
        "ANSWERED_EARLY, true, false, CLOSE",
        "UPGRADED, false, false, STAY"
    })
    void leavesItsSlotWithoutAnAnswer(Exchange.Phase phase, boolean lingering, boolean unwritten, GivingWay expected) {
        assertThat(GivingWay.forSocket(phase, lingering, unwritten)).isEqualTo(expected);
    }
}
