package switchboard.telemetry;

/** The names of what a log line carries besides its sentence. */
public final class LogFields {
    /** Which of {@link LogEvents} it is. */
    public static final String EVENT = "event";

    public static final String METHOD = "method";

    public static final String PATH = "path";

    public static final String SESSION = "session";

    public static final String USER = "user";

    public static final String CONNECTION = "connection";

    /** Which of the server's actors. */
    public static final String ACTOR = "actor";

    public static final String PORT = "port";

    /** Why: a code of the protocol's catalogues. */
    public static final String REASON = "reason";

    private LogFields() {}
}
