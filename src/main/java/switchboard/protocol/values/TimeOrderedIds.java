package switchboard.protocol.values;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.UUIDClock;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * UUIDs of version 7 (RFC 9562), rising within this process: within one millisecond, across threads, and while the wall
 * clock is set back. Thread-safe.
 */
final class TimeOrderedIds {
    private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();
    private static final UUIDClock CLOCK = UUIDClock.systemTimeClock();

    /** How many ids without a secret part are told apart within a millisecond. */
    private static final int IDS_PER_MS = 1 << 12;

    private static final SecureRandom RANDOM = new SecureRandom();

    private static long latestMs;
    private static long latestSecretMs;
    private static int sequence;

    private TimeOrderedIds() {}

    static synchronized UUID next() {
        // The generator only counts up as long as it is given the same time: it must never be given an earlier one.
        latestMs = Math.max(latestMs, CLOCK.currentTimeMillis());
        return GENERATOR.construct(latestMs);
    }

    /**
     * One that nobody can guess, whoever knows others of the same millisecond: its last 62 bits are random each time,
     * and the 12 bits before them count. Rises among its like.
     */
    static synchronized UUID nextSecret() {
        long now = CLOCK.currentTimeMillis();
        sequence++;
        if (now > latestSecretMs || sequence == IDS_PER_MS) {
            latestSecretMs = Math.max(now, latestSecretMs + 1);
            sequence = 0;
        }
        return new UUID(latestSecretMs << 16 | 0x7000 | sequence, 0x8000_0000_0000_0000L | RANDOM.nextLong() >>> 2);
    }
}
