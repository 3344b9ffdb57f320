package switchboard.store.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.Content;
import switchboard.protocol.Context;
import switchboard.protocol.Message;
import switchboard.protocol.MessageId;
import switchboard.protocol.MessageType;
import switchboard.protocol.Ref;
import switchboard.protocol.SessionId;
import switchboard.protocol.UserId;

/** The row of a message under the cursor of a result with {@link #COLUMNS}. */
final class MessageRow {
    static final String COLUMNS = "key, type, from_user, to_user, id, context, timestamp, content, ref";

    private final ResultSet row;
    private final SessionId session;

    MessageRow(ResultSet row, SessionId session) {
        this.row = row;
        this.session = session;
    }

    long seq() throws SQLException {
        return MessageKey.seq(row.getLong(1));
    }

    MessageType type() throws SQLException {
        String wire = row.getString(2);
        return MessageType.of(wire)
                .orElseThrow(() -> new SQLException("a message of session " + session + " has the type " + wire));
    }

    UserId from() throws SQLException {
        return new UserId(row.getString(3));
    }

    @Nullable
    UserId to() throws SQLException {
        String to = row.getString(4);
        return to == null ? null : new UserId(to);
    }

    /** The whole of it; takes what was read of it already. */
    Message message(long seq, MessageType type, UserId from, @Nullable UserId to) throws SQLException {
        return new Message(
                new MessageId(Uuids.fromBytes(row.getBytes(5))),
                session,
                seq,
                type,
                new Context(row.getString(6)),
                from,
                to,
                // The bytes of the text, which the driver hands out without decoding them.
                Content.ofValidated(row.getBytes(8)),
                Instant.ofEpochMilli(row.getLong(7)),
                ref());
    }

    private @Nullable Ref ref() throws SQLException {
        String ref = row.getString(9);
        return ref == null ? null : new Ref(ref);
    }

    Message message() throws SQLException {
        return message(seq(), type(), from(), to());
    }
}
