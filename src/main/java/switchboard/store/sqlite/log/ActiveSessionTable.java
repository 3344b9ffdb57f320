package switchboard.store.sqlite.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.SessionId;
import switchboard.store.ActivePage;
import switchboard.store.StoredSession;
import switchboard.store.sqlite.file.SqliteErrors;

/** The sessions that are active: never all of them at once, but for their numbers. */
final class ActiveSessionTable {
    private static final String BY_NUMBER = "SELECT " + SessionRow.COLUMNS
            + ", length(student_ids) + coalesce(length(names), 0) FROM sessions WHERE number = ?";
    private static final int PEOPLE_BYTES = 10;

    private final Connection connection;
    private final Consumer<SQLException> skipped;
    private final PreparedStatement numbers;
    private final PreparedStatement before;
    private final PreparedStatement place;
    private PreparedStatement byNumber;

    /** @param skipped is told of each row that is damaged and left out */
    ActiveSessionTable(Connection connection, Consumer<SQLException> skipped) throws SQLException {
        this.connection = connection;
        this.skipped = skipped;
        numbers = connection.prepareStatement("SELECT number FROM sessions WHERE end_time IS NULL");
        before = connection.prepareStatement(
                "SELECT number FROM sessions WHERE end_time IS NULL AND number < ? ORDER BY number DESC");
        // Ids are made in the order of creation, as numbers are: so this finds the place of one that never was, too.
        place = connection.prepareStatement("SELECT number FROM sessions WHERE id >= ? ORDER BY id LIMIT 1");
        byNumber = connection.prepareStatement(BY_NUMBER);
    }

    /** Reads the index alone. */
    List<Long> numbers() throws SQLException {
        List<Long> found = new ArrayList<>();
        try (ResultSet rows = numbers.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getLong(1));
            }
        }
        return found;
    }

    /**
     * Those behind {@code after}, newest first, until there are {@code limit}, or so many that their people take
     * {@code bytes}; at least one. A row that is damaged is left out: it must not keep the others from being listed.
     */
    ActivePage page(@Nullable SessionId after, int limit, long bytes) throws SQLException {
        List<StoredSession> found = new ArrayList<>();
        long left = bytes;
        before.setLong(1, after == null ? Long.MAX_VALUE : place(after));
        try (ResultSet rows = before.executeQuery()) {
            while (rows.next()) {
                if (found.size() == limit || left <= 0) {
                    return new ActivePage(found, true);
                }
                left -= read(rows.getLong(1), found);
            }
            return new ActivePage(found, false);
        }
    }

    private long place(SessionId session) throws SQLException {
        place.setBytes(1, Uuids.toBytes(session.value()));
        try (ResultSet row = place.executeQuery()) {
            return row.next() ? row.getLong(1) : Long.MAX_VALUE;
        }
    }

    /** Adds it, if it can be read; returns the bytes of its people. */
    private long read(long number, List<StoredSession> found) throws SQLException {
        byNumber.setLong(1, number);
        try (ResultSet row = byNumber.executeQuery()) {
            if (!row.next()) {
                throw SqliteErrors.damaged("session number " + number + " is not there");
            }
            StoredSession session = SessionRow.read(row);
            if (session.number() != number) {
                throw SqliteErrors.damaged("session number " + number + " is stored as another one");
            }
            // The index that has led here may be damaged itself.
            if (!session.info().active()) {
                return 0;
            }
            found.add(session);
            return row.getLong(PEOPLE_BYTES);
        } catch (SQLException e) {
            if (!SqliteErrors.isDamage(e)) {
                throw e;
            }
            skipped.accept(e);
            byNumber.close();
            // The driver has closed the one that met damage.
            byNumber = connection.prepareStatement(BY_NUMBER);
            return 0;
        }
    }
}
