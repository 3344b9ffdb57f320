package switchboard.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static switchboard.store.StoreSamples.ANN;
import static switchboard.store.StoreSamples.SQLITE;
import static switchboard.store.StoreSamples.TEACHER;
import static switchboard.store.StoreSamples.append;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.message;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;
import static switchboard.store.StoreSamples.withRef;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.Role;
import switchboard.store.AppendOutcome;
import switchboard.store.FirstJoin;
import switchboard.store.Joiner;
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

    /** I8: what is on a damaged page is missing, and told; all else is read. */
    @Test
    void aDamagedPageIsToldOfUntilItIsRepairedAndTheOthersAreReadAndWritten() throws Exception {
        DamagedPage page = DamagedPage.firstOf(folder, "messages");
        try (SqliteDatabase database = open()) {
            database.ping();

            for (Role role : Role.values()) {
                Rows rows = Rows.read(database, first, ANN, role);
                assertThat(rows.damaged()).isNotEmpty();
                assertThat(rows.messages()).hasSizeBetween(5, 9);
                assertThat(lost(rows) + rows.messages().size()).isEqualTo(10);
                assertThat(seqs(rows)).endsWith(9L, 10L).isSorted();
            }
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
                new Write.NoteJoins(second.key(), List.of(), List.of()));
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
            assertDamaged(database.lifecycle()::reopen);
            assertDamaged(database.lifecycle()::reopen);
            assertThat(Rows.all(database, second)).hasSize(10);

            page.repair();
            database.lifecycle().reopen();
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
                "id = x'0102'",
                "timestamp = -1",
                "timestamp = 1 << 60",
                "to_user = 'ann'",
            })
    void aRowThatBreaksOurOwnRulesIsLeftOutAndTold(String change) throws Exception {
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("PRAGMA ignore_check_constraints = 1");
            raw.execute("UPDATE messages SET " + change + " WHERE key & 4294967295 = 3 AND key < 2 << 32");
        }
        try (SqliteDatabase database = open()) {
            for (Role role : Role.values()) {
                Rows rows = Rows.read(database, first, ANN, role);
                assertThat(seqs(rows)).containsExactly(1L, 2L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
                // A student cannot know that what seems to be from somebody else was theirs.
                assertThat(rows.damaged())
                        .isEqualTo(role == Role.STUDENT && change.startsWith("from_user") ? List.of() : List.of("3-3"));
            }
            assertDamaged(database::ping);
            assertThat(Rows.all(database, second)).hasSize(10);
        }
    }

    private static List<Long> seqs(Rows rows) {
        return rows.messages().stream().map(Message::seq).toList();
    }

    /** What somebody has removed is told to readers; it is nothing that could be repaired. */
    @Test
    void aPlaceWithoutAMessageIsToldAndIsNoDamage() throws Exception {
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("DELETE FROM messages WHERE key & 4294967295 BETWEEN 3 AND 5 AND key < 2 << 32");
        }
        try (SqliteDatabase database = open()) {
            for (Role role : Role.values()) {
                Rows rows = Rows.read(database, first, ANN, role);
                assertThat(seqs(rows)).containsExactly(1L, 2L, 6L, 7L, 8L, 9L, 10L);
                assertThat(rows.damaged()).containsExactly("3-5");
            }
            database.ping();
        }
    }

    /** The rows before are another session's: that is no damage. */
    @Test
    void aLogWithoutItsBeginningIsNoDamage() throws Exception {
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("DELETE FROM messages WHERE key & 4294967295 BETWEEN 1 AND 2 AND key > 2 << 32");
        }
        try (SqliteDatabase database = open()) {
            for (Role role : Role.values()) {
                Rows rows = Rows.read(database, second, ANN, role);
                assertThat(seqs(rows)).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
                assertThat(rows.damaged()).containsExactly("1-2");
            }
            database.ping();
        }
    }

    /** I2, I7: a key with a flipped bit lies between its neighbours: it must not end, misplace or hide what follows. */
    @ParameterizedTest
    @MethodSource("placesAndBits")
    void aRowThatLiesInAWrongPlaceIsLeftOutAndTold(int seq, int bit) throws Exception {
        StoredSession small;
        try (SqliteDatabase database = open()) {
            small = create(database, session());
            for (int i = 0; i < 10; i++) {
                append(database, small, question("{}"));
            }
        }
        long key = small.number() << 32 | seq;
        MisplacedRow.swap(folder, key, key ^ 1L << bit);
        try (SqliteDatabase database = open()) {
            for (Role role : Role.values()) {
                Rows rows = Rows.read(database, small, ANN, role);
                assertThat(rows.messages())
                        .allMatch(
                                message -> message.session().equals(small.info().id()));
                assertThat(seqs(rows)).isSorted().doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(9);
                assertThat(seqs(rows).size() + lost(rows))
                        .as("told: " + rows.damaged())
                        .isGreaterThanOrEqualTo(10);
            }
            assertThat(append(database, small, question("{}")).seq()).isGreaterThan(10);
        }
    }

    static Stream<Arguments> placesAndBits() {
        return Stream.of(1, 4, 5, 10)
                .flatMap(seq -> Stream.of(0, 1, 2, 3, 7, 31, 32).map(bit -> Arguments.of(seq, bit)));
    }

    private static long lost(Rows rows) {
        return rows.damaged().stream()
                .map(gap -> gap.split("-"))
                .mapToLong(gap -> Long.parseLong(gap[1]) - Long.parseLong(gap[0]) + 1)
                .sum();
    }

    /** One session's row that is damaged keeps nobody else from their session. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "name = ' '",
                "created_by = 'in\u00E9s'",
                "student_ids = '[\"a b\"]'",
                "student_ids = '['",
                "start_time = -5",
                "id = x'01'",
            })
    void aSessionThatIsDamagedIsLeftOut(String change) throws Exception {
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("PRAGMA ignore_check_constraints = 1");
            raw.execute("UPDATE sessions SET " + change + " WHERE number = 1");
        }
        try (SqliteDatabase database = open()) {
            assertThat(Rows.active(database)).containsExactly(second);
            assertDamaged(database::ping);
            append(database, second, question("{}"));
        }
    }

    @Test
    void aFirstJoinThatIsDamagedIsLeftOut() throws Exception {
        try (SqliteDatabase database = open()) {
            database.write(List.of(new Write.NoteJoins(
                    first.key(),
                    List.of(new Joiner(ANN, Role.STUDENT), new Joiner(TEACHER, Role.INSTRUCTOR)),
                    List.of())));
        }
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("PRAGMA ignore_check_constraints = 1");
            raw.execute("UPDATE first_joins SET role = 'studend' WHERE role = 'student'");
        }
        try (SqliteDatabase database = open()) {
            assertThat(database.firstJoins(first.key()))
                    .extracting(FirstJoin::user)
                    .containsExactly(TEACHER);
            assertDamaged(database::ping);
            append(database, first, question("{}"));
        }
    }

    @Test
    void aFirstWriteThatIsDamagedLeavesItsJoinOut() throws Exception {
        try (SqliteDatabase database = open()) {
            append(database, first, message(MessageType.INSTRUCTOR_BROADCAST, TEACHER, null, "{}"));
            database.write(List.of(new Write.NoteJoins(
                    first.key(),
                    List.of(new Joiner(ANN, Role.STUDENT), new Joiner(TEACHER, Role.INSTRUCTOR)),
                    List.of())));
        }
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("PRAGMA ignore_check_constraints = 1");
            raw.execute("UPDATE first_writes SET seq = -1");
        }
        try (SqliteDatabase database = open()) {
            assertThat(database.firstJoins(first.key()))
                    .extracting(FirstJoin::user)
                    .containsExactly(ANN);
            assertDamaged(database::ping);
            append(database, first, question("{}"));
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
