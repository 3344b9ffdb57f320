package switchboard.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.SessionInfo;
import switchboard.store.AppendOutcome;
import switchboard.store.FirstJoin;
import switchboard.store.Joiner;
import switchboard.store.NewMessage;
import switchboard.store.SessionKey;
import switchboard.store.Write;
import switchboard.store.Written;
import switchboard.store.sqlite.file.Checkpoint;
import switchboard.store.sqlite.file.SqliteErrors;
import switchboard.store.sqlite.log.FirstWrites;
import switchboard.store.sqlite.log.JoinTable;
import switchboard.store.sqlite.log.LogHead;
import switchboard.store.sqlite.log.LogHeads;
import switchboard.store.sqlite.log.MessageKey;
import switchboard.store.sqlite.log.MessageTable;
import switchboard.store.sqlite.log.SessionTable;

/**
 * The connection that writes, and what it knows of the logs. For one thread at a time. After any exception it must be
 * closed: statements may be dead, the transaction may have been rolled back by SQLite, what is remembered may be wrong.
 */
final class GroupWriter implements AutoCloseable {
    private final Connection connection;
    private final Clock clock;
    private final Checkpoint checkpoint;
    private final LogHeads heads;
    private final MessageTable messages;
    private final SessionTable sessions;
    private final JoinTable joins;
    private final FirstWrites firstWrites;

    private final PreparedStatement beginReading;
    private final PreparedStatement beginWriting;
    private final PreparedStatement commit;
    private final PreparedStatement probe;
    private final PreparedStatement countChanges;
    private final PreparedStatement countPages;
    private final PreparedStatement countFreePages;
    private final long pageBytes;

    private long takenBytes;

    /** Takes the connection over. */
    GroupWriter(Connection connection, Clock clock, long checkpointBytes) throws SQLException {
        this.connection = connection;
        this.clock = clock;
        checkpoint = new Checkpoint(connection, checkpointBytes);
        heads = new LogHeads(connection);
        messages = new MessageTable(connection);
        sessions = new SessionTable(connection);
        joins = new JoinTable(connection);
        firstWrites = new FirstWrites(connection);
        // The writer's lock is taken at once: a lock that another process holds is met here, not at the commit.
        beginWriting = connection.prepareStatement("BEGIN IMMEDIATE");
        beginReading = connection.prepareStatement("BEGIN");
        commit = connection.prepareStatement("COMMIT");
        // Never the same twice: SQLite does not write what is there already.
        probe = connection.prepareStatement("UPDATE probe SET probed_at = max(?, probed_at + 1)");
        countChanges = connection.prepareStatement("SELECT total_changes()");
        countPages = connection.prepareStatement("PRAGMA page_count");
        countFreePages = connection.prepareStatement("PRAGMA freelist_count");
        pageBytes = number(connection.prepareStatement("PRAGMA page_size"));
        measured();
    }

    /**
     * Does a group in one transaction. One that is to change something is committed on disk even where all of it was
     * there before, as with refs that are known: whoever is told of that must be able to rely on it.
     *
     * @param unreadable sessions that are left out
     * @throws CommitFailed if the commit itself failed, and so may be on disk
     * @throws SQLException if anything failed before
     */
    List<Written> write(List<Write> group, Set<SessionKey> unreadable) throws SQLException, CommitFailed {
        boolean changes = group.stream().anyMatch(Write::changes);
        List<Written> results = doAll(group, changes, unreadable);
        // Within the transaction, where it needs no lock.
        measured();
        try {
            commit.execute();
        } catch (SQLException e) {
            if (changes) {
                throw new CommitFailed(e, results);
            }
            throw e;
        }
        heads.trim();
        return results;
    }

    /** Does a group and takes it back: throws what stands in its way. Afterwards this must be closed. */
    void rehearse(List<Write> group, Set<SessionKey> unreadable) throws SQLException {
        doAll(group, true, unreadable);
    }

    private List<Written> doAll(List<Write> group, boolean changes, Set<SessionKey> unreadable) throws SQLException {
        (changes ? beginWriting : beginReading).execute();
        long rowsChangedBefore = rowsChanged();
        Instant now = Instant.ofEpochMilli(clock.millis());
        List<Written> results = new ArrayList<>(group.size());
        for (Write write : group) {
            boolean leftOut = !unreadable.isEmpty()
                    && write.about().filter(unreadable::contains).isPresent();
            results.add(leftOut ? Written.Unreadable.INSTANCE : writeOrLeaveOut(write, now));
        }
        heads.noteSizes(group);
        if (changes && rowsChanged() == rowsChangedBefore) {
            probe(now);
        }
        return results;
    }

    /** Whether this session's head is remembered, so that nothing of it need be read. */
    boolean remembers(SessionKey session) {
        return heads.remembers(session);
    }

    void remember(SessionKey session, LogHead head) {
        heads.remember(session, head);
    }

    void checkpoint() throws SQLException {
        checkpoint.run();
    }

    void checkpointIfDue() throws SQLException {
        checkpoint.runIfDue();
    }

    /** What the write-ahead log holds, as SQLite counts it. */
    long bytesInLog() throws SQLException {
        return checkpoint.bytesInLog();
    }

    void checkpointAll() throws SQLException {
        checkpoint.runToTheEnd();
    }

