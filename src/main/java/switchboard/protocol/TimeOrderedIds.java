package switchboard.protocol;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.UUIDClock;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.util.UUID;

/**
 * UUIDs of version 7 (RFC 9562), rising within this process: within one millisecond, across threads, and while the
 * wall clock is set back. Thread-safe.
 */
final class TimeOrderedIds {
    private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();
    private static final UUIDClock CLOCK = UUIDClock.systemTimeClock();

    private static long latestMs;

    private TimeOrderedIds() {}

    static synchronized UUID next() {
        // The generator only counts up as long as it is given the same time: it must never be given an earlier one.
        latestMs = Math.max(latestMs, CLOCK.currentTimeMillis());
        return GENERATOR.construct(latestMs);
    }
}
