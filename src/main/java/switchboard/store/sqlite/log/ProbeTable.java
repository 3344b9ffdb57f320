package switchboard.store.sqlite.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;

/** The row that is changed to see that commits reach the disk. */
final class ProbeTable {
    private final PreparedStatement update;

    ProbeTable(Connection connection) throws SQLException {
        // Never the same twice: SQLite does not write what is there already.
        update = connection.prepareStatement("UPDATE probe SET probed_at = max(?, probed_at + 1)");
    }

    void change(Instant now) throws SQLException {
        update.setLong(1, now.toEpochMilli());
        update.executeUpdate();
    }
}
