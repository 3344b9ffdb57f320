package switchboard.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.Message;
import switchboard.protocol.MessageType;
import switchboard.protocol.Ref;
import switchboard.protocol.Role;
import switchboard.protocol.SessionId;
import switchboard.protocol.UserId;
import switchboard.store.FirstJoin;
import switchboard.store.RowSink;
import switchboard.store.SessionKey;
import switchboard.store.StoredSession;

/** A connection that reads. For one thread at a time. After an exception it must be closed. */
final class LogReader implements AutoCloseable {
    static final String ALL =
            "SELECT " + MessageRow.TEXT + " FROM messages WHERE key > ? AND key <= ? ORDER BY key LIMIT ?";

    /** No more than a first sieve, for speed; the sink judges. */
    static final String OF_STUDENT = "SELECT " + MessageRow.TEXT
            + " FROM messages WHERE key > ?1 AND key <= ?2"
            + " AND (from_user = ?4 OR to_user = ?4 OR type = 'instructor_broadcast') ORDER BY key LIMIT ?3";

    private static final RowSink EVERYTHING = new RowSink() {
        @Override
        public boolean wants(long seq, MessageType type, UserId from, @Nullable UserId to) {
            return true;
        }

        @Override
        public boolean take(Message message) {
            return true;
        }
    };

    private final Connection connection;
    private final PreparedStatement all;
    private final PreparedStatement ofStudent;
    private final PreparedStatement find;
    private final PreparedStatement findByRef;
    private final PreparedStatement head;
    private final LogHeads heads;
    private final JoinTable joins;
    private final PreparedStatement active;
    private final PreparedStatement ping;

    /** Takes the connection over. */
    LogReader(Connection connection) throws SQLException {
        this.connection = connection;
        all = connection.prepareStatement(ALL);
        ofStudent = connection.prepareStatement(OF_STUDENT);
        find = connection.prepareStatement("SELECT " + SessionRow.COLUMNS + " FROM sessions WHERE id = ?");
        findByRef = connection.prepareStatement(MessageTable.BY_REF);
        head = connection.prepareStatement("""
                SELECT last_seq, (SELECT key FROM messages WHERE key > ?1 AND key < ?2 ORDER BY key DESC LIMIT 1)
                  FROM sessions WHERE number = ?3""");
        heads = new LogHeads(connection);
        joins = new JoinTable(connection);
        active = connection.prepareStatement(
                "SELECT " + SessionRow.COLUMNS + " FROM sessions WHERE end_time IS NULL ORDER BY number");
        ping = connection.prepareStatement("SELECT probed_at FROM probe");
    }

    long scan(SessionKey session, UserId user, Role role, long after, long upTo, int maxRows, RowSink sink)
            throws SQLException {
        PreparedStatement select = role == Role.INSTRUCTOR ? all : ofStudent;
        select.setLong(1, MessageKey.of(session.number(), after));
        select.setLong(2, MessageKey.of(session.number(), upTo));
        select.setInt(3, maxRows);
        if (role == Role.STUDENT) {
            select.setString(4, user.value());
        }
        try (ResultSet rows = select.executeQuery()) {
            long covered = after;
            for (int count = 0; count < maxRows; count++) {
                if (!rows.next()) {
                    return upTo;
                }
                MessageRow row = MessageRow.read(rows, session.id());
                boolean wanted = sink.wants(row.seq(), row.type(), row.from(), row.to());
                if (wanted && !sink.take(row.message())) {
                    return covered;
                }
                covered = row.seq();
            }
            return covered;
        }
    }

    /** Reads a stretch for nobody. */
    void lookAtLog(SessionKey session, UserId user, Role role, long after, long upTo, int maxRows) throws SQLException {
        scan(session, user, role, after, upTo, maxRows, EVERYTHING);
    }

    Optional<StoredSession> find(SessionId session) throws SQLException {
        find.setBytes(1, Uuids.toBytes(session.value()));
        try (ResultSet row = find.executeQuery()) {
            return row.next() ? Optional.of(SessionRow.read(row)) : Optional.empty();
        }
    }

    Optional<Message> findByRef(SessionKey session, UserId user, Ref ref) throws SQLException {
        return Optional.ofNullable(MessageTable.find(findByRef, session, user, ref));
    }

    List<FirstJoin> firstJoins(SessionKey session) throws SQLException {
        return joins.of(session);
    }

    long head(SessionKey session) throws SQLException {
        head.setLong(1, MessageKey.before(session.number()));
        head.setLong(2, MessageKey.behind(session.number()));
        head.setLong(3, session.number());
        try (ResultSet row = head.executeQuery()) {
            return row.next() ? Math.max(row.getLong(1), MessageKey.seq(row.getLong(2))) : 0;
        }
    }

    /** Reads all that the writer needs to know of a session before it writes there. */
    LogHead headForWriting(SessionKey session) throws SQLException {
        find(session.id());
        joins.of(session);
        return heads.read(session);
    }

    /** The same where the last messages cannot be read. */
    LogHead headWithoutContents(SessionKey session) throws SQLException {
        find(session.id());
        joins.of(session);
        return heads.readWithoutContents(session);
    }

    List<StoredSession> active() throws SQLException {
        List<StoredSession> sessions = new ArrayList<>();
        try (ResultSet rows = active.executeQuery()) {
            while (rows.next()) {
                sessions.add(SessionRow.read(rows));
            }
        }
        return sessions;
    }

    void ping() throws SQLException {
        try (ResultSet row = ping.executeQuery()) {
            if (!row.next()) {
                throw SqliteErrors.damaged("the row that is read to see whether the database answers is gone");
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
