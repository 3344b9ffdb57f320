package switchboard.ops;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import switchboard.store.Trouble;

/**
 * One of the actors that the self-check asks: one question at a time, and silence beyond the limit is a fault. Not
 * thread-safe; times are in nanoseconds of a monotonic ticker.
 */
final class Probe {
    private final String name;
    private final long limitNanos;

    private boolean everAnswered;
    private @Nullable Trouble trouble;
    private boolean waiting;
    private long askedAt;
    private long silentSince;

    Probe(String name, long limitNanos, long now) {
        this.name = name;
        this.limitNanos = limitNanos;
        silentSince = now;
    }

    /** Whether to ask now. A question that nobody answered in time is taken for lost, and the next one may go out. */
    boolean ask(long now) {
        if (waiting && now - askedAt < limitNanos) {
            return false;
        }
        if (!waiting) {
            silentSince = now;
        }
        waiting = true;
        askedAt = now;
        return true;
    }

    /** The answer that is awaited, if one is, may have been lost: the next {@link #ask} asks again. */
    void answerLost(long now) {
        askedAt = now - limitNanos;
    }

    /** @param trouble what it says is wrong with the database; null for nothing */
    void answered(@Nullable Trouble trouble) {
        waiting = false;
        everAnswered = true;
        this.trouble = trouble;
    }

    /** Whether its first answer is awaited and not overdue: nobody knows of a fault then, nor that there is none. */
    boolean awaitsFirstAnswer(long now) {
        return !everAnswered && now - silentSince <= limitNanos;
    }

    /** Whether all that is wrong is that the database is damaged in places. */
    boolean isDamaged(long now) {
        return trouble == Trouble.DAMAGED && !isSilent(now);
    }

    private boolean isSilent(long now) {
        return waiting && now - silentSince > limitNanos;
    }

    /** What is wrong with it now, in words for anybody; empty where nothing is. */
    Optional<String> fault(long now) {
        if (isSilent(now)) {
            return Optional.of(name + " has not answered for " + (now - silentSince) / 1_000_000_000 + " s");
        }
        if (!everAnswered) {
            return Optional.of(name + " was not checked yet");
        }
        return Optional.ofNullable(trouble).map(Trouble::words);
    }
}
