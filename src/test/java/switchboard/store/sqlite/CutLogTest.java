package switchboard.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static switchboard.store.StoreSamples.SQLITE;
import static switchboard.store.StoreSamples.append;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.protocol.values.Message;
import switchboard.store.Rows;
import switchboard.store.StoreException;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;

/** The write-ahead log is cut under the server: commits would go behind a hole that takes the database with it. */
class CutLogTest {
    @TempDir
    private Path folder;

    private SqliteDatabase open() throws StoreException {
        return SqliteDatabase.open(folder, SQLITE, Clock.systemUTC());
    }

    private void cut(double share) throws Exception {
        try (FileChannel log = FileChannel.open(folder.resolve("switchboard.db-wal"), StandardOpenOption.WRITE)) {
            log.truncate((long) (log.size() * share));
        }
    }

    private static void assertCut(ThrowingCallable call) {
        StoreException refusal = catchThrowableOfType(StoreException.class, call);
        assertThat(refusal.trouble()).isEqualTo(Trouble.REPLACED);
        assertThat(refusal)
                .hasMessageContaining("switchboard.db-wal was cut")
                .hasMessageContaining("start the server again");
    }

    /** I1: nothing more is acknowledged, and the next start serves what is left, in order. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.5, 0.99})
    void nothingIsCommittedBehindACutAndTheNextStartServesWhatIsLeft(double share) throws Exception {
        StoredSession session;
        try (SqliteDatabase database = open()) {
            session = create(database, session());
        }
        try (SqliteDatabase database = open()) {
            for (int i = 0; i < 20; i++) {
                append(database, session, question("{\"n\":" + i + "}"));
            }
            cut(share);

            for (int i = 0; i < 3; i++) {
                assertCut(() -> append(database, session, question("{}")));
            }
            assertCut(database.lifecycle()::verify);
            assertCut(database::ping);
            assertCut(database.lifecycle()::reopen);
        }
        try (SqliteDatabase database = open()) {
            List<Long> left =
                    Rows.all(database, session).stream().map(Message::seq).toList();
            assertThat(left).isSorted().hasSizeLessThan(20);
            assertThat(append(database, session, question("{}")).seq()).isEqualTo(left.size() + 1);
        }
        try (RawDatabase raw = new RawDatabase(folder)) {
            assertThat(raw.text("PRAGMA integrity_check")).isEqualTo("ok");
        }
    }

    @Test
    void aLogThatIsCutWhileNobodyWritesIsMissedByTheCheck() throws Exception {
        try (SqliteDatabase database = open()) {
            create(database, session());
            cut(0.5);

            assertCut(database.lifecycle()::verify);
        }
    }

    @Test
    void aLogThatAnotherProgramHasEmptiedInOrderIsGoneOnWith() throws Exception {
        try (SqliteDatabase database = open()) {
            StoredSession session = create(database, session());
            append(database, session, question("{}"));
            try (RawDatabase raw = new RawDatabase(folder)) {
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }

            assertThat(append(database, session, question("{}")).seq()).isEqualTo(2);
            database.lifecycle().verify();
            assertThat(append(database, session, question("{}")).seq()).isEqualTo(3);
        }
    }
}
