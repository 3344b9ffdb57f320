package switchboard.store.sqlite.people;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import switchboard.protocol.values.UserId;
import switchboard.store.SessionKey;
import switchboard.store.people.Device;
import switchboard.store.people.Invite;
import switchboard.store.people.SecretHash;
import switchboard.store.people.Teacher;

/** The tables of people, on a connection that reads. For one thread at a time. */
public final class PeopleReader {
    private final Connection connection;

    public PeopleReader(Connection connection) {
        this.connection = connection;
    }

    /** As {@link switchboard.store.people.PeopleReads#device}. */
    public Optional<Device> device(SecretHash secret) throws SQLException {
        return PeopleRows.query(connection, PeopleRows::device, PeopleRows.DEVICES + "WHERE secret_hash = ?", (Object)
                        secret.bytes())
                .stream()
                .findFirst();
    }

    /** The devices that have a name of this session, and the cards that are good in sessions of this creator. */
    public List<Device> studentsOf(SessionKey session, UserId creator) throws SQLException {
        return PeopleRows.query(
                connection,
                PeopleRows::device,
                PeopleRows.DEVICES + "WHERE kind = 'claim' AND session_number = ? AND void_at IS NULL UNION ALL "
                        + PeopleRows.DEVICES + "WHERE kind = 'card' AND teacher = ? AND void_at IS NULL",
                session.number(),
                creator.value());
    }

    /** As {@link switchboard.store.people.PeopleReads#teachers}. */
    public List<Teacher> teachers() throws SQLException {
        return PeopleRows.query(connection, PeopleRows::teacher, PeopleRows.TEACHERS + "ORDER BY user_id");
    }

    /** As {@link switchboard.store.people.PeopleReads#invites}. */
    public List<Invite> invites() throws SQLException {
        return PeopleRows.query(
                connection, PeopleRows::invite, PeopleRows.INVITES + "WHERE is_setup = 0 ORDER BY number DESC");
    }

    /** As {@link switchboard.store.people.PeopleReads#voidSince}. */
    public List<Device> voidSince(Instant since) throws SQLException {
        return PeopleRows.query(
                connection, PeopleRows::device, PeopleRows.DEVICES + "WHERE void_at >= ?", since.toEpochMilli());
    }
}
