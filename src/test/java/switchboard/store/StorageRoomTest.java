package switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import switchboard.protocol.frames.Refusal;

class StorageRoomTest {
    private static final long MAX = 1_000_000;

    private final StorageRoom room = new StorageRoom("the database", MAX);

    @Test
    void theLastTenthIsForThoseWhomTheSessionsAreFor() {
        room.taken(900_000);
        assertThat(room.hasRoomFor(true, MAX)).isTrue();
        assertThat(room.hasRoomForMore()).isTrue();
        room.taken(900_001);
        assertThat(room.hasRoomFor(true, 1)).isFalse();
        assertThat(room.hasRoomForMore()).isFalse();
        assertThat(room.hasRoomFor(false, 1)).isTrue();
        assertThat(room.isUsedUp()).isFalse();
        assertThat(room.refused().refusal()).isEqualTo(Refusal.STORAGE_FAILED);
        assertThat(room.refused().details()).containsEntry("retry_after_ms", 60_000L);
    }

    @Test
    void ofTheLastTenthThoseThatHoldMostGetNothing() {
        room.taken(920_000);
        assertThat(room.hasRoomFor(false, 20_000)).isTrue();
        assertThat(room.hasRoomFor(false, 20_001)).isFalse();
        room.taken(960_000);
        assertThat(room.hasRoomFor(false, 10_000)).isTrue();
        assertThat(room.hasRoomFor(false, 10_001)).isFalse();
    }

    @Test
    void theVeryLastIsForNobodyAndComesBackWithRoom() {
        room.taken(980_000);
        assertThat(room.isUsedUp()).isFalse();
        room.taken(980_001);
        assertThat(room.isUsedUp()).isTrue();
        assertThat(room.hasRoomFor(false, 1)).isFalse();
        assertThat(room.refused().message()).contains("holds as much as it may");
        room.taken(100);
        assertThat(room.isUsedUp()).isFalse();
        assertThat(room.hasRoomFor(true, MAX)).isTrue();
    }

    @Test
    void ofALargeDatabaseTheVeryLastIsNotMuch() {
        StorageRoom large = new StorageRoom("the database", 1L << 40);
        large.taken((1L << 40) - (64L << 20));
        assertThat(large.isUsedUp()).isFalse();
    }
}
