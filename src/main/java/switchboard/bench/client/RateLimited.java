package switchboard.bench.client;

/**
 * The server refused a frame by its rate limit: a failure where it was started for the run, a fact where it was not.
 */
public final class RateLimited extends BenchFailure {
    private static final long serialVersionUID = 1L;

    public RateLimited() {
        super("the server's rate limit is below what this scenario sends"
                + " (raise switchboard.rate.student and switchboard.rate.instructor)");
    }
}
