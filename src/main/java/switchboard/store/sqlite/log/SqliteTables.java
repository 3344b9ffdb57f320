package switchboard.store.sqlite.log;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;
import switchboard.store.FirstJoin;
import switchboard.store.Joiner;
import switchboard.store.NewMessage;
import switchboard.store.SessionKey;
import switchboard.store.StoredSession;
import switchboard.store.rules.LogHead;
import switchboard.store.rules.LogTables;
import switchboard.store.rules.PeopleTables;
import switchboard.store.rules.RowRefused;
import switchboard.store.sqlite.file.RefusedRows;
import switchboard.store.sqlite.file.SqliteErrors;
import switchboard.store.sqlite.people.SqlitePeople;

/** The tables as the connection that writes sees them, row by row. For one thread at a time. */
public final class SqliteTables implements LogTables<SQLException> {
    private final LogHeads heads;
    private final MessageTable messages;
    private final SessionTable sessions;
    private final JoinTable joins;
    private final JoinCodeTable joinCodes;
    private final ProbeTable probe;
    private final SqlitePeople people;

    /** @param heads what is remembered of the logs between groups */
    public SqliteTables(Connection connection, LogHeads heads) throws SQLException {
        this.heads = heads;
        messages = new MessageTable(connection);
        sessions = new SessionTable(connection);
        joins = new JoinTable(connection);
        joinCodes = new JoinCodeTable(connection);
        probe = new ProbeTable(connection);
        people = new SqlitePeople(connection);
    }

    @Override
    public LogHead head(SessionKey session) throws SQLException {
        return heads.of(session);
    }

    @Override
    public @Nullable Message find(SessionKey session, MessageId id, long searchAfterSeq) throws SQLException {
        return messages.find(session, id, searchAfterSeq);
    }

    @Override
    public @Nullable Message find(SessionKey session, UserId user, Ref ref) throws SQLException {
        return messages.find(session, user, ref);
    }

    @Override
    public @Nullable Message append(SessionKey session, long seq, NewMessage message, Instant now)
            throws SQLException, RowRefused {
        try {
            return messages.insert(session, seq, message, now);
        } catch (SQLException e) {
            throw RefusedRows.of(e);
        }
    }

    @Override
    public void noteFirstWrite(SessionKey session, UserId instructor, long seq) throws SQLException {
        joins.noteFirstWrite(session, instructor, seq);
    }

    @Override
    public List<FirstJoin> joins(SessionKey session) throws SQLException {
        // What is damaged among them was remembered when this session's head was read for writing.
        return joins.of(session, known -> {});
    }

    @Override
    public boolean addJoin(SessionKey session, Joiner joiner, Instant now) throws SQLException, RowRefused {
        try {
            return joins.insert(session, joiner.user(), joiner.role(), now);
        } catch (SQLException e) {
            throw RefusedRows.of(e);
        }
    }

    @Override
    public boolean removeJoin(SessionKey session, Joiner joiner) throws SQLException, RowRefused {
        try {
            return joins.delete(session, joiner.user(), joiner.role());
        } catch (SQLException e) {
            throw RefusedRows.of(e);
        }
    }

    @Override
    public FirstJoin join(SessionKey session, Joiner joiner) throws SQLException {
        return joins.get(session, joiner.user(), joiner.role());
    }

    @Override
    public @Nullable StoredSession create(SessionInfo session) throws SQLException, RowRefused {
        try {
            return sessions.insert(session);
        } catch (SQLException e) {
            throw RefusedRows.of(e);
        }
    }

    @Override
    public StoredSession session(SessionId id) throws SQLException {
        return sessions.get(id);
    }

    @Override
    public StoredSession session(SessionKey session) throws SQLException {
        return sessions.get(session);
    }

    @Override
    public StoredSession changeRoster(StoredSession session, SessionInfo changed) throws SQLException, RowRefused {
        try {
            return sessions.changeRoster(session, changed);
        } catch (SQLException e) {
            throw RefusedRows.of(e);
        }
    }

    @Override
    public void end(SessionKey session, Instant now) throws SQLException {
        sessions.end(session, now);
    }

    @Override
    public boolean putJoinCode(SessionKey session, JoinCode code) throws SQLException, RowRefused {
        try {
            return joinCodes.put(session, code);
        } catch (SQLException e) {
            throw RefusedRows.of(e);
        }
    }

    @Override
    public boolean removeJoinCode(SessionKey session) throws SQLException {
        return joinCodes.remove(session);
    }

    @Override
    public PeopleTables<SQLException> people() {
        return people;
    }

    @Override
    public void probe(Instant now) throws SQLException {
        probe.change(now);
    }

    @Override
    public SQLException damaged(String what) {
        return SqliteErrors.damaged(what);
    }

    @Override
    public boolean isDamagedRow(Exception failure) {
        return failure instanceof SqliteErrors.DamagedRow;
    }
}
