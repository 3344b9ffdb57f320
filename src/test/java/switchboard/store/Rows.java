package switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.finding.SessionFilter;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;

/** Takes every row. */
public final class Rows implements RowSink {
    private final List<Message> messages = new ArrayList<>();
    private final List<String> damaged = new ArrayList<>();

    /** The whole log of a session, as an instructor sees it. */
    public static List<Message> all(Database database, StoredSession session) throws StoreException {
        return read(database, session, StoreSamples.TEACHER, Role.INSTRUCTOR).messages;
    }

    /** The whole log of a session, as this user is fed with it. */
    public static Rows read(Database database, StoredSession session, UserId user, Role role) throws StoreException {
        Rows rows = new Rows();
        long head = StoreSamples.head(database, session).seq();
        assertThat(database.scan(session.key(), user, role, 0, head, 1_000_000, rows))
                .isEqualTo(head);
        return rows;
    }

    /** All sessions that are active, newest first. */
    public static List<StoredSession> active(Database database) throws StoreException {
        return database.page(SessionFilter.ACTIVE, null, Integer.MAX_VALUE, Long.MAX_VALUE)
                .sessions();
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

    @Override
    public boolean damaged(long first, long last) {
        damaged.add(first + "-" + last);
        return true;
    }

    /** Where nothing could be read: first and last seq. */
    public List<String> damaged() {
        return damaged;
    }

    public List<Message> messages() {
        return messages;
    }
}
