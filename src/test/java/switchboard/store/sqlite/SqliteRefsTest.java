package switchboard.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static switchboard.store.StoreSamples.ANN;
import static switchboard.store.StoreSamples.SQLITE;
import static switchboard.store.StoreSamples.append;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.message;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;
import static switchboard.store.StoreSamples.sqlite;
import static switchboard.store.StoreSamples.withRef;
import static switchboard.store.StoreSamples.write;

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
import switchboard.protocol.values.Ref;
import switchboard.store.AppendOutcome;
import switchboard.store.AppendOutcome.Duplicate;
import switchboard.store.AppendOutcome.Rejected;
import switchboard.store.NewMessage;
import switchboard.store.StoreException;
import switchboard.store.StoredSession;
import switchboard.store.Write;
import switchboard.store.Written;
import switchboard.store.rules.LogRules;
import switchboard.store.sqlite.file.SqliteSettings;

/** Refs where it matters how SQLite stores them. */
class SqliteRefsTest {
    private static final Ref R1 = new Ref("r1");

    @TempDir
    private Path folder;

    private SqliteDatabase database;
    private StoredSession session;

    @BeforeEach
    void open() throws Exception {
        database = open(SQLITE);
        session = create(database, session());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private SqliteDatabase open(SqliteSettings settings) throws StoreException {
        return SqliteDatabase.open(folder, settings, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    }

    private void startAgain() throws StoreException {
        database.close();
        database = open(SQLITE);
    }

    private AppendOutcome hand(NewMessage message) throws StoreException {
        return write(database, session, message).get(0);
    }

    private static NewMessage r1(String json) {
        return withRef("r1", question(json));
    }

    @Test
    void logThatHoldsNoMoreStillKnowsItsRefs() throws Exception {
        Message first = append(database, session, r1("{}"));
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("UPDATE sessions SET last_seq = " + LogRules.MAX_SEQ);
        }
        startAgain();
        NewMessage again = r1("{}");
        NewMessage fresh = withRef("r2", question("{}"));

        assertThat(hand(again)).isEqualTo(new Duplicate(again.id(), first));
        assertThat(hand(fresh)).isEqualTo(new Rejected(fresh.id(), Refusal.SESSION_FULL));
    }

    @Test
    void refOfAGroupThatFailedIsNotKnown() throws Exception {
        database.close();
        database = open(sqlite(32 << 20, 1 << 20));
        String large = "{\"x\":\"" + "y".repeat(50_000) + "\"}";
        List<Write> tooMuch = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            tooMuch.add(new Write.Append(session.key(), withRef("r" + i, question(large))));
        }
        assertThat(catchThrowableOfType(StoreException.class, () -> database.write(tooMuch)))
                .hasMessageContaining("as large as it may be");

        assertThat(database.findByRef(session.key(), ANN, R1)).isEmpty();
        assertThat(append(database, session, r1("{}")).seq()).isEqualTo(1);
    }

    @Test
    void rowThatBreaksAnotherRuleIsNotTakenForADuplicate() throws Exception {
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("CREATE UNIQUE INDEX test_rule ON messages (context)");
        }
        append(database, session, r1("{}"));
        List<Written> written = database.write(List.of(new Write.Append(session.key(), withRef("r2", question("{}")))));

        assertThat(written.get(0)).isInstanceOf(Written.RefusedRow.class);
    }

    /**
     * Whoever hears that a message is saved must be able to rely on the disk, also where nothing new was to be written.
     */
    @Test
    void groupOfDuplicatesIsCommittedOnDiskToo() throws Exception {
        append(database, session, r1("{}"));
        try (RawDatabase raw = new RawDatabase(folder)) {
            String before = raw.text("SELECT probed_at FROM probe");
            hand(r1("{}"));
            String behindOne = raw.text("SELECT probed_at FROM probe");
            hand(r1("{}"));

            assertThat(behindOne).isNotEqualTo(before);
            assertThat(raw.text("SELECT probed_at FROM probe")).isNotEqualTo(behindOne);
            String behindTwo = raw.text("SELECT probed_at FROM probe");
            append(database, session, question("{}"));
            assertThat(raw.text("SELECT probed_at FROM probe")).isEqualTo(behindTwo);
        }
    }

    /** I1: readers may see what a failed commit left, and it may be gone when the power fails. */
    @Test
    void nobodyIsToldOfMessagesWhoseCommitFailed() throws Exception {
        append(database, session, r1("{}"));
        database.ping(); // A reader that is open stays with the log that is deleted.
        Files.delete(folder.resolve("switchboard.db-wal"));
        NewMessage second = withRef("r2", question("{}"));
        assertThat(catchThrowableOfType(
                                StoreException.class,
                                () -> database.write(List.of(
                                        new Write.Append(session.key(), second),
                                        new Write.Append(session.key(), question("{}")))))
                        .indeterminate())
                .isTrue();

        assertThat(database.head(session.key())).isEqualTo(1);
        assertThat(database.findByRef(session.key(), ANN, R1)).isPresent();
        assertThat(database.findByRef(session.key(), ANN, new Ref("r3"))).isEmpty();
        assertThat(catchThrowableOfType(
                        StoreException.class, () -> database.findByRef(session.key(), ANN, new Ref("r2"))))
                .hasMessageContaining("nobody knows");

        database.lifecycle().reopen();
        assertThat(database.head(session.key())).isEqualTo(1);
        database.write(List.of(Write.Probe.INSTANCE));
        assertThat(database.head(session.key())).isEqualTo(3);
        assertThat(database.findByRef(session.key(), ANN, new Ref("r2"))).isPresent();
    }
}
