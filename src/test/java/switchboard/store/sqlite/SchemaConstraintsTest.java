package switchboard.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static switchboard.store.StoreSamples.SQLITE;

import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.store.StoreException;
import switchboard.store.sqlite.schema.Schema;

/** The start sees each constraint that a database lacks or has besides, and nothing that means the same. */
class SchemaConstraintsTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void makeDatabase() throws StoreException {
        open();
    }

    private void open() throws StoreException {
        SqliteDatabase.open(folder, SQLITE, Clock.systemUTC()).close();
    }

    private void change(String... statements) throws Exception {
        try (RawDatabase raw = new RawDatabase(folder)) {
            for (String statement : statements) {
                raw.execute(statement);
            }
        }
    }

    private void edit(String object, String from, String to) throws Exception {
        change(
                "PRAGMA writable_schema = 1",
                "UPDATE sqlite_schema SET sql = replace(sql, '" + from.replace("'", "''") + "', '"
                        + to.replace("'", "''") + "') WHERE name = '" + object + "'");
    }

    private StoreException refusal() {
        return catchThrowableOfType(StoreException.class, this::open);
    }

    /** Makes a table or an index anew, with another statement, as somebody would who restores it by hand. */
    private void makeAnew(String name, String from, String to) throws Exception {
        try (RawDatabase raw = new RawDatabase(folder)) {
            String sql = raw.text("SELECT sql FROM sqlite_schema WHERE name = '" + name + "'")
                    .replaceAll("--[^\n]*\n", "")
                    .replaceAll("\\s+", " ");
            assertThat(sql).contains(from);
            String changed = sql.replace(from, to);
            if (sql.startsWith("CREATE TABLE")) {
                String index = raw.text(
                        "SELECT max(sql) FROM sqlite_schema WHERE type = 'index' AND tbl_name = '" + name + "'");
                raw.execute(changed.replace("CREATE TABLE " + name, "CREATE TABLE made_anew"));
                raw.execute("DROP TABLE " + name);
                raw.execute("ALTER TABLE made_anew RENAME TO " + name);
                if (index != null) {
                    raw.execute(index);
                }
            } else {
                raw.execute("DROP INDEX " + name);
                raw.execute(changed);
            }
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "sessions | NOT NULL CHECK (length(name) BETWEEN 1 AND 200) | CHECK (length(name) BETWEEN 1 AND 200)"
                        + " | table sessions lacks `name text not null check(length(name) between 1 and 200)`",
                "sessions | NOT NULL UNIQUE CHECK | NOT NULL CHECK | table sessions lacks `id blob not null unique",
                "sessions | BETWEEN 1 AND 200 | BETWEEN 1 AND 300 | table sessions lacks `name text not null",
                "sessions | STRICT | ## | table sessions lacks `strict`",
                "sessions | PRIMARY KEY AUTOINCREMENT | PRIMARY KEY | table sessions lacks `number integer primary key autoin",
                "messages | 'request', | 'request', 'shout', | table messages lacks `type text",
                "messages | , CHECK ((to_user IS NOT NULL) = (type IN ('inbox_response', 'request'))) | ##"
                        + " | table messages lacks `check((to_user is not null)=(type in('inbox_response','request'))",
                "messages | INTEGER PRIMARY KEY CHECK (key | INTEGER PRIMARY KEY CHECK (key + 0 | table messages lacks `key",
                "messages_by_ref | WHERE ref IS NOT NULL | WHERE ref IS NOT NULL AND key > 0"
                        + " | index messages_by_ref lacks `where ref is not null`",
                "messages_by_ref | (ref, key >> 32, from_user) | (ref, key, from_user)"
                        + " | index messages_by_ref lacks `key>>32` and has `key` instead",
                "first_writes | BETWEEN 1 AND 4294967295 | > 0 | table first_writes lacks `seq integer not null check(seq",
                "join_codes | NOT NULL UNIQUE | NOT NULL | table join_codes lacks `session_number integer not null unique`",
                "join_codes | length(code) = 6 AND | length(code) = 7 AND | table join_codes lacks `code text not null",
                "sessions_ended | IS NOT NULL | IS NULL | index sessions_ended lacks `where end_time is not null`",
                "first_joins | , WITHOUT ROWID | ## | table first_joins lacks `strict,without rowid`",
            })
    void aConstraintThatDiffersIsNamed(String object, String from, String to, String said) throws Exception {
        makeAnew(object, from, to);

        assertThat(refusal()).hasMessageContaining(said).hasMessageContaining("schema " + Schema.VERSION);
    }

    @Test
    void anIndexThatIsGoneIsNamed() throws Exception {
        change("DROP INDEX sessions_active");

        assertThat(refusal()).hasMessageContaining("there is no index sessions_active");
    }

    @Test
    void aColumnBesidesIsNamed() throws Exception {
        change("ALTER TABLE sessions ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'");

        assertThat(refusal()).hasMessageContaining("table sessions has `colour text not null default 'red'` besides");
    }

    @Test
    void anotherSpellingIsTheSame() throws Exception {
        edit(
                "sessions",
                "number      INTEGER",
                "\"NUMBER\"\n /* a comment, (with a bracket */ integer -- and one more\n");
        edit("first_joins", "joined_at ", "[joined_at]");
        edit("sessions_active", "WHERE end_time IS NULL", "where `end_time`  is\tnull");
        // Renamed and back: SQLite rewrites the text, with quotes of its own.
        change(
                "ALTER TABLE session_sizes RENAME COLUMN stored_bytes TO bytes",
                "ALTER TABLE session_sizes RENAME COLUMN bytes TO \"stored_bytes\"",
                "ALTER TABLE probe RENAME TO probes",
                "ALTER TABLE probes RENAME TO probe");

        open();
    }

    @Test
    void whatAnOperatorAddsForReadingIsLeftAlone() throws Exception {
        change(
                "CREATE INDEX my_own ON messages (timestamp)",
                "CREATE TABLE my_notes (note TEXT UNIQUE)",
                "CREATE VIEW my_view AS SELECT count(*) FROM messages",
                "CREATE TRIGGER my_trigger AFTER INSERT ON my_notes BEGIN SELECT 1; END",
                "ANALYZE");

        open();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TRIGGER meddles AFTER INSERT ON Messages BEGIN DELETE FROM messages WHERE key = new.key; END",
                "CREATE UNIQUE INDEX meddles ON messages (context)",
            })
    void whatWouldChangeWhatIsStoredIsRefused(String statement) throws Exception {
        change(statement);

        assertThat(refusal()).hasMessageContaining("meddles on the table messages");
    }
}
