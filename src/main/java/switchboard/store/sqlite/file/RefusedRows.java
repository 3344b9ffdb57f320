package switchboard.store.sqlite.file;

import java.sql.SQLException;
import switchboard.store.rules.RowRefused;

/** Tells a row that the schema refuses from all else that can fail. */
public final class RefusedRows {
    private RefusedRows() {}

    /**
     * The refusal of a single row: the statement has undone it by itself, and the transaction goes on.
     *
     * @throws SQLException the failure itself, where it is none
     */
    public static RowRefused of(SQLException e) throws SQLException {
        if (SqliteErrors.isAboutOneRow(e)) {
            return new RowRefused(String.valueOf(e.getMessage()));
        }
        throw e;
    }
}
