package switchboard.store.sqlite.file;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Moves pages from the write-ahead log to their place when enough have gathered. Runs on the writer's own connection
 * between two groups: a log whose pages have all been moved is then begun anew by the next group. While somebody always
 * reads there are always some that cannot be moved yet; a log of twice the size waits for those who read just then, a
 * page each, and so stays bounded.
 */
public final class Checkpoint {
    /** What SQLite writes before each page in the log. */
    private static final int FRAME_HEADER_BYTES = 24;

    /** Pages that a group may change whatever it holds, and that a row may: one in the table and one in each index. */
    private static final int FRAMES_OF_A_GROUP = 8;

    private static final int FRAMES_OF_A_ROW = 3;

    /** The log may grow by one of so many parts of what makes a run due before its frames are counted. */
    private static final int COUNTED_EVERY = 8;

    /** From so many times the size that is due on the log waits for its readers. */
    static final int MOST_TIMES_DUE = 2;

    private final Connection connection;
    private final PreparedStatement count;
    private final PreparedStatement move;
    private final PreparedStatement moveAll;
    private final long pageBytes;
    private final long frameBytes;
    private final long dueFrames;

    /** Frames in the log at the last run: the next one waits for more, lest a slow reader cause one per group. */
    private long framesAtRun;

    /** At most so many frames were written since they were counted. */
    private long uncountedFrames;

    public Checkpoint(Connection connection, long dueBytes) throws SQLException {
        this.connection = connection;
        // NOOP (from SQLite 3.51 on) only tells how many frames there are: the file's length does not, as it never
        // shrinks when the log is begun anew.
        this.count = connection.prepareStatement("PRAGMA wal_checkpoint(NOOP)");
        this.move = connection.prepareStatement("PRAGMA wal_checkpoint(PASSIVE)");
        this.moveAll = connection.prepareStatement("PRAGMA wal_checkpoint(RESTART)");
        this.pageBytes = PageCount.pageBytes(connection);
        this.frameBytes = pageBytes + FRAME_HEADER_BYTES;
        this.dueFrames = Math.max(1, dueBytes / frameBytes);
    }

    /** A group was committed. To count the frames of each would cost as much as a row. */
    public void written(int rows, long bytes) {
        uncountedFrames += FRAMES_OF_A_GROUP + rows * FRAMES_OF_A_ROW + bytes / pageBytes;
    }

    /** Nobody commits meanwhile: how long that is the size decides from which on one is due. */
    public void runIfDue() throws SQLException {
        if (uncountedFrames < dueFrames / COUNTED_EVERY) {
            return;
        }
        uncountedFrames = 0;
        Frames frames = ask(count);
        if (frames.inLog() < framesAtRun) {
            framesAtRun = 0;
        }
        boolean tooLong = frames.inLog() >= MOST_TIMES_DUE * dueFrames;
        boolean due = tooLong || frames.inLog() - frames.moved() >= dueFrames;
        if (due && frames.inLog() >= framesAtRun + dueFrames / 8) {
            // Before it runs: one that fails is not tried again with every group either.
            framesAtRun = frames.inLog();
            if (tooLong) {
                // Waits as long as for a lock of another process, and is then tried again after as many frames.
                ask(moveAll);
            } else {
                run();
            }
        }
    }

    /** What the log takes of its file behind its header. */
    public long bytesInLog() throws SQLException {
        return ask(count).inLog() * frameBytes;
    }

    /** Moves what can be moved. */
    public void run() throws SQLException {
        ask(move);
    }

    /** Moves everything and empties the log; needs that nobody reads. */
    public void runToTheEnd() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    private static Frames ask(PreparedStatement pragma) throws SQLException {
        try (ResultSet row = pragma.executeQuery()) {
            row.next();
            return new Frames(row.getLong(2), row.getLong(3));
        }
    }

    private record Frames(long inLog, long moved) {}
}
