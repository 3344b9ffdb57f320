package switchboard.store.sqlite.people;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.store.people.Device;
import switchboard.store.people.Invite;
import switchboard.store.people.Teacher;
import switchboard.store.sqlite.file.SqliteErrors;
import switchboard.store.sqlite.file.StoredTime;
import switchboard.store.sqlite.file.Uuids;

/** The rows of the tables of people. */
final class PeopleRows {
    static final String TEACHERS = "SELECT user_id, name, added_at FROM teachers ";

    static final String INVITES = "SELECT number, is_setup, made_by, for_teacher, made_at, expires_at FROM invites ";

    static final String DEVICES = "SELECT d.number, kind, d.user_id, s.id, teacher, made_at, used_at, void_at, t.name"
            + " FROM devices d LEFT JOIN sessions s ON s.number = session_number"
            + " LEFT JOIN teachers t ON kind = 'teacher' AND t.user_id = d.user_id ";

    /** Reads the row under the cursor. */
    interface Row<T> {
        /** @throws RuntimeException if no server has written that */
        T read(ResultSet row) throws SQLException;
    }

    private PeopleRows() {}

    static <T> List<T> query(Connection connection, Row<T> read, String query, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query)) {
            set(select, values);
            List<T> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(sound(rows, read));
                }
            }
            return found;
        }
    }

    private static <T> T sound(ResultSet row, Row<T> read) throws SQLException {
        try {
            return read.read(row);
        } catch (RuntimeException notOurs) {
            throw SqliteErrors.damaged("a row of people cannot be one", notOurs);
        }
    }

    static void set(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    static Teacher teacher(ResultSet row) throws SQLException {
        return new Teacher(
                new UserId(row.getString(1)), new DisplayName(row.getString(2)), StoredTime.of(row.getLong(3)));
    }

    static Invite invite(ResultSet row) throws SQLException {
        return new Invite(
                row.getLong(1),
                row.getBoolean(2),
                user(row, 3),
                user(row, 4),
                StoredTime.of(row.getLong(5)),
                StoredTime.of(row.getLong(6)));
    }

    static Device device(ResultSet row) throws SQLException {
        Device.Kind kind = Device.Kind.of(row.getString(2));
        Optional<SessionId> session = kind == Device.Kind.CLAIM
                ? Optional.of(new SessionId(Uuids.fromBytes(row.getBytes(4))))
                : Optional.empty();
        return new Device(
                row.getLong(1),
                kind,
                new UserId(row.getString(3)),
                Optional.ofNullable(row.getString(9)).map(DisplayName::new),
                session,
                user(row, 5),
                StoredTime.of(row.getLong(6)),
                StoredTime.of(row.getLong(7)),
                voidAt(row));
    }

    private static Optional<Instant> voidAt(ResultSet row) throws SQLException {
        long millis = row.getLong(8);
        return row.wasNull() ? Optional.empty() : Optional.of(StoredTime.of(millis));
    }

    private static Optional<UserId> user(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getString(column)).map(UserId::new);
    }
}
