package switchboard.session.rules;

/**
 * How many frames of one user of one session passed within the last minute: a sliding window, exact to the nanosecond.
 * What was refused does not lengthen the wait; it only counts towards flooding.
 *
 * <p>Not thread-safe: belongs to one session. Takes a monotonic time in nanoseconds, not the wall clock, which steps.
 */
public final class RateWindow {
    /** What the window says of one more frame. */
    public enum Verdict {
        PASSED,
        /** The limit is reached; one will pass after {@link #retryAfterMs}. */
        LIMITED,
        /** So many frames came in spite of refusals that the connection is to be closed. */
        FLOODING
    }

    private static final long NANOS_PER_MS = 1_000_000;

    private final long windowNanos;
    private final int floodingFactor;
    private final TimeRing passed = new TimeRing();
    private final TimeRing refused = new TimeRing();

    /** @param floodingFactor how many times the limit may come within a window before it is flooding */
    public RateWindow(long windowNanos, int floodingFactor) {
        this.windowNanos = windowNanos;
        this.floodingFactor = floodingFactor;
    }

    /**
     * Counts one more frame.
     *
     * @param limit how many may pass in any window, at least 1; may differ from call to call, as a user's role may
     */
    public Verdict count(int limit, long now) {
        forget(now);
        if (passed.size() < limit) {
            passed.add(now);
            return Verdict.PASSED;
        }
        if (passed.size() + refused.size() >= (long) limit * floodingFactor) {
            return Verdict.FLOODING;
        }
        refused.add(now);
        return Verdict.LIMITED;
    }

    /** How long until one will pass, in milliseconds rounded up; 0 if one would now. */
    public long retryAfterMs(int limit, long now) {
        forget(now);
        int tooMany = passed.size() - limit;
        if (tooMany < 0) {
            return 0;
        }
        long nanos = passed.get(tooMany) + windowNanos - now;
        return (nanos + NANOS_PER_MS - 1) / NANOS_PER_MS;
    }

    /** Whether forgetting this window changes nothing. */
    public boolean isEmpty(long now) {
        forget(now);
        return passed.size() == 0 && refused.size() == 0;
    }

    private void forget(long now) {
        passed.forgetUpTo(now - windowNanos);
        refused.forgetUpTo(now - windowNanos);
    }
}
