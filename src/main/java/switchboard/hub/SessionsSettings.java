package switchboard.hub;

import java.time.Duration;
import switchboard.settings.SettingsReader;

/**
 * What the hub admits; beyond each limit the answer is 503 {@code unavailable} or {@code too_many_sessions} with
 * {@code Retry-After}, but for {@code maxStudents}, which is 400 {@code too_many_students}.
 *
 * @param maxActive sessions of one client that are active at once; others have a third of that beside it
 * @param inUseBytes memory for the sessions that are in use
 * @param maxStudents of one session, duplicates dropped
 * @param maxPending requests to the hub that wait for the store
 * @param maxConnections of the whole server, replaced ones included as long as they are open: they cost as much
 * @param maxConnectionsPerSession replaced ones not counted
 * @param joinsPerSecond of the whole server
 * @param joinsPerUser of one user to one session in {@link #joinsPerUserWindow}
 * @param maxReplaced version 1 connections of one user and session that were replaced and are still open
 * @param createsPerMinute sessions that are created in {@link #createsWindow}; who created most is refused first
 * @param changesPerMinute changes of lists of students and new join codes in the same time; the same holds for these
 */
public record SessionsSettings(
        int maxActive,
        long inUseBytes,
        int maxStudents,
        int maxPending,
        int maxConnections,
        int maxConnectionsPerSession,
        int joinsPerSecond,
        int joinsPerUser,
        Duration joinsPerUserWindow,
        int maxReplaced,
        int createsPerMinute,
        int changesPerMinute,
        Duration createsWindow) {

    private static final Duration JOINS_PER_USER_WINDOW = Duration.ofSeconds(60);
    private static final Duration CREATES_WINDOW = Duration.ofSeconds(60);

    /** What a connection takes of the heap, its socket included (docs/performance.md). */
    private static final int CONNECTION_BYTES = 14 << 10;

    /** Reads them; what is wrong is reported by the reader. */
    public static SessionsSettings from(SettingsReader reader) {
        SessionsSettings settings = new SessionsSettings(
                reader.integer("switchboard.sessions.max-active", 1, 1_000_000),
                reader.memory("switchboard.sessions.in-use-bytes", 128 << 10, 64L << 30, 10),
                reader.integer("switchboard.sessions.max-students", 1, 100_000),
                reader.integer("switchboard.sessions.max-pending", 1, 1_000_000),
                reader.count("switchboard.sessions.max-connections", 1, 1_000_000, CONNECTION_BYTES, 14),
                reader.count("switchboard.sessions.max-connections-per-session", 1, 1_000_000, CONNECTION_BYTES, 14),
                reader.integer("switchboard.sessions.joins-per-second", 1, 1_000_000),
                reader.integer("switchboard.sessions.joins-per-user", 1, 1_000_000),
                JOINS_PER_USER_WINDOW,
                reader.integer("switchboard.sessions.max-replaced", 0, 1_000),
                reader.integer("switchboard.sessions.creates-per-minute", 1, 1_000_000),
                reader.integer("switchboard.sessions.changes-per-minute", 1, 1_000_000),
                CREATES_WINDOW);
        String all = "switchboard.sessions.max-connections";
        String perSession = "switchboard.sessions.max-connections-per-session";
        if (reader.sound(all, perSession) && settings.maxConnectionsPerSession > settings.maxConnections) {
            reader.refuse(
                    perSession,
                    Integer.toString(settings.maxConnectionsPerSession),
                    "at most " + all + ", which is " + settings.maxConnections);
        }
        return settings;
    }
}
