package switchboard.store.sqlite.log;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.ANN;
import static switchboard.store.StoreSamples.SQLITE;
import static switchboard.store.StoreSamples.TEACHER;
import static switchboard.store.StoreSamples.append;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.message;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.store.RowSink;
import switchboard.store.StoredSession;
import switchboard.store.sqlite.RawDatabase;
import switchboard.store.sqlite.SqliteDatabase;

/**
 * I2, I3: each bit of each key in the tree of messages is flipped, and the logs are read from every place. SQLite looks
 * for a place by halving, so a damaged key misleads only some of the readers.
 */
class FlippedKeysTest {
    private static final int PAGE_BYTES = 4096;
    private static final int KEY_BYTES = 5;
    private static final int INNER_HEADER_BYTES = 12;
    private static final int LEAF_HEADER_BYTES = 8;

    @TempDir
    private Path folder;

    private final List<StoredSession> sessions = new ArrayList<>();
    private final Map<MessageId, Message> stored = new HashMap<>();
    private @Nullable LogReader reader;

    @BeforeEach
    void emptyDatabase() throws Exception {
        SqliteDatabase.open(folder, SQLITE, Clock.systemUTC()).close();
    }

    /** Sessions 2 and 3, in one leaf, which one bit makes of each other. */
    @Test
    void aFlippedBitInAKeyMakesNoMessageAnotherOne() throws Exception {
        int messages = 13; // Odd: one bit makes the last but one the last.
        talk(3, messages, "{}");
        byte[] bytes = checkpointed();
        for (int key : keys(bytes, "leaf")) {
            for (int bit = 0; bit < 4; bit++) {
                readAllFlipped(bytes, key + KEY_BYTES - 1, bit, messages, 1);
            }
            for (int bit = 4; bit < 6; bit++) {
                readAllFlipped(bytes, key, bit, messages, 1); // Of the session's number.
            }
        }
    }

    @Test
    void aFlippedBitInAnInnerKeyHidesNothing() throws Exception {
        int messages = 60;
        talk(1, messages, "{\"x\":\"" + "y".repeat(100) + "\"}");
        byte[] bytes = checkpointed();
        for (int key : keys(bytes, "internal")) {
            for (int bit = 0; bit < 7; bit++) {
                readAllFlipped(bytes, key + KEY_BYTES - 1, bit, messages, 0);
            }
        }
    }

    private void talk(int count, int messages, String json) throws Exception {
        try (SqliteDatabase database = SqliteDatabase.open(folder, SQLITE, Clock.systemUTC())) {
            for (int i = 0; i < count; i++) {
                StoredSession session = create(database, session());
                sessions.add(session);
                for (int seq = 1; seq <= messages; seq++) {
                    Message appended = append(
                            database,
                            session,
                            isQuestion(seq)
                                    ? question(json)
                                    : message(MessageType.INSTRUCTOR_BROADCAST, TEACHER, null, json));
                    stored.put(appended.id(), appended);
                }
            }
        }
    }

    private byte[] checkpointed() throws Exception {
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        return Files.readAllBytes(folder.resolve("switchboard.db"));
    }

    /** Where the keys are that pages of this type hold. */
    private List<Integer> keys(byte[] bytes, String pageType) throws SQLException {
        List<Integer> keys = new ArrayList<>();
        try (RawDatabase raw = new RawDatabase(folder)) {
            for (String page :
                    raw.texts("SELECT pageno FROM dbstat WHERE name = 'messages' AND pagetype = '" + pageType + "'")) {
                int start = (Integer.parseInt(page) - 1) * PAGE_BYTES;
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                int pointers = start + (pageType.equals("leaf") ? LEAF_HEADER_BYTES : INNER_HEADER_BYTES);
                for (int cell = 0; cell < buffer.getShort(start + 3); cell++) {
                    int at = start + buffer.getShort(pointers + 2 * cell);
                    keys.add(pageType.equals("leaf") ? behindLength(bytes, at) : at + Integer.BYTES);
                }
            }
        }
        assertThat(keys).isNotEmpty();
        return keys;
    }

    /** A cell of a leaf begins with the length of the row: seven bits a byte, with the highest set but for the last. */
    private static int behindLength(byte[] bytes, int cell) {
        int at = cell;
        while (bytes[at] < 0) {
            at++;
        }
        return at + 1;
    }

    private void readAllFlipped(byte[] bytes, int at, int bit, int messages, int mostLost) throws Exception {
        Path file = folder.resolve("flipped.db");
        bytes[at] ^= (byte) (1 << bit);
        Files.write(file, bytes);
        bytes[at] ^= (byte) (1 << bit);
        for (StoredSession session : sessions) {
            CountedLogs counted = new CountedLogs();
            for (Role role : List.of(Role.INSTRUCTOR, Role.STUDENT)) {
                for (int after = 0; after < messages; after++) {
                    String where = "bit " + bit + " of byte " + at % PAGE_BYTES + ", " + role + " of session "
                            + session.number() + " after " + after;
                    assertReads(where, read(file, session, role, after, messages, counted), role, mostLost);
                }
            }
        }
        close();
    }

    private Reading read(Path file, StoredSession session, Role role, int after, int last, CountedLogs counted)
            throws SQLException {
        LogReader open = reader == null ? new LogReader(connection(file)) : reader;
        reader = open;
        Reading reading = new Reading(session, after, last);
        UserId user = role == Role.STUDENT ? ANN : TEACHER;
        open.scan(new LogScan(session.key(), user, role, after, last, last, reading), counted);
        if (open.takeDamage() != null) {
            close(); // One that has met damage is not used again.
        }
        return reading;
    }

    @AfterEach
    void close() throws SQLException {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    private static void assertReads(String where, Reading reading, Role role, int mostLost) {
        assertThat(reading.wrong).as(where).isNull();
        assertThat(reading.lost).as(where).hasSizeLessThanOrEqualTo(mostLost);
        for (long seq = reading.after + 1; seq <= reading.last; seq++) {
            // The student is to see at least what they have said.
            if (role == Role.INSTRUCTOR || isQuestion(seq)) {
                assertThat(reading.seqs.contains(seq) || reading.lost.contains(seq))
                        .as("%s: %d is there, or told", where, seq)
                        .isTrue();
            }
        }
    }

    private static boolean isQuestion(long seq) {
        return seq % 2 == 0;
    }

    /** Of a file that nobody writes, so that nothing has to be locked. */
    private static Connection connection(Path file) throws SQLException {
        return new SQLiteConfig().createConnection("jdbc:sqlite:" + file.toUri() + "?immutable=1");
    }

    /** What a scan has found, compared with what was stored. */
    private final class Reading implements RowSink {
        private final StoredSession session;
        private final long after;
        private final long last;
        private final Set<Long> seqs = new TreeSet<>();
        private final Set<Long> lost = new TreeSet<>();
        private @Nullable String wrong;

        Reading(StoredSession session, long after, long last) {
            this.session = session;
            this.after = after;
            this.last = last;
        }

        @Override
        public boolean wants(long seq, MessageType type, UserId from, @Nullable UserId to) {
            return true;
        }

        @Override
        public boolean take(Message message) {
            Message before = stored.get(message.id());
            if (before.seq() != message.seq()
                    || !before.session().equals(session.info().id())) {
                wrong = before + " as " + message;
            }
            seqs.add(message.seq());
            return true;
        }

        @Override
        public boolean damaged(long first, long last) {
            for (long seq = first; seq <= last; seq++) {
                lost.add(seq);
            }
            return true;
        }
    }
}
