package switchboard.store.sqlite.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.Draft;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.UserId;
import switchboard.store.NewMessage;
import switchboard.store.SessionKey;
import switchboard.store.sqlite.file.SqliteErrors;
import switchboard.store.sqlite.file.Uuids;

/** The messages, as the connection that writes puts and finds them. */
final class MessageTable {
    /** The parameters are the session's number, the user and the ref. */
    static final String BY_REF =
            "SELECT " + MessageRow.TEXT + " FROM messages WHERE key >> 32 = ? AND from_user = ? AND ref = ?";

    private final PreparedStatement insert;
    private final PreparedStatement select;
    private final PreparedStatement selectByRef;

    MessageTable(Connection connection) throws SQLException {
        insert = connection.prepareStatement("""
                INSERT INTO messages (key, id, type, context, from_user, to_user, timestamp, content, ref)
                VALUES (?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?)
                ON CONFLICT (ref, key >> 32, from_user) WHERE ref IS NOT NULL DO NOTHING""");
        select = connection.prepareStatement(
                "SELECT " + MessageRow.TEXT + " FROM messages WHERE key > ? AND key < ? AND id = ?");
        selectByRef = connection.prepareStatement(BY_REF);
    }

    /**
     * Puts it at this place of the session's log.
     *
     * @return null if its sender has a message of the same ref there
     */
    @Nullable
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
        insert.setString(9, message.ref() == null ? null : message.ref().value());
        if (insert.executeUpdate() == 0) {
            return null;
        }
        return message.inLog(session.id(), seq, now);
    }

    /** The message that a user calls so. */
    @Nullable
    Message find(SessionKey session, UserId user, Ref ref) throws SQLException {
        return find(selectByRef, session, user, ref);
    }

    /** @param select of {@link #BY_REF} */
    static @Nullable Message find(PreparedStatement select, SessionKey session, UserId user, Ref ref)
            throws SQLException {
        select.setLong(1, session.number());
        select.setString(2, user.value());
        select.setString(3, ref.value());
        try (ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                return null;
            }
            Message found = MessageRow.read(row, session).message();
            // The index has led here, and may be damaged itself: the message must not be somebody else's.
            if (!found.from().equals(user) || !ref.equals(found.ref())) {
                throw SqliteErrors.damaged("a ref of session " + session.id() + " leads to another message");
            }
            return found;
        }
    }

    /** The message of this id above a place of the log; null for none. */
    @Nullable
    Message find(SessionKey session, MessageId id, long searchAfterSeq) throws SQLException {
        select.setLong(1, MessageKey.of(session.number(), searchAfterSeq));
        select.setLong(2, MessageKey.behind(session.number()));
        select.setBytes(3, Uuids.toBytes(id.value()));
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? MessageRow.read(row, session).message() : null;
        }
    }
}
