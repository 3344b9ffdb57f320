package switchboard.store.sqlite.file;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** How much of the file is in use, as one connection sees it. For one thread at a time. */
public final class PageCount {
    private final PreparedStatement count;
    private final PreparedStatement countFree;
    private final long pageBytes;

    public PageCount(Connection connection) throws SQLException {
        count = connection.prepareStatement("PRAGMA page_count");
        countFree = connection.prepareStatement("PRAGMA freelist_count");
        pageBytes = pageBytes(connection);
    }

    /** The size of a page, which never changes. */
    static long pageBytes(Connection connection) throws SQLException {
        try (PreparedStatement size = connection.prepareStatement("PRAGMA page_size")) {
            return number(size);
        }
    }

    /** What the pages take, those that hold nothing not counted. */
    public long takenBytes() throws SQLException {
        return (number(count) - number(countFree)) * pageBytes;
    }

    private static long number(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
