package switchboard.store.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import switchboard.store.history.SharedStretches.Place;

class SharedStretchesTest {
    private static final Place PLACE = new Place(1, 0);

    private final SharedStretches<String> stretches = new SharedStretches<>(100);

    private static Stretch stretch(long after, long upTo, long end, long bytes) {
        return new Stretch(after, upTo, end, List.of(), List.of(), bytes);
    }

    @Test
    void findsWhatBeginsThereInThatSession() {
        Stretch stretch = stretch(0, 10, 20, 40);
        stretches.done(PLACE, stretch);

        assertThat(stretches.find(PLACE, 20)).isSameAs(stretch);
        assertThat(stretches.find(new Place(2, 0), 20)).isNull();
        assertThat(stretches.find(new Place(1, 1), 20)).isNull();
    }

    /** One that is short only because the log was, when it was read, would split what others read into ever more pages. */
    @Test
    void whatEndedWithTheLogIsReadAnewOnceTheLogIsLonger() {
        stretches.done(PLACE, stretch(0, 10, 10, 40));

        assertThat(stretches.find(PLACE, 10)).isNotNull();
        assertThat(stretches.find(PLACE, 9)).isNotNull();
        assertThat(stretches.find(PLACE, 11)).isNull();
    }

    @Test
    void theLastReadAtAPlaceTakesThePlace() {
        stretches.done(PLACE, stretch(0, 10, 10, 60));
        Stretch longer = stretch(0, 12, 12, 70);
        stretches.done(PLACE, longer);
        stretches.done(new Place(2, 0), stretch(0, 1, 1, 30));

        assertThat(stretches.find(PLACE, 12)).isSameAs(longer);
    }

    /** I5. */
    @Test
    void thoseUsedLongestAgoMakeRoom() {
        stretches.done(new Place(1, 0), stretch(0, 10, 20, 40));
        stretches.done(new Place(2, 0), stretch(0, 10, 20, 40));
        stretches.find(new Place(1, 0), 20);
        stretches.done(new Place(3, 0), stretch(0, 10, 20, 40));

        assertThat(stretches.find(new Place(1, 0), 20)).isNotNull();
        assertThat(stretches.find(new Place(2, 0), 20)).isNull();
        assertThat(stretches.find(new Place(3, 0), 20)).isNotNull();
    }

    @Test
    void oneThatIsLargerThanAllMayBeIsNotKept() {
        stretches.done(PLACE, stretch(0, 10, 20, 101));

        assertThat(stretches.find(PLACE, 20)).isNull();
        stretches.done(PLACE, stretch(0, 10, 20, 100));
        assertThat(stretches.find(PLACE, 20)).isNotNull();
    }

    @Test
    void forgetsAllAtOnce() {
        stretches.done(PLACE, stretch(0, 10, 20, 90));
        stretches.forget();

        assertThat(stretches.find(PLACE, 20)).isNull();
        stretches.done(new Place(2, 0), stretch(0, 10, 20, 90));
        assertThat(stretches.find(new Place(2, 0), 20)).isNotNull();
    }

    @Test
    void knowsAReadingUntilItIsOver() {
        stretches.begin(PLACE, "this one");
        assertThat(stretches.reading(PLACE)).isEqualTo("this one");
        stretches.done(PLACE, stretch(0, 10, 20, 40));
        assertThat(stretches.reading(PLACE)).isNull();

        stretches.begin(PLACE, "another");
        stretches.failed(PLACE);
        assertThat(stretches.reading(PLACE)).isNull();
    }
}
