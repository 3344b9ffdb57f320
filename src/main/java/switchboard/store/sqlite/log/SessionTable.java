package switchboard.store.sqlite.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.store.SessionKey;
import switchboard.store.StoredSession;
import switchboard.store.sqlite.file.SqliteErrors;
import switchboard.store.sqlite.file.Uuids;

/** The sessions, as the connection that writes makes, changes and ends them. */
final class SessionTable {
    private final PreparedStatement insert;
    private final PreparedStatement selectById;
    private final PreparedStatement selectByNumber;
    private final PreparedStatement changeRoster;
    private final PreparedStatement end;
    private final PreparedStatement lastNumber;

    SessionTable(Connection connection) throws SQLException {
        insert = connection.prepareStatement("""
                INSERT INTO sessions (id, name, created_by, student_ids, start_time, end_time, names)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO NOTHING""");
        selectById = connection.prepareStatement(SessionRow.BY_ID);
        selectByNumber = connection.prepareStatement(SessionRow.BY_NUMBER);
        lastNumber = connection.prepareStatement("SELECT last_insert_rowid()");
        changeRoster = connection.prepareStatement(
                "UPDATE sessions SET student_ids = ?, names = ?, roster_version = ? WHERE number = ?");
        end = connection.prepareStatement("UPDATE sessions SET end_time = ? WHERE number = ?");
    }

    /** Makes it; null where there is one of this id. */
    @Nullable
    StoredSession insert(SessionInfo session) throws SQLException {
        Instant endTime = session.endTime();
        insert.setBytes(1, Uuids.toBytes(session.id().value()));
        insert.setString(2, session.name().value());
        insert.setString(3, session.createdBy().value());
        insert.setString(4, SessionRow.json(session.studentIds()));
        insert.setLong(5, session.startTime().toEpochMilli());
        insert.setObject(6, endTime == null ? null : endTime.toEpochMilli());
        insert.setString(7, SessionRow.json(session.names()));
        if (insert.executeUpdate() == 0) {
            return null;
        }
        // Not read back: that would take as long again, and nobody else can write meanwhile.
        try (ResultSet row = lastNumber.executeQuery()) {
            row.next();
            return new StoredSession(row.getLong(1), session, 0);
        }
    }

    /** Puts these people in the place of its own. */
    StoredSession changeRoster(StoredSession session, SessionInfo changed) throws SQLException {
        long version = session.rosterVersion() + 1;
        changeRoster.setString(1, SessionRow.json(changed.studentIds()));
        changeRoster.setString(2, SessionRow.json(changed.names()));
        changeRoster.setLong(3, version);
        changeRoster.setLong(4, session.number());
        changeRoster.executeUpdate();
        return new StoredSession(session.number(), changed, version);
    }

    void end(SessionKey session, Instant now) throws SQLException {
        end.setLong(1, now.toEpochMilli());
        end.setLong(2, session.number());
        end.executeUpdate();
    }

    /** One that is known to be there. */
    StoredSession get(SessionId session) throws SQLException {
        selectById.setBytes(1, Uuids.toBytes(session.value()));
        return one(selectById, session);
    }

    /** One that is known to be there. */
    StoredSession get(SessionKey session) throws SQLException {
        selectByNumber.setLong(1, session.number());
        return one(selectByNumber, session.id());
    }

    private static StoredSession one(PreparedStatement select, SessionId session) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                throw SqliteErrors.damaged("a session that was there a moment ago is gone");
            }
            return SessionRow.read(row, session);
        }
    }
}
