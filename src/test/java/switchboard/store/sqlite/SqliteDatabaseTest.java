package switchboard.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static switchboard.store.StoreSamples.ANN;
import static switchboard.store.StoreSamples.BOB;
import static switchboard.store.StoreSamples.SQLITE;
import static switchboard.store.StoreSamples.TEACHER;
import static switchboard.store.StoreSamples.append;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.head;
import static switchboard.store.StoreSamples.message;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;
import static switchboard.store.StoreSamples.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;
import switchboard.store.AppendOutcome;
import switchboard.store.NewMessage;
import switchboard.store.Rows;
import switchboard.store.SessionKey;
import switchboard.store.StoreSamples;
import switchboard.store.StoredSession;
import switchboard.store.Write;
import switchboard.store.Written;
import switchboard.store.sqlite.file.SqliteSettings;
import switchboard.store.sqlite.log.LogHeads;
import switchboard.store.sqlite.log.NotedHead;

class SqliteDatabaseTest {
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00.123456789Z");

    @TempDir
    private Path folder;

    private SqliteDatabase database;

    @BeforeEach
    void open() throws Exception {
        database = open(SQLITE);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private SqliteDatabase open(SqliteSettings settings) throws Exception {
        return SqliteDatabase.open(folder, settings, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private void startAgain() throws Exception {
        database.close();
        database = open(SQLITE);
    }

    @Test
    void keepsSessionsAsTheyWereGiven() throws Exception {
        SessionInfo info = session("Größe → \"1\" 🎓", "ann", "bob", "A_-9");
        StoredSession stored = create(database, info);
        startAgain();

        assertThat(stored.info()).isEqualTo(info);
        assertThat(database.find(info.id())).contains(stored);
        assertThat(Rows.active(database)).containsExactly(stored);
        assertThat(database.find(session().id())).isEmpty();
    }

    @Test
    void keepsTheLongestListOfStudents() throws Exception {
        String[] students = new String[2_000];
        for (int i = 0; i < students.length; i++) {
            students[i] = "student-%042d".formatted(i);
        }
        StoredSession stored = create(database, session("All", students));

        assertThat(database.find(stored.info().id()).orElseThrow().info().studentIds())
                .hasSize(2_000)
                .startsWith(new UserId(students[0]))
                .endsWith(new UserId(students[1_999]));
    }

    @Test
    void answersACreationThatCameTwiceWithTheFirst() throws Exception {
        SessionInfo info = session();
        StoredSession first = create(database, info);

        assertThat(create(database, info)).isEqualTo(first);
    }

    @Test
    void keepsMessagesAsTheyWereWritten() throws Exception {
        StoredSession session = create(database, session());
        String json = "{\"b\":12345678901234567890,\"a\":1e21,\"s\":\"\\ud83c\\udf93 é 🎓 \\u0000\",\"a\":1.0}";
        Message direct = append(database, session, message(MessageType.REQUEST, TEACHER, BOB, json));
        Message longest = append(database, session, question("{\"x\":\"" + "y".repeat(65_536 - 8) + "\"}"));
        startAgain();

        assertThat(Rows.all(database, session)).containsExactly(direct, longest);
        assertThat(text(Rows.all(database, session).get(0))).isEqualTo(json);
    }

    @Test
    void timesAreThoseOfTheCommitInWholeMilliseconds() throws Exception {
        StoredSession session = create(database, session());

        assertThat(append(database, session, question("{}")).timestamp())
                .isEqualTo(Instant.parse("2026-11-24T08:00:00.123Z"));
    }

    /** I2. */
    @Test
    void numbersEachSessionByItselfAcrossGroupsAndStarts() throws Exception {
        StoredSession physics = create(database, session());
        StoredSession music = create(database, session());
        database.write(List.of(
                new Write.Append(physics.key(), question("{}")),
                new Write.Append(music.key(), question("{}")),
                new Write.Append(physics.key(), question("{}"))));
        startAgain();
        append(database, physics, question("{}"));

        assertThat(Rows.all(database, physics)).extracting(Message::seq).containsExactly(1L, 2L, 3L);
        assertThat(Rows.all(database, music)).extracting(Message::seq).containsExactly(1L);
    }

    @Test
    void countsStoredBytesExactlyAcrossStarts() throws Exception {
        StoredSession session = create(database, session());
        append(database, session, question("{\"a\":1}"));
        append(database, session, question("{}"));
        startAgain();
        append(database, session, question("{}"));

        assertThat(head(database, session)).isEqualTo(new Written.Head(3, 7 + 2 + 2 + 3 * 128, null, List.of()));
    }

    @Test
    void headOfAGroupSeesWhatStandsBeforeIt() throws Exception {
        StoredSession session = create(database, session());
        List<Written> written = database.write(List.of(
                new Write.Head(session.key(), false),
                new Write.Append(session.key(), question("{}")),
                new Write.Head(session.key(), false)));

        assertThat(written.get(0)).isEqualTo(new Written.Head(0, 0, null, List.of()));
        assertThat(written.get(2)).isEqualTo(new Written.Head(1, 130, null, List.of()));
    }

    @Test
    void headIsNeverBelowLastSeqOfTheSession() throws Exception {
        StoredSession session = create(database, session());
        append(database, session, question("{}"));
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("UPDATE sessions SET last_seq = 5");
            raw.execute("DELETE FROM messages");
        }
        startAgain();

        assertThat(append(database, session, question("{}")).seq()).isEqualTo(6);
    }

    @Test
    void endHasItsPlaceInTheLog() throws Exception {
        StoredSession session = create(database, session());
        NewMessage late = question("{}");
        List<Written> written = database.write(List.of(
                new Write.Append(session.key(), question("{}")),
                new Write.End(session.key()),
                new Write.Append(session.key(), late),
                new Write.End(session.key())));
        SessionInfo ended = session.info().endedAt(Instant.parse("2026-11-24T08:00:00.123Z"));

        assertThat(written.get(1)).isEqualTo(new Written.Ended(ended, 1, false));
        assertThat(written.get(2))
                .isEqualTo(new Written.AppendDone(new AppendOutcome.Rejected(late.id(), Refusal.SESSION_ENDED)));
        assertThat(written.get(3)).isEqualTo(new Written.Ended(ended, 1, true));
        startAgain();
        assertThat(Rows.active(database)).isEmpty();
        assertThat(head(database, session).endedAt()).isEqualTo(ended.endTime());
    }

    @Test
    void knowsNoSessionThatIsNotThere() throws Exception {
        StoredSession session = create(database, session());
        SessionKey none = new SessionKey(99, session().id());
        SessionKey otherId = new SessionKey(session.number(), session().id());
        NewMessage message = question("{}");

        assertThat(database.write(List.of(
                        new Write.Head(none, false),
                        new Write.End(none),
                        new Write.Append(none, message),
                        new Write.Head(otherId, false))))
                .containsExactly(
                        Written.NoSuchSession.INSTANCE,
                        Written.NoSuchSession.INSTANCE,
                        new Written.AppendDone(new AppendOutcome.Rejected(message.id(), Refusal.SESSION_NOT_FOUND)),
                        Written.NoSuchSession.INSTANCE);
    }

    @Test
    void resubmittedMessageIsAnsweredFromTheRowsAboveTheKnownHead() throws Exception {
        StoredSession session = create(database, session());
        append(database, session, question("{}"));
        NewMessage lost =
                new NewMessage(question("{}").id(), ANN, question("{\"a\":1}").draft(), null, 1, false);
        Message stored = append(database, session, lost);
        append(database, session, question("{}"));

        assertThat(append(database, session, lost.again())).isEqualTo(stored);
        assertThat(Rows.all(database, session)).hasSize(3);
    }

    @Test
    void resubmittedMessageThatWasNotStoredIsStored() throws Exception {
        StoredSession session = create(database, session());
        append(database, session, question("{}"));

        assertThat(append(database, session, question("{}").again()).seq()).isEqualTo(2);
    }

    /** Otherwise a message that was accepted before the end would be refused, though everybody got it. */
    @Test
    void resubmittedMessageIsFoundInASessionThatEndedMeanwhile() throws Exception {
        StoredSession session = create(database, session());
        NewMessage message = question("{}");
        Message stored = append(database, session, message);
        database.write(List.of(new Write.End(session.key())));

        assertThat(append(database, session, message.again())).isEqualTo(stored);
    }

    @Test
    void rowThatBreaksARuleIsRefusedAndItsGroupGoesOn() throws Exception {
        StoredSession session = create(database, session());
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("CREATE UNIQUE INDEX test_rule ON messages (id)");
        }
        NewMessage once = question("{}");
        List<Written> written = database.write(List.of(
                new Write.Append(session.key(), once),
                new Write.Append(session.key(), once),
                new Write.Append(session.key(), question("{}"))));

        assertThat(written.get(1)).isInstanceOf(Written.RefusedRow.class);
        assertThat(Rows.all(database, session)).extracting(Message::seq).containsExactly(1L, 2L);
        assertThat(head(database, session).storedBytes()).isEqualTo(260);
    }

    /** The size is noted only now and then: what was not noted is added up when the head is read. */
    @Test
    void knowsTheSizeOfALogAgainWhereverItStoppedNotingIt() throws Exception {
        StoredSession session = create(database, session());
        long bytes = 0;
        for (int messages : new int[] {1, NotedHead.NOTED_EVERY_MESSAGES - 2, 1, 1, 700, 700}) {
            List<Write> group = new ArrayList<>();
            for (int i = 0; i < messages; i++) {
                NewMessage message = question("{\"text\":\"größer " + i + "\"}");
                bytes += message.storedBytes();
                group.add(new Write.Append(session.key(), message));
            }
            database.write(group);
            assertThat(head(database, session).storedBytes()).isEqualTo(bytes);
            database.lifecycle().reopen();
            assertThat(head(database, session).storedBytes()).as("read again").isEqualTo(bytes);
        }
        for (int i = 0; i < 6; i++) {
            NewMessage large = question("{\"text\":\"" + "x".repeat(60_000) + "\"}");
            bytes += large.storedBytes();
            append(database, session, large);
            database.lifecycle().reopen();
            assertThat(head(database, session).storedBytes()).isEqualTo(bytes);
        }
    }

    /** All are forgotten then, and with them what was counted and not noted. */
    @Test
    void knowsTheSizeOfALogAgainWhenMoreLogsWereUsedThanAreRemembered() throws Exception {
        StoredSession session = create(database, session());
        append(database, session, question("{}"));
        List<Write> creations = new ArrayList<>();
        for (int i = 0; i < LogHeads.MAX_HEADS; i++) {
            creations.add(new Write.Create(session()));
        }
        List<Write> heads = new ArrayList<>();
        for (Written created : database.write(creations)) {
            heads.add(new Write.Head(((Written.Created) created).session().key(), false));
        }
        database.write(heads);

        assertThat(append(database, session, question("{}")).seq()).isEqualTo(2);
        assertThat(head(database, session)).isEqualTo(new Written.Head(2, 260, null, List.of()));
    }

    @Test
    void readsGoOnWhileAGroupIsWritten() throws Exception {
        StoredSession session = create(database, session());
        append(database, session, question("{}"));
        database.lifecycle().reopen();

        database.ping();
        assertThat(Rows.all(database, session)).hasSize(1);
    }

    @Test
    void checkpointsKeepTheWriteAheadLogBounded() throws Exception {
        database.close();
        database = open(StoreSamples.sqlite(1 << 20, 1L << 40));
        StoredSession session = create(database, session());
        String json = "{\"x\":\"" + "y".repeat(20_000) + "\"}";
        for (int i = 0; i < 500; i++) {
            append(database, session, question(json));
            database.ping();
            database.lifecycle().tidy();
        }

        assertThat(Files.size(folder.resolve("switchboard.db-wal"))).isLessThan(2 << 20);
    }

    @Test
    void closingPutsEverythingIntoOneFile() throws Exception {
        StoredSession session = create(database, session());
        append(database, session, question("{}"));
        database.ping();
        database.close();
        database.close();

        assertThat(folder.resolve("switchboard.db-wal")).doesNotExist();
        assertThatThrownBy(() -> database.ping()).hasMessageContaining("closed");
        assertThatThrownBy(() -> database.write(List.of(Write.Probe.INSTANCE))).hasMessageContaining("closed");
    }

    @Test
    void sessionNumbersAreNeverUsedTwice() throws Exception {
        StoredSession first = create(database, session());
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("DELETE FROM sessions");
        }
        startAgain();

        assertThat(create(database, session()).number()).isGreaterThan(first.number());
    }
}
