package switchboard.store.sqlite.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import switchboard.protocol.values.Content;
import switchboard.store.SessionKey;
import switchboard.store.StoredSize;
import switchboard.store.Write;
import switchboard.store.rules.LogHead;
import switchboard.store.rules.LogRules;
import switchboard.store.sqlite.file.SqliteErrors;
import switchboard.store.sqlite.file.Uuids;

/**
 * Where the logs stand, as the connection that writes knows it: read from the database once, and counted on from there.
 * What is counted is right as long as every transaction is committed; after one that is not, all of it is to be
 * dropped.
 */
public final class LogHeads {
    /** Logs that are remembered between groups; beyond, all are forgotten and read again when needed. */
    public static final int MAX_HEADS = 10_000;

    private final Map<Long, NotedHead> heads = new HashMap<>();

    private final PreparedStatement selectHead;
    private final PreparedStatement sumSizes;
    private final PreparedStatement count;
    private final PreparedStatement putSize;

    public LogHeads(Connection connection) throws SQLException {
        selectHead = connection.prepareStatement("""
                SELECT last_seq, end_time,
                       (SELECT key FROM messages WHERE key > ?1 AND key < ?2 ORDER BY key DESC LIMIT 1),
                       up_to_seq, stored_bytes
                  FROM sessions LEFT JOIN session_sizes ON session_number = number WHERE number = ?3 AND id = ?4""");
        // octet_length knows the size of a large content without reading its pages.
        sumSizes = connection.prepareStatement("SELECT coalesce(sum(octet_length(content) + ?), 0), count(*)"
                + " FROM messages WHERE key > ? AND key < ?");
        count = connection.prepareStatement("SELECT 0, count(*) FROM messages WHERE key > ? AND key < ?");
        putSize = connection.prepareStatement("""
                INSERT INTO session_sizes (session_number, up_to_seq, stored_bytes) VALUES (?, ?, ?)
                ON CONFLICT (session_number)
                DO UPDATE SET up_to_seq = excluded.up_to_seq, stored_bytes = excluded.stored_bytes""");
    }

    /** The one to count on in the transaction under way. */
    public LogHead of(SessionKey session) throws SQLException {
        NotedHead known = heads.get(session.number());
        if (known != null) {
            return known.head();
        }
        NotedHead read = read(session);
        remember(session, read);
        return read.head();
    }

    public boolean remembers(SessionKey session) {
        return heads.containsKey(session.number());
    }

    /** What was read by another connection, since the writer's last commit. */
    public void remember(SessionKey session, NotedHead read) {
        // A session that does not exist may be made later.
        if (read.head().exists()) {
            heads.put(session.number(), read);
        }
    }

    NotedHead read(SessionKey session) throws SQLException {
        return read(session, true);
    }

    /** Counts the content of messages that cannot be read as nothing: the limit of a session need not be that exact. */
    NotedHead readWithoutContents(SessionKey session) throws SQLException {
        return read(session, false);
    }

    private NotedHead read(SessionKey session, boolean contents) throws SQLException {
        long number = session.number();
        selectHead.setLong(1, MessageKey.before(number));
        selectHead.setLong(2, MessageKey.behind(number));
        selectHead.setLong(3, number);
        selectHead.setBytes(4, Uuids.toBytes(session.id().value()));
        try (ResultSet row = selectHead.executeQuery()) {
            if (!row.next()) {
                return new NotedHead(LogHead.ofNoSession(), 0, 0);
            }
            long last = Math.max(row.getLong(1), MessageKey.seq(row.getLong(3)));
            Noted noted = Noted.of(row.getLong(4), row.getLong(5));
            Since since = since(number, noted, contents);
            if (since.messages() == 0 && noted.seq() > last) {
                // There is no message where the noted size ends: it is that which is damaged.
                noted = Noted.NOTHING;
                since = since(number, noted, contents);
            }
            // A last key that is damaged must not have a place of the log given away twice.
            long seq = Math.max(last, noted.seq() + since.messages());
            LogHead head = new LogHead(seq, noted.bytes() + since.bytes(), SessionRow.time(row, 2));
            return new NotedHead(head, noted.seq(), noted.bytes());
        } catch (IllegalArgumentException notOurs) {
            throw SqliteErrors.damaged("session " + session.id() + " has ended at no time", notOurs);
        }
    }

    private Since since(long number, Noted noted, boolean contents) throws SQLException {
        if (contents) {
            sumSizes.setLong(1, StoredSize.PER_MESSAGE);
            sumSizes.setLong(2, MessageKey.of(number, noted.seq()));
            sumSizes.setLong(3, MessageKey.behind(number));
            return Since.read(sumSizes);
        }
        count.setLong(1, MessageKey.of(number, noted.seq()));
        count.setLong(2, MessageKey.behind(number));
        try {
            Since counted = Since.read(count);
            return new Since(counted.messages() * StoredSize.PER_MESSAGE, counted.messages());
        } catch (SQLException e) {
            if (!SqliteErrors.isDamage(e)) {
                throw e;
            }
            return new Since(0, 0);
        }
    }

    /** The size of a log up to a place in it, as it was noted. */
    private record Noted(long seq, long bytes) {
        static final Noted NOTHING = new Noted(0, 0);

        /** What cannot be right is as if there were none: a size that is too large would end a session. */
        static Noted of(long seq, long bytes) {
            boolean plausible = seq >= 0
                    && seq <= LogRules.MAX_SEQ
                    && bytes >= seq * StoredSize.PER_MESSAGE
                    && bytes <= seq * (StoredSize.PER_MESSAGE + Content.MAX_BYTES);
            return plausible ? new Noted(seq, bytes) : NOTHING;
        }
    }

    /** What a log has behind a noted size. */
    private record Since(long bytes, long messages) {
        static Since read(PreparedStatement select) throws SQLException {
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Since(row.getLong(1), row.getLong(2));
            }
        }
    }

    /**
     * Notes the sizes of those logs that have grown much by this group, in its transaction. Now and then only: a row
     * written with every group would be a page more in every commit.
     */
    public void noteSizes(List<Write> group) throws SQLException {
        for (Write write : group) {
            if (write instanceof Write.Append append) {
                NotedHead noted = heads.get(append.session().number());
                if (noted != null && noted.isDue()) {
                    putSize.setLong(1, append.session().number());
                    putSize.setLong(2, noted.head().seq());
                    putSize.setLong(3, noted.head().storedBytes());
                    putSize.executeUpdate();
                    noted.noted();
                }
            }
        }
    }

    /** Between two transactions: keeps to what may be remembered. */
    public void trim() {
        if (heads.size() > MAX_HEADS) {
            heads.clear();
        }
    }
}
