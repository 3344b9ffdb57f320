package switchboard.telemetry;

/** The names of what a log line carries besides its sentence. */
public final class LogFields {
    /** The name of the event, one of {@link LogEvents}. */
    public static final String EVENT = "event";

    public static final String METHOD = "method";

    public static final String PATH = "path";

    public static final String SESSION = "session";

    public static final String USER = "user";

    public static final String CONNECTION = "connection";

    /** The name of one of the server's actors. */
    public static final String ACTOR = "actor";

    public static final String PORT = "port";

    /** Why: a code of the protocol's catalogues. */
    public static final String REASON = "reason";

    /** The address of the client, as far as it is known. */
    public static final String CLIENT = "client";

    /** The proxy that named the client's address. */
    public static final String PROXY = "proxy";

    /** The name by which a client asked for the server. */
    public static final String HOST = "host";

    /** The origin of the page that sent the request. */
    public static final String ORIGIN = "origin";

    /** The event of lines that were left out. */
    public static final String OF = "of";

    /** How many they were. */
    public static final String LINES = "lines";

    private LogFields() {}
}
