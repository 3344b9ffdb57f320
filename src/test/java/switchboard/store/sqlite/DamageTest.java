package switchboard.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static switchboard.store.StoreSamples.ANN;
import static switchboard.store.StoreSamples.SQLITE;
import static switchboard.store.StoreSamples.append;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;
import static switchboard.store.StoreSamples.withRef;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.protocol.Ref;
import switchboard.store.AppendOutcome;
import switchboard.store.Rows;
import switchboard.store.StoreException;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
import switchboard.store.Write;
import switchboard.store.Written;

/** What a real file does of which a page was overwritten, or a row changed to what no server has written. */
class DamageTest {
    /** A page holds one of these. */
    private static final String LONG = "{\"x\":\"" + "y".repeat(3_000) + "\"}";

    @TempDir
    private Path folder;

    private StoredSession first;
    private StoredSession second;

    @BeforeEach
    void twoSessionsWithMessages() throws StoreException {
        try (SqliteDatabase database = open()) {
            first = create(database, session());
            second = create(database, session());
            for (StoredSession session : List.of(first, second)) {
                for (int i = 0; i < 10; i++) {
                    append(database, session, withRef("r" + i, question(LONG)));
                }
            }
        }
    }

    private SqliteDatabase open() throws StoreException {
        return SqliteDatabase.open(folder, SQLITE, Clock.systemUTC());
    }

    private static StoreException failure(ThrowingCallable call) {
        return catchThrowableOfType(StoreException.class, call);
    }

    private static void assertDamaged(ThrowingCallable call) {
        assertThat(failure(call).trouble()).isEqualTo(Trouble.DAMAGED);
    }

    private void assertRefusedAtStart() {
        StoreException refusal = failure(() -> open().close());
        assertThat(refusal.trouble()).isEqualTo(Trouble.DAMAGED);
        assertThat(refusal)
                .hasMessageContaining(folder.resolve("switchboard.db").toString())
                .hasMessageContaining("restore a backup");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sessions", "sessions_active", "probe"})
    void whatNoServerCanDoWithoutIsMissedAtTheStart(String tableOrIndex) throws Exception {
        DamagedPage page = DamagedPage.firstOf(folder, tableOrIndex);

        assertRefusedAtStart();
        page.repair();
        open().close();
    }

    @Test
    void aDamagedHeaderIsSaidAtTheStart() throws Exception {
        DamagedPage page = DamagedPage.header(folder);

        assertRefusedAtStart();
        page.repair();
        open().close();
    }

    /** I8: nobody reads a damaged page, and all others read on. */
    @Test
    void aDamagedLogIsToldOfUntilItIsRepairedAndTheOthersAreReadAndWritten() throws Exception {
        DamagedPage page = DamagedPage.firstOf(folder, "messages");
        try (SqliteDatabase database = open()) {
            database.ping();

            assertDamaged(() -> Rows.all(database, first));
            assertThat(Rows.all(database, second)).hasSize(10);
            append(database, second, question("{}"));
            assertDamaged(database::ping);
            assertDamaged(database::ping);

            page.repair();
            database.ping();
            assertThat(Rows.all(database, first)).hasSize(10);
        }
    }

    /** I8: a session of which the head cannot be read is left out, and the rest of the group is committed. */
    @Test
    void aSessionThatCannotBeReadForWritingIsLeftOut() throws Exception {
        DamagedPage page = DamagedPage.lastOf(folder, "messages");
        List<Write> group = List.of(
                new Write.Append(second.key(), question("{}")),
                new Write.Append(first.key(), question("{}")),
                new Write.Head(second.key(), true),
                new Write.NoteJoins(second.key(), List.of()));
        try (SqliteDatabase database = open()) {
            List<Written> results = database.write(group);

            assertThat(results.get(1)).isInstanceOf(Written.AppendDone.class);
            assertThat(List.of(results.get(0), results.get(2), results.get(3)))
                    .containsOnly(Written.Unreadable.INSTANCE);
            assertDamaged(database::ping);

            page.repair();
            database.ping();
            assertThat(((Written.AppendDone) database.write(group).get(0)).outcome())
                    .isInstanceOfSatisfying(
                            AppendOutcome.Appended.class,
                            appended -> assertThat(appended.message().seq()).isEqualTo(11));
        }
    }

    /** I1, I2: what all write to is damaged: nothing is stored until what has failed can be done. */
    @Test
    void damageThatWritingMeetsStopsItUntilTheSameCanBeWritten() throws Exception {
        DamagedPage page = DamagedPage.firstOf(folder, "messages_by_ref");
        List<Write> group = List.of(
                new Write.Append(second.key(), question("{}")),
                new Write.Append(first.key(), withRef("r0", question("{}"))));
        try (SqliteDatabase database = open()) {
            assertDamaged(() -> database.write(group));
            assertDamaged(database::reopen);
            assertDamaged(database::reopen);
            assertThat(Rows.all(database, second)).hasSize(10);

            page.repair();
            database.reopen();
            assertThat(Rows.all(database, second)).hasSize(10);
            assertThat(database.write(group)).hasSize(2);
            assertThat(Rows.all(database, second)).hasSize(11);
        }
    }

    /** SQLite has nothing against these rows; whoever gets one could not read it, or not the whole page it is in. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "type = 'nonsense'",
                "from_user = 'an\u00E9n'",
                "content = '{\"x\":}'",
                "content = '{\"x\":1'",
                "content = CAST(x'7B2278223A22FF227D' AS TEXT)",
                "context = 'no context'",
            })
    void aRowThatBreaksOurOwnRulesIsDamage(String change) throws Exception {
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("PRAGMA ignore_check_constraints = 1");
            raw.execute("UPDATE messages SET " + change + " WHERE key & 4294967295 = 3 AND key < 2 << 32");
        }
        try (SqliteDatabase database = open()) {
            assertDamaged(() -> Rows.all(database, first));
            assertDamaged(database::ping);
            assertThat(Rows.all(database, second)).hasSize(10);
        }
    }

    /** Content that an earlier server has taken is no damage, whatever is refused today. */
    @Test
    void contentThatIsJsonIsReadWhateverItHolds() throws Exception {
        String odd = "{\"a\":\"\\ud800\",\"a\":1e400,\"n\":" + "9".repeat(2_000) + "}";
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("UPDATE messages SET content = '" + odd + "' WHERE key & 4294967295 = 3");
        }
        try (SqliteDatabase database = open()) {
            assertThat(Rows.all(database, first)).hasSize(10);
            database.ping();
        }
    }

    /** I8: a bad row that a ref leads to concerns who asks for it, not the group. */
    @Test
    void aRefThatLeadsToABadRowIsLeftOut() throws Exception {
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("UPDATE messages SET content = '{\"x\":}' WHERE ref = 'r0'");
        }
        try (SqliteDatabase database = open()) {
            List<Written> results = database.write(List.of(
                    new Write.Append(first.key(), withRef("r0", question("{}"))),
                    new Write.Append(first.key(), question("{}"))));

            assertThat(results.get(0)).isEqualTo(Written.Unreadable.INSTANCE);
            assertThat(results.get(1)).isInstanceOf(Written.AppendDone.class);
            assertDamaged(database::ping);
            assertDamaged(() -> database.findByRef(first.key(), ANN, new Ref("r0")));
        }
    }
}
