package switchboard.store.sqlite.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static switchboard.store.StoreSamples.SQLITE;
import static switchboard.store.StoreSamples.append;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.protocol.values.Message;
import switchboard.store.Rows;
import switchboard.store.StoredSession;
import switchboard.store.sqlite.DamagedPage;
import switchboard.store.sqlite.RawDatabase;
import switchboard.store.sqlite.SmallDisk;
import switchboard.store.sqlite.SqliteDatabase;

class BackupTest {
    private static final Instant NOON = Instant.parse("2026-12-01T12:00:00.123Z");
    private static final String NAME = "switchboard-2026-12-01T12-00-00Z.db";

    @TempDir
    private Path folder;

    private Path data;
    private Path to;

    @BeforeEach
    void nameFolders() {
        data = folder.resolve("data");
        to = folder.resolve("elsewhere/backups");
    }

    private SqliteDatabase open(Path data) throws Exception {
        return SqliteDatabase.open(data, SQLITE, Clock.systemUTC());
    }

    private Backup.Made make() throws IOException {
        return Backup.make(data, to, NOON);
    }

    /** What stands in its way. */
    private String refusal() {
        return catchThrowableOfType(IOException.class, this::make).getMessage();
    }

    private void makeDatabase(int messages) throws Exception {
        try (SqliteDatabase database = open(data)) {
            StoredSession session = create(database, session());
            for (int i = 1; i <= messages; i++) {
                append(database, session, question("{\"n\":" + i + "}"));
            }
        }
    }

    private List<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** The messages of the only session of a backup. */
    private List<Message> restored(Path backup) throws Exception {
        Path fresh = Files.createDirectory(folder.resolve("restored-" + backup.getFileName()));
        Files.copy(backup, fresh.resolve("switchboard.db"));
        try (SqliteDatabase database = open(fresh)) {
            return Rows.all(database, Rows.active(database).get(0));
        }
    }

