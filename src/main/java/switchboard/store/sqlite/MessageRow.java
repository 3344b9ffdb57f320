package switchboard.store.sqlite;

import java.nio.charset.StandardCharsets;
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
    /** The words in one text: SQLite puts them together in less time than the driver takes to hand out a second column. */
    static final String COLUMNS = "key, type || ' ' || from_user || ' ' || ifnull(to_user, '') || ' ' || context || ' '"
            + " || ifnull(ref, ''), id, timestamp, content";

    /**
     * What is said of a message besides its content.
     *
     * @param ref the only one that may hold blanks, and therefore the last
     */
    record Words(
            MessageType type,
            UserId from,
            @Nullable UserId to,
            Context context,
            @Nullable Ref ref) {}

    private final ResultSet row;
    private final SessionId session;

    MessageRow(ResultSet row, SessionId session) {
        this.row = row;
        this.session = session;
    }

    long seq() throws SQLException {
        return MessageKey.seq(row.getLong(1));
    }

    Words words() throws SQLException {
        // Bytes, since the driver hands out those without a detour.
        String words = new String(row.getBytes(2), StandardCharsets.ISO_8859_1);
        int type = words.indexOf(' ');
        int from = words.indexOf(' ', type + 1);
        int to = words.indexOf(' ', from + 1);
        int context = words.indexOf(' ', to + 1);
        String ref = words.substring(context + 1);
        return new Words(
                typeOf(words.substring(0, type)),
                new UserId(words.substring(type + 1, from)),
                to == from + 1 ? null : new UserId(words.substring(from + 1, to)),
                new Context(words.substring(to + 1, context)),
                ref.isEmpty() ? null : new Ref(ref));
    }

    private MessageType typeOf(String wire) throws SQLException {
        return MessageType.of(wire)
                .orElseThrow(() -> new SQLException("a message of session " + session + " has the type " + wire));
    }

    /** The whole of it; takes what was read of it already. */
    Message message(long seq, Words words) throws SQLException {
        return new Message(
                new MessageId(Uuids.fromBytes(row.getBytes(3))),
                session,
                seq,
                words.type(),
                words.context(),
                words.from(),
                words.to(),
                // The bytes of the text, which the driver hands out without decoding them.
                Content.ofValidated(row.getBytes(5)),
                Instant.ofEpochMilli(row.getLong(4)),
                words.ref());
    }

    Message message() throws SQLException {
        return message(seq(), words());
    }
}
