package switchboard.store.rules;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.UserId;

/**
 * Where the log of one session stands in the transaction under way. A dialect reads it once; {@link LogRules} counts on
 * from there, so it is right as long as every transaction is committed. For one thread at a time.
 */
public final class LogHead {
    private final boolean exists;
    private long seq;
    private long storedBytes;
    private @Nullable Instant endedAt;

    /** The instructor who wrote last: it is noted already that this one has written. */
    private @Nullable UserId lastInstructor;

    /**
     * The head of a session that exists.
     *
     * @param storedBytes the size of all messages up to {@code seq}
     * @param endedAt null while the session is active
     */
    public LogHead(long seq, long storedBytes, @Nullable Instant endedAt) {
        this(true, seq, storedBytes, endedAt);
    }

    private LogHead(boolean exists, long seq, long storedBytes, @Nullable Instant endedAt) {
        this.exists = exists;
        this.seq = seq;
        this.storedBytes = storedBytes;
        this.endedAt = endedAt;
    }

    /** What is told of a session that the database does not know. */
    public static LogHead ofNoSession() {
        return new LogHead(false, 0, 0, null);
    }

    /** Whether the database knows the session. */
    public boolean exists() {
        return exists;
    }

    /** The seq of the last message; 0 for an empty log. */
    public long seq() {
        return seq;
    }

    /** The size of all messages, by their {@link switchboard.store.StoredSize}. */
    public long storedBytes() {
        return storedBytes;
    }

    /** When the session ended; null while it is active. */
    @Nullable
    Instant endedAt() {
        return endedAt;
    }

    /** Counts one message more. */
    void grow(long bytes) {
        seq++;
        storedBytes += bytes;
    }

    void end(Instant at) {
        endedAt = at;
    }

    /** Takes note that this instructor has written; false where it was the last who did, and is noted already. */
    boolean wrote(UserId instructor) {
        if (instructor.equals(lastInstructor)) {
            return false;
        }
        lastInstructor = instructor;
        return true;
    }
}
