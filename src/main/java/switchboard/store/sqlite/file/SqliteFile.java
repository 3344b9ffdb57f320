package switchboard.store.sqlite.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;
import switchboard.files.PrivateFiles;
import switchboard.store.StoreException;
import switchboard.store.Trouble;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * The database file: opens connections to it and knows whether it is still the same. It is never opened but by SQLite:
 * closing any other descriptor of it would drop SQLite's locks.
 */
public final class SqliteFile {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);

    private static final String NAME = "switchboard.db";

    /** What SQLite writes before the first page of the write-ahead log. */
    private static final int LOG_HEADER_BYTES = 32;

    /** How long whoever only looks waits for a lock. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path path;
    private final Path log;
    private final SqliteSettings settings;
    private final long maxBytes;

    private volatile @Nullable Object opened;
    private volatile @Nullable Object openedLog;

    /** The length of the write-ahead log after the last commit: it shrinks only where it is begun anew. */
    private volatile long logBytes;

    /** Why nothing is written any more until somebody has looked; null for no reason. */
    private volatile @Nullable StoreException spoilt;

    public SqliteFile(Path folder, SqliteSettings settings) {
        this.path = in(folder);
        this.log = path.resolveSibling(NAME + "-wal");
        this.settings = settings;
        this.maxBytes = SizeLimit.ofPages(settings, path);
    }

    /** That of a data folder, where there is one. */
    public static Path in(Path folder) {
        return folder.toAbsolutePath().normalize().resolve(NAME);
    }

    /**
     * Opens a database by which nothing of it can be changed, whoever uses it meanwhile; one that is not there is not
     * made.
     */
    public static Connection openUnchanged(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(Math.toIntExact(PATIENCE.toMillis()));
        return config.createConnection(url(file));
    }

    /** What its pages may take. */
    public long maxBytes() {
        return maxBytes;
    }

    public Path path() {
        return path;
    }

    public Path folder() {
        return Objects.requireNonNull(path.getParent());
    }

    /**
     * Throws where the file is gone or empty, and what was committed last is not: SQLite would take it for a new one,
     * and remove that.
     */
    public void verifyWhole() throws StoreException {
        boolean there = Files.exists(path);
        if (there && sizeOf(path) > 0) {
            return;
        }
        if (sizeOf(log) > 0) {
            throw new StoreException(
                    Trouble.UNUSABLE,
                    path + (there ? " is empty" : " is not there") + ", but its write-ahead log " + log
                            + " holds what was committed last: put back the file that belongs to it, or restore a"
                            + " backup and move the log away; to begin anew move both away.");
        }
        if (there) {
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.DATABASE_EMPTY)
                    .log("{} is empty, and is begun anew. If there were classes in it, restore a backup.", path);
        }
    }

    /** Opens the writer's connection of a file that may not exist yet, and remembers which file that is. */
    public Connection create() throws SQLException {
        prepareRights();
        SQLiteConfig config = config();
        Connection connection = config.createConnection(url(path));
        try {
            setUp(connection, settings.cacheBytes());
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        opened = keyOf(attributesOf(path), path);
        openedLog = null;
        logBytes = 0;
        return connection;
    }

    /** The files beside it get the rights of the database from SQLite. */
    private void prepareRights() throws SQLException {
        try {
            PrivateFiles.create(path);
        } catch (IOException e) {
            throw new SQLException("it cannot be made: " + e, e);
        }
        for (String end : List.of("", "-wal", "-shm")) {
            PrivateFiles.takeFromOthers(path.resolveSibling(NAME + end));
        }
    }

    /** Throws where the file is there and may not be written: SQLite would open it all the same, to be read only. */
    public void verifyWritable() throws StoreException {
        if (Files.exists(path) && !Files.isWritable(path)) {
            throw new StoreException(Trouble.READ_ONLY, SqliteErrors.readOnly(path));
        }
    }

    /** Opens the writer's connection again; a file that is gone is not made anew. */
    public Connection openWriter() throws SQLException {
        Connection connection = open(settings.cacheBytes());
        openedLog = null;
        logBytes = 0;
        return connection;
    }

    /** Opens a connection that cannot change anything. */
    public Connection openReader() throws SQLException {
        Connection connection = open(settings.readerCacheBytes());
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = 1");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    private Connection open(long cacheBytes) throws SQLException {
        SQLiteConfig config = config();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        Connection connection = config.createConnection(url(path));
        try {
            setUp(connection, cacheBytes);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    private SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(Math.toIntExact(settings.busyTimeout().toMillis()));
        // A connection is for one thread at a time, so that SQLite need not lock it for each of its calls.
        config.setOpenMode(SQLiteOpenMode.NOMUTEX);
        // Or the driver runs a query for the number of the last row behind each insert, and nobody reads it.
        config.setGetGeneratedKeys(false);
        return config;
    }

    /** As an address, so that no character of the path is taken for a part of the driver's own syntax. */
    private static String url(Path file) {
        return "jdbc:sqlite:" + file.toUri();
    }

    private void setUp(Connection connection, long cacheBytes) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet mode = statement.executeQuery("PRAGMA journal_mode = WAL")) {
                if (!mode.next() || !"wal".equalsIgnoreCase(mode.getString(1))) {
                    throw new SQLException("this file system allows no write-ahead log (shared memory)");
                }
            }
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA foreign_keys = ON");
            statement.execute("PRAGMA temp_store = MEMORY");
            // Negative: in KiB.
            statement.execute("PRAGMA cache_size = -" + cacheBytes / 1024);
            statement.execute("PRAGMA max_page_count = " + maxBytes / PageCount.pageBytes(connection));
            // Checkpoint decides when.
            statement.execute("PRAGMA wal_autocheckpoint = 0");
        }
    }

    /** Throws unless the database is the very file that was opened first, and nobody has cut what was written to it. */
    public void verifySame() throws StoreException {
        StoreException reason = spoilt;
        if (reason != null) {
            throw reason;
        }
        if (!same(opened, path)) {
            throw new StoreException(
                    Trouble.REPLACED,
                    path + " was deleted or replaced while the server runs: put the file back that"
                            + " was there, or start the server again.");
        }
    }

    /** Throws unless both the database and its write-ahead log are the files that are open. */
    public void verifyOpen() throws StoreException {
        verifyOpen(attributesOf(log));
    }

    /** The same behind a commit, or where the log was begun anew: the log may be longer or shorter now. */
    public void verifyCommitted() throws StoreException {
        BasicFileAttributes found = attributesOf(log);
        verifyOpen(found);
        logBytes = sizeOf(found);
    }

    private void verifyOpen(@Nullable BasicFileAttributes found) throws StoreException {
        verifySame();
        Object key = keyOf(found, log);
        if (openedLog == null) {
            openedLog = key;
        } else if (!openedLog.equals(key)) {
            throw new StoreException(
                    Trouble.REPLACED,
                    log + " was deleted or replaced while the server runs: leave that file to the server.");
        }
    }

    /** Whether the write-ahead log is shorter than after the last commit. One that is gone is another matter. */
    public boolean logShrank() {
        BasicFileAttributes found = attributesOf(log);
        return sizeOf(found) < logBytes && openedLog != null && openedLog.equals(keyOf(found, log));
    }

    /**
     * Throws, and from now on always, where the log is too short for what is in it: another commit would leave a hole,
     * which makes the whole database unreadable.
     *
     * @param pageBytes what the pages in the log take, as SQLite counts them
     */
    public void verifyLogHolds(long pageBytes) throws StoreException {
        long found = sizeOf(log);
        if (pageBytes > 0 && found < LOG_HEADER_BYTES + pageBytes) {
            StoreException reason = new StoreException(
                    Trouble.REPLACED,
                    log + " was cut while the server runs, to " + found + " of " + (LOG_HEADER_BYTES + pageBytes)
                            + " bytes: what was committed last is gone with the rest. Find out what writes there, and start"
                            + " the server again: it serves what is left; or restore a backup.");
            spoilt = reason;
            throw reason;
        }
    }

    public StoreException closedAlready() {
        return new StoreException(Trouble.UNUSABLE, path + " was closed by this server.");
    }

    /** 0 where there is no such file. */
    private static long sizeOf(Path path) {
        return sizeOf(attributesOf(path));
    }

    private static long sizeOf(@Nullable BasicFileAttributes found) {
        return found == null ? 0 : found.size();
    }

    private static boolean same(@Nullable Object key, Path path) {
        return key != null && key.equals(keyOf(attributesOf(path), path));
    }

    /** Null where there is no such file. */
    private static @Nullable BasicFileAttributes attributesOf(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class);
        } catch (IOException gone) {
            return null;
        }
    }

    /** What tells one file from another whatever its name: device and inode. Null where there is no file. */
    private static @Nullable Object keyOf(@Nullable BasicFileAttributes found, Path path) {
        if (found == null) {
            return null;
        }
        // A file system without such numbers: then only whether there is a file is known.
        return found.fileKey() == null ? path : found.fileKey();
    }
}
