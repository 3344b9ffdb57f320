package switchboard.store.writer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import switchboard.store.StoreException;
import switchboard.store.Trouble;

/**
 * What is known of the disk, and what is done next when it fails:
 *
 * <pre>
 *   a commit failed ──▶ LOOK UP, if it may be on disk ──▶ RETRY, once ──▶ REFUSE, until a probe was committed
 * </pre>
 *
 * A trouble that only stays until somebody acts goes to REFUSE without a retry. Takes a monotonic time in nanoseconds.
 */
public final class RetryPolicy {
    /** What is done next about a group that failed. */
    public enum Step {
        /**
         * Look for the group on new connections: only when it is known what is on disk it can be told or tried again.
         */
        LOOK_UP,
        /** Try the group once more, after {@link #RETRY_AFTER}. */
        RETRY,
        /** Answer everything that waits and everything that comes at once: nobody waits for the retry of each group. */
        REFUSE
    }

    public static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    public static final Duration PROBE_EVERY = Duration.ofSeconds(1);

    /** With the writer's tick each second and the way back to who asked, nobody waits longer than 10 s. */
    private static final long ANSWER_WITHIN_NANOS = Duration.ofMillis(8_500).toNanos();

    private static final long SILENCE_NANOS = Duration.ofSeconds(30).toNanos();

    /** Why commits are not accepted; null while they are. */
    private @Nullable StoreException problem;

    /** There may be rows on disk whose commit failed: neither to be relied on nor to be denied. */
    private boolean indeterminate;

    private long lastCommitNanos;

    public RetryPolicy(long nowNanos) {
        lastCommitNanos = nowNanos;
    }

    /** A group could not be committed. */
    public Step groupFailed(StoreException failure, boolean secondTry) {
        problem = failure;
        if (failure.indeterminate()) {
            indeterminate = true;
            return Step.LOOK_UP;
        }
        return secondTry || failure.broken() ? Step.REFUSE : Step.RETRY;
    }

    /**
     * The group has been looked up, and something of it is left.
     *
     * @param indeterminate whether it is still open if that is on disk
     */
    public Step lookedUp(boolean indeterminate, boolean secondTry) {
        this.indeterminate = indeterminate;
        return secondTry || (problem != null && problem.broken()) ? Step.REFUSE : Step.RETRY;
    }

    /** Somebody has waited as long as anybody may. What is under way then may still reach the disk. */
    public Step outOfTime(boolean underWay) {
        indeterminate |= underWay;
        if (problem == null) {
            problem = new StoreException(Trouble.NO_ANSWER, "The disk has not answered in time.");
        }
        return Step.REFUSE;
    }

    /** A commit is on disk, and with it everything that was ever before it. */
    public void committed(long nowNanos) {
        lastCommitNanos = nowNanos;
        problem = null;
        indeterminate = false;
    }

    /** Something failed that was no group. Returns whether that is news. */
    public boolean failed(StoreException failure) {
        boolean news = problem == null || problem.trouble() != failure.trouble();
        problem = failure;
        return news;
    }

    public boolean isIndeterminate() {
        return indeterminate;
    }

    boolean hasProblem() {
        return problem != null;
    }

    /** What anybody may know of it; null for no problem. */
    @Nullable
    public Trouble trouble() {
        return problem == null ? null : problem.trouble();
    }

    /** For the log. */
    public String forOperators() {
        return problem == null ? "" : problem.forOperators();
    }

    public static boolean isOutOfTime(long sinceNanos, long nowNanos) {
        return nowNanos - sinceNanos >= ANSWER_WITHIN_NANOS;
    }

    /** Whether nothing has shown for long that the disk takes anything, or something has shown that it does not. */
    public boolean needsProbe(long nowNanos) {
        return problem != null || nowNanos - lastCommitNanos > SILENCE_NANOS;
    }

    public Duration nextProbe() {
        return needsReopening() ? Trouble.REPAIR_WITHIN : PROBE_EVERY;
    }

    /** Whether the next probe needs new connections: those that are open stay with what is broken. */
    public boolean needsReopening() {
        return problem != null && problem.broken();
    }

    public long msSinceCommit(long nowNanos) {
        return TimeUnit.NANOSECONDS.toMillis(nowNanos - lastCommitNanos);
    }
}
