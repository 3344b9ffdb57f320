package switchboard.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;
import switchboard.store.StoreException;
import switchboard.store.Trouble;

/**
 * The database file: opens connections to it and knows whether it is still the same. It is never opened but by SQLite:
 * closing any other descriptor of it would drop SQLite's locks.
 */
final class SqliteFile {
    private static final String NAME = "switchboard.db";

    private final Path path;
    private final Path log;
    private final SqliteSettings settings;
    private final long maxBytes;

    private volatile @Nullable Object opened;
    private volatile @Nullable Object openedLog;

    SqliteFile(Path folder, SqliteSettings settings) {
        this.path = folder.toAbsolutePath().normalize().resolve(NAME);
        this.log = path.resolveSibling(NAME + "-wal");
        this.settings = settings;
        this.maxBytes = SizeLimit.ofPages(settings, path);
    }

    /** What its pages may take. */
    long maxBytes() {
        return maxBytes;
    }

    Path path() {
        return path;
    }

    /** Opens the writer's connection of a file that may not exist yet, and remembers which file that is. */
    Connection create() throws SQLException {
        SQLiteConfig config = config();
        Connection connection = config.createConnection(url());
        try {
            setUp(connection, settings.cacheBytes());
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        opened = keyOf(path);
        openedLog = null;
        return connection;
    }

    /** Throws where the file is there and may not be written: SQLite would open it all the same, to be read only. */
    void verifyWritable() throws StoreException {
        if (Files.exists(path) && !Files.isWritable(path)) {
            throw new StoreException(Trouble.READ_ONLY, SqliteErrors.readOnly(path));
        }
    }

    /** Opens the writer's connection again; a file that is gone is not made anew. */
    Connection openWriter() throws SQLException {
        Connection connection = open(settings.cacheBytes());
        openedLog = null;
        return connection;
    }

    /** Opens a connection that cannot change anything. */
    Connection openReader() throws SQLException {
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
        Connection connection = config.createConnection(url());
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
    private String url() {
        return "jdbc:sqlite:" + path.toUri();
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
            statement.execute("PRAGMA max_page_count = " + maxBytes / pageBytes(statement));
            // Checkpoint decides when.
            statement.execute("PRAGMA wal_autocheckpoint = 0");
        }
    }

    private static long pageBytes(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("PRAGMA page_size")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Throws unless the database is the very file that was opened first. */
    void verifySame() throws StoreException {
        if (!same(opened, path)) {
            throw new StoreException(
                    Trouble.REPLACED,
                    path + " was deleted or replaced while the server runs: put the file back that"
                            + " was there, or start the server again.");
        }
    }

    /** Throws unless both the database and its write-ahead log are the files that are open. */
    void verifyOpen() throws StoreException {
        verifySame();
        if (openedLog == null) {
            openedLog = keyOf(log);
        } else if (!same(openedLog, log)) {
            throw new StoreException(
                    Trouble.REPLACED,
                    log + " was deleted or replaced while the server runs: leave that file to the server.");
        }
    }

    StoreException closedAlready() {
        return new StoreException(Trouble.UNUSABLE, path + " was closed by this server.");
    }

    private static boolean same(@Nullable Object key, Path path) {
        return key != null && key.equals(keyOf(path));
    }

    /** What tells one file from another whatever its name: device and inode. Null where there is no file. */
    private static @Nullable Object keyOf(Path path) {
        try {
            Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            // A file system without such numbers: then only whether there is a file is known.
            return key == null ? path : key;
        } catch (IOException gone) {
            return null;
        }
    }
}
