package switchboard.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import switchboard.protocol.Role;
import switchboard.protocol.UserId;
import switchboard.store.FirstJoin;
import switchboard.store.SessionKey;

/** Who joined a session when for the first time, for connections that write and for those that read. */
final class JoinTable {
    private final PreparedStatement insert;
    private final PreparedStatement delete;
    private final PreparedStatement selectStudents;
    private final PreparedStatement selectInstructors;
    private final PreparedStatement selectOne;

    JoinTable(Connection connection) throws SQLException {
        insert = connection.prepareStatement("""
                INSERT INTO first_joins (session_number, user_id, role, joined_at) VALUES (?, ?, ?, ?)
                ON CONFLICT DO NOTHING""");
        delete = connection.prepareStatement(
                "DELETE FROM first_joins WHERE session_number = ? AND user_id = ? AND role = ?");
        selectStudents = connection.prepareStatement(
                "SELECT user_id, role, joined_at, session_number FROM first_joins WHERE session_number = ?"
                        + " AND role IS NOT 'instructor'");
        // Anybody may have been one, under any id, before there was a bound.
        selectInstructors = connection.prepareStatement("""
                SELECT user_id, role, joined_at, session_number FROM first_joins WHERE session_number = ?
                   AND role = 'instructor' ORDER BY joined_at DESC LIMIT\s""" + FirstJoin.MOST_INSTRUCTORS);
        selectOne = connection.prepareStatement(
                "SELECT joined_at FROM first_joins WHERE session_number = ? AND user_id = ? AND role = ?");
    }

    /** Notes a join, unless there was one before. */
    void insert(SessionKey session, UserId user, Role role, Instant now) throws SQLException {
        insert.setLong(1, session.number());
        insert.setString(2, user.value());
        insert.setString(3, role.wire());
        insert.setLong(4, now.toEpochMilli());
        insert.executeUpdate();
    }

    void delete(SessionKey session, UserId user, Role role) throws SQLException {
        delete.setLong(1, session.number());
        delete.setString(2, user.value());
        delete.setString(3, role.wire());
        delete.executeUpdate();
    }

    /** One that is known to be there. */
    FirstJoin get(SessionKey session, UserId user, Role role) throws SQLException {
        selectOne.setLong(1, session.number());
        selectOne.setString(2, user.value());
        selectOne.setString(3, role.wire());
        try (ResultSet row = selectOne.executeQuery()) {
            if (!row.next()) {
                throw SqliteErrors.damaged("a join that was noted a moment ago is gone");
            }
            try {
                return new FirstJoin(user, role, StoredTime.of(row.getLong(1)));
            } catch (IllegalArgumentException notOurs) {
                throw damaged(session, notOurs);
            }
        }
    }

    private static FirstJoin read(ResultSet row, SessionKey session) throws SQLException {
        try {
            if (row.getLong(4) != session.number()) {
                throw new IllegalArgumentException("of another session");
            }
            return new FirstJoin(
                    new UserId(row.getString(1)),
                    Role.of(row.getString(2)).orElseThrow(),
                    StoredTime.of(row.getLong(3)));
        } catch (RuntimeException notOurs) {
            throw damaged(session, notOurs);
        }
    }

    private static SqliteErrors.DamagedRow damaged(SessionKey session, RuntimeException notOurs) {
        return SqliteErrors.damaged("a join of session " + session.id() + " cannot be one", notOurs);
    }

    /**
     * All that can be read.
     *
     * @param damage is told of those that cannot
     */
    List<FirstJoin> of(SessionKey session, Consumer<SQLException> damage) throws SQLException {
        List<FirstJoin> joins = new ArrayList<>();
        read(selectStudents, session, joins, damage);
        read(selectInstructors, session, joins, damage);
        return joins;
    }

    private static void read(
            PreparedStatement select, SessionKey session, List<FirstJoin> joins, Consumer<SQLException> damage)
            throws SQLException {
        select.setLong(1, session.number());
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                try {
                    joins.add(read(rows, session));
                } catch (SqliteErrors.DamagedRow e) {
                    damage.accept(e);
                }
            }
        }
    }
}
