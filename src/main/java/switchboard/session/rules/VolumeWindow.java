package switchboard.session.rules;

import java.time.Duration;

/**
 * How many messages, and bytes of them, passed within the last minute, to the second: what is remembered is as much for
 * one message as for a million. A second is forgotten when all of it is a minute old, so that no minute ever has more
 * than the limits.
 *
 * <p>Not thread-safe: belongs to one session. Takes a monotonic time in nanoseconds.
 */
final class VolumeWindow {
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long SECOND = 1_000 * NANOS_PER_MS;

    /** The seconds that a minute may touch: one more than it has. */
    private final int seconds;

    private int[] messages = {};
    private long[] bytes = {};
    private long allMessages;
    private long allBytes;

    /** When the first second began. */
    private long start;
    /** The second that is counted now, by its number since the start. */
    private long second;

    /** @param window of whole seconds */
    VolumeWindow(Duration window) {
        this.seconds = Math.toIntExact(window.toSeconds()) + 1;
    }

    /** Counts one more message; false, and nothing is counted, if it is beyond one of the limits. */
    boolean count(long messageBytes, int maxMessages, long maxBytes, long now) {
        if (messages.length == 0) {
            messages = new int[seconds];
            bytes = new long[seconds];
            start = now;
        }
        forget(now);
        if (allMessages >= maxMessages || allBytes + messageBytes > maxBytes) {
            return false;
        }
        int slot = slot(second);
        messages[slot]++;
        bytes[slot] += messageBytes;
        allMessages++;
        allBytes += messageBytes;
        return true;
    }

    /** How long until a message of this size will pass that has just been refused, in milliseconds rounded up. */
    long retryAfterMs(long messageBytes, int maxMessages, long maxBytes, long now) {
        long messagesLeft = allMessages;
        long bytesLeft = allBytes;
        long oldest = second - seconds + 1;
        while (oldest <= second && (messagesLeft >= maxMessages || bytesLeft + messageBytes > maxBytes)) {
            messagesLeft -= messages[slot(oldest)];
            bytesLeft -= bytes[slot(oldest)];
            oldest++;
        }
        long nanos = (oldest + seconds - 1) * SECOND - (now - start);
        return (nanos + NANOS_PER_MS - 1) / NANOS_PER_MS;
    }

    private void forget(long now) {
        long current = (now - start) / SECOND;
        long passed = Math.min(current - second, seconds);
        for (long i = 1; i <= passed; i++) {
            int slot = slot(second + i);
            allMessages -= messages[slot];
            allBytes -= bytes[slot];
            messages[slot] = 0;
            bytes[slot] = 0;
        }
        second = current;
    }

    private int slot(long ofSecond) {
        return Math.floorMod(ofSecond, seconds);
    }
}
