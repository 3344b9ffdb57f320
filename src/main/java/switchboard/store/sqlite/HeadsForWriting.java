package switchboard.store.sqlite;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.UserId;
import switchboard.store.SessionKey;
import switchboard.store.StoreException;
import switchboard.store.Trouble;
import switchboard.store.Write;
import switchboard.store.Written;
import switchboard.store.sqlite.log.NotedHead;

/**
 * What a reader reads for the connection that writes, since SQLite lets a transaction that has met damage write no
 * more. The readers remember the damage that they meet. For one thread at a time.
 */
final class HeadsForWriting {
    private final LogReaders readers;

    HeadsForWriting(LogReaders readers) {
        this.readers = readers;
    }

    /**
     * Has the writer remember the heads of all sessions that a group is about; returns those that are damaged there.
     */
    Set<SessionKey> read(List<Write> group, GroupWriter open) throws StoreException {
        Set<SessionKey> unreadable = Set.of();
        for (Write write : group) {
            SessionKey session = write.about().orElse(null);
            if (session == null || open.remembers(session) || unreadable.contains(session)) {
                continue;
            }
            NotedHead head = read(session);
            if (head == null) {
                unreadable = new HashSet<>(unreadable);
                unreadable.add(session);
            } else {
                open.remember(session, head);
            }
        }
        return unreadable;
    }

    /** Null where it is damaged. */
    private @Nullable NotedHead read(SessionKey session) throws StoreException {
        try {
            return readers.readForWriting(List.of("size", session), reader -> reader.headForWriting(session));
        } catch (StoreException e) {
            throwUnlessDamaged(e);
        }
        try {
            return readers.readForWriting(List.of("head", session), reader -> reader.headWithoutContents(session));
        } catch (StoreException e) {
            throwUnlessDamaged(e);
            return null;
        }
    }

    private static void throwUnlessDamaged(StoreException e) throws StoreException {
        if (e.trouble() != Trouble.DAMAGED) {
            throw e;
        }
    }

    /** A ref that led to a bad row is read once more, so that it is known and checked again like all other damage. */
    void readBadRows(List<Write> group, List<Written> results) {
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) == Written.Unreadable.INSTANCE && group.get(i) instanceof Write.Append append) {
                Ref ref = append.message().ref();
                if (ref != null) {
                    readBadRow(append.session(), append.message().from(), ref);
                }
            }
        }
    }

    private void readBadRow(SessionKey session, UserId user, Ref ref) {
        try {
            readers.readForWriting(List.of(session, user, ref), reader -> reader.findByRef(session, user, ref));
        } catch (StoreException e) {
            // The readers remember damage. The group is on disk whatever this says.
        }
    }
}
