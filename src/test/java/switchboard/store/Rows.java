package switchboard.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.Message;
import switchboard.protocol.MessageType;
import switchboard.protocol.UserId;

/** Takes every row. */
public final class Rows implements RowSink {
    private final List<Message> messages = new ArrayList<>();

    /** The whole log of a session, as an instructor sees it. */
    public static List<Message> all(Database database, StoredSession session) throws StoreException {
        Rows rows = new Rows();
        long head = StoreSamples.head(database, session).seq();
        database.scan(
                session.key(), StoreSamples.TEACHER, switchboard.protocol.Role.INSTRUCTOR, 0, head, 1_000_000, rows);
        return rows.messages;
    }

    @Override
    public boolean wants(long seq, MessageType type, UserId from, @Nullable UserId to) {
        return true;
    }

    @Override
    public boolean take(Message message) {
        messages.add(message);
        return true;
    }

    public List<Message> messages() {
        return messages;
    }
}
