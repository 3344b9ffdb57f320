package switchboard.store.sqlite.log;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.SQLITE;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.protocol.finding.SessionFilter.Status;
import switchboard.store.sqlite.RawDatabase;
import switchboard.store.sqlite.SqliteDatabase;

/** How SQLite finds what it is asked for: what reads too much would be noticed only when the logs are long. */
class QueryPlansTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void makeDatabase() throws Exception {
        SqliteDatabase.open(folder, SQLITE, Clock.systemUTC()).close();
    }

    /** A scan of the whole log for each message would be noticed only when the logs are long. */
    @Test
    void refsAreFoundByTheirIndexAndPagesByTheKey() throws Exception {
        try (RawDatabase raw = new RawDatabase(folder)) {
            assertThat(raw.plan(MessageTable.BY_REF))
                    .singleElement()
                    .asString()
                    .contains("USING INDEX messages_by_ref (ref=? AND <expr>=? AND from_user=?)");
            for (String page : List.of(LogReader.ALL, LogReader.OF_STUDENT)) {
                assertThat(raw.plan(page)).singleElement().asString().contains("USING INTEGER PRIMARY KEY");
            }
        }
    }

    /** The list of one who has ended 100,000 classes must not be read as a whole for a page of it. */
    @Test
    void listsAreReadInTheOrderOfTheirIndex() throws Exception {
        try (RawDatabase raw = new RawDatabase(folder)) {
            assertThat(raw.plan(SessionList.ofAll(Status.ACTIVE)))
                    .containsExactly("SEARCH sessions USING INDEX sessions_active (number<?)");
            assertThat(raw.plan(SessionList.ofAll(Status.ENDED)))
                    .containsExactly("SEARCH sessions USING INDEX sessions_ended (number<?)");
            assertThat(raw.plan(SessionList.ofAll(Status.ALL)))
                    .containsExactly("SEARCH sessions USING INTEGER PRIMARY KEY (rowid<?)");
            for (Status status : Status.values()) {
                assertThat(raw.plan(SessionList.ofCreator(status)))
                        .filteredOn(step -> step.startsWith("SEARCH"))
                        .hasSize(status == Status.ALL ? 2 : 1)
                        .allMatch(step -> step.endsWith("_by_creator (created_by=? AND rowid<?)"));
                assertThat(raw.plan(SessionList.ofCreator(status)))
                        .noneMatch(step -> step.startsWith("SCAN") || step.contains("TEMP B-TREE"));
            }
        }
    }

    @Test
    void codesAndTheirSessionsAreFoundByKeys() throws Exception {
        try (RawDatabase raw = new RawDatabase(folder)) {
            for (String select : List.of(JoinCodeTable.SESSION, JoinCodeTable.CODE)) {
                assertThat(raw.plan(select)).hasSize(2).allMatch(step -> step.startsWith("SEARCH"));
            }
        }
    }

    /** To read the messages for that would be to read all of them. */
    @Test
    void whoHasWrittenIsFoundByKeysAlone() throws Exception {
        try (RawDatabase raw = new RawDatabase(folder)) {
            for (String select : List.of(JoinTable.STUDENTS, JoinTable.INSTRUCTORS, JoinTable.ONE)) {
                assertThat(raw.plan(select))
                        .contains("SEARCH w USING PRIMARY KEY (session_number=? AND user_id=?) LEFT-JOIN")
                        .allMatch(step -> !step.startsWith("SCAN"))
                        .noneMatch(step -> step.contains("messages"));
            }
        }
    }
}
