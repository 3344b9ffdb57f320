package switchboard.bench;

/** The server refused a frame by its rate limit: a failure where it was started for the run, a fact where it was not. */
final class RateLimited extends BenchFailure {
    private static final long serialVersionUID = 1L;

    RateLimited() {
        super("the server's rate limit is below what this scenario sends"
                + " (raise switchboard.rate.student and switchboard.rate.instructor)");
    }
}
