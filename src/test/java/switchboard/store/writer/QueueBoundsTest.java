package switchboard.store.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.testing.Records.set;

import org.junit.jupiter.api.Test;
import switchboard.store.StoreSamples;
import switchboard.testing.Records;

/** I5. */
class QueueBoundsTest {
    private static final long PHYSICS = 1;
    private static final long MUSIC = 2;

    private final QueueBounds bounds = new QueueBounds(Records.with(
            StoreSamples.WRITER,
            set("queueMessages", 5),
            set("queueBytes", 1_000),
            set("sessionMessages", 3),
            set("sessionBytes", 600)));

    private void add(long session, int count, long bytes) {
        for (int i = 0; i < count; i++) {
            bounds.add(session, bytes);
        }
    }

    @Test
    void oneSessionCannotTakeTheRoomOfAll() {
        add(PHYSICS, 3, 10);

        assertThat(bounds.hasRoom(PHYSICS, 10)).isFalse();
        assertThat(bounds.hasRoom(MUSIC, 10)).isTrue();
    }

    @Test
    void allSessionsTogetherHaveABound() {
        add(PHYSICS, 3, 10);
        add(MUSIC, 2, 10);

        assertThat(bounds.hasRoom(MUSIC, 10)).isFalse();
        assertThat(bounds.hasRoom(3, 10)).isFalse();
    }

    @Test
    void bytesAreBoundedOfASessionAndOfAll() {
        add(PHYSICS, 2, 300);

        assertThat(bounds.hasRoom(PHYSICS, 1)).isFalse();
        assertThat(bounds.hasRoom(MUSIC, 400)).isTrue();
        assertThat(bounds.hasRoom(MUSIC, 401)).isFalse();
        assertThat(bounds.hasRoom(3, 601))
                .as("more than one session may ever have")
                .isFalse();
    }

    @Test
    void whatWaitsNoMoreMakesRoomAgain() {
        add(PHYSICS, 3, 200);
        bounds.remove(PHYSICS, 200);

        assertThat(bounds.hasRoom(PHYSICS, 200)).isTrue();
        assertThat(bounds.hasRoom(PHYSICS, 201)).isFalse();
        add(PHYSICS, 1, 200);
        for (int i = 0; i < 3; i++) {
            bounds.remove(PHYSICS, 200);
        }
        assertThat(bounds.hasRoom(PHYSICS, 600)).isTrue();
    }

    /** What was accepted once is put back whatever waits. */
    @Test
    void countsWhatIsBeyondIt() {
        add(PHYSICS, 6, 100);
        bounds.remove(PHYSICS, 100);

        assertThat(bounds.hasRoom(MUSIC, 1)).isFalse();
        bounds.remove(PHYSICS, 100);
        assertThat(bounds.hasRoom(MUSIC, 1)).isTrue();
    }
}