    @Test
    void isOfWhatWasStoredBeforeItBegan() throws Exception {
        data = folder.resolve("a b?mode=rw&é");
        try (SqliteDatabase database = open(data)) {
            StoredSession session = create(database, session());
            List<Message> stored = new ArrayList<>();
            stored.add(append(database, session, question("{\"text\":\"wärme\"}")));
            stored.add(append(database, session, question("{\"n\":1.0}")));
            Backup.Made first = make();
            append(database, session, question("{}"));
            Backup.Made second = make();

            assertThat(first.file()).isEqualTo(to.resolve(NAME)).hasSize(first.bytes());
            assertThat(first.contents()).isEqualTo(new Contents(1, 2));
            assertThat(second.file()).as("another name in the same second").isNotEqualTo(first.file());
            assertThat(second.contents()).isEqualTo(new Contents(1, 3));
            assertThat(restored(first.file())).isEqualTo(stored);
        }
        assertThat(namesIn(to)).containsExactly("backup.lock", NAME, "switchboard-2026-12-01T12-00-01Z.db");
        assertThat(Files.getPosixFilePermissions(to.resolve(NAME)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aServerWritesOnMeanwhileAndTheBackupIsOfOneMoment() throws Exception {
        try (SqliteDatabase database = open(data)) {
            StoredSession session = create(database, session());
            AtomicBoolean stopped = new AtomicBoolean();
            AtomicInteger written = new AtomicInteger();
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                try {
                    while (!stopped.get()) {
                        append(database, session, question("{\"n\":" + written.incrementAndGet() + "}"));
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            try {
                for (int i = 0; i < 5; i++) {
                    int before = written.get();
                    Backup.Made made = make();
                    // The one that is under way when it is counted is stored or not.
                    assertThat(made.contents().messages()).isBetween(before - 1L, (long) written.get());
                    assertThat(restored(made.file()))
                            .extracting(Message::seq)
                            .isSorted()
                            .hasSize(Math.toIntExact(made.contents().messages()));
                }
            } finally {
                stopped.set(true);
                writing.join();
            }
            assertThat(Rows.all(database, session)).hasSize(written.get());
        }
    }

    @Test
    void isOfADatabaseWhoseServerWasKilled() throws Exception {
        try (SqliteDatabase database = open(data)) {
            append(database, create(database, session()), question("{}"));
            Path left = Files.createDirectory(folder.resolve("left"));
            for (String end : List.of("", "-wal", "-shm")) {
                Files.copy(data.resolve("switchboard.db" + end), left.resolve("switchboard.db" + end));
            }
            assertThat(Backup.make(left, to, NOON).contents()).isEqualTo(new Contents(1, 1));
        }
    }

    @Test
    void removesWhatOneThatWasKilledHasLeft() throws Exception {
        makeDatabase(1);
        Files.createDirectories(to);
        Files.writeString(to.resolve("switchboard-2026-11-30T12-00-00Z.db.unfinished"), "half");
        Files.writeString(to.resolve("switchboard-2026-11-30T12-00-00Z.db.unfinished-journal"), "half");
        Files.writeString(to.resolve("switchboard-2026-11-29T12-00-00Z.db"), "a backup");
        make();
        assertThat(namesIn(to)).containsExactly("backup.lock", "switchboard-2026-11-29T12-00-00Z.db", NAME);
    }

    @Test
    void ofTwoAtOnceOneIsRefused() throws Exception {
        makeDatabase(1);
        Files.createDirectories(to);
        try (FileChannel other =
                FileChannel.open(to.resolve("backup.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            other.lock();
            assertThat(refusal()).isEqualTo("another backup to " + to + " is under way");
        }
        assertThat(namesIn(to)).containsExactly("backup.lock");
    }

    @Test
    void isRefusedBeforeItBeginsWhereThereIsNoRoom() throws Exception {
        makeDatabase(100);
        try (SmallDisk disk = SmallDisk.mount(folder, "64k")) {
            to = disk.path();
            Files.write(to.resolve("switchboard-2026-11-30T12-00-00Z.db.unfinished"), new byte[65_536]);
            assertThat(refusal())
                    .startsWith("there is no room for a backup in " + to + ": it may take ")
                    .endsWith(" bytes, and 65536 are free");
            assertThat(namesIn(to)).containsExactly("backup.lock");
        }
    }

    @Test
    void needsAFolderThatCanBeWritten() throws Exception {
        makeDatabase(1);
        to = Files.writeString(folder.resolve("file"), "no folder");
        assertThat(refusal()).isEqualTo("the folder " + to + " cannot be written (Not a directory)");
        to = to.resolve("below");
        assertThat(refusal()).startsWith("the folder " + to + " cannot be written (");
    }

    @Test
    void isOfADatabaseOnly() {
        assertThat(refusal())
                .isEqualTo("there is no database in " + data + ": a server that has run there would have made one");
        assertThat(to).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PRAGMA user_version = 999 | was written by a newer Switchboard (schema 999",
                "PRAGMA application_id = 7 | is the database of another program",
                "DROP INDEX sessions_active | there is no index sessions_active",
                "DELETE FROM messages WHERE key & 4294967295 = 2 | has 2 messages, the last of them at place 3",
                "DELETE FROM sessions | has 3 messages, the last of them at place 3"
            })
    void isNoneWhereTheDatabaseIsNotOursAsItShouldBe(String change, String why) throws Exception {
        makeDatabase(3);
        try (RawDatabase raw = new RawDatabase(data)) {
            raw.execute(change);
        }
        assertThat(refusal())
                .startsWith("the copy is not sound, and was removed: ")
                .contains(why);
        assertThat(namesIn(to)).containsExactly("backup.lock");
    }

    @Test
    void isNoneWhereTheDatabaseIsDamaged() throws Exception {
        makeDatabase(1_000);
        DamagedPage.firstOf(data, "messages");
        assertThat(refusal())
                .contains(data + "/switchboard.db cannot be copied")
                .contains("malformed");
        assertThat(namesIn(to)).containsExactly("backup.lock");
    }
}
