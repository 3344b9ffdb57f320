package switchboard.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.protocol.Message;
import switchboard.protocol.Ref;
import switchboard.protocol.Role;
import switchboard.protocol.SessionId;
import switchboard.protocol.UserId;
import switchboard.store.Database;
import switchboard.store.FirstJoin;
import switchboard.store.RowSink;
import switchboard.store.SessionKey;
import switchboard.store.StoreException;
import switchboard.store.StoredSession;
import switchboard.store.Write;
import switchboard.store.Written;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * A database in one file of a data folder, {@code switchboard.db}.
 *
 * <pre>
 *   writers, one at a time ──▶ GroupWriter ──▶ switchboard.db-wal ──Checkpoint──▶ switchboard.db
 *   readers, side by side  ──▶ LogReader, LogReader … (as many as threads read at once) ──▶ both
 * </pre>
 *
 * Reads hold {@code connections} shared; closing connections holds it alone, so that no read is cut off.
 */
public final class SqliteDatabase implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteDatabase.class);

    private final SqliteFile file;
    private final SqliteSettings settings;
    private final Clock clock;
    private final FolderLock folderLock;

    private final Lock writing = new ReentrantLock();
    private final ReadWriteLock connections = new ReentrantReadWriteLock();

    /** Guarded by {@code writing}. Null until needed again. */
    private @Nullable GroupWriter writer;

    /** Readers that nobody uses just now. Guarded by itself. */
    private final Deque<LogReader> idle = new ArrayDeque<>();

    private final CertainHeads certain = new CertainHeads();

    /** Guarded by {@code connections}. */
    private boolean closed;

    private SqliteDatabase(SqliteFile file, SqliteSettings settings, Clock clock, FolderLock folderLock) {
        this.file = file;
        this.settings = settings;
        this.clock = clock;
        this.folderLock = folderLock;
    }

    /**
     * Opens the database of a data folder, or makes both, and brings its schema up to date. Keeps other servers out of
     * the folder until {@link #close}.
     *
     * @param clock gives messages and ends their time
     * @throws StoreException if the server cannot start on this folder; the message is one sentence that says why, where
     *     and what to do: another server, a newer schema, a damaged file, no room, no permission
     */
    public static SqliteDatabase open(Path folder, SqliteSettings settings, Clock clock) throws StoreException {
        Path absolute = folder.toAbsolutePath().normalize();
        FolderLock lock = FolderLock.take(absolute);
        SqliteDatabase database = new SqliteDatabase(new SqliteFile(absolute, settings), settings, clock, lock);
        try {
            database.start();
            return database;
        } catch (StoreException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private void start() throws StoreException {
        file.verifyWritable();
        try {
            Connection connection = file.create();
            try {
                Schema.prepare(connection, file.path());
                writer = new GroupWriter(connection, clock, settings.checkpointBytes());
            } catch (SQLException | StoreException | RuntimeException e) {
                connection.close();
                throw e;
            }
            file.verifyOpen();
        } catch (SQLException e) {
            throw SqliteErrors.of(e, file.path());
        }
    }

    @Override
    public List<StoredSession> activeSessions() throws StoreException {
        return reading(LogReader::active);
    }

    @Override
    public Optional<StoredSession> find(SessionId session) throws StoreException {
        return reading(reader -> reader.find(session));
    }

    @Override
    public Optional<Message> findByRef(SessionKey session, UserId user, Ref ref) throws StoreException {
        return reading(reader -> {
            Optional<Message> found = reader.findByRef(session, user, ref);
            if (found.isPresent() && !certain.isOnDisk(session.id(), found.get().seq())) {
                throw StoreException.retryable("A commit has failed, and nobody knows yet whether it is on disk.");
            }
            return found;
        });
    }

    @Override
    public List<FirstJoin> firstJoins(SessionKey session) throws StoreException {
        return reading(reader -> reader.firstJoins(session));
    }

    @Override
    public long head(SessionKey session) throws StoreException {
        return reading(reader -> certain.head(session.id(), reader.head(session)));
    }

    @Override
    public long scan(SessionKey session, UserId user, Role role, long after, long upTo, int maxRows, RowSink sink)
            throws StoreException {
        return reading(reader -> reader.scan(session, user, role, after, upTo, maxRows, sink));
    }

    @Override
    public void ping() throws StoreException {
        file.verifySame();
        reading(reader -> {
            reader.ping();
            return true;
        });
    }

    @Override
    public List<Written> write(List<Write> group) throws StoreException {
        writing.lock();
        try {
            List<Written> results = writeOrDisconnect(group);
            if (group.stream().anyMatch(Write::changes)) {
                verifyCommitted(results);
                certain.committed();
            }
            return results;
        } finally {
            writing.unlock();
        }
    }

    private List<Written> writeOrDisconnect(List<Write> group) throws StoreException {
        boolean done = false;
        try {
            List<Written> results = writer().write(group);
            done = true;
            return results;
        } catch (SQLException e) {
            throw SqliteErrors.of(e, file.path());
        } catch (GroupWriter.CommitFailed e) {
            // Before the connections are closed: a reader that is opened behind that may see what was to be committed.
            certain.failed(e.results());
            throw SqliteErrors.of(e.failure(), file.path()).whileCommitting();
        } finally {
            if (!done) {
                disconnect();
            }
        }
    }

    /**
     * A file that was deleted goes on taking commits, which end with the process: only what is in a file that others can
     * find is on disk. The connections stay open, as they keep the file's inode from being given to another one.
     */
    private void verifyCommitted(List<Written> results) throws StoreException {
        try {
            file.verifyOpen();
        } catch (StoreException e) {
            certain.failed(results);
            throw e.whileCommitting();
        }
    }

    @Override
    public void verify() throws StoreException {
        file.verifyOpen();
    }

    @Override
    public void reopen() throws StoreException {
        writing.lock();
        try {
            file.verifySame();
            disconnect();
            try {
                writer();
            } catch (SQLException e) {
                throw SqliteErrors.of(e, file.path());
            }
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void checkpointIfDue() throws StoreException {
        writing.lock();
        try {
            if (writer != null) {
                writer.checkpointIfDue();
            }
        } catch (SQLException e) {
            throw SqliteErrors.of(e, file.path());
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        writing.lock();
        connections.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            closeReaders();
            closeWriter(true);
            folderLock.close();
        } finally {
            connections.writeLock().unlock();
            writing.unlock();
        }
    }

    /** Needs {@code writing}. */
    private GroupWriter writer() throws SQLException, StoreException {
        if (writer == null) {
            if (closed) {
                throw closedAlready();
            }
            file.verifySame();
            Connection connection = file.openWriter();
            try {
                Schema.prepare(connection, file.path());
                writer = new GroupWriter(connection, clock, settings.checkpointBytes());
            } catch (SQLException | StoreException | RuntimeException e) {
                connection.close();
                throw e;
            }
        }
        return writer;
    }

    /** Closes every connection of this process. Needs {@code writing}; waits for reads under way. */
    private void disconnect() {
        connections.writeLock().lock();
        try {
            closeReaders();
            closeWriter(false);
        } finally {
            connections.writeLock().unlock();
        }
    }

    private void closeReaders() {
        synchronized (idle) {
            for (LogReader reader : idle) {
                closeReader(reader);
            }
            idle.clear();
        }
    }

    private void closeWriter(boolean checkpoint) {
        GroupWriter open = writer;
        writer = null;
        if (open == null) {
            return;
        }
        try (open) {
            if (checkpoint) {
                open.checkpointAll();
            }
        } catch (SQLException e) {
            // Nothing is lost by that: what is in the log is found there at the next start.
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.DATABASE_CLOSE_FAILED)
                    .log("The database was not closed as it should: {}", e.getMessage());
        }
    }

    private static void closeReader(LogReader reader) {
        try {
            reader.close();
        } catch (SQLException e) {
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.DATABASE_CLOSE_FAILED)
                    .log("A reader of the database was not closed as it should: {}", e.getMessage());
        }
    }

    private <T> T reading(Reading<T> work) throws StoreException {
        connections.readLock().lock();
        try {
            if (closed) {
                throw closedAlready();
            }
            LogReader reader = borrow();
            boolean done = false;
            try {
                T result = work.with(reader);
                done = true;
                return result;
            } finally {
                if (done) {
                    synchronized (idle) {
                        idle.push(reader);
                    }
                } else {
                    closeReader(reader);
                }
            }
        } catch (SQLException e) {
            throw SqliteErrors.of(e, file.path());
        } finally {
            connections.readLock().unlock();
        }
    }

    private LogReader borrow() throws SQLException, StoreException {
        synchronized (idle) {
            LogReader reader = idle.poll();
            if (reader != null) {
                return reader;
            }
        }
        file.verifySame();
        Connection connection = file.openReader();
        try {
            return new LogReader(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private StoreException closedAlready() {
        return StoreException.broken(file.path() + " was closed by this server.");
    }

    private interface Reading<T> {
        T with(LogReader reader) throws SQLException, StoreException;
    }
}
