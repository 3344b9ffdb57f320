package switchboard.store.sqlite.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;
import switchboard.store.StoreException;
import switchboard.store.Trouble;

/** Says in words what a result code of SQLite means for whoever runs the server. */
public final class SqliteErrors {
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int OUT_OF_MEMORY = 7;
    private static final int READ_ONLY = 8;
    private static final int IO = 10;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int CANNOT_OPEN = 14;
    private static final int CONSTRAINT = 19;
    private static final int NOT_A_DATABASE = 26;
    private static final int CONSTRAINT_PRIMARY_KEY = 1555;

    private static final long LITTLE_ROOM_BYTES = 1 << 20;

    private SqliteErrors() {}

    public static StoreException of(SQLException e, Path file) {
        return switch (extended(e) & 0xff) {
            case FULL ->
                hasRoom(file)
                        ? new StoreException(
                                Trouble.AT_LIMIT,
                                file + " is as large as it may be: raise switchboard.sqlite.max-size or make room, and"
                                        + " start the server again.",
                                e)
                        : noRoom(e, file);
            // SQLite's shared memory and its files report a full disk as an I/O error in some places.
            case IO ->
                hasRoom(file)
                        ? new StoreException(
                                Trouble.DISK_FAILS,
                                "The disk fails under " + file + " (" + e.getMessage()
                                        + "): look into the system's log.",
                                e)
                        : noRoom(e, file);
            case BUSY, LOCKED ->
                new StoreException(
                        Trouble.LOCKED,
                        "Another process holds a lock on " + file + ": find it (fuser, lsof) and end it.",
                        e);
            case OUT_OF_MEMORY -> new StoreException(Trouble.NO_MEMORY, "SQLite got no memory for " + file + ".", e);
            case CANNOT_OPEN ->
                new StoreException(
                        Trouble.CANNOT_OPEN,
                        file + " or a file beside it cannot be opened: check who owns them and their folder, and the"
                                + " limit of open files.",
                        e);
            case READ_ONLY -> new StoreException(Trouble.READ_ONLY, readOnly(file), e);
            case CORRUPT ->
                new StoreException(
                        Trouble.DAMAGED,
                        file + " is damaged (" + e.getMessage() + "): with no server running, restore a backup, or"
                                + " save what can be read with sqlite3, as docs/operating.md says (A damaged database).",
                        e);
            case NOT_A_DATABASE ->
                new StoreException(
                        Trouble.DAMAGED,
                        file + " is not an SQLite database: move it away or choose another data folder; if it was one,"
                                + " its beginning is damaged: restore a backup.",
                        e);
            default -> new StoreException(Trouble.UNUSABLE, file + " cannot be used: " + rootMessage(e), e);
        };
    }

    static String readOnly(Path file) {
        return file + " cannot be written: make it and its folder writable for the server's user.";
    }

    /** What was read cannot be what this server has written, though SQLite has nothing against it. */
    public static DamagedRow damaged(String what) {
        return new DamagedRow(what, null);
    }

    public static DamagedRow damaged(String what, Exception cause) {
        return new DamagedRow(what, cause);
    }

    /** Whether a part of the file cannot be what was written there; what lies elsewhere can be read all the same. */
    public static boolean isDamage(SQLException e) {
        return (extended(e) & 0xff) == CORRUPT;
    }

    /** A row that breaks the server's own rules. The transaction in which it was read can go on. */
    public static final class DamagedRow extends SQLException {
        private static final long serialVersionUID = 1L;

        private DamagedRow(String what, @Nullable Exception cause) {
            super(what, null, CORRUPT, cause);
        }
    }

    /** A library that cannot be loaded is named by the innermost cause only. */
    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /**
     * Whether a single row broke a rule of the schema. A key that is taken is no such case: then somebody else has
     * written, and what is known about the log is wrong.
     */
    public static boolean isAboutOneRow(SQLException e) {
        int code = extended(e);
        return (code & 0xff) == CONSTRAINT && code != CONSTRAINT_PRIMARY_KEY;
    }

    private static StoreException noRoom(SQLException e, Path file) {
        return new StoreException(Trouble.NO_ROOM, "There is no room on the disk for " + file + ": free some.", e);
    }

    private static boolean hasRoom(Path file) {
        try {
            return Files.getFileStore(file.getParent()).getUsableSpace() >= LITTLE_ROOM_BYTES;
        } catch (IOException unknown) {
            return true;
        }
    }

    private static int extended(SQLException e) {
        return e instanceof SQLiteException sqlite ? sqlite.getResultCode().code : e.getErrorCode();
    }
}