    /** Ends a transaction that may be open, by rolling it back. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private Written writeOrLeaveOut(Write write, Instant now) throws SQLException {
        try {
            return write(write, now);
        } catch (SqliteErrors.DamagedRow e) {
            return Written.Unreadable.INSTANCE;
        }
    }

    private Written write(Write write, Instant now) throws SQLException {
        if (write instanceof Write.Append append) {
            return append(append.session(), append.message(), now);
        } else if (write instanceof Write.Head head) {
            return head(head);
        } else if (write instanceof Write.NoteJoins note) {
            return noteJoins(note, now);
        } else if (write instanceof Write.Create create) {
            return create(create.session());
        } else if (write instanceof Write.End end) {
            return end(end.session(), now);
        } else if (write instanceof Write.LookUp look) {
            return new Written.LookedUp(
                    Optional.ofNullable(messages.find(look.session(), look.message(), look.searchAfterSeq())));
        } else {
            return probe(now);
        }
    }

    private Written probe(Instant now) throws SQLException {
        probe.setLong(1, now.toEpochMilli());
        probe.executeUpdate();
        return Written.Probed.INSTANCE;
    }

    /** Ever, by this connection. */
    private long rowsChanged() throws SQLException {
        return number(countChanges);
    }

    /** What the pages took when they were last measured, those that hold nothing not counted. */
    long takenBytes() {
        return takenBytes;
    }

    /** What the pages take now. */
    long measured() throws SQLException {
        takenBytes = (number(countPages) - number(countFreePages)) * pageBytes;
        return takenBytes;
    }

    private static long number(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private Written append(SessionKey session, NewMessage message, Instant now) throws SQLException {
        if (message.resubmitted()) {
            Message stored = messages.find(session, message.id(), message.searchAfterSeq());
            if (stored != null) {
                return new Written.AppendDone(new AppendOutcome.Appended(stored));
            }
        }
        LogHead head = heads.of(session);
        if (!head.exists()) {
            return rejected(message, Refusal.SESSION_NOT_FOUND);
        }
        if (head.endedAt() != null) {
            return knownOr(Refusal.SESSION_ENDED, session, message);
        }
        if (head.seq() == MessageKey.MAX_SEQ) {
            return knownOr(Refusal.SESSION_FULL, session, message);
        }
        Message stored;
        try {
            stored = messages.insert(session, head.seq() + 1, message, now);
        } catch (SQLException e) {
            return refusedRow(e);
        }
        if (stored == null) {
            return known(session, message).orElseThrow(() -> SqliteErrors.damaged("a ref is taken, but by no message"));
        }
        firstWrites.note(session, head, stored);
        head.grow(message.storedBytes());
        return new Written.AppendDone(new AppendOutcome.Appended(stored));
    }

    private Written knownOr(Refusal refusal, SessionKey session, NewMessage message) throws SQLException {
        return known(session, message).orElseGet(() -> rejected(message, refusal));
    }

    /** The message of the same ref; that may be this very one. */
    private Optional<Written> known(SessionKey session, NewMessage message) throws SQLException {
        Ref ref = message.ref();
        Message first = ref == null ? null : messages.find(session, message.from(), ref);
        if (first == null) {
            return Optional.empty();
        }
        return Optional.of(new Written.AppendDone(
                first.id().equals(message.id())
                        ? new AppendOutcome.Appended(first)
                        : new AppendOutcome.Duplicate(message.id(), first)));
    }

    private static Written rejected(NewMessage message, Refusal refusal) {
        return new Written.AppendDone(new AppendOutcome.Rejected(message.id(), refusal));
    }

    private Written head(Write.Head read) throws SQLException {
        LogHead head = heads.of(read.session());
        if (!head.exists()) {
            return Written.NoSuchSession.INSTANCE;
        }
        // What is damaged among them was remembered when this head was read for writing.
        List<FirstJoin> firstJoins = read.withJoins() ? joins.of(read.session(), known -> {}) : List.of();
        return new Written.Head(head.seq(), head.storedBytes(), head.endedAt(), firstJoins);
    }

    private Written noteJoins(Write.NoteJoins note, Instant now) throws SQLException {
        if (!heads.of(note.session()).exists()) {
            return Written.NoSuchSession.INSTANCE;
        }
        List<FirstJoin> noted = new ArrayList<>(note.joined().size());
        try {
            for (Joiner joiner : note.gone()) {
                joins.delete(note.session(), joiner.user(), joiner.role());
            }
            for (Joiner joiner : note.joined()) {
                joins.insert(note.session(), joiner.user(), joiner.role(), now);
                noted.add(joins.get(note.session(), joiner.user(), joiner.role()));
            }
        } catch (SQLException e) {
            return refusedRow(e);
        }
        return new Written.JoinsNoted(noted);
    }

    private Written create(SessionInfo session) throws SQLException {
        try {
            return new Written.Created(sessions.insert(session));
        } catch (SQLException e) {
            return refusedRow(e);
        }
    }

    private Written end(SessionKey session, Instant now) throws SQLException {
        LogHead head = heads.of(session);
        if (!head.exists()) {
            return Written.NoSuchSession.INSTANCE;
        }
        boolean before = head.endedAt() != null;
        // Read first: what cannot be told of is not done either.
        SessionInfo info = sessions.get(session).info();
        if (!before) {
            sessions.end(session, now);
            head.end(now);
            info = info.endedAt(now);
        }
        return new Written.Ended(info, head.seq(), before);
    }

    /** The statement has undone the row by itself, and the transaction goes on; where not, this throws. */
    private static Written refusedRow(SQLException e) throws SQLException {
        if (SqliteErrors.isAboutOneRow(e)) {
            return new Written.RefusedRow(String.valueOf(e.getMessage()));
        }
        throw e;
    }

    /** The commit failed when it was under way: nobody knows whether it is on disk. */
    static final class CommitFailed extends Exception {
        private static final long serialVersionUID = 1L;

        private final SQLException failure;
        private final transient List<Written> results;

        CommitFailed(SQLException failure, List<Written> results) {
            super(failure);
            this.failure = failure;
            this.results = results;
        }

        /** What would have become of the group. */
        List<Written> results() {
            return results;
        }

        SQLException failure() {
            return failure;
        }
    }
}
