package switchboard.store;

import switchboard.protocol.values.SessionInfo;

/**
 * A session together with its place in the database.
 *
 * @param rosterVersion how often its people were changed: of two that are read at different times, the greater is newer
 */
public record StoredSession(long number, SessionInfo info, long rosterVersion) {
    /** The same session with what changed when it ended. */
    public StoredSession ended(SessionInfo info) {
        return new StoredSession(number, info, rosterVersion);
    }

    /** Whether its people were changed since {@code other} was read. */
    public boolean hasNewerRosterThan(StoredSession other) {
        return rosterVersion > other.rosterVersion;
    }

    public SessionKey key() {
        return new SessionKey(number, info.id());
    }
}
