package switchboard.store.sqlite.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.finding.SessionFilter;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.store.FirstJoin;
import switchboard.store.SessionCode;
import switchboard.store.SessionKey;
import switchboard.store.SessionPage;
import switchboard.store.StoredSession;
import switchboard.store.rules.HiddenFromStudents;
import switchboard.store.sqlite.file.SqliteErrors;
import switchboard.store.sqlite.file.Uuids;
import switchboard.store.sqlite.people.PeopleReader;

/** A connection that reads. For one thread at a time. After an exception it must be closed. */
public final class LogReader implements AutoCloseable {
    static final String ALL =
            "SELECT " + MessageRow.TEXT + " FROM messages WHERE key > ? AND key <= ? ORDER BY key LIMIT ?";

    /**
     * No more than a pre-filter, for speed; the sink judges. It leaves out what is plainly somebody else's. A row of
     * which that cannot be told is damaged, and is not left out.
     */
    static final String OF_STUDENT = "SELECT " + MessageRow.TEXT
            + " FROM messages WHERE key > ?1 AND key <= ?2 AND (from_user <> ?4"
            + " AND (" + isOneOf(HiddenFromStudents.ALWAYS)
            + " OR (to_user <> ?4 AND (" + isOneOf(HiddenFromStudents.UNLESS_RECIPIENT) + ")))) IS NOT TRUE"
            + " ORDER BY key LIMIT ?3";

    /** Not {@code IN}: SQLite would make a table of the list for each query. */
    private static String isOneOf(List<MessageType> types) {
        return types.stream().map(type -> "type = '" + type.wire() + "'").collect(Collectors.joining(" OR "));
    }

    private final Connection connection;
    private final PreparedStatement all;
    private final PreparedStatement ofStudent;
    private final PreparedStatement count;
    private final PreparedStatement following;
    private final PreparedStatement find;
    private final PreparedStatement findByRef;
    private final PreparedStatement head;
    private final LogHeads heads;
    private final JoinTable joins;
    private final JoinCodeTable joinCodes;
    private final CarefulScan careful;
    private final SessionList sessions;
    private final PeopleReader people;
    private final PreparedStatement ping;

    /** What was left out since somebody asked: the first of it. */
    private @Nullable SQLException damage;

    /** Takes the connection over. */
    public LogReader(Connection connection) throws SQLException {
        this.connection = connection;
        all = connection.prepareStatement(ALL);
        ofStudent = connection.prepareStatement(OF_STUDENT);
        find = connection.prepareStatement(SessionRow.BY_ID);
        findByRef = connection.prepareStatement(MessageTable.BY_REF);
        head = connection.prepareStatement("""
                SELECT last_seq, (SELECT key FROM messages WHERE key > ?1 AND key < ?2 ORDER BY key DESC LIMIT 1)
                  FROM sessions WHERE number = ?3""");
        heads = new LogHeads(connection);
        joins = new JoinTable(connection);
        joinCodes = new JoinCodeTable(connection);
        people = new PeopleReader(connection);
        count = connection.prepareStatement(
                "SELECT count(*), total(key & 4294967295) FROM messages WHERE key > ? AND key <= ?");
        following = connection.prepareStatement("SELECT key FROM messages WHERE key > ? ORDER BY key LIMIT 1");
        careful = new CarefulScan(connection, this::skipped);
        sessions = new SessionList(connection, this::skipped);
        ping = connection.prepareStatement("SELECT probed_at FROM probe");
    }

    /**
     * Gives the sink what is wanted. Where something is not as the server writes it – a row is missing, in a wrong
     * place or none of ours, or a page cannot be read – goes round it, row by row, and tells the sink what it leaves
     * out.
     *
     * @return how far the scan came
     */
    public long scan(LogScan scan, CountedLogs counted) throws SQLException {
        try {
            if (scan.ofAll() || isComplete(scan, counted)) {
                long after = scan.position();
                scanFast(scan);
                if (scan.ofAll()) {
                    counted.add(scan.session().number(), after, scan.position());
                }
            }
        } catch (SQLException e) {
            if (!SqliteErrors.isDamage(e)) {
                throw e;
            }
            skipped(e);
            scan.doubt();
        }
        if (scan.inDoubt()) {
            careful.run(scan);
        }
        return scan.position();
    }

    private void scanFast(LogScan scan) throws SQLException {
        SessionKey session = scan.session();
        PreparedStatement select = scan.ofAll() ? all : ofStudent;
        select.setLong(1, MessageKey.of(session.number(), scan.position()));
        select.setLong(2, MessageKey.of(session.number(), scan.upTo()));
        select.setInt(3, scan.maxRows() + 1);
        if (!scan.ofAll()) {
            select.setString(4, scan.user().value());
        }
        try (ResultSet rows = select.executeQuery()) {
            MessageRow first = next(rows, session);
            MessageRow second = first == null ? null : next(rows, session);
            if (first != null && second != null && second.seq() <= first.seq()) {
                // A row whose damaged key has misled the search: those behind it lie before the position.
                scan.doubt();
                return;
            }
            scan.next(first);
            if (scan.goesOn()) {
                scan.next(second);
            }
            while (scan.goesOn()) {
                scan.next(next(rows, session));
            }
        }
    }

