package switchboard.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static switchboard.store.StoreSamples.SQLITE;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.store.Rows;
import switchboard.store.StoreException;
import switchboard.store.StoredSession;

/** What stands in the way of a start is said in one sentence that names the path and what to do. */
class SqliteStartTest {
    @TempDir
    private Path folder;

    private static SqliteDatabase open(Path folder) throws StoreException {
        return SqliteDatabase.open(folder, SQLITE, Clock.systemUTC());
    }

    private static StoreException refusal(Path folder) {
        return catchThrowableOfType(StoreException.class, () -> open(folder).close());
    }

    private void makeDatabase() throws Exception {
        try (SqliteDatabase database = open(folder)) {
            create(database, session());
        }
    }

    @Test
    void makesTheFoldersItNeedsWhateverTheirNames() throws Exception {
        Path odd = folder.resolve("a b?journal_mode=off&c#%20;é/data");
        StoredSession stored;
        try (SqliteDatabase database = open(odd)) {
            stored = create(database, session());
        }

        assertThat(odd.resolve("switchboard.db")).exists();
        try (SqliteDatabase database = open(odd)) {
            assertThat(Rows.active(database)).containsExactly(stored);
        }
    }

    @Test
    void refusesASecondServerOnTheSameFolder() throws Exception {
        SqliteDatabase first = open(folder);

        assertThat(refusal(folder))
                .hasMessageContaining("Another Switchboard server")
                .hasMessageContaining(folder.toString());
        first.ping();
        first.close();
        open(folder).close();
    }

    @Test
    void refusesANewerSchema() throws Exception {
        makeDatabase();
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("PRAGMA user_version = 999");
        }

        assertThat(refusal(folder))
                .hasMessageContaining("newer Switchboard (schema 999")
                .hasMessageContaining(folder.resolve("switchboard.db").toString());
    }

    @Test
    void refusesASchemaThatLacksParts() throws Exception {
        makeDatabase();
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("DROP INDEX sessions_active");
            raw.execute("ALTER TABLE session_sizes RENAME COLUMN stored_bytes TO bytes");
        }

        assertThat(refusal(folder))
                .hasMessageContaining(
                        "table session_sizes lacks `stored_bytes integer not null check(stored_bytes>=0)`")
                .hasMessageContaining("there is no index sessions_active");
    }

    @Test
    void refusesTheDatabaseOfAnotherProgram() throws Exception {
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("CREATE TABLE songs (title TEXT)");
        }

        assertThat(refusal(folder)).hasMessageContaining("another program");
        try (RawDatabase raw = new RawDatabase(folder)) {
            assertThat(raw.text("SELECT group_concat(name) FROM sqlite_schema")).isEqualTo("songs");
        }
    }

    @Test
    void refusesWhatIsNoDatabase() throws Exception {
        Files.writeString(folder.resolve("switchboard.db"), "no database, but a text ".repeat(100));

        assertThat(refusal(folder)).hasMessageContaining("not an SQLite database");
    }

    @Test
    void refusesADamagedDatabase() throws Exception {
        makeDatabase();
        byte[] bytes = Files.readAllBytes(folder.resolve("switchboard.db"));
        // Behind the header: the page that describes the tables.
        byte[] noise = "damage".repeat(500).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(noise, 0, bytes, 100, noise.length);
        Files.write(folder.resolve("switchboard.db"), bytes);

        assertThat(refusal(folder)).hasMessageContaining("is damaged").hasMessageContaining("backup");
    }

    @Test
    void refusesAFolderThatIsAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");

        assertThat(refusal(file)).hasMessageContaining(file.toString()).hasMessageContaining("switchboard.data");
    }

    @Test
    void refusesAFolderThatCannotBeWritten() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder, "1m")) {
            disk.makeReadOnly();

            assertThat(refusal(disk.path()))
                    .hasMessageContaining(disk.path().toString())
                    .hasMessageContaining("cannot be written");
        }
    }

    @Test
    void refusesADatabaseThatCannotBeWritten() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder, "1m")) {
            open(disk.path()).close();
            disk.makeReadOnly();

            assertThat(refusal(disk.path())).hasMessageContaining("cannot be written");
        }
    }

    @Test
    void refusesAFullDiskAndStartsWhenThereIsRoom() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder, "256k")) {
            Path ballast = disk.path().resolve("ballast");
            Files.write(ballast, new byte[240 << 10]);

            assertThat(refusal(disk.path())).hasMessageContaining("no room");
            Files.delete(ballast);
            Files.write(ballast, new byte[64 << 10]);
            open(disk.path()).close();
        }
    }

    @Test
    void refusesADatabaseThatAnotherProcessLocks() throws Exception {
        makeDatabase();
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("PRAGMA locking_mode = EXCLUSIVE");
            raw.execute("BEGIN EXCLUSIVE");

            assertThat(refusal(folder)).hasMessageContaining("holds a lock");
        }
    }

    @Test
    void aRefusedStartLeavesTheFolderFree() throws Exception {
        Path db = folder.resolve("switchboard.db");
        Files.writeString(db, "no database ".repeat(100));
        assertThatThrownBy(() -> open(folder)).isInstanceOf(StoreException.class);
        Files.delete(db);

        open(folder).close();
    }

    /** What was committed last lies in the log beside it: a new database over it would remove that. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesALogWithoutItsDatabase(boolean empty) throws Exception {
        Path database = folder.resolve("switchboard.db");
        Path log = Files.write(folder.resolve("switchboard.db-wal"), new byte[9_000]);
        if (empty) {
            Files.createFile(database);
        }

        assertThat(refusal(folder))
                .hasMessageContaining(database + (empty ? " is empty" : " is not there"))
                .hasMessageContaining(log.toString())
                .hasMessageContaining("restore a backup");
        assertThat(log).hasSize(9_000);
        assertThat(Files.exists(database)).isEqualTo(empty);
    }

    @ParameterizedTest
    @ValueSource(strings = {"switchboard.db", "switchboard.db-wal", "switchboard.db-shm", "switchboard.db-journal"})
    void beginsANewDatabaseWhereNothingWasStored(String empty) throws Exception {
        Files.createFile(folder.resolve(empty));

        makeDatabase();
        try (SqliteDatabase database = open(folder)) {
            assertThat(Rows.active(database)).hasSize(1);
        }
    }

    @Test
    void whatItMakesIsForItsOwnUser() throws Exception {
        Path data = folder.resolve("new/data");
        try (SqliteDatabase database = open(data)) {
            create(database, session());
            assertThat(rights(data)).isEqualTo("rwx------");
            assertThat(rights(data.getParent())).isEqualTo("rwx------");
            for (String file : FILES) {
                assertThat(rights(data.resolve(file))).as(file).isEqualTo("rw-------");
            }
        }
    }

    @Test
    void takesFromOthersWhatAnEarlierServerHasLeftOpen() throws Exception {
        makeDatabase();
        Set<PosixFilePermission> open = PosixFilePermissions.fromString("rw-r--r--");
        for (String file : List.of("switchboard.db", "switchboard.lock")) {
            Files.setPosixFilePermissions(folder.resolve(file), open);
        }
        try (SqliteDatabase database = open(folder)) {
            create(database, session());
            for (String file : FILES) {
                assertThat(rights(folder.resolve(file)))
                        .as(file)
                        .doesNotContain("r--r--")
                        .endsWith("---");
            }
        }
    }

    private static final List<String> FILES =
            List.of("switchboard.db", "switchboard.db-wal", "switchboard.db-shm", "switchboard.lock");

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
