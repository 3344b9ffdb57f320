package switchboard.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.ANN;
import static switchboard.store.StoreSamples.SQLITE;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.store.Joiner;
import switchboard.store.StoredSession;
import switchboard.store.Write;
import switchboard.store.Written;

/** First joins where it matters how SQLite stores them. */
class SqliteJoinsTest {
    private static final UserId ZOE = new UserId("zoe");
    private static final Instant NINE = Instant.parse("2026-11-24T09:00:00.000Z");
    private static final Instant TEN = Instant.parse("2026-11-24T10:00:00.000Z");

    @TempDir
    private Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(NINE);
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    private SqliteDatabase database;
    private StoredSession session;

    @BeforeEach
    void open() throws Exception {
        database = SqliteDatabase.open(folder, SQLITE, clock);
        session = create(database, session());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void joinThatBreaksARuleIsRefusedAndItsGroupGoesOn() throws Exception {
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("CREATE TRIGGER test_rule BEFORE INSERT ON first_joins"
                    + " BEGIN SELECT RAISE(ABORT, 'a fault of the test'); END");
        }
        List<Written> written = database.write(List.of(
                new Write.NoteJoins(session.key(), List.of(new Joiner(ANN, Role.STUDENT)), List.of()),
                new Write.Append(session.key(), question("{}"))));

        assertThat(written.get(0)).isInstanceOf(Written.RefusedRow.class);
        assertThat(written.get(1)).isInstanceOf(Written.AppendDone.class);
    }
}
