package switchboard.store.sqlite.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.store.FirstJoin;
import switchboard.store.SessionKey;
import switchboard.store.sqlite.file.SqliteErrors;
import switchboard.store.sqlite.file.StoredTime;

/**
 * Who joined a session when for the first time, and which instructors have written there, for connections that write
 * and for those that read.
 */
final class JoinTable {
    private static final String INSTRUCTOR = "'" + Role.INSTRUCTOR.wire() + "'";

    private static final String SELECT = """
            SELECT j.user_id, j.role, j.joined_at, j.session_number, coalesce(w.seq, 0)
              FROM first_joins j LEFT JOIN first_writes w
                ON j.role = %s AND w.session_number = j.session_number AND w.user_id = j.user_id
             WHERE j.session_number = ?\s""".formatted(INSTRUCTOR);

    static final String STUDENTS = SELECT + "AND j.role IS NOT " + INSTRUCTOR;

    // Anybody may have been one, under any id, before there was a bound.
    static final String INSTRUCTORS = SELECT
            + "AND j.role = " + INSTRUCTOR + " ORDER BY w.seq IS NULL, j.joined_at DESC LIMIT "
            + FirstJoin.MOST_INSTRUCTORS;

    static final String ONE = SELECT + "AND j.user_id = ? AND j.role = ?";

    private final PreparedStatement insert;
    private final PreparedStatement delete;
    private final PreparedStatement selectStudents;
    private final PreparedStatement selectInstructors;
    private final PreparedStatement selectOne;
    private final PreparedStatement insertFirstWrite;

    JoinTable(Connection connection) throws SQLException {
        insert = connection.prepareStatement("""
                INSERT INTO first_joins (session_number, user_id, role, joined_at) VALUES (?, ?, ?, ?)
                ON CONFLICT DO NOTHING""");
        delete = connection.prepareStatement(
                "DELETE FROM first_joins WHERE session_number = ? AND user_id = ? AND role = ?");
        selectStudents = connection.prepareStatement(STUDENTS);
        selectInstructors = connection.prepareStatement(INSTRUCTORS);
        selectOne = connection.prepareStatement(ONE);
        // Whatever rule it breaks: the message itself is sound.
        insertFirstWrite = connection.prepareStatement(
                "INSERT OR IGNORE INTO first_writes (session_number, user_id, seq) VALUES (?, ?, ?)");
    }

    /** Notes a join; false where there was one before. */
    boolean insert(SessionKey session, UserId user, Role role, Instant now) throws SQLException {
        insert.setLong(1, session.number());
        insert.setString(2, user.value());
        insert.setString(3, role.wire());
        insert.setLong(4, now.toEpochMilli());
        return insert.executeUpdate() > 0;
    }

    /** Forgets a join; false where there was none. */
    boolean delete(SessionKey session, UserId user, Role role) throws SQLException {
        delete.setLong(1, session.number());
        delete.setString(2, user.value());
        delete.setString(3, role.wire());
        return delete.executeUpdate() > 0;
    }

    /** Notes where an instructor wrote first, unless an earlier place is noted. */
    void noteFirstWrite(SessionKey session, UserId instructor, long seq) throws SQLException {
        insertFirstWrite.setLong(1, session.number());
        insertFirstWrite.setString(2, instructor.value());
        insertFirstWrite.setLong(3, seq);
        insertFirstWrite.executeUpdate();
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
            return read(row, session);
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
                    StoredTime.of(row.getLong(3)),
                    row.getLong(5));
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
