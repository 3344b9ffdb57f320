package switchboard.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static switchboard.store.StoreSamples.SQLITE;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.session;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.protocol.finding.JoinCode;
import switchboard.store.SessionCode;
import switchboard.store.StoreException;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
import switchboard.store.Write;
import switchboard.store.Written;

/** Join codes as no server has written them: somebody has put a backup together by hand, or a bit has flipped. */
class SqliteJoinCodesTest {
    private static final JoinCode CODE = new JoinCode("ABCDEF");

    @TempDir
    private Path folder;

    private SqliteDatabase database;
    private StoredSession session;

    @BeforeEach
    void open() throws Exception {
        database = SqliteDatabase.open(folder, SQLITE, Clock.systemUTC());
        session = create(database, session());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void change(String... statements) throws Exception {
        try (RawDatabase raw = new RawDatabase(folder)) {
            for (String statement : statements) {
                raw.execute(statement);
            }
        }
    }

    @Test
    void aCodeOfASessionThatHasEndedFindsNothing() throws Exception {
        database.write(List.of(new Write.End(session.key())));
        change("INSERT INTO join_codes VALUES ('ABCDEF', " + session.number() + ")");

        assertThat(database.findByJoinCode(CODE)).isEmpty();
    }

    @Test
    void aCodeThatCannotBeOneIsDamageUntilThereIsANewOne() throws Exception {
        change(
                "PRAGMA ignore_check_constraints = 1",
                "INSERT INTO join_codes VALUES ('abc-def', " + session.number() + ")");

        StoreException damage = catchThrowableOfType(
                StoreException.class, () -> database.joinCode(session.info().id()));
        assertThat(damage.trouble()).isEqualTo(Trouble.DAMAGED);
        assertThat(damage).hasMessageNotContaining("abc-def");
        assertThat(database.write(List.of(new Write.SetJoinCode(session.key(), List.of(CODE)))))
                .containsExactly(new Written.JoinCodeSet(Optional.of(CODE)));
        assertThat(database.joinCode(session.info().id())).contains(new SessionCode(CODE));
        database.ping();
    }
}
