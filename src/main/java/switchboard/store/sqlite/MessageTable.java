package switchboard.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.Draft;
import switchboard.protocol.Message;
import switchboard.protocol.MessageId;
import switchboard.store.NewMessage;
import switchboard.store.SessionKey;

/** The messages, as the connection that writes puts and finds them. */
final class MessageTable {
    private final PreparedStatement insert;
    private final PreparedStatement select;

    MessageTable(Connection connection) throws SQLException {
        insert = connection.prepareStatement("""
                INSERT INTO messages (key, id, type, context, from_user, to_user, timestamp, content)
                VALUES (?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT))""");
        select = connection.prepareStatement(
                "SELECT " + MessageRow.COLUMNS + " FROM messages WHERE key > ? AND key < ? AND id = ?");
    }

    /** Puts it at this place of the session's log. */
    Message insert(SessionKey session, long seq, NewMessage message, Instant now) throws SQLException {
        Draft draft = message.draft();
        insert.setLong(1, MessageKey.of(session.number(), seq));
        insert.setBytes(2, Uuids.toBytes(message.id().value()));
        insert.setString(3, draft.type().wire());
        insert.setString(4, draft.context().value());
        insert.setString(5, message.from().value());
        insert.setString(6, draft.to() == null ? null : draft.to().value());
        insert.setLong(7, now.toEpochMilli());
        insert.setBytes(8, draft.content().json());
        insert.executeUpdate();
        return new Message(
                message.id(),
                session.id(),
                seq,
                draft.type(),
                draft.context(),
                message.from(),
                draft.to(),
                draft.content(),
                now);
    }

    /** Looks for a message above a place of the log. */
    @Nullable
    Message find(SessionKey session, MessageId id, long knownHead) throws SQLException {
        select.setLong(1, MessageKey.of(session.number(), knownHead));
        select.setLong(2, MessageKey.behind(session.number()));
        select.setBytes(3, Uuids.toBytes(id.value()));
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? new MessageRow(row, session.id()).message() : null;
        }
    }
}
