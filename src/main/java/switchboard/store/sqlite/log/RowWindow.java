package switchboard.store.sqlite.log;

import java.util.List;

/**
 * Some rows in the order in which they lie, which is that of their keys unless one of these is damaged. Tells which row
 * that is: each key must be above the one before it and below the one behind it.
 */
final class RowWindow {
    /** Rows behind one that is too far on, among which is what it seems to have replaced, if that is there. */
    static final int LOOK_AHEAD = 3;

    private final long session;
    private final List<byte[]> rows;
    private final boolean behindPosition;

    /**
     * @param session its number
     * @param rows what {@link MessageRow#TEXT} has made of them
     * @param behindPosition whether the row of the position where the reading began lies right before the first
     */
    RowWindow(long session, List<byte[]> rows, boolean behindPosition) {
        this.session = session;
        this.rows = rows;
        this.behindPosition = behindPosition;
    }

    int size() {
        return rows.size();
    }

    byte[] row(int i) {
        return rows.get(i);
    }

    long key(int i) {
        return MessageRow.key(rows.get(i));
    }

    /** The seq of a message of the session; 0 for another session's. */
    long seq(int i) {
        return seq(session, rows.get(i));
    }

    static long seq(long session, byte[] row) {
        long key = MessageRow.key(row);
        return MessageKey.isOf(session, key) ? MessageKey.seq(key) : 0;
    }

    /** Whether the rows are all of other sessions. */
    boolean isForeign() {
        return rows.stream().allMatch(row -> seq(session, row) == 0);
    }

    /** Whether this is the message behind the position, and the row of the position lies right before it. */
    boolean isNext(int i, long position) {
        boolean follows = i == 0 ? behindPosition : key(i - 1) == MessageKey.of(session, position);
        return follows && seq(i) == position + 1;
    }

    /** Whether the key of this row is not that of its place, for somebody who has read up to the position. */
    boolean isAstray(int i, long position) {
        if (isNext(i, position) || i + 1 == size()) {
            return false;
        }
        long key = key(i);
        long next = key(i + 1);
        if (next > key) {
            return seq(i) > position + 1 && isFollowed(i, position, seq(i));
        } else if (next == key) {
            // The one in the place of another: where none is missing before it, one is missing behind it.
            return seq(i) > position + 1 || (i + 2 < size() && key(i + 2) == key + 1);
        }
        if (i + 2 < size() && (key(i + 2) <= key || seq(i + 2) > 0)) {
            return key(i + 2) <= key;
        }
        return seq(i) != position + 1; // The log ends here, and has its next place or not.
    }

    /** Whether the next message is there twice, and nothing before or behind the two tells which one it is. */
    boolean isEither(int i, long position) {
        return seq(i) == position + 1
                && !isNext(i, position)
                && i + 1 < size()
                && key(i + 1) == key(i)
                && (i + 2 == size() || seq(i + 2) == 0);
    }

    /** Whether a row that comes soon is a message of the session behind the position, and not behind {@code seq}. */
    boolean isFollowed(int i, long position, long seq) {
        for (int next = i + 1; next < size() && next <= i + LOOK_AHEAD; next++) {
            long place = seq(next);
            if (place > position && place <= seq) {
                return true;
            }
        }
        return false;
    }
}
