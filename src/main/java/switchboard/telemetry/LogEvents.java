package switchboard.telemetry;

/** The fixed names of log events: what a search or an alarm can rely on, whatever the sentence says. */
public final class LogEvents {
    /** A bug: a request was answered 500. */
    public static final String REQUEST_FAILED = "request_failed";

    /** The server's own parts did not answer a request in time; it was answered 503. */
    public static final String REQUEST_UNANSWERED = "request_unanswered";

    public static final String HEALTH_LOST = "health_lost";
    public static final String HEALTH_REGAINED = "health_regained";

    /** The process ends because something went wrong. */
    public static final String RUN_FAILED = "run_failed";

    private LogEvents() {}
}
