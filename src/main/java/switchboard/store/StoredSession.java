package switchboard.store;

import switchboard.protocol.SessionInfo;

/** A session together with its place in the database. */
public record StoredSession(long number, SessionInfo info) {
    public SessionKey key() {
        return new SessionKey(number, info.id());
    }
}
