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
import switchboard.protocol.frames.View;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.store.NewMessage;
import switchboard.store.Rows;
import switchboard.store.StoreSamples;
import switchboard.store.StoredSession;
import switchboard.store.Write;
import switchboard.store.Written;
import switchboard.store.sqlite.file.SqliteSettings;
import switchboard.store.sqlite.log.LogHeads;
import switchboard.store.sqlite.log.NotedHead;

/** What only SQLite does: numbers, sizes and files that others may have changed. */
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
        assertThat(head(database, session)).isEqualTo(new Written.Head(2, 260, null, null, List.of()));
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

    /** Rows that are read for nothing take most of the time of a student who comes late. */
    @Test
    void ofASoundLogStudentsAreFedNothingThatTheirViewHides() throws Exception {
        StoredSession session = create(database, session());
        for (MessageType type : MessageType.values()) {
            UserId from = type.sender() == Role.STUDENT ? BOB : TEACHER;
            append(database, session, message(type, from, type.needsRecipient() ? BOB : null, "{}"));
            append(database, session, message(type, from, type.needsRecipient() ? ANN : null, "{}"));
        }
        append(database, session, question("{}"));
        View anns = new View(ANN, Role.STUDENT, ProtocolVersion.V2, 0);

        assertThat(Rows.read(database, session, ANN, Role.STUDENT).messages())
                .isEqualTo(
                        Rows.all(database, session).stream().filter(anns::shows).toList());
    }
}
