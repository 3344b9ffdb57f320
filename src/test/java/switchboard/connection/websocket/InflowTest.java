package switchboard.connection.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import switchboard.connection.ConnectionSettings;
import switchboard.connection.Wire;

class InflowTest {
    private static final long MINUTE = Duration.ofSeconds(60).toNanos();

    private final ConnectionSettings settings = Wire.SETTINGS;
    private final Inflow inflow = new Inflow(settings, 0);

    @Test
    void soManyControlFramesPassInAMinuteAndNoMore() {
        inflow.received(1, 1);
        assertThat(inflow.isFlood(settings.controlFrames())).isFalse();
        assertThat(inflow.isFlood(settings.controlFrames() + 1)).isTrue();

        inflow.received(1, MINUTE);
        assertThat(inflow.isFlood(2L * settings.controlFrames())).isFalse();
        assertThat(inflow.isFlood(2L * settings.controlFrames() + 2)).isTrue();
    }

    @Test
    void soManyBytesPassInAMinuteAndNoMore() {
        inflow.received((int) settings.inflowBytes(), 1);
        assertThat(inflow.isFlood(0)).isFalse();
        inflow.received(1, 2);
        assertThat(inflow.isFlood(0)).isTrue();

        inflow.received(1, MINUTE);
        assertThat(inflow.isFlood(0)).isFalse();
    }
}
