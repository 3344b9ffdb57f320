package switchboard.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PulseTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final Pulse pulse = new Pulse(now::get);

    @Test
    void countsSilenceFromTheLastBytesHeard() {
        now.addAndGet(10);
        assertThat(pulse.silentNanos()).isEqualTo(10);
        pulse.heard();
        now.addAndGet(3);
        assertThat(pulse.silentNanos()).isEqualTo(3);
    }

    @Test
    void countsNoSilenceWhileTheServerDoesNotRead() {
        pulse.reading(false);
        now.addAndGet(100);
        assertThat(pulse.silentNanos()).isZero();
        pulse.reading(true);
        assertThat(pulse.silentNanos()).isZero();
        now.addAndGet(7);
        assertThat(pulse.silentNanos()).isEqualTo(7);
    }

    @Test
    void readingOnDoesNotHideSilence() {
        now.addAndGet(10);
        pulse.reading(true);
        assertThat(pulse.silentNanos()).isEqualTo(10);
    }

    @Test
    void countsTheTimeOfAMessageFromItsBeginWhileTheServerReads() {
        now.addAndGet(10);
        assertThat(pulse.messageNanos()).isZero();
        pulse.messageComing(true);
        now.addAndGet(4);
        assertThat(pulse.messageNanos()).isEqualTo(4);
        pulse.messageComing(true); // The next one.
        assertThat(pulse.messageNanos()).isZero();
        pulse.reading(false);
        now.addAndGet(100);
        assertThat(pulse.messageNanos()).isZero();
        pulse.reading(true);
        now.addAndGet(3);
        assertThat(pulse.messageNanos()).isEqualTo(3);
        pulse.messageComing(false);
        assertThat(pulse.messageNanos()).isZero();
    }

    @Test
    void isStuckFromAWriteUntilItIsTaken() {
        now.addAndGet(10);
        assertThat(pulse.stuckNanos()).isZero();
        pulse.writeBegan();
        now.addAndGet(4);
        assertThat(pulse.stuckNanos()).isEqualTo(4);
        pulse.writeTaken();
        now.addAndGet(100);
        assertThat(pulse.stuckNanos()).isZero();
        pulse.writeBegan();
        assertThat(pulse.stuckNanos()).isZero();
    }
}
