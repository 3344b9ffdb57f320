package switchboard.store.sqlite.log;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.Content;
import switchboard.protocol.values.Context;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.UserId;
import switchboard.store.SessionKey;
import switchboard.store.sqlite.file.SqliteErrors;
import switchboard.store.sqlite.file.StoredTime;
import switchboard.store.sqlite.file.Uuids;

/**
 * The row of a message, from the one text that {@link #TEXT} makes of it. What decides whether anybody wants the
 * message is there at once, the rest is taken out by {@link #message}.
 */
final class MessageRow {
    /**
     * A line for each column, the content last: nothing before it can hold the end of a line. SQLite puts them together
     * in less time than the driver takes to hand out a second column.
     */
    static final String TEXT =
            "concat_ws(char(10), key, timestamp, hex(id), type, from_user, ifnull(to_user, ''), context,"
                    + " ifnull(ref, ''), content)";

    private static final int LINES_BEFORE_CONTENT = 8;

    private final SessionKey session;
    private final byte[] text;
    private final int contentAt;
    private final long seq;
    private final long timestamp;
    private final UUID id;
    private final MessageType type;
    private final UserId from;
    private final @Nullable UserId to;
    private final String context;
    private final String ref;

    private MessageRow(byte[] text, SessionKey session) {
        this.text = text;
        this.session = session;
        this.contentAt = contentAt(text);
        Lines lines = new Lines(new String(text, 0, contentAt, StandardCharsets.ISO_8859_1));
        long key = Long.parseLong(lines.next());
        if (!MessageKey.isOf(session.number(), key)) {
            throw new IllegalArgumentException("of another session");
        }
        seq = MessageKey.seq(key);
        timestamp = Long.parseLong(lines.next());
        id = Uuids.fromHex(lines.next());
        type = type(lines.next());
        from = new UserId(lines.next());
        String receiver = lines.next();
        to = receiver.isEmpty() ? null : new UserId(receiver);
        context = lines.next();
        ref = lines.next();
    }

    /** The row under the cursor of a result whose only column is {@link #TEXT}. */
    static MessageRow read(ResultSet row, SessionKey session) throws SQLException {
        return of(text(row), session);
    }

    /** What {@link #TEXT} has made of the row under the cursor. */
    static byte[] text(ResultSet row) throws SQLException {
        // Bytes, since the driver hands out those without a detour.
        return row.getBytes(1);
    }

    /** @throws SqliteErrors.DamagedRow if that is no message of this session */
    static MessageRow of(byte[] text, SessionKey session) throws SqliteErrors.DamagedRow {
        try {
            return new MessageRow(text, session);
        } catch (RuntimeException notOurs) {
            throw SqliteErrors.damaged("a message of session " + session.id() + " cannot be one", notOurs);
        }
    }

    /** The key in such a text, whatever else is wrong with it. */
    static long key(byte[] text) {
        int end = 0;
        while (text[end] != '\n') {
            end++;
        }
        return Long.parseLong(new String(text, 0, end, StandardCharsets.ISO_8859_1));
    }

    long seq() {
        return seq;
    }

    MessageType type() {
        return type;
    }

    UserId from() {
        return from;
    }

    @Nullable
    UserId to() {
        return to;
    }

    Message message() throws SqliteErrors.DamagedRow {
        try {
            return toMessage();
        } catch (RuntimeException notOurs) {
            throw SqliteErrors.damaged("message " + seq + " of session " + session.id() + " cannot be one", notOurs);
        }
    }

    private Message toMessage() {
        return new Message(
                new MessageId(id),
                session.id(),
                seq,
                type,
                new Context(context),
                from,
                to,
                Content.ofStored(Arrays.copyOfRange(text, contentAt, text.length)),
                StoredTime.of(timestamp),
                ref.isEmpty() ? null : new Ref(ref));
    }

    private static int contentAt(byte[] text) {
        int at = 0;
        for (int lines = 0; lines < LINES_BEFORE_CONTENT; at++) {
            if (text[at] == '\n') {
                lines++;
            }
        }
        return at;
    }

    private static MessageType type(String wire) {
        return MessageType.of(wire).orElseThrow(() -> new IllegalArgumentException("no type of a message"));
    }

    private static final class Lines {
        private final String text;
        private int at;

        Lines(String text) {
            this.text = text;
        }

        String next() {
            int end = text.indexOf('\n', at);
            String line = text.substring(at, end);
            at = end + 1;
            return line;
        }
    }
}
