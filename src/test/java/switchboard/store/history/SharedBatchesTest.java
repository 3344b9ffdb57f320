package switchboard.store.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import switchboard.store.history.SharedBatches.Place;

class SharedBatchesTest {
    private static final Place PLACE = new Place(1, 0);

    private final SharedBatches<String> batches = new SharedBatches<>(100);

    private static LogBatch batch(long after, long upTo, long end, long bytes) {
        return new LogBatch(after, upTo, end, List.of(), List.of(), bytes);
    }

    @Test
    void findsWhatBeginsThereInThatSession() {
        LogBatch batch = batch(0, 10, 20, 40);
        batches.done(PLACE, batch);

        assertThat(batches.find(PLACE, 20)).isSameAs(batch);
        assertThat(batches.find(new Place(2, 0), 20)).isNull();
        assertThat(batches.find(new Place(1, 1), 20)).isNull();
    }

    /**
     * One that is short only because the log was, when it was read, would split what others read into ever more pages.
     */
    @Test
    void whatEndedWithTheLogIsReadAnewOnceTheLogIsLonger() {
        batches.done(PLACE, batch(0, 10, 10, 40));

        assertThat(batches.find(PLACE, 10)).isNotNull();
        assertThat(batches.find(PLACE, 9)).isNotNull();
        assertThat(batches.find(PLACE, 11)).isNull();
    }

    @Test
    void theLastReadAtAPlaceTakesThePlace() {
        batches.done(PLACE, batch(0, 10, 10, 60));
        LogBatch longer = batch(0, 12, 12, 70);
        batches.done(PLACE, longer);
        batches.done(new Place(2, 0), batch(0, 1, 1, 30));

        assertThat(batches.find(PLACE, 12)).isSameAs(longer);
    }

    /** I5. */
    @Test
    void thoseUsedLongestAgoMakeRoom() {
        batches.done(new Place(1, 0), batch(0, 10, 20, 40));
        batches.done(new Place(2, 0), batch(0, 10, 20, 40));
        batches.find(new Place(1, 0), 20);
        batches.done(new Place(3, 0), batch(0, 10, 20, 40));

        assertThat(batches.find(new Place(1, 0), 20)).isNotNull();
        assertThat(batches.find(new Place(2, 0), 20)).isNull();
        assertThat(batches.find(new Place(3, 0), 20)).isNotNull();
    }

    @Test
    void oneThatIsLargerThanAllMayBeIsNotKept() {
        batches.done(PLACE, batch(0, 10, 20, 101));

        assertThat(batches.find(PLACE, 20)).isNull();
        batches.done(PLACE, batch(0, 10, 20, 100));
        assertThat(batches.find(PLACE, 20)).isNotNull();
    }

    @Test
    void forgetsAllAtOnce() {
        batches.done(PLACE, batch(0, 10, 20, 90));
        batches.forget();

        assertThat(batches.find(PLACE, 20)).isNull();
        batches.done(new Place(2, 0), batch(0, 10, 20, 90));
        assertThat(batches.find(new Place(2, 0), 20)).isNotNull();
    }

    @Test
    void knowsAReadingUntilItIsOver() {
        batches.begin(PLACE, "this one");
        assertThat(batches.reading(PLACE)).isEqualTo("this one");
        batches.done(PLACE, batch(0, 10, 20, 40));
        assertThat(batches.reading(PLACE)).isNull();

        batches.begin(PLACE, "another");
        batches.failed(PLACE);
        assertThat(batches.reading(PLACE)).isNull();
    }
}
