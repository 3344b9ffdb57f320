package switchboard.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static switchboard.store.StoreSamples.SQLITE;
import static switchboard.store.StoreSamples.append;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.head;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;
import static switchboard.store.StoreSamples.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.protocol.values.Message;
import switchboard.store.Database;
import switchboard.store.Rows;
import switchboard.store.StoreException;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
import switchboard.store.Write;
import switchboard.store.Written;
import switchboard.store.sqlite.file.SqliteSettings;

/** What the real SQLite does when it cannot write, and that nothing of a failed group is left. */
class SqliteFailureTest {
    private static final String LONG = "{\"x\":\"" + "y".repeat(50_000) + "\"}";

    @TempDir
    private Path folder;

    private static SqliteDatabase open(Path folder, SqliteSettings settings) throws StoreException {
        return SqliteDatabase.open(folder, settings, Clock.systemUTC());
    }

    private static StoreException failure(Database database, List<Write> group) {
        return catchThrowableOfType(StoreException.class, () -> database.write(group));
    }

    private static List<Write> group(StoredSession session, int messages, String json) {
        List<Write> group = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            group.add(new Write.Append(session.key(), question(json)));
        }
        return group;
    }

    /** I2: the numbers of a failed group are used again, and its counters are forgotten. */
    @Test
    void groupThatFillsTheDatabaseLeavesNothingAndTheNextOneGoesOn() throws Exception {
        try (SqliteDatabase database = open(folder, sqlite(32 << 20, 1 << 20))) {
            StoredSession session = create(database, session());
            append(database, session, question("{}"));

            StoreException failure = failure(database, group(session, 40, LONG));

            assertThat(failure.trouble()).isEqualTo(Trouble.AT_LIMIT);
            assertThat(failure.trouble().passing()).isTrue();
            assertThat(head(database, session).seq()).isEqualTo(1);
            assertThat(head(database, session).storedBytes()).isEqualTo(130);
            assertThat(append(database, session, question("{}")).seq()).isEqualTo(2);
            assertThat(Rows.all(database, session)).extracting(Message::seq).containsExactly(1L, 2L);
        }
    }

    @Test
    void fullDiskFailsTheGroupAndRecoversWhenThereIsRoom() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder, "2m");
                SqliteDatabase database = open(disk.path(), SQLITE)) {
            StoredSession session = create(database, session());
            Message first = append(database, session, question("{}"));
            Path ballast = Files.write(disk.path().resolve("ballast"), new byte[1 << 20]);

            StoreException failure = failure(database, group(session, 40, LONG));

            assertThat(failure.trouble().passing()).isTrue();
            assertThat(failure).hasMessageContaining("no room");
            assertThat(Rows.all(database, session)).containsExactly(first);
            Files.delete(ballast);
            assertThat(append(database, session, question("{}")).seq()).isEqualTo(2);
        }
    }

    @Test
    void lockThatIsHeldBySomebodyElseFailsTheGroupBeforeItBegins() throws Exception {
        try (SqliteDatabase database = open(folder, SQLITE)) {
            StoredSession session = create(database, session());
            try (RawDatabase other = new RawDatabase(folder)) {
                other.execute("BEGIN IMMEDIATE");

                StoreException failure = failure(database, group(session, 1, "{}"));

                assertThat(failure).hasMessageContaining("holds a lock");
                assertThat(failure.trouble().passing()).isTrue();
                assertThat(failure.indeterminate()).isFalse();
                assertThat(head(database, session).seq()).isZero();
            }
            assertThat(append(database, session, question("{}")).seq()).isEqualTo(1);
        }
    }

    @Test
    void nothingIsCommittedIntoADatabaseThatWasDeleted() throws Exception {
        try (SqliteDatabase database = open(folder, SQLITE)) {
            StoredSession session = create(database, session());
            append(database, session, question("{}"));
            Path file = folder.resolve("switchboard.db");
            Path aside = folder.resolve("aside");
            Files.move(file, aside);

            assertThat(catchThrowableOfType(StoreException.class, database.lifecycle()::verify))
                    .hasMessageContaining("deleted");
            assertThat(catchThrowableOfType(StoreException.class, database::ping))
                    .hasMessageContaining("deleted");
            StoreException failure = failure(database, group(session, 1, "{}"));
            assertThat(failure.broken()).isTrue();
            assertThat(failure.indeterminate()).isTrue();
            assertThat(failure).hasMessageContaining(file.toString());
            assertThat(catchThrowableOfType(StoreException.class, database.lifecycle()::reopen))
                    .hasMessageContaining("deleted");
            assertThat(file).doesNotExist();

            Files.move(aside, file);
            database.lifecycle().reopen();
            assertThat(append(database, session, question("{}")).seq()).isEqualTo(3);
        }
    }

    @Test
    void databaseThatWasReplacedIsNotTakenForTheOldOne() throws Exception {
        try (SqliteDatabase database = open(folder, SQLITE)) {
            StoredSession session = create(database, session());
            Path file = folder.resolve("switchboard.db");
            byte[] copy = Files.readAllBytes(file);
            Files.delete(file);
            Files.write(file, copy);

            assertThat(failure(database, group(session, 1, "{}")).broken()).isTrue();
            assertThat(catchThrowableOfType(StoreException.class, database.lifecycle()::reopen))
                    .hasMessageContaining("replaced");
            assertThat(failure(database, group(session, 1, "{}")).broken()).isTrue();
        }
    }

    /** What was committed into a log that nobody can find any more is saved when the connections are closed. */
    @Test
    void writeAheadLogThatWasDeletedIsNoticedAndWhatItHeldIsKept() throws Exception {
        try (SqliteDatabase database = open(folder, SQLITE)) {
            StoredSession session = create(database, session());
            append(database, session, question("{}"));
            Files.delete(folder.resolve("switchboard.db-wal"));

            StoreException failure = failure(database, group(session, 1, "{}"));

            assertThat(failure.broken()).isTrue();
            assertThat(failure).hasMessageContaining("switchboard.db-wal");
            database.lifecycle().reopen();
            assertThat(append(database, session, question("{}")).seq()).isEqualTo(3);
        }
        try (RawDatabase raw = new RawDatabase(folder)) {
            assertThat(raw.text("SELECT count(*) FROM messages")).isEqualTo("3");
            assertThat(raw.text("PRAGMA integrity_check")).isEqualTo("ok");
        }
    }

    /** A second program that writes messages is a mistake; two messages with one number would be worse. */
    @Test
    void numberThatSomebodyElseTookFailsTheGroupAndIsReadAgain() throws Exception {
        try (SqliteDatabase database = open(folder, SQLITE)) {
            StoredSession session = create(database, session());
            append(database, session, question("{}"));
            try (RawDatabase raw = new RawDatabase(folder)) {
                raw.execute("INSERT INTO messages SELECT key + 1, id, type, context, from_user, to_user, timestamp,"
                        + " content, ref FROM messages");
            }

            assertThat(failure(database, group(session, 1, "{}"))).isNotNull();
            assertThat(append(database, session, question("{}")).seq()).isEqualTo(3);
        }
    }

    /** The note is a part of the group, and so is what is remembered of it. */
    @Test
    void sizeThatCannotBeNotedFailsItsGroupAndIsCountedAnew() throws Exception {
        try (SqliteDatabase database = open(folder, SQLITE)) {
            StoredSession session = create(database, session());
            append(database, session, question("{}"));
            try (RawDatabase raw = new RawDatabase(folder)) {
                raw.execute("CREATE TRIGGER test_rule BEFORE INSERT ON session_sizes"
                        + " BEGIN SELECT RAISE(ABORT, 'a fault of the test'); END");
                assertThat(failure(database, group(session, 6, LONG))).hasMessageContaining("a fault of the test");
                raw.execute("DROP TRIGGER test_rule");
            }

            assertThat(head(database, session)).isEqualTo(new Written.Head(1, 130, null, null, List.of()));
            database.write(group(session, 6, LONG));
            Written.Head after = new Written.Head(7, 130 + 6 * (LONG.length() + 128), null, null, List.of());
            assertThat(head(database, session)).isEqualTo(after);
            database.lifecycle().reopen();
            assertThat(head(database, session)).isEqualTo(after);
        }
    }

    @Test
    void tablesThatSomebodyElseRemovedAreNoPassingTrouble() throws Exception {
        try (SqliteDatabase database = open(folder, SQLITE)) {
            StoredSession session = create(database, session());
            try (RawDatabase raw = new RawDatabase(folder)) {
                raw.execute("DROP TABLE messages");
            }

            assertThat(failure(database, group(session, 1, "{}")).broken()).isTrue();
            assertThat(catchThrowableOfType(StoreException.class, database.lifecycle()::reopen))
                    .hasMessageContaining("there is no table messages");
        }
    }
}
