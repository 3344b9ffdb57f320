package switchboard.telemetry;

/** The fixed names of what is logged. */
public final class LogEvents {
    /** Commits are not accepted any more. */
    public static final String STORE_FAILED = "store_failed";

    /** Commits are accepted again. */
    public static final String STORE_RECOVERED = "store_recovered";

    /** A group could not be committed and is tried once more. */
    public static final String COMMIT_RETRIED = "commit_retried";

    /** A single row broke a rule of the schema. */
    public static final String ROW_REFUSED = "row_refused";

    /** The write-ahead log could not be moved to its place. */
    public static final String CHECKPOINT_FAILED = "checkpoint_failed";

    /** A connection to the database could not be closed as it should. */
    public static final String DATABASE_CLOSE_FAILED = "database_close_failed";

    /** What is on disk could not be read. */
    public static final String HISTORY_FAILED = "history_failed";

    /** What is on disk can be read again. */
    public static final String HISTORY_RECOVERED = "history_recovered";

    private LogEvents() {}
}
