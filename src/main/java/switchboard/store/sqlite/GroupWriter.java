package switchboard.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.Draft;
import switchboard.protocol.Message;
import switchboard.protocol.MessageId;
import switchboard.protocol.Refusal;
import switchboard.protocol.SessionInfo;
import switchboard.store.AppendOutcome;
import switchboard.store.NewMessage;
import switchboard.store.SessionKey;
import switchboard.store.StoredSession;
import switchboard.store.StoredSize;
import switchboard.store.Write;
import switchboard.store.Written;

/**
 * The connection that writes, and what it knows of the logs. For one thread at a time. After any exception it must be
 * closed: statements may be dead, the transaction may have been rolled back by SQLite, what is remembered may be wrong.
 */
final class GroupWriter implements AutoCloseable {
    /** Logs that are remembered between groups; beyond, all are forgotten and read again when needed (20 µs each). */
    private static final int MAX_HEADS = 10_000;

    private final Connection connection;
    private final Clock clock;
    private final Checkpoint checkpoint;
    private final Map<Long, LogHead> heads = new HashMap<>();

    private final PreparedStatement beginReading;
    private final PreparedStatement beginWriting;
    private final PreparedStatement commit;
    private final PreparedStatement selectHead;
    private final PreparedStatement selectMessage;
    private final PreparedStatement insertMessage;
    private final PreparedStatement sumSizes;
    private final PreparedStatement putSize;
    private final PreparedStatement insertSession;
    private final PreparedStatement selectSession;
    private final PreparedStatement selectSessionById;
    private final PreparedStatement endSession;
    private final PreparedStatement probe;

    /** Takes the connection over. */
    GroupWriter(Connection connection, Clock clock, long checkpointBytes) throws SQLException {
        this.connection = connection;
        this.clock = clock;
        this.checkpoint = new Checkpoint(connection, checkpointBytes);
        // The writer's lock is taken at once: a lock that another process holds is met here, not at the commit.
        beginWriting = connection.prepareStatement("BEGIN IMMEDIATE");
        beginReading = connection.prepareStatement("BEGIN");
        commit = connection.prepareStatement("COMMIT");
        selectHead = connection.prepareStatement("""
                SELECT last_seq, end_time,
                       (SELECT key FROM messages WHERE key > ?1 AND key < ?2 ORDER BY key DESC LIMIT 1),
                       up_to_seq, stored_bytes
                  FROM sessions LEFT JOIN session_sizes ON session_number = number WHERE number = ?3 AND id = ?4""");
        sumSizes = connection.prepareStatement("""
                SELECT coalesce(sum(length(CAST(content AS BLOB)) + ?), 0) FROM messages WHERE key > ? AND key < ?""");
        selectMessage = connection.prepareStatement(
                "SELECT " + MessageRow.COLUMNS + " FROM messages WHERE key > ? AND key < ? AND id = ?");
        insertMessage = connection.prepareStatement("""
                INSERT INTO messages (key, id, type, context, from_user, to_user, timestamp, content)
                VALUES (?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT))""");
        putSize = connection.prepareStatement("""
                INSERT INTO session_sizes (session_number, up_to_seq, stored_bytes) VALUES (?, ?, ?)
                ON CONFLICT (session_number)
                DO UPDATE SET up_to_seq = excluded.up_to_seq, stored_bytes = excluded.stored_bytes""");
        insertSession = connection.prepareStatement("""
                INSERT INTO sessions (id, name, created_by, student_ids, start_time, end_time) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO NOTHING""");
        selectSession = connection.prepareStatement("SELECT " + SessionRow.COLUMNS + " FROM sessions WHERE number = ?");
        selectSessionById = connection.prepareStatement("SELECT " + SessionRow.COLUMNS + " FROM sessions WHERE id = ?");
        endSession = connection.prepareStatement("UPDATE sessions SET end_time = ? WHERE number = ?");
        probe = connection.prepareStatement("UPDATE probe SET probed_at = ?");
    }

