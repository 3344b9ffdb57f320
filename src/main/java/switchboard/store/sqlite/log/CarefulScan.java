package switchboard.store.sqlite.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
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
 *   a place before, another session ──▶ lies astray, and is left out
 *   a page that cannot be read ──▶ the next place is lost, and the search goes on behind it
 * </pre>
 */
final class CarefulScan {
    /** Rows that are looked at together, so that each is seen beside those that follow. */
    private static final int BATCH = 64;

    /** Rows behind one that is too far on, among which is what it seems to have replaced, if that is there. */
    private static final int LOOK_AHEAD = 3;

    /** Without an upper bound: a key that is damaged would seem to be beyond it, and end the search. */
    private static final String FOLLOWING =
            "SELECT " + MessageRow.TEXT + " FROM messages WHERE key > ? ORDER BY key LIMIT " + BATCH;

    private static final String PRECEDING =
            "SELECT " + MessageRow.TEXT + " FROM messages WHERE key < ? ORDER BY key DESC LIMIT " + BATCH;

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
            List<byte[]> rows = new ArrayList<>(BATCH);
            SQLException broken = read(scan, rows);
            long before = scan.position();
            offer(scan, rows, removed);
            if (broken != null) {
                damage.accept(broken);
                scan.lose(scan.position() + 1);
            } else if (rows.size() < BATCH || isBehind(scan, rows)) {
                lose(scan, scan.upTo(), removed);
            } else if (scan.position() == before) {
                scan.lose(before + 1);
            }
        }
    }

    /** Returns what has ended the reading, if it was damage. */
    private @Nullable SQLException read(LogScan scan, List<byte[]> rows) throws SQLException {
        SQLException broken = read(FOLLOWING, MessageKey.of(scan.session().number(), scan.position()), rows);
        if (broken == null && (rows.isEmpty() || place(scan, rows.get(0)) != scan.position() + 1)) {
            long from = rows.isEmpty() ? MessageKey.behind(scan.session().number()) : MessageRow.key(rows.get(0));
            rows.addAll(0, passedOver(scan, from));
        }
        return broken;
    }

    /**
     * The rows before this one that lie behind the position: the search may have been misled and have begun too late.
     */
    private List<byte[]> passedOver(LogScan scan, long from) throws SQLException {
        List<byte[]> before = new ArrayList<>();
        read(PRECEDING, from, before);
        int count = 0;
        for (int i = 0; i < before.size(); i++) {
            long place = place(scan, before.get(i));
            if (place > scan.position()) {
                count = i + 1;
            } else if (place > 0) {
                break;
            }
        }
        List<byte[]> inOrder = new ArrayList<>(before.subList(0, count));
        Collections.reverse(inOrder);
        return inOrder;
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

    private void offer(LogScan scan, List<byte[]> rows, long removed) {
        for (int i = 0; i < rows.size() && !scan.done(); i++) {
            long seq = place(scan, rows.get(i));
            if (seq <= scan.position()) {
                if (seq > 0 || isFollowed(scan, rows, i, Long.MAX_VALUE)) {
                    damage.accept(astray(scan));
                }
                continue;
            }
            if (seq > scan.position() + 1) {
                if (isFollowed(scan, rows, i, seq)) {
                    damage.accept(astray(scan));
                    continue;
                }
                if (i > 0 && i + LOOK_AHEAD >= rows.size() && rows.size() == BATCH) {
                    return; // The next batch begins here and shows what follows.
                }
                lose(scan, Math.min(seq - 1, scan.upTo()), removed);
            }
            if (!scan.done() && seq <= scan.upTo()) {
                take(scan, rows.get(i), seq);
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

    /** Whether a row that comes soon is a message of the session behind the position, and not behind {@code seq}. */
    private static boolean isFollowed(LogScan scan, List<byte[]> rows, int i, long seq) {
        for (int next = i + 1; next < rows.size() && next <= i + LOOK_AHEAD; next++) {
            long place = place(scan, rows.get(next));
            if (place > scan.position() && place <= seq) {
                return true;
            }
        }
        return false;
    }

    /** Whether the rows are all of other sessions: this one has no more. */
    private static boolean isBehind(LogScan scan, List<byte[]> rows) {
        return rows.stream().allMatch(row -> place(scan, row) == 0);
    }

    /** The seq of a message of the session; 0 for another session's. */
    private static long place(LogScan scan, byte[] row) {
        long key = MessageRow.key(row);
        return MessageKey.isOf(scan.session().number(), key) ? MessageKey.seq(key) : 0;
    }

    private static SQLException astray(LogScan scan) {
        return SqliteErrors.damaged("a message of session " + scan.session().id() + " behind " + scan.position()
                + " lies in a wrong place");
    }
}
