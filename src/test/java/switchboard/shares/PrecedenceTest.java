package switchboard.shares;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;

class PrecedenceTest {
    private static final AddressBlock SCHOOL = new AddressBlock(true, 1);
    private static final AddressBlock ELSEWHERE = new AddressBlock(true, 66);
    private static final AddressBlock HOME = new AddressBlock(true, 7);

    private final Precedence<String> slots = new Precedence<>();

    @Test
    void whoIsKnownGoesBeforeStrangersWhereverTheyAre() {
        slots.add(SCHOOL, false, "teacher");
        assertThat(slots.whoGivesWayTo(SCHOOL, true)).isEqualTo("teacher");

        slots.add(ELSEWHERE, false, "first");
        slots.add(ELSEWHERE, false, "last");
        assertThat(slots.whoGivesWayTo(SCHOOL, true)).isEqualTo("last");
    }

    @Test
    void amongStrangersTheAddressGivesWayThatHasMoreThanTheOtherWouldHave() {
        slots.add(ELSEWHERE, false, "one");
        assertThat(slots.whoGivesWayTo(HOME, false)).isNull();
        slots.add(ELSEWHERE, false, "two");
        assertThat(slots.whoGivesWayTo(HOME, false)).isEqualTo("two");
        assertThat(slots.whoGivesWayTo(ELSEWHERE, false)).as("to itself").isNull();
        slots.add(HOME, false, "at home");
        assertThat(slots.whoGivesWayTo(HOME, false)).isNull();
    }

    @Test
    void aStrangerTakesNoPlaceOfAnybodyKnown() {
        for (int i = 0; i < 100; i++) {
            slots.add(SCHOOL, true, "student" + i);
        }
        assertThat(slots.whoGivesWayTo(HOME, false)).isNull();
    }

    @Test
    void whoIsKnownGivesWayWhereItsAddressHasManyTimesAsMuch() {
        for (int i = 0; i < 8; i++) {
            assertThat(slots.whoGivesWayTo(HOME, true)).as("%d slots", i).isNull();
            slots.add(SCHOOL, true, "student" + i);
        }
        assertThat(slots.whoGivesWayTo(HOME, true)).isEqualTo("student7");
        assertThat(slots.whoGivesWayTo(SCHOOL, true))
                .as("as if there were no addresses")
                .isNull();
        slots.add(HOME, true, "at home");
        assertThat(slots.whoGivesWayTo(HOME, true)).isNull();
    }
}