    private static @Nullable MessageRow next(ResultSet rows, SessionKey session) throws SQLException {
        return rows.next() ? MessageRow.read(rows, session) : null;
    }

    /**
     * Whether no place of what is pre-filtered is without a message: the pre-filter does not see that one is missing.
     * Counted once for all who read there.
     */
    private boolean isComplete(LogScan scan, CountedLogs counted) throws SQLException {
        long number = scan.session().number();
        if (counted.isCounted(number, scan.position(), scan.upTo())) {
            // What was counted was found from another place.
            return beginsWhereItShould(scan);
        }
        count.setLong(1, MessageKey.of(number, scan.position()));
        count.setLong(2, MessageKey.of(number, scan.upTo()));
        try (ResultSet row = count.executeQuery()) {
            row.next();
            long places = scan.upTo() - scan.position();
            // The sum, too: a damaged key lies in a place where another one should be, and may be one that is there
            // twice.
            boolean complete =
                    row.getLong(1) == places && row.getDouble(2) == places * (scan.position() + 1.0 + scan.upTo()) / 2;
            if (complete) {
                counted.add(number, scan.position(), scan.upTo());
            } else {
                scan.doubt();
            }
            return complete;
        }
    }

    /** Whether the next place is what a search for it finds: a damaged inner page of the tree leads past it. */
    private boolean beginsWhereItShould(LogScan scan) throws SQLException {
        following.setLong(1, MessageKey.of(scan.session().number(), scan.position()));
        try (ResultSet row = following.executeQuery()) {
            boolean found =
                    row.next() && row.getLong(1) == MessageKey.of(scan.session().number(), scan.position() + 1);
            if (!found) {
                scan.doubt();
            }
            return found;
        }
    }

    private void skipped(SQLException damage) {
        if (this.damage == null) {
            this.damage = damage;
        }
    }

    /** What was left out of the answers since the last call, as it is damaged; null for nothing. */
    @Nullable
    public SQLException takeDamage() {
        SQLException taken = damage;
        damage = null;
        return taken;
    }

    public Optional<StoredSession> find(SessionId session) throws SQLException {
        find.setBytes(1, Uuids.toBytes(session.value()));
        try (ResultSet row = find.executeQuery()) {
            return row.next() ? Optional.of(SessionRow.read(row, session)) : Optional.empty();
        }
    }

    public Optional<StoredSession> findByJoinCode(JoinCode code) throws SQLException {
        return joinCodes.session(code);
    }

    public Optional<SessionCode> joinCode(SessionId session) throws SQLException {
        return joinCodes.code(session);
    }

    public Optional<Message> findByRef(SessionKey session, UserId user, Ref ref) throws SQLException {
        return Optional.ofNullable(MessageTable.find(findByRef, session, user, ref));
    }

    public List<FirstJoin> firstJoins(SessionKey session) throws SQLException {
        return joins.of(session, this::skipped);
    }

    public long head(SessionKey session) throws SQLException {
        head.setLong(1, MessageKey.before(session.number()));
        head.setLong(2, MessageKey.behind(session.number()));
        head.setLong(3, session.number());
        try (ResultSet row = head.executeQuery()) {
            return row.next() ? Math.max(row.getLong(1), MessageKey.seq(row.getLong(2))) : 0;
        }
    }

    /** Reads all that the writer needs to know of a session before it writes there. */
    public NotedHead headForWriting(SessionKey session) throws SQLException {
        find(session.id());
        joins.of(session, this::skipped);
        return heads.read(session);
    }

    /** The same where the last messages cannot be read. */
    public NotedHead headWithoutContents(SessionKey session) throws SQLException {
        find(session.id());
        joins.of(session, this::skipped);
        return heads.readWithoutContents(session);
    }

    public List<Long> activeNumbers() throws SQLException {
        return sessions.numbers();
    }

    public SessionPage page(SessionFilter filter, @Nullable SessionId after, int limit, long bytes)
            throws SQLException {
        return sessions.page(filter, after, limit, bytes);
    }

    public void ping() throws SQLException {
        try (ResultSet row = ping.executeQuery()) {
            if (!row.next()) {
                throw SqliteErrors.damaged("the row that is read to see whether the database answers is gone");
            }
        }
    }

    /** The tables of people. */
    public PeopleReader people() {
        return people;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
