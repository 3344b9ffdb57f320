package switchboard.http.guard;

import java.time.Duration;
import switchboard.http.policy.HttpSettings;

/**
 * The time that a connection has: for the head of a request ({@link HttpSettings#headWithin}), and to do anything at
 * all ({@link HttpSettings#idleWithin}). Decides, and does nothing itself. Times are those of a monotonic ticker, in
 * nanoseconds. For one thread.
 */
final class TimeLimits {
    enum Verdict {
        IN_TIME,
        /** The head of a request has begun, and did not come whole in time. */
        HEAD_TOO_SLOW,
        /** The client takes nothing of an answer. */
        ANSWER_NOT_TAKEN,
        /** No request came in time. */
        IDLE
    }

    private final RequestReader reader;
    private final Duration shortest;
    private final long idleNanos;
    private long activeAt;

    TimeLimits(HttpSettings settings, RequestReader reader, long now) {
        this.reader = reader;
        Duration head = settings.headWithin();
        Duration idle = settings.idleWithin();
        shortest = head.compareTo(idle) < 0 ? head : idle;
        idleNanos = idle.toNanos();
        activeAt = now;
    }

    /** How often to ask: a limit is exceeded by a quarter of the shortest one at most. */
    Duration checkEvery() {
        return shortest.dividedBy(4);
    }

    /** Something came in or went out. */
    void active(long now) {
        activeAt = now;
    }

    /**
     * The client waits for an answer: it is not idle, however long the answer takes, nor late with what it sends next.
     *
     * @param unsent whether the socket has not taken all bytes that there are; then the client may be stuck
     */
    void paused(boolean unsent, long now) {
        reader.restart(now);
        if (!unsent) {
            active(now);
        }
    }

    /**
     * @param awaiting whether a request is awaited, or its head is coming in
     * @param unsent whether the socket has not taken all of an answer
     */
    Verdict judge(boolean awaiting, boolean unsent, long now) {
        boolean late = awaiting && reader.isLate(now);
        boolean idle = now - activeAt > idleNanos;
        if (late && reader.isComing()) {
            return Verdict.HEAD_TOO_SLOW;
        }
        if (idle && unsent) {
            return Verdict.ANSWER_NOT_TAKEN;
        }
        return late || idle ? Verdict.IDLE : Verdict.IN_TIME;
    }
}
