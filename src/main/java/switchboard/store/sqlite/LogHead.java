package switchboard.store.sqlite;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where the log of one session stands in the transaction under way. */
final class LogHead {
    private final boolean exists;
    private long seq;
    private long storedBytes;
    private @Nullable Instant endedAt;
    private boolean grown;

    LogHead(boolean exists, long seq, long storedBytes, @Nullable Instant endedAt) {
        this.exists = exists;
        this.seq = seq;
        this.storedBytes = storedBytes;
        this.endedAt = endedAt;
    }

    static LogHead ofNoSession() {
        return new LogHead(false, 0, 0, null);
    }

    boolean exists() {
        return exists;
    }

    long seq() {
        return seq;
    }

    long storedBytes() {
        return storedBytes;
    }

    @Nullable
    Instant endedAt() {
        return endedAt;
    }

    /** One message more. */
    void grow(long bytes) {
        seq++;
        storedBytes += bytes;
        grown = true;
    }

    void end(Instant at) {
        endedAt = at;
    }

    /** Whether it has grown since this was asked last. */
    boolean takeGrown() {
        boolean was = grown;
        grown = false;
        return was;
    }
}
