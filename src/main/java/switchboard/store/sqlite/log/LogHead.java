package switchboard.store.sqlite.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.UserId;

/** Where the log of one session stands in the transaction under way. */
public final class LogHead {
    /**
     * The size of a log is noted after so many more messages or bytes: to read a head is to add up no more than these.
     */
    public static final int NOTED_EVERY_MESSAGES = 1_000;

    private static final long NOTED_EVERY_BYTES = 256L << 10;

    private final boolean exists;
    private long seq;
    private long notedSeq;
    private long notedBytes;
    private long storedBytes;
    private @Nullable Instant endedAt;

    /** The instructor who wrote last: it is noted already that this one has written. */
    private @Nullable UserId lastInstructor;

    /**
     * @param notedSeq up to which message the noted size counts
     * @param storedBytes the size of them all
     */
    LogHead(long seq, long notedSeq, long notedBytes, long storedBytes, @Nullable Instant endedAt) {
        this(true, seq, notedSeq, notedBytes, storedBytes, endedAt);
    }

    private LogHead(
            boolean exists, long seq, long notedSeq, long notedBytes, long storedBytes, @Nullable Instant endedAt) {
        this.exists = exists;
        this.seq = seq;
        this.notedSeq = notedSeq;
        this.notedBytes = notedBytes;
        this.storedBytes = storedBytes;
        this.endedAt = endedAt;
    }

    static LogHead ofNoSession() {
        return new LogHead(false, 0, 0, 0, 0, null);
    }

    public boolean exists() {
        return exists;
    }

    public long seq() {
        return seq;
    }

    public long storedBytes() {
        return storedBytes;
    }

    @Nullable
    public Instant endedAt() {
        return endedAt;
    }

    /** One message more. */
    public void grow(long bytes) {
        seq++;
        storedBytes += bytes;
    }

    @Nullable
    UserId lastInstructor() {
        return lastInstructor;
    }

    void wroteLast(UserId instructor) {
        lastInstructor = instructor;
    }

    public void end(Instant at) {
        endedAt = at;
    }

    boolean sizeToBeNoted() {
        return seq - notedSeq >= NOTED_EVERY_MESSAGES || storedBytes - notedBytes >= NOTED_EVERY_BYTES;
    }

    void sizeNoted() {
        notedSeq = seq;
        notedBytes = storedBytes;
    }
}
