package switchboard.telemetry;

/** The names of the fields of a log line. */
public final class LogFields {
    /** What happened: one of {@link LogEvents}. */
    public static final String EVENT = "event";

    private LogFields() {}
}
