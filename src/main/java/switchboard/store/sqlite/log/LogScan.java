package switchboard.store.sqlite.log;

import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.store.RowSink;
import switchboard.store.SessionKey;
import switchboard.store.sqlite.file.SqliteErrors;

/**
 * One scan of a log for a {@link RowSink}: what is wanted, how far it has come, and whether the log is as it should be.
 */
public final class LogScan {
    private final SessionKey session;
    private final UserId user;
    private final boolean ofAll;
    private final long upTo;
    private final int maxRows;
    private final RowSink sink;

    private long position;
    private int rows;
    private boolean done;
    private boolean inDoubt;

    public LogScan(SessionKey session, UserId user, Role role, long after, long upTo, int maxRows, RowSink sink) {
        this.session = session;
        this.user = user;
        this.ofAll = role == Role.INSTRUCTOR;
        this.upTo = upTo;
        this.maxRows = maxRows;
        this.sink = sink;
        this.position = after;
    }

    SessionKey session() {
        return session;
    }

    UserId user() {
        return user;
    }

    /** Whether every row is to be seen: then each place has one. */
    boolean ofAll() {
        return ofAll;
    }

    long upTo() {
        return upTo;
    }

    int maxRows() {
        return maxRows;
    }

    /** Everything up to here was offered to the sink. */
    long position() {
        return position;
    }

    /** Whether the next row is to be read. */
    boolean goesOn() {
        return !done && !inDoubt;
    }

    boolean inDoubt() {
        return inDoubt && !done;
    }

    /** Something is not where it should be, and nobody knows yet what that means. */
    void doubt() {
        inDoubt = true;
    }

    private void rowsEnd() {
        if (ofAll && position < upTo) {
            inDoubt = true;
        } else {
            position = upTo;
            done = true;
        }
    }

    /** The next row that was found, or null for none. Where it is not in its place nothing is done with it. */
    void next(@Nullable MessageRow row) throws SqliteErrors.DamagedRow {
        if (row == null) {
            rowsEnd();
        } else if (ofAll ? row.seq() != position + 1 : row.seq() <= position || row.seq() > upTo) {
            inDoubt = true;
        } else {
            take(row);
        }
    }

    /** A row that is in its place. */
    void take(MessageRow row) throws SqliteErrors.DamagedRow {
        boolean wanted = sink.wants(row.seq(), row.type(), row.from(), row.to());
        if (wanted && !sink.take(row.message())) {
            done = true;
            return;
        }
        cover(row.seq());
    }

    /** Up to here there is nothing to read, though there should be. */
    void lose(long last) {
        if (done || last <= position) {
            return;
        }
        if (!sink.damaged(position + 1, last)) {
            done = true;
            return;
        }
        cover(last);
    }

    /** Up to here there is nothing, and should not be. */
    void skip(long last) {
        if (!done && last > position) {
            cover(last);
        }
    }

    private void cover(long seq) {
        position = seq;
        rows++;
        done |= rows >= maxRows || position >= upTo;
    }

    boolean done() {
        return done;
    }
}
