package switchboard.shares;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;

class PrecedenceTest {
    private static final AddressBlock SCHOOL = new AddressBlock(true, 1);
    private static final AddressBlock STRANGER = new AddressBlock(true, 66);
    private static final AddressBlock HOME = new AddressBlock(true, 7);

    private final Precedence<String> places = new Precedence<>();

    @Test
    void whoIsKnownGoesBeforeStrangersWhereverTheyAre() {
        places.add(SCHOOL, false, "teacher");
        assertThat(places.whoGivesWayTo(SCHOOL, true)).isEqualTo("teacher");

        places.add(STRANGER, false, "first");
        places.add(STRANGER, false, "last");
        assertThat(places.whoGivesWayTo(SCHOOL, true)).isEqualTo("last");
    }

    @Test
    void amongStrangersTheAddressGivesWayThatHasMoreThanTheOtherWouldHave() {
        places.add(STRANGER, false, "one");
        assertThat(places.whoGivesWayTo(HOME, false)).isNull();
        places.add(STRANGER, false, "two");
        assertThat(places.whoGivesWayTo(HOME, false)).isEqualTo("two");
        assertThat(places.whoGivesWayTo(STRANGER, false)).as("to itself").isNull();
        places.add(HOME, false, "at home");
        assertThat(places.whoGivesWayTo(HOME, false)).isNull();
    }

    @Test
    void aStrangerTakesNoPlaceOfAnybodyKnown() {
        for (int i = 0; i < 100; i++) {
            places.add(SCHOOL, true, "student" + i);
        }
        assertThat(places.whoGivesWayTo(HOME, false)).isNull();
    }

    @Test
    void whoIsKnownGivesWayWhereItsAddressHasManyTimesAsMuch() {
        for (int i = 0; i < 8; i++) {
            assertThat(places.whoGivesWayTo(HOME, true)).as("%d places", i).isNull();
            places.add(SCHOOL, true, "student" + i);
        }
        assertThat(places.whoGivesWayTo(HOME, true)).isEqualTo("student7");
        assertThat(places.whoGivesWayTo(SCHOOL, true))
                .as("as if there were no addresses")
                .isNull();
        places.add(HOME, true, "at home");
        assertThat(places.whoGivesWayTo(HOME, true)).isNull();
    }
}
