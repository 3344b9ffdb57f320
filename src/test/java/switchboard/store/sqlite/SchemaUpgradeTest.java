package switchboard.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static switchboard.store.StoreSamples.ANN;
import static switchboard.store.StoreSamples.BOB;
import static switchboard.store.StoreSamples.SQLITE;
import static switchboard.store.StoreSamples.TEACHER;
import static switchboard.store.StoreSamples.append;
import static switchboard.store.StoreSamples.head;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.text;
import static switchboard.store.StoreSamples.withRef;
import static switchboard.store.StoreSamples.write;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.finding.SessionFilter;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.store.AppendOutcome;
import switchboard.store.Joiner;
import switchboard.store.Rows;
import switchboard.store.StoreException;
import switchboard.store.StoredSession;
import switchboard.store.Write;
import switchboard.store.Written;
import switchboard.store.sqlite.schema.Schema;

/** A database of an earlier server is brought up to date with all that it holds. */
class SchemaUpgradeTest {
    private static final int MESSAGES = 3_000;

    @TempDir
    private Path folder;

    private static SqliteDatabase open(Path folder) throws StoreException {
        return SqliteDatabase.open(folder, SQLITE, Clock.systemUTC());
    }

    /**
     * As a server of the first schema left it: a session with messages, a size that was noted, and one that has ended.
     */
    private void makeDatabaseOfVersion1() throws Exception {
        makeDatabase("001_sessions_and_messages.sql");
    }

    /** @param steps that made it, the first ones that there are */
    private void makeDatabase(String... steps) throws Exception {
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("PRAGMA journal_mode = WAL");
            for (String step : steps) {
                try (InputStream script = Schema.class.getResourceAsStream("/db/sqlite/" + step)) {
                    raw.script(new String(script.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            raw.execute("PRAGMA application_id = " + 0x53776264);
            raw.execute("PRAGMA user_version = " + steps.length);
            for (String endTime : List.of("NULL", "1700000009999")) {
                raw.execute("INSERT INTO sessions (id, name, created_by, student_ids, start_time, end_time)"
                        + " VALUES (randomblob(16), 'Physics', 'teacher', '[\"ann\",\"bob\"]', 1700000000000, "
                        + endTime
                        + ")");
            }
            raw.execute("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + MESSAGES + ")"
                    + " INSERT INTO messages (key, id, type, context, from_user, to_user, timestamp, content)"
                    + " SELECT (1 << 32) + i, randomblob(16), iif(i % 2, 'analytics', 'request'), 'general',"
                    + " iif(i % 2, 'ann', 'teacher'), iif(i % 2, NULL, 'bob'), 1700000000000 + i, '{\"n\":' || i || '}'"
                    + " FROM n");
            raw.execute("INSERT INTO session_sizes VALUES (1, 2000, 270000)");
        }
    }

    /** Found by use: Debian's sqlite3 held each session without names for damaged, and took none back from a dump. */
    @Test
    void toolsOfAnOlderSqliteHoldItForSound() throws Exception {
        makeDatabase(
                "001_sessions_and_messages.sql",
                "002_refs_and_first_joins.sql",
                "003_first_writes.sql",
                "004_names_rosters_and_join_codes.sql",
                "005_people.sql");
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.answerAsOlderSqlite();
            assertThat(raw.texts("PRAGMA integrity_check"))
                    .as("before")
                    .contains("CHECK constraint failed in sessions");
        }
        open(folder).close();
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.answerAsOlderSqlite();
            assertThat(raw.texts("PRAGMA integrity_check")).containsExactly("ok");
            raw.execute("INSERT INTO sessions (id, name, created_by, student_ids, start_time)"
                    + " VALUES (randomblob(16), 'Physics', 'teacher', '[\"ann\"]', 0)");
        }
    }

    @Test
    void everythingIsKeptAndRefsAndJoinsWorkInOldSessions() throws Exception {
        makeDatabaseOfVersion1();
        try (SqliteDatabase database = open(folder)) {
            StoredSession session = Rows.active(database).get(0);
            List<Message> old = Rows.all(database, session);
            assertThat(Rows.active(database)).hasSize(1);
            assertThat(old).hasSize(MESSAGES).allMatch(message -> message.ref() == null);
            assertThat(text(old.get(1))).isEqualTo("{\"n\":2}");
            assertThat(old.get(1).to()).isEqualTo(BOB);
            assertThat(head(database, session).storedBytes()).isEqualTo(270_000 + 1_000 * (128 + 10));

            Message named = append(database, session, withRef("r1", question("{}")));
            assertThat(named.seq()).isEqualTo(MESSAGES + 1);
            assertThat(write(database, session, withRef("r1", question("{}"))).get(0))
                    .isInstanceOf(AppendOutcome.Duplicate.class);
            assertThat(database.findByRef(session.key(), ANN, new Ref("r1"))).contains(named);
            assertThat(database.firstJoins(session.key())).isEmpty();
            database.write(
                    List.of(new Write.NoteJoins(session.key(), List.of(new Joiner(ANN, Role.STUDENT)), List.of())));
            assertThat(database.firstJoins(session.key())).hasSize(1);
            assertThat(firstSeqOf(database, session, TEACHER)).isEqualTo(2);
            assertThat(firstSeqOf(database, session, BOB)).isZero();
        }
        try (RawDatabase raw = new RawDatabase(folder)) {
            assertThat(raw.text("PRAGMA user_version")).isEqualTo(String.valueOf(Schema.VERSION));
            assertThat(raw.text("PRAGMA integrity_check")).isEqualTo("ok");
            assertThat(raw.text("SELECT count(*) FROM messages")).isEqualTo(String.valueOf(MESSAGES + 1));
        }
        open(folder).close();
    }