    /**
     * Does a group in one transaction.
     *
     * @throws CommitFailed if the commit itself failed, and so may be on disk
     * @throws SQLException if anything failed before
     */
    List<Written> write(List<Write> group) throws SQLException, CommitFailed {
        boolean changes = group.stream().anyMatch(Write::changes);
        (changes ? beginWriting : beginReading).execute();
        Instant now = Instant.ofEpochMilli(clock.millis());
        List<Written> results = new ArrayList<>(group.size());
        for (Write write : group) {
            results.add(write(write, now));
        }
        noteSizes(group);
        try {
            commit.execute();
        } catch (SQLException e) {
            if (changes) {
                throw new CommitFailed(e);
            }
            throw e;
        }
        if (heads.size() > MAX_HEADS) {
            heads.clear();
        }
        return results;
    }

    void checkpointIfDue() throws SQLException {
        checkpoint.runIfDue();
    }

    void checkpointAll() throws SQLException {
        checkpoint.runToTheEnd();
    }

    /** Ends a transaction that may be open, by rolling it back. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private Written write(Write write, Instant now) throws SQLException {
        if (write instanceof Write.Append append) {
            return append(append.session(), append.message(), now);
        } else if (write instanceof Write.Head head) {
            return head(head.session());
        } else if (write instanceof Write.Create create) {
            return create(create.session());
        } else if (write instanceof Write.End end) {
            return end(end.session(), now);
        } else if (write instanceof Write.Look look) {
            return new Written.Looked(Optional.ofNullable(find(look.session(), look.message(), look.knownHead())));
        } else {
            probe.setLong(1, now.toEpochMilli());
            probe.executeUpdate();
            return Written.Probed.INSTANCE;
        }
    }

    private Written append(SessionKey session, NewMessage message, Instant now) throws SQLException {
        if (message.resubmitted()) {
            Message stored = find(session, message.id(), message.knownHead());
            if (stored != null) {
                return new Written.AppendDone(new AppendOutcome.Appended(stored));
            }
        }
        LogHead head = headOf(session);
        if (!head.exists()) {
            return rejected(message, Refusal.SESSION_NOT_FOUND);
        }
        if (head.endedAt() != null) {
            return rejected(message, Refusal.SESSION_ENDED);
        }
        if (head.seq() == MessageKey.MAX_SEQ) {
            return rejected(message, Refusal.SESSION_FULL);
        }
        long seq = head.seq() + 1;
        try {
            insert(MessageKey.of(session.number(), seq), message, now);
        } catch (SQLException e) {
            if (SqliteErrors.isAboutOneRow(e)) {
                return new Written.RefusedRow(String.valueOf(e.getMessage()));
            }
            throw e;
        }
        head.grow(message.storedBytes());
        Draft draft = message.draft();
        return new Written.AppendDone(new AppendOutcome.Appended(new Message(
                message.id(),
                session.id(),
                seq,
                draft.type(),
                draft.context(),
                message.from(),
                draft.to(),
                draft.content(),
                now)));
    }

    private static Written rejected(NewMessage message, Refusal refusal) {
        return new Written.AppendDone(new AppendOutcome.Rejected(message.id(), refusal));
    }

    private void insert(long key, NewMessage message, Instant now) throws SQLException {
        Draft draft = message.draft();
        insertMessage.setLong(1, key);
        insertMessage.setBytes(2, Uuids.toBytes(message.id().value()));
        insertMessage.setString(3, draft.type().wire());
        insertMessage.setString(4, draft.context().value());
        insertMessage.setString(5, message.from().value());
        insertMessage.setString(6, draft.to() == null ? null : draft.to().value());
        insertMessage.setLong(7, now.toEpochMilli());
        insertMessage.setBytes(8, draft.content().json());
        insertMessage.executeUpdate();
    }

    private Written head(SessionKey session) throws SQLException {
        LogHead head = headOf(session);
        return head.exists()
                ? new Written.Head(head.seq(), head.storedBytes(), head.endedAt())
                : Written.NoSuchSession.INSTANCE;
    }

    private Written create(SessionInfo session) throws SQLException {
        byte[] id = Uuids.toBytes(session.id().value());
        Instant end = session.endTime();
        try {
            insertSession.setBytes(1, id);
            insertSession.setString(2, session.name().value());
            insertSession.setString(3, session.createdBy().value());
            insertSession.setString(4, SessionRow.json(session.studentIds()));
            insertSession.setLong(5, session.startTime().toEpochMilli());
            insertSession.setObject(6, end == null ? null : end.toEpochMilli());
            insertSession.executeUpdate();
        } catch (SQLException e) {
            if (SqliteErrors.isAboutOneRow(e)) {
                return new Written.RefusedRow(String.valueOf(e.getMessage()));
            }
            throw e;
        }
        selectSessionById.setBytes(1, id);
        return new Written.Created(one(selectSessionById));
    }

    private Written end(SessionKey session, Instant now) throws SQLException {
        LogHead head = headOf(session);
        if (!head.exists()) {
            return Written.NoSuchSession.INSTANCE;
        }
        boolean before = head.endedAt() != null;
        if (!before) {
            endSession.setLong(1, now.toEpochMilli());
            endSession.setLong(2, session.number());
            endSession.executeUpdate();
            head.end(now);
        }
        selectSession.setLong(1, session.number());
        return new Written.Ended(one(selectSession).info(), head.seq(), before);
    }

    private static StoredSession one(PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("a session that was there a moment ago is gone");
            }
            return SessionRow.read(row);
        }
    }

    private @Nullable Message find(SessionKey session, MessageId id, long knownHead) throws SQLException {
        selectMessage.setLong(1, MessageKey.of(session.number(), knownHead));
        selectMessage.setLong(2, MessageKey.behind(session.number()));
        selectMessage.setBytes(3, Uuids.toBytes(id.value()));
        try (ResultSet row = selectMessage.executeQuery()) {
            return row.next() ? new MessageRow(row, session.id()).message() : null;
        }
    }

    private LogHead headOf(SessionKey session) throws SQLException {
        LogHead known = heads.get(session.number());
        if (known != null) {
            return known;
        }
        LogHead read = readHead(session);
        // One that does not exist may be made later.
        if (read.exists()) {
            heads.put(session.number(), read);
        }
        return read;
    }

    private LogHead readHead(SessionKey session) throws SQLException {
        long number = session.number();
        selectHead.setLong(1, MessageKey.before(number));
        selectHead.setLong(2, MessageKey.behind(number));
        selectHead.setLong(3, number);
        selectHead.setBytes(4, Uuids.toBytes(session.id().value()));
        try (ResultSet row = selectHead.executeQuery()) {
            if (!row.next()) {
                return LogHead.ofNoSession();
            }
            long seq = Math.max(row.getLong(1), MessageKey.seq(row.getLong(3)));
            Instant endedAt = SessionRow.time(row, 2);
            long notedSeq = row.getLong(4);
            long notedBytes = row.getLong(5);
            return new LogHead(seq, notedSeq, notedBytes, notedBytes + sizeSince(number, notedSeq), endedAt);
        }
    }

    private long sizeSince(long number, long seq) throws SQLException {
        sumSizes.setLong(1, StoredSize.PER_MESSAGE);
        sumSizes.setLong(2, MessageKey.of(number, seq));
        sumSizes.setLong(3, MessageKey.behind(number));
        try (ResultSet row = sumSizes.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Now and then: a row written with every group would be a page more in every commit. */
    private void noteSizes(List<Write> group) throws SQLException {
        for (Write write : group) {
            if (write instanceof Write.Append append) {
                LogHead head = heads.get(append.session().number());
                if (head != null && head.sizeToBeNoted()) {
                    putSize.setLong(1, append.session().number());
                    putSize.setLong(2, head.seq());
                    putSize.setLong(3, head.storedBytes());
                    putSize.executeUpdate();
                    head.sizeNoted();
                }
            }
        }
    }

    /** The commit failed when it was under way: nobody knows whether it is on disk. */
    static final class CommitFailed extends Exception {
        private static final long serialVersionUID = 1L;

        private final SQLException failure;

        CommitFailed(SQLException failure) {
            super(failure);
            this.failure = failure;
        }

        SQLException failure() {
            return failure;
        }
    }
}
