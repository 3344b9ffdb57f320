package switchboard.store.sqlite.backup;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import switchboard.store.StoreException;
import switchboard.store.Trouble;
import switchboard.store.sqlite.schema.Schema;

/** What a database was found to hold, and that all of it is sound. */
public record Contents(long sessions, long messages) {
    /** One finding is enough. */
    private static final String INTEGRITY = "PRAGMA integrity_check(1)";

    /** A log has a message at each place from the first to the last, and is one of a session. */
    private static final String NOT_GAPLESS = """
            SELECT key >> 32, count(*), max(key & 4294967295) FROM messages GROUP BY key >> 32
            HAVING count(*) <> max(key & 4294967295) OR NOT EXISTS (SELECT 1 FROM sessions WHERE number = key >> 32)
             LIMIT 1""";

    /**
     * Looks through a database.
     *
     * @param file its name, for what is said of it
     * @throws StoreException if it is not ours, or anything in it is not as we would write it
     */
    static Contents of(Connection database, Path file) throws SQLException, StoreException {
        String found = first(database, INTEGRITY);
        if (!found.equals("ok")) {
            throw damaged(file + " is damaged: " + found);
        }
        Schema.check(database, file);
        try (PreparedStatement select = database.prepareStatement(NOT_GAPLESS);
                ResultSet row = select.executeQuery()) {
            if (row.next()) {
                throw damaged(file + " is damaged: the log of session number " + row.getLong(1) + " has "
                        + row.getLong(2) + " messages, the last of them at place " + row.getLong(3));
            }
        }
        return new Contents(
                Long.parseLong(first(database, "SELECT count(*) FROM sessions")),
                Long.parseLong(first(database, "SELECT count(*) FROM messages")));
    }

    private static StoreException damaged(String what) {
        return new StoreException(Trouble.DAMAGED, what);
    }

    private static String first(Connection database, String query) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
