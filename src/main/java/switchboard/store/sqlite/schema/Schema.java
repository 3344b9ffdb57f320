package switchboard.store.sqlite.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;
import switchboard.store.StoreException;
import switchboard.store.Trouble;

/**
 * The tables, made and changed by numbered steps. Each step is one transaction together with the version that it leads
 * to, so that a start that is cut off leaves a whole version.
 */
public final class Schema {
    /** In order; the place in this list is the version that a step leads to. A step that was released never changes. */
    private static final List<String> STEPS = List.of(
            "001_sessions_and_messages.sql",
            "002_refs_and_first_joins.sql",
            "003_first_writes.sql",
            "004_names_rosters_and_join_codes.sql",
            "005_people.sql",
            "006_names_for_older_tools.sql");

    public static final int VERSION = STEPS.size();

    /** Marks the file as ours ("Swbd"), so that another program's database is not taken for an empty one of ours. */
    private static final int APPLICATION_ID = 0x53776264;

    private Schema() {}

    /** Brings a database that may be empty or older to this program's version, or refuses it. */
    public static void prepare(Connection connection, Path file) throws SQLException, StoreException {
        int version = version(connection, file);
        for (int next = version + 1; next <= VERSION; next++) {
            step(connection, next);
        }
        verify(connection, file);
    }

    /**
     * Looks whether a database is one of ours that this program knows, without changing it. Of an older version, which
     * the next start brings up to date, the tables are not looked at.
     */
    public static void check(Connection connection, Path file) throws SQLException, StoreException {
        if (version(connection, file) == VERSION) {
            verify(connection, file);
        }
    }

    private static int version(Connection connection, Path file) throws SQLException, StoreException {
        int version = number(connection, "PRAGMA user_version");
        int application = number(connection, "PRAGMA application_id");
        boolean empty = number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
        if (application != APPLICATION_ID && !(empty && version == 0 && application == 0)) {
            throw new StoreException(
                    Trouble.UNUSABLE,
                    file + " is the database of another program: move it away or choose another data folder.");
        }
        if (version > VERSION) {
            throw new StoreException(
                    Trouble.UNUSABLE,
                    file + " was written by a newer Switchboard (schema " + version + ", this one knows up to "
                            + VERSION + "): start that one, or restore a backup from before.");
        }
        return version;
    }

    private static void step(Connection connection, int version) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            try {
                statement.executeUpdate(script(STEPS.get(version - 1)));
                statement.execute("PRAGMA application_id = " + APPLICATION_ID);
                statement.execute("PRAGMA user_version = " + version);
                statement.execute("COMMIT");
            } catch (SQLException e) {
                rollback(connection, e);
                throw e;
            }
        }
    }

    private static void rollback(Connection connection, SQLException cause) {
        // A statement of its own: the one that threw is closed.
        try (Statement statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            // SQLite has rolled back by itself, as it does when there is no room.
            cause.addSuppressed(e);
        }
    }

    private static void verify(Connection connection, Path file) throws SQLException, StoreException {
        List<String> faults = expected().faultsOf(SchemaCheck.of(connection));
        if (!faults.isEmpty()) {
            throw new StoreException(
                    Trouble.UNUSABLE,
                    file + " has not the tables of schema " + VERSION + ": " + String.join("; ", faults)
                            + ". Undo that, or restore it from a backup.");
        }
    }

    /** What the steps make of an empty database: asked of SQLite, so that no second description can differ. */
    private static SchemaCheck expected() throws SQLException {
        try (Connection memory = new SQLiteConfig().createConnection("jdbc:sqlite::memory:")) {
            for (int version = 1; version <= VERSION; version++) {
                step(memory, version);
            }
            return SchemaCheck.of(memory);
        }
    }

    private static int number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getInt(1);
        }
    }

    private static String script(String name) {
        String path = "/db/sqlite/" + name;
        try (InputStream in = Schema.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("this program lacks its file " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