    /** An instructor who wrote could be taken for one who only came by. */
    @Test
    void whoHasWrittenIsKnownOfSessionsThatGoOn() throws Exception {
        makeDatabase("001_sessions_and_messages.sql", "002_refs_and_first_joins.sql");
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("INSERT INTO first_joins VALUES (1, 'teacher', 'instructor', 1700000000000),"
                    + " (1, 'zoe', 'instructor', 1700000000000), (1, 'ann', 'student', 1700000000000),"
                    + " (1, 'ann', 'instructor', 1700000000000)");
            raw.execute(
                    "INSERT INTO messages (key, id, type, context, from_user, timestamp, content)"
                            + " VALUES ((2 << 32) + 1, randomblob(16), 'instructor_broadcast', 'x', 'zoe', 1700000000000, '{}')");
            raw.execute("PRAGMA ignore_check_constraints = 1");
            raw.execute("UPDATE messages SET from_user = '' WHERE key = (1 << 32) + 20");
        }
        try (SqliteDatabase database = open(folder)) {
            StoredSession session = Rows.active(database).get(0);
            assertThat(database.firstJoins(session.key()))
                    .extracting(join -> join.user() + " " + join.role().wire() + " " + join.firstSeq())
                    .containsExactlyInAnyOrder(
                            "teacher instructor 2", "zoe instructor 0", "ann student 0", "ann instructor 0");
        }
    }

    @Test
    void sessionsOfBeforeAreListedAndGetJoinCodes() throws Exception {
        makeDatabaseOfVersion1();
        JoinCode code = new JoinCode("ABCDEF");
        try (SqliteDatabase database = open(folder)) {
            StoredSession active = Rows.active(database).get(0);
            StoredSession ended = database.page(
                            new SessionFilter(SessionFilter.Status.ENDED, TEACHER), null, 10, Long.MAX_VALUE)
                    .sessions()
                    .get(0);
            assertThat(ended.number()).isEqualTo(2);
            assertThat(database.page(new SessionFilter(SessionFilter.Status.ALL, TEACHER), null, 10, Long.MAX_VALUE)
                            .sessions())
                    .containsExactly(ended, active);
            assertThat(database.write(List.of(
                            new Write.SetJoinCode(active.key(), List.of(code)),
                            new Write.SetJoinCode(ended.key(), List.of(code)))))
                    .containsExactly(new Written.JoinCodeSet(Optional.of(code)), Written.SessionEnded.INSTANCE);
            assertThat(database.findByJoinCode(code)).contains(active);
        }
    }

    /** What the note of a join says of the first message. */
    private static long firstSeqOf(SqliteDatabase database, StoredSession session, UserId instructor)
            throws StoreException {
        Written noted = database.write(List.of(new Write.NoteJoins(
                        session.key(), List.of(new Joiner(instructor, Role.INSTRUCTOR)), List.of())))
                .get(0);
        return ((Written.JoinsNoted) noted).firstJoins().get(0).firstSeq();
    }

    @Test
    void upgradeThatBreaksOffLeavesTheVersionBefore() throws Exception {
        makeDatabaseOfVersion1();
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("CREATE TABLE first_joins (in_the_way TEXT)");
        }

        assertThat(catchThrowableOfType(StoreException.class, () -> open(folder).close()))
                .isNotNull();
        try (RawDatabase raw = new RawDatabase(folder)) {
            assertThat(raw.text("PRAGMA user_version")).isEqualTo("1");
            assertThat(raw.text("SELECT count(*) FROM pragma_table_info('messages') WHERE name = 'ref'"))
                    .isEqualTo("0");
            raw.execute("DROP TABLE first_joins");
        }
        try (SqliteDatabase database = open(folder)) {
            assertThat(Rows.all(database, Rows.active(database).get(0))).hasSize(MESSAGES);
        }
    }
}
