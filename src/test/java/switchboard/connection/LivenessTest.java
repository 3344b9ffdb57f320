package switchboard.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LivenessTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final Liveness liveness = new Liveness(now::get);

    @Test
    void countsSilenceFromTheLastBytesHeard() {
        now.addAndGet(10);
        assertThat(liveness.silentNanos()).isEqualTo(10);
        liveness.heard();
        now.addAndGet(3);
        assertThat(liveness.silentNanos()).isEqualTo(3);
    }

    @Test
    void countsNoSilenceWhileTheServerDoesNotRead() {
        liveness.reading(false);
        now.addAndGet(100);
        assertThat(liveness.silentNanos()).isZero();
        liveness.reading(true);
        assertThat(liveness.silentNanos()).isZero();
        now.addAndGet(7);
        assertThat(liveness.silentNanos()).isEqualTo(7);
    }

    @Test
    void readingOnDoesNotHideSilence() {
        now.addAndGet(10);
        liveness.reading(true);
        assertThat(liveness.silentNanos()).isEqualTo(10);
    }

    @Test
    void countsTheTimeOfAMessageFromItsBeginWhileTheServerReads() {
        now.addAndGet(10);
        assertThat(liveness.messageNanos()).isZero();
        liveness.messageComing(true);
        now.addAndGet(4);
        assertThat(liveness.messageNanos()).isEqualTo(4);
        liveness.messageComing(true); // The next one.
        assertThat(liveness.messageNanos()).isZero();
        liveness.reading(false);
        now.addAndGet(100);
        assertThat(liveness.messageNanos()).isZero();
        liveness.reading(true);
        now.addAndGet(3);
        assertThat(liveness.messageNanos()).isEqualTo(3);
        liveness.messageComing(false);
        assertThat(liveness.messageNanos()).isZero();
    }

    @Test
    void isStuckFromAWriteUntilItIsTaken() {
        now.addAndGet(10);
        assertThat(liveness.stuckNanos()).isZero();
        liveness.writeBegan();
        now.addAndGet(4);
        assertThat(liveness.stuckNanos()).isEqualTo(4);
        liveness.writeTaken();
        now.addAndGet(100);
        assertThat(liveness.stuckNanos()).isZero();
        liveness.writeBegan();
        assertThat(liveness.stuckNanos()).isZero();
    }
}
