package switchboard.connection.websocket;

import java.time.Duration;
import switchboard.connection.ConnectionSettings;

/**
 * Whether a client floods its connection with what no rate of messages counts: control frames, fragments without
 * content, and bytes. Counted anew every minute. For one thread.
 */
final class Inflow {
    private static final long WINDOW_NANOS = Duration.ofSeconds(60).toNanos();

    private final int maxControlFrames;
    private final long maxBytes;
    private long since;
    private long controlFrames;
    private long bytes;
    private long controlFramesBefore;

    /** @param now of a monotonic ticker, in nanoseconds */
    Inflow(ConnectionSettings settings, long now) {
        maxControlFrames = settings.controlFrames();
        maxBytes = settings.inflowBytes();
        since = now;
    }

    /** More bytes came. */
    void received(int more, long now) {
        if (now - since >= WINDOW_NANOS) {
            since = now;
            bytes = 0;
            controlFramesBefore = controlFrames;
        }
        bytes += more;
    }

    /** @param controlFrames of the whole connection so far */
    boolean isFlood(long controlFrames) {
        this.controlFrames = controlFrames;
        return controlFrames - controlFramesBefore > maxControlFrames || bytes > maxBytes;
    }
}
