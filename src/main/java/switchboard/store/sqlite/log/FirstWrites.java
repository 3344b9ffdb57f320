package switchboard.store.sqlite.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.Role;
import switchboard.store.SessionKey;

/** Notes which instructors have written in a session, in the transaction of their first message there. */
public final class FirstWrites {
    private final PreparedStatement insert;

    public FirstWrites(Connection connection) throws SQLException {
        // Whatever rule it breaks: the message itself is sound.
        insert = connection.prepareStatement(
                "INSERT OR IGNORE INTO first_writes (session_number, user_id, seq) VALUES (?, ?, ?)");
    }

    /** This message was put into the log just now. */
    public void note(SessionKey session, LogHead head, Message message) throws SQLException {
        if (message.type().sender() != Role.INSTRUCTOR || message.from().equals(head.lastInstructor())) {
            return;
        }
        insert.setLong(1, session.number());
        insert.setString(2, message.from().value());
        insert.setLong(3, message.seq());
        insert.executeUpdate();
        head.wroteLast(message.from());
    }
}
