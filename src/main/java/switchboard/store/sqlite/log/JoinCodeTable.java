package switchboard.store.sqlite.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.values.SessionId;
import switchboard.store.SessionCode;
import switchboard.store.SessionKey;
import switchboard.store.StoredSession;
import switchboard.store.sqlite.file.SqliteErrors;
import switchboard.store.sqlite.file.Uuids;

/** The join codes of sessions, for connections that write and for those that read. */
final class JoinCodeTable {
    static final String SESSION = "SELECT " + SessionRow.COLUMNS
            + " FROM join_codes JOIN sessions ON number = session_number WHERE code = ? AND end_time IS NULL";

    static final String CODE = "SELECT code FROM sessions LEFT JOIN join_codes ON session_number = number WHERE id = ?";

    private final PreparedStatement selectSession;
    private final PreparedStatement selectCode;
    private final PreparedStatement selectNumber;
    private final PreparedStatement insert;
    private final PreparedStatement delete;

    JoinCodeTable(Connection connection) throws SQLException {
        selectSession = connection.prepareStatement(SESSION);
        selectCode = connection.prepareStatement(CODE);
        selectNumber = connection.prepareStatement("SELECT session_number FROM join_codes WHERE code = ?");
        insert = connection.prepareStatement("INSERT INTO join_codes (code, session_number) VALUES (?, ?)");
        delete = connection.prepareStatement("DELETE FROM join_codes WHERE session_number = ?");
    }

    /** The active session that has this code. */
    Optional<StoredSession> session(JoinCode code) throws SQLException {
        selectSession.setString(1, code.value());
        try (ResultSet row = selectSession.executeQuery()) {
            return row.next() ? Optional.of(SessionRow.read(row)) : Optional.empty();
        }
    }

    /** The code of a session; empty where there is no such session. */
    Optional<SessionCode> code(SessionId session) throws SQLException {
        selectCode.setBytes(1, Uuids.toBytes(session.value()));
        try (ResultSet row = selectCode.executeQuery()) {
            return row.next() ? Optional.of(new SessionCode(code(row, session))) : Optional.empty();
        }
    }

    private static @Nullable JoinCode code(ResultSet row, SessionId session) throws SQLException {
        String value = row.getString(1);
        try {
            return value == null ? null : new JoinCode(value);
        } catch (IllegalArgumentException notOurs) {
            throw SqliteErrors.damaged("the join code of session " + session + " cannot be one", notOurs);
        }
    }

    /** Makes it the code of this session, in place of any other; false, and nothing else, where another one has it. */
    boolean put(SessionKey session, JoinCode code) throws SQLException {
        selectNumber.setString(1, code.value());
        try (ResultSet row = selectNumber.executeQuery()) {
            if (row.next() && row.getLong(1) != session.number()) {
                return false;
            }
        }
        // Also where it is this very one: what was read may not be on disk, and only a write carries it there.
        remove(session);
        insert.setString(1, code.value());
        insert.setLong(2, session.number());
        insert.executeUpdate();
        return true;
    }

    /** False where it had none. */
    boolean remove(SessionKey session) throws SQLException {
        delete.setLong(1, session.number());
        return delete.executeUpdate() > 0;
    }
}
