package switchboard.store.sqlite.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.store.RowSink;
import switchboard.store.StoreException;
import switchboard.store.StoreSamples;
import switchboard.store.StoredSession;
import switchboard.store.Write;
import switchboard.store.Written;
import switchboard.store.sqlite.SqliteDatabase;

class CheckpointTest {
    private static final int MIB = 1 << 20;
    private static final int READERS = 4;
    private static final int MESSAGES = 8;
    private static final int MESSAGE_BYTES = 60_000;

    /** Takes everything. */
    private static final RowSink ALL = new RowSink() {
        @Override
        public boolean wants(long seq, MessageType type, UserId from, @Nullable UserId to) {
            return true;
        }

        @Override
        public boolean take(Message message) {
            return true;
        }

        @Override
        public boolean damaged(long first, long last) {
            throw new AssertionError(first + " to " + last + " are damaged");
        }
    };

    @TempDir
    private Path data;

    /** I5: there was always one more who read, and the log grew as long as anybody wrote. */
    @Test
    void theLogStaysBoundedWhileSomebodyAlwaysReads_I5() throws Exception {
        SqliteSettings settings = new SqliteSettings(8 * MIB, 8 * MIB, MIB, 1L << 40, Duration.ofSeconds(2));
        try (SqliteDatabase database = SqliteDatabase.open(data, settings, Clock.systemUTC())) {
            Written created = database.write(List.of(new Write.Create(StoreSamples.session())))
                    .get(0);
            StoredSession session = ((Written.Created) created).session();
            fill(database, session);
            AtomicBoolean enough = new AtomicBoolean();
            List<CompletableFuture<Void>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(CompletableFuture.runAsync(
                        () -> readOn(database, session, enough), task -> new Thread(task, "reader").start()));
            }
            for (int i = 0; i < 20; i++) {
                fill(database, session);
            }
            enough.set(true);
            readers.forEach(CompletableFuture::join);

            assertThat(Files.size(data.resolve("switchboard.db-wal"))).isLessThan(4 * MIB);
        }
    }

    /** Half a mebibyte. */
    private static void fill(SqliteDatabase database, StoredSession session) throws StoreException {
        List<Write> group = Collections.nCopies(MESSAGES, "y".repeat(MESSAGE_BYTES)).stream()
                .<Write>map(text -> new Write.Append(session.key(), StoreSamples.question("{\"x\":\"" + text + "\"}")))
                .toList();
        database.write(group);
        database.lifecycle().tidy();
    }

    private static void readOn(SqliteDatabase database, StoredSession session, AtomicBoolean enough) {
        try {
            while (!enough.get()) {
                database.scan(session.key(), StoreSamples.TEACHER, Role.INSTRUCTOR, 0, MESSAGES, 1_000, ALL);
            }
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }
}
