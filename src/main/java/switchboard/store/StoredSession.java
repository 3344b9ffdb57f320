package switchboard.store;

import switchboard.protocol.values.SessionInfo;

/** A session together with its place in the database. */
public record StoredSession(long number, SessionInfo info) {
    /** The same session with what changed when it ended. */
    public StoredSession ended(SessionInfo info) {
        return new StoredSession(number, info);
    }

    public SessionKey key() {
        return new SessionKey(number, info.id());
    }
}
