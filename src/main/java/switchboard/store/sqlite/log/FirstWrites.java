package switchboard.store.sqlite.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import switchboard.protocol.values.UserId;
import switchboard.store.SessionKey;

/** Notes which instructors have written in a session, in the transaction of their first message there. */
final class FirstWrites {
    private final PreparedStatement insert;

    FirstWrites(Connection connection) throws SQLException {
        // Whatever rule it breaks: the message itself is sound.
        insert = connection.prepareStatement(
                "INSERT OR IGNORE INTO first_writes (session_number, user_id, seq) VALUES (?, ?, ?)");
    }

    /** Notes it, unless an earlier place is noted. */
    void note(SessionKey session, UserId instructor, long seq) throws SQLException {
        insert.setLong(1, session.number());
        insert.setString(2, instructor.value());
        insert.setLong(3, seq);
        insert.executeUpdate();
    }
}
