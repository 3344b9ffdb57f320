package switchboard.telemetry;

/** The fixed names of log events: what a search or an alarm can rely on, whatever the sentence says. */
public final class LogEvents {
    /** A bug: a request was answered 500. */
    public static final String REQUEST_FAILED = "request_failed";

    /** An actor of the server did not answer in time; the request was answered 503. */
    public static final String REQUEST_UNANSWERED = "request_unanswered";

    /** The operating system gives no more connections, for example because too many files are open. */
    public static final String CONNECTIONS_NOT_ACCEPTED = "connections_not_accepted";

    /** A thread that serves sockets met a bug. */
    public static final String SOCKETS_FAILED = "sockets_failed";

    /** A self-check found the server unhealthy. */
    public static final String HEALTH_LOST = "health_lost";

    /** A self-check found the server healthy again. */
    public static final String HEALTH_REGAINED = "health_regained";

    /** The process ends because something went wrong. */
    public static final String RUN_FAILED = "run_failed";

    /** Commits are not accepted any more. */
    public static final String STORE_FAILED = "store_failed";

    /** A check of the database failed while there was nothing to be committed. */
    public static final String STORE_CHECK_FAILED = "store_check_failed";

    /** Commits are accepted again. */
    public static final String STORE_RECOVERED = "store_recovered";

    /** A group could not be committed and is tried once more. */
    public static final String COMMIT_RETRIED = "commit_retried";

    /** A single row broke a rule of the schema. */
    public static final String ROW_REFUSED = "row_refused";

    /** The write-ahead log could not be moved into the database file. */
    public static final String CHECKPOINT_FAILED = "checkpoint_failed";

    /** Some rows of the database cannot be read any more. */
    public static final String DATABASE_DAMAGED = "database_damaged";

    /** All that was found damaged in the database can be read again. */
    public static final String DATABASE_REPAIRED = "database_repaired";

    /** The database is there and empty: it begins anew. */
    public static final String DATABASE_EMPTY = "database_empty";

    /** Others than the server's user may read the data folder. */
    public static final String DATA_READABLE = "data_readable";

    /** The server runs with all rights of its machine. */
    public static final String RUNS_AS_ROOT = "runs_as_root";

    /** A connection to the database could not be closed as it should. */
    public static final String DATABASE_CLOSE_FAILED = "database_close_failed";

    /** What is on disk could not be read. */
    public static final String HISTORY_FAILED = "history_failed";

    /** The database holds nearly as much as it may: only some may still write. */
    public static final String STORAGE_NEARLY_FULL = "storage_nearly_full";

    /** The database holds as much as it may. */
    public static final String STORAGE_FULL = "storage_full";

    /** The database holds less than it may again. */
    public static final String STORAGE_REGAINED = "storage_regained";

    public static final String SERVER_STARTED = "server_started";

    public static final String SERVER_STOPPING = "server_stopping";

    public static final String SERVER_STOPPED = "server_stopped";

    /** The server stops without waiting any longer for something that is not finished. */
    public static final String DRAIN_INCOMPLETE = "drain_incomplete";

    /** The file that names the port could not be removed. */
    public static final String PORT_FILE_LEFT = "port_file_left";

    /** One of the server's own actors failed; it is started again. */
    public static final String ACTOR_FAILED = "actor_failed";

    /** A library says that something is wrong. */
    public static final String LIBRARY_PROBLEM = "library_problem";

    /** The process stood still for a while: stopped, suspended or starved. */
    public static final String PROCESS_PAUSED = "process_paused";

    /** The hub has failed too often; the process ends. */
    public static final String HUB_LOST = "hub_lost";

    public static final String SESSION_CREATED = "session_created";

    public static final String SESSION_ENDED = "session_ended";

    /** The list of students of a session was changed, or their names. */
    public static final String ROSTER_CHANGED = "roster_changed";

    /** The actor of a session failed; it is started again. */
    public static final String SESSION_FAILED = "session_failed";

    /** The head of a session's log could not be read, or its history could not. */
    public static final String LOOKUP_FAILED = "lookup_failed";

    /** A newer connection of the same user took over. */
    public static final String CONNECTION_REPLACED = "connection_replaced";

    /** The server closes a connection, or cuts it; the reason says why. */
    public static final String CONNECTION_CLOSED = "connection_closed";

    /** The server shuts down: the one line for all connections that it closes. */
    public static final String CONNECTIONS_CLOSING = "connections_closing";

    /** Somebody asked for a WebSocket and did not get it. */
    public static final String UPGRADE_REFUSED = "upgrade_refused";

    /** A request for anything but a WebSocket was refused. */
    public static final String REQUEST_REFUSED = "request_refused";

    /** A connection over HTTP is closed without a word: it sent no request, or took no answer. */
    public static final String CONNECTION_DROPPED = "connection_dropped";

    /** Somebody has joined a session by a WebSocket. */
    public static final String CONNECTION_OPENED = "connection_opened";

    /** Pages of all origins may use the server. */
    public static final String ORIGINS_NOT_CHECKED = "origins_not_checked";

    /** The server answers to every name. */
    public static final String HOSTS_NOT_CHECKED = "hosts_not_checked";

    /** There were more lines of one event in a second than the setting says. */
    public static final String LINES_LEFT_OUT = "lines_left_out";

    /** The actor of a connection failed; its client is told to reconnect. */
    public static final String CONNECTION_FAILED = "connection_failed";

    /** What is on disk can be read again. */
    public static final String HISTORY_RECOVERED = "history_recovered";

    /** Somebody was let in as a teacher or as a student, or asked to be. */
    public static final String PERSON_LET_IN = "person_let_in";

    /** A name, a device or a teacher was made void. */
    public static final String PERSON_LET_OUT = "person_let_out";

    /** The link of the first teacher lies in its file. */
    public static final String SETUP_OFFERED = "setup_offered";

    /** There is no teacher yet, and no link for the first one either. */
    public static final String SETUP_NOT_OFFERED = "setup_not_offered";

    /** The file with the link of the first teacher could not be removed. */
    public static final String SETUP_FILE_LEFT = "setup_file_left";

    /** The keys of this server's own tokens cannot be read. */
    public static final String TOKENS_NOT_SIGNED = "tokens_not_signed";

    /** Orders of whoever administers the server cannot be taken, or one was not. */
    public static final String CONTROL_FAILED = "control_failed";

    private LogEvents() {}
}
