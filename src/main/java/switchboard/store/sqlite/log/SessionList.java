package switchboard.store.sqlite.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.finding.SessionFilter;
import switchboard.protocol.finding.SessionFilter.Status;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.store.SessionPage;
import switchboard.store.StoredSession;
import switchboard.store.sqlite.file.SqliteErrors;
import switchboard.store.sqlite.file.Uuids;

/** Lists of sessions: never all of one at once, but for the numbers of those that are active. */
final class SessionList {
    private static final String BY_NUMBER = "SELECT " + SessionRow.COLUMNS
            + ", length(student_ids) + coalesce(length(names), 0) AS people_bytes" + " FROM sessions WHERE number = ?";

    private static final String NEWEST_FIRST = " ORDER BY number DESC";

    /**
     * Of those that are not asked for the row is not read. In the list a quoted id is that id, whatever the others are.
     */
    private static final String OF_STUDENT =
            " AND (?3 IS NULL OR instr(student_ids, ?3) > 0) AND (?4 IS NULL OR id = ?4)";

    // SQLite is told the index: it takes another way where it thinks that most sessions have ended, or none has.
    private static final String ACTIVE_OF = "SELECT number FROM sessions INDEXED BY sessions_active_by_creator"
            + " WHERE created_by = ?2 AND end_time IS NULL AND number < ?1" + OF_STUDENT;
    private static final String ENDED_OF = "SELECT number FROM sessions INDEXED BY sessions_ended_by_creator"
            + " WHERE created_by = ?2 AND end_time IS NOT NULL AND number < ?1" + OF_STUDENT;

    private final Connection connection;
    private final Consumer<SQLException> skipped;
    private final PreparedStatement numbers;
    private final Map<Status, PreparedStatement> ofAll = new EnumMap<>(Status.class);
    private final Map<Status, PreparedStatement> ofCreator = new EnumMap<>(Status.class);
    private final PreparedStatement place;
    private PreparedStatement byNumber;

    /** @param skipped is told of each row that is damaged and left out */
    SessionList(Connection connection, Consumer<SQLException> skipped) throws SQLException {
        this.connection = connection;
        this.skipped = skipped;
        numbers = connection.prepareStatement("SELECT number FROM sessions WHERE end_time IS NULL");
        for (Status status : Status.values()) {
            ofAll.put(status, connection.prepareStatement(ofAll(status)));
            ofCreator.put(status, connection.prepareStatement(ofCreator(status)));
        }
        // Ids are made in the order of creation, as numbers are: so this finds the place of one that never was, too.
        place = connection.prepareStatement("SELECT number FROM sessions WHERE id >= ? ORDER BY id LIMIT 1");
        byNumber = connection.prepareStatement(BY_NUMBER);
    }

    /** Numbers below one, of the sessions of everybody. */
    static String ofAll(Status status) {
        return switch (status) {
            case ACTIVE ->
                "SELECT number FROM sessions INDEXED BY sessions_active WHERE end_time IS NULL AND number < ?1"
                        + OF_STUDENT + NEWEST_FIRST;
            case ENDED ->
                "SELECT number FROM sessions INDEXED BY sessions_ended WHERE end_time IS NOT NULL AND number < ?1"
                        + OF_STUDENT + NEWEST_FIRST;
            case ALL -> "SELECT number FROM sessions WHERE number < ?1" + OF_STUDENT + NEWEST_FIRST;
        };
    }

    /** The same of what one user has created. */
    static String ofCreator(Status status) {
        return switch (status) {
            case ACTIVE -> ACTIVE_OF + NEWEST_FIRST;
            case ENDED -> ENDED_OF + NEWEST_FIRST;
            case ALL -> ACTIVE_OF + " UNION ALL " + ENDED_OF + NEWEST_FIRST;
        };
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
    SessionPage page(SessionFilter filter, @Nullable SessionId after, int limit, long bytes) throws SQLException {
        List<StoredSession> found = new ArrayList<>();
        long left = bytes;
        try (ResultSet rows = numbersBefore(after == null ? Long.MAX_VALUE : place(after), filter)) {
            while (rows.next()) {
                if (found.size() == limit || left <= 0) {
                    return new SessionPage(found, true);
                }
                left -= read(rows.getLong(1), filter, found);
            }
            return new SessionPage(found, false);
        }
    }

    private ResultSet numbersBefore(long number, SessionFilter filter) throws SQLException {
        UserId creator = filter.createdBy();
        PreparedStatement select = Objects.requireNonNull((creator == null ? ofAll : ofCreator).get(filter.status()));
        select.setLong(1, number);
        if (creator != null) {
            select.setString(2, creator.value());
        }
        UserId student = filter.student();
        select.setString(3, student == null ? null : '"' + student.value() + '"');
        SessionId only = filter.only();
        select.setBytes(4, only == null ? null : Uuids.toBytes(only.value()));
        return select.executeQuery();
    }

    private long place(SessionId session) throws SQLException {
        place.setBytes(1, Uuids.toBytes(session.value()));
        try (ResultSet row = place.executeQuery()) {
            return row.next() ? row.getLong(1) : Long.MAX_VALUE;
        }
    }

    /** Adds it, if it can be read; returns the bytes of its people. */
    private long read(long number, SessionFilter filter, List<StoredSession> found) throws SQLException {
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
            if (!filter.shows(session.info())) {
                return 0;
            }
            found.add(session);
            return row.getLong("people_bytes");
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
