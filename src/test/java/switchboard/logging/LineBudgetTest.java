package switchboard.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LineBudgetTest {
    private final LineBudget budget = new LineBudget(2);

    @Test
    void takesSoManyInASecondAndCountsTheRest() {
        assertThat(budget.takes("a", 5_000)).isTrue();
        assertThat(budget.takes("a", 5_400)).isTrue();
        assertThat(budget.takes("a", 5_999)).isFalse();
        assertThat(budget.takes("a", 5_999)).isFalse();
        assertThat(budget.takes("a", 6_000)).isTrue();
        assertThat(budget.takeLeftOut()).isEqualTo(Map.of("a", 2L));
        assertThat(budget.takeLeftOut()).isEmpty();
    }

    @Test
    void oneEventTakesNothingFromAnother() {
        budget.takes("a", 0);
        budget.takes("a", 0);

        assertThat(budget.takes("a", 0)).isFalse();
        assertThat(budget.takes("b", 0)).isTrue();
        assertThat(budget.takeLeftOut()).isEqualTo(Map.of("a", 1L));
    }

    @Test
    void goesOnWhereTheWallClockIsSetBack() {
        budget.takes("a", 9_000);
        budget.takes("a", 9_000);

        assertThat(budget.takes("a", 1_000)).isTrue();
    }
}
