package switchboard.store.sqlite.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.ProtocolJson;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.UserId;
import switchboard.store.StoredSession;
import switchboard.store.sqlite.file.SqliteErrors;
import switchboard.store.sqlite.file.StoredTime;
import switchboard.store.sqlite.file.Uuids;

/** The row of a session, and the form of its list of students and of their names. */
final class SessionRow {
    static final String COLUMNS =
            "number, id, name, created_by, student_ids, start_time, end_time, names, roster_version";

    private static final TypeReference<LinkedHashMap<String, String>> NAMES = new TypeReference<>() {};

    static final String BY_ID = "SELECT " + COLUMNS + " FROM sessions WHERE id = ?";

    static final String BY_NUMBER = "SELECT " + COLUMNS + " FROM sessions WHERE number = ?";

    private SessionRow() {}

    /** Reads the row under the cursor of a result with {@link #COLUMNS}. */
    static StoredSession read(ResultSet row) throws SQLException {
        long number = row.getLong(1);
        try {
            return new StoredSession(
                    number,
                    new SessionInfo(
                            new SessionId(Uuids.fromBytes(row.getBytes(2))),
                            new SessionName(row.getString(3)),
                            new UserId(row.getString(4)),
                            studentIds(row.getString(5)),
                            names(row.getString(8)),
                            Objects.requireNonNull(time(row, 6)),
                            time(row, 7)),
                    row.getLong(9));
        } catch (RuntimeException notOurs) {
            throw SqliteErrors.damaged("session number " + number + " cannot be one", notOurs);
        }
    }

    /**
     * A time that may be absent.
     *
     * @throws IllegalArgumentException if no server has written that
     */
    static @Nullable Instant time(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : StoredTime.of(millis);
    }

    /** The same, of the session that was asked for: an index that is damaged leads to another one. */
    static StoredSession read(ResultSet row, SessionId session) throws SQLException {
        StoredSession found = read(row);
        if (!found.info().id().equals(session)) {
            throw SqliteErrors.damaged("session " + session + " is stored as another one");
        }
        return found;
    }

    static String json(List<UserId> studentIds) {
        return text(studentIds);
    }

    /** Null where nobody has a name. */
    static @Nullable String json(Map<UserId, DisplayName> names) {
        return names.isEmpty() ? null : text(names);
    }

    private static String text(Object idsOrNames) {
        try {
            return ProtocolJson.MAPPER.writeValueAsString(idsOrNames);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("ids and names have no JSON", e);
        }
    }

    private static List<UserId> studentIds(String json) throws SQLException {
        try {
            List<UserId> ids = new ArrayList<>();
            for (String id : ProtocolJson.MAPPER.readValue(json, String[].class)) {
                ids.add(new UserId(id));
            }
            return ids;
        } catch (JsonProcessingException e) {
            throw SqliteErrors.damaged("a session's student_ids are no list of texts", e);
        }
    }

    private static Map<UserId, DisplayName> names(@Nullable String json) throws SQLException {
        if (json == null) {
            return Map.of();
        }
        try {
            Map<UserId, DisplayName> names = new LinkedHashMap<>();
            ProtocolJson.MAPPER
                    .readValue(json, NAMES)
                    .forEach((id, name) -> names.put(new UserId(id), new DisplayName(name)));
            return names;
        } catch (JsonProcessingException e) {
            throw SqliteErrors.damaged("a session's names are no object of texts", e);
        }
    }
}
