package switchboard.session;

import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.store.SessionKey;
import switchboard.store.StoredSession;

/**
 * The session as its actor knows it: active, until the hub or the log says that it has ended; with the newest people
 * that one of both has told of.
 */
final class KnownSession {
    private StoredSession stored;

    KnownSession(StoredSession stored) {
        this.stored = stored;
    }

    StoredSession stored() {
        return stored;
    }

    SessionKey key() {
        return stored.key();
    }

    SessionId id() {
        return stored.info().id();
    }

    SessionInfo info() {
        return stored.info();
    }

    boolean isActive() {
        return stored.info().active();
    }

    /** Takes this over where it has newer people, and returns whether it has. */
    boolean changed(StoredSession session) {
        boolean newer = session.hasNewerRosterThan(stored);
        if (newer) {
            SessionInfo info = session.info();
            stored = new StoredSession(
                    stored.number(),
                    stored.info().withPeople(info.studentIds(), info.names()),
                    session.rosterVersion());
        }
        return newer;
    }

    void ended(SessionInfo info) {
        stored = stored.ended(info);
    }
}
