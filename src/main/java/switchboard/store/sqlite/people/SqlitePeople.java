package switchboard.store.sqlite.people;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.values.UserId;
import switchboard.store.SessionKey;
import switchboard.store.people.Device;
import switchboard.store.people.Invite;
import switchboard.store.people.SecretHash;
import switchboard.store.people.Teacher;
import switchboard.store.rules.PeopleTables;
import switchboard.store.rules.RowRefused;
import switchboard.store.sqlite.file.RefusedRows;

/**
 * The tables of people, on the connection that writes. Its statements are made when they are needed, as that is seldom.
 */
public final class SqlitePeople implements PeopleTables<SQLException> {
    private final Connection connection;

    public SqlitePeople(Connection connection) {
        this.connection = connection;
    }

    @Override
    public boolean hasTeachers() throws SQLException {
        return !query(row -> row.getInt(1), "SELECT 1 FROM teachers LIMIT 1").isEmpty();
    }

    @Override
    public @Nullable Teacher teacher(UserId user) throws SQLException {
        return first(query(PeopleRows::teacher, PeopleRows.TEACHERS + "WHERE user_id = ?", user.value()));
    }

    @Override
    public void addTeacher(Teacher teacher) throws SQLException, RowRefused {
        insert(
                "INSERT INTO teachers (user_id, name, added_at) VALUES (?, ?, ?)",
                teacher.user().value(),
                teacher.name().value(),
                teacher.addedAt().toEpochMilli());
    }

    @Override
    public void removeTeacher(UserId user) throws SQLException {
        update("DELETE FROM teachers WHERE user_id = ?", user.value());
    }

    @Override
    public @Nullable Invite invite(SecretHash secret) throws SQLException {
        return first(query(PeopleRows::invite, PeopleRows.INVITES + "WHERE secret_hash = ?", (Object) secret.bytes()));
    }

    @Override
    public long addInvite(SecretHash secret, Invite invite) throws SQLException, RowRefused {
        return insert(
                "INSERT INTO invites (secret_hash, is_setup, made_by, for_teacher, made_at, expires_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                secret.bytes(),
                invite.setup() ? 1 : 0,
                valueOf(invite.madeBy()),
                valueOf(invite.forTeacher()),
                invite.madeAt().toEpochMilli(),
                invite.expiresAt().toEpochMilli());
    }

    @Override
    public boolean removeInvite(long number) throws SQLException {
        return update("DELETE FROM invites WHERE number = ?", number) > 0;
    }

    @Override
    public void removeSetup() throws SQLException {
        update("DELETE FROM invites WHERE is_setup = 1");
    }

    @Override
    public void removeInvitesOf(UserId teacher) throws SQLException {
        update("DELETE FROM invites WHERE made_by = ?1 OR for_teacher = ?1", teacher.value());
    }

    @Override
    public @Nullable Device device(SecretHash secret) throws SQLException {
        return first(query(PeopleRows::device, PeopleRows.DEVICES + "WHERE secret_hash = ?", (Object) secret.bytes()));
    }

    @Override
    public @Nullable Device device(long number) throws SQLException {
        return first(query(PeopleRows::device, PeopleRows.DEVICES + "WHERE d.number = ?", number));
    }

    @Override
    public List<Device> ofTeacher(UserId user) throws SQLException {
        return query(PeopleRows::device, PeopleRows.DEVICES + "WHERE kind = 'teacher' AND d.user_id = ?", user.value());
    }

    @Override
    public List<Device> claims(SessionKey session, UserId user) throws SQLException {
        return query(
                PeopleRows::device,
                PeopleRows.DEVICES + "WHERE kind = 'claim' AND session_number = ? AND d.user_id = ?",
                session.number(),
                user.value());
    }

    @Override
    public List<Device> cards(UserId teacher, UserId user) throws SQLException {
        return query(
                PeopleRows::device,
                PeopleRows.DEVICES + "WHERE kind = 'card' AND teacher = ? AND d.user_id = ?",
                teacher.value(),
                user.value());
    }

    @Override
    public Device addDevice(
            SecretHash secret,
            Device.Kind kind,
            UserId user,
            Optional<SessionKey> session,
            Optional<UserId> teacher,
            Instant now)
            throws SQLException, RowRefused {
        long number = insert(
                "INSERT INTO devices (secret_hash, kind, user_id, session_number, teacher, made_at, used_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                secret.bytes(),
                kind.stored(),
                user.value(),
                session.map(SessionKey::number).orElse(null),
                valueOf(teacher),
                now.toEpochMilli(),
                now.toEpochMilli());
        Teacher named = kind == Device.Kind.TEACHER ? teacher(user) : null;
        return new Device(
                number,
                kind,
                user,
                Optional.ofNullable(named).map(Teacher::name),
                session.map(SessionKey::id),
                teacher,
                now,
                now,
                Optional.empty());
    }

    @Override
    public void voidDevice(long number, Instant now) throws SQLException {
        update("UPDATE devices SET void_at = ? WHERE number = ?", now.toEpochMilli(), number);
    }

    @Override
    public void use(long number, Instant now) throws SQLException {
        update("UPDATE devices SET used_at = ? WHERE number = ?", now.toEpochMilli(), number);
    }

    @Override
    public boolean hasCode(SessionKey session, JoinCode code) throws SQLException {
        return !query(
                        row -> row.getInt(1),
                        "SELECT 1 FROM join_codes WHERE code = ? AND session_number = ?",
                        code.value(),
                        session.number())
                .isEmpty();
    }

    @Override
    public void tidy(Instant voidBefore, Instant unusedSince, Instant expiredBefore) throws SQLException {
        update("DELETE FROM devices WHERE void_at < ?", voidBefore.toEpochMilli());
        update("DELETE FROM devices WHERE used_at < ?", unusedSince.toEpochMilli());
        update("DELETE FROM invites WHERE expires_at < ?", expiredBefore.toEpochMilli());
    }

    private static @Nullable String valueOf(Optional<UserId> user) {
        return user.map(UserId::value).orElse(null);
    }

    private static <T> @Nullable T first(List<T> rows) {
        return rows.isEmpty() ? null : rows.get(0);
    }

    private <T> List<T> query(PeopleRows.Row<T> read, String query, @Nullable Object... values) throws SQLException {
        return PeopleRows.query(connection, read, query, values);
    }

    private int update(String statement, @Nullable Object... values) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(statement)) {
            PeopleRows.set(update, values);
            return update.executeUpdate();
        }
    }

    /** Returns the number of the row. */
    private long insert(String statement, @Nullable Object... values) throws SQLException, RowRefused {
        try {
            update(statement, values);
        } catch (SQLException e) {
            throw RefusedRows.of(e);
        }
        try (PreparedStatement last = connection.prepareStatement("SELECT last_insert_rowid()");
                ResultSet row = last.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
