package switchboard.store.sqlite.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import switchboard.store.sqlite.file.SqliteErrors;

/**
 * Goes over a range of a log in which something is damaged, and round what cannot be read. Takes the rows in the order
 * in which they lie, since a key that is damaged misleads whoever looks for one:
 *
 * <pre>
 *   the next place of the log ──▶ taken; where it is none of ours: lost
 *   a place further on        ──▶ what is between is lost, unless it comes later: then this row lies astray
 *   the next place, where the search began ──▶ taken, unless lower keys follow: then this row lies astray
 *   a place before, another session ──▶ lies astray, and is left out
 *   a page that cannot be read ──▶ the next place is lost, and the search goes on behind it
 * </pre>
 */
final class CarefulScan {
    /** Rows that are looked at together, so that each is seen beside those that follow. */
    private static final int BATCH = 64;

    /** Without an upper bound: a key that is damaged would seem to be beyond it, and end the search. */
    private static final String FOLLOWING =
            "SELECT " + MessageRow.TEXT + " FROM messages WHERE key > ? ORDER BY key LIMIT " + BATCH;

    private static final String PRECEDING =
            "SELECT " + MessageRow.TEXT + " FROM messages WHERE key < ? ORDER BY key DESC LIMIT " + BATCH;

    private static final String OF_KEY = "SELECT 1 FROM messages WHERE key = ?";

    private final Connection connection;
    private final Consumer<SQLException> damage;

    /** @param damage is told of what was left out; not of places that simply have no row, as where some were removed */
    CarefulScan(Connection connection, Consumer<SQLException> damage) {
        this.connection = connection;
        this.damage = damage;
    }

    void run(LogScan scan) throws SQLException {
        long removed = removedUpTo(scan);
        while (!scan.done()) {
            List<byte[]> following = new ArrayList<>(BATCH);
            SQLException broken = read(FOLLOWING, keyOfPosition(scan), following);
            RowWindow rows = broken == null ? window(scan, following) : behindPosition(scan, following);
            boolean more = following.size() == BATCH;
            long before = scan.position();
            offer(scan, rows, more, removed);
            if (broken != null) {
                damage.accept(broken);
                scan.lose(scan.position() + 1);
            } else if (!more || rows.isForeign()) {
                lose(scan, scan.upTo(), removed);
            } else if (scan.position() == before) {
                scan.lose(before + 1);
            }
        }
    }

    /** @param following the rows that were found behind the position */
    private RowWindow window(LogScan scan, List<byte[]> following) throws SQLException {
        RowWindow found = behindPosition(scan, following);
        if (found.size() > 0 && found.seq(0) == scan.position() + 1) {
            return found;
        }
        // A row whose key is damaged leads nobody to what lies before it.
        int sound = found.size() > 1 && found.isAstray(0, scan.position()) ? 1 : 0;
        long session = scan.session().number();
        long from = found.size() == 0 ? MessageKey.behind(session) : found.key(sound);
        List<byte[]> rows = passedOver(scan, from, following);
        if (rows.isEmpty()) {
            return found;
        }
        rows.addAll(following);
        return new RowWindow(session, rows, false);
    }

    private RowWindow behindPosition(LogScan scan, List<byte[]> following) throws SQLException {
        return new RowWindow(scan.session().number(), following, isThere(keyOfPosition(scan)));
    }

    /**
     * The rows before this key that lie behind the position: the search may have been misled and have begun too late.
     *
     * @param following those that it has found
     */
    private List<byte[]> passedOver(LogScan scan, long from, List<byte[]> following) throws SQLException {
        List<byte[]> before = new ArrayList<>();
        read(PRECEDING, from, before);
        before.removeIf(row -> following.stream().anyMatch(found -> Arrays.equals(found, row)));
        int count = 0;
        int passed = 0;
        for (int i = 0; i < before.size() && passed < RowWindow.LOOK_AHEAD; i++) {
            long place = RowWindow.seq(scan.session().number(), before.get(i));
            if (place > scan.position()) {
                count = i + 1;
                passed = 0;
            } else if (place > 0) {
                passed++; // One alone may be what has misled the search.
            }
        }
        List<byte[]> inOrder = new ArrayList<>(before.subList(0, count));
        Collections.reverse(inOrder);
        return inOrder;
    }

    private static long keyOfPosition(LogScan scan) {
        return MessageKey.of(scan.session().number(), scan.position());
    }

    /** Whether there is a row of this key. The search for those behind it ends at the same row, and goes on from it. */
    private boolean isThere(long key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(OF_KEY)) {
            select.setLong(1, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        } catch (SQLException e) {
            if (!SqliteErrors.isDamage(e)) {
                throw e;
            }
            return false;
        }
    }

    private @Nullable SQLException read(String query, long from, List<byte[]> rows) throws SQLException {
        // Anew each time: the driver closes a statement that has met damage.
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setLong(1, from);
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    rows.add(MessageRow.text(found));
                }
            }
            return null;
        } catch (SQLException e) {
            if (!SqliteErrors.isDamage(e)) {
                throw e;
            }
            return e;
        }
    }

    /** @param more whether other rows follow these */
    private void offer(LogScan scan, RowWindow rows, boolean more, long removed) {
        long start = scan.position();
        for (int i = 0; i < rows.size() && !scan.done(); i++) {
            long seq = rows.seq(i);
            long position = scan.position();
            if (seq <= position) {
                if (seq > 0 || rows.isFollowed(i, position, Long.MAX_VALUE)) {
                    damage.accept(astray(scan));
                }
                continue;
            }
            if (!rows.isNext(i, position)) {
                if (more && position > start && i + RowWindow.LOOK_AHEAD >= rows.size()) {
                    return; // The next batch begins here and shows what follows.
                }
                if (rows.isAstray(i, position)) {
                    damage.accept(astray(scan));
                    continue;
                }
                if (rows.isEither(i, position)) {
                    damage.accept(astray(scan));
                    scan.lose(seq);
                    continue;
                }
                lose(scan, Math.min(seq - 1, scan.upTo()), removed);
            }
            if (!scan.done() && seq <= scan.upTo()) {
                take(scan, rows.row(i), seq);
            }
        }
    }

    /** Up to where messages may have been removed in order, and are missed by nobody. */
    private long removedUpTo(LogScan scan) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT last_seq FROM sessions WHERE number = ?")) {
            select.setLong(1, scan.session().number());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        } catch (SQLException e) {
            if (!SqliteErrors.isDamage(e)) {
                throw e;
            }
            return 0;
        }
    }

    private static void lose(LogScan scan, long last, long removed) {
        scan.skip(Math.min(last, removed));
        scan.lose(last);
    }

    private void take(LogScan scan, byte[] row, long seq) {
        try {
            scan.take(MessageRow.of(row, scan.session()));
        } catch (SqliteErrors.DamagedRow e) {
            damage.accept(e);
            scan.lose(seq);
        }
    }

    private static SQLException astray(LogScan scan) {
        return SqliteErrors.damaged("a message of session " + scan.session().id() + " behind " + scan.position()
                + " lies in a wrong place");
    }
}
