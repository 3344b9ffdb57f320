package switchboard.store.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.store.DatabaseLifecycle;
import switchboard.store.StorageRoom;
import switchboard.store.StoreException;
import switchboard.store.Trouble;
import switchboard.store.Write;
import switchboard.store.Written;
import switchboard.store.rules.CertainHeads;
import switchboard.store.rules.LogRules;
import switchboard.store.sqlite.file.SqliteErrors;
import switchboard.store.sqlite.file.SqliteFile;
import switchboard.store.sqlite.file.SqliteSettings;
import switchboard.store.sqlite.schema.Schema;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * All that writes the file: groups, one at a time, and what keeps the file and its write-ahead log in order between
 * them. After an error that is not about a single row it closes every connection, the readers' too: a reader that
 * stayed open could hide from a new writer what a failed commit left on disk. Thread-safe.
 */
final class SqliteWriting implements DatabaseLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteWriting.class);

    private final SqliteFile file;
    private final SqliteSettings settings;
    private final Clock clock;
    private final LogReaders readers;
    private final HeadsForWriting heads;
    private final CertainHeads certain;
    private final StorageRoom storage;
    private final Lock writing = new ReentrantLock();

    /** Guarded by {@code writing}. Null until needed again. */
    private @Nullable GroupWriter writer;

    /** Where writing has met damage; null if it has not. Guarded by {@code writing}. */
    private @Nullable DamagedWriting damagedWriting;

    /** The damage that a checkpoint has met; null for none. */
    private volatile @Nullable StoreException checkpointing;

    /** Guarded by {@code writing}. */
    private boolean closed;

    /** @param certain is told what was committed, and of which commits nobody knows */
    SqliteWriting(SqliteFile file, SqliteSettings settings, Clock clock, LogReaders readers, CertainHeads certain) {
        this.file = file;
        this.settings = settings;
        this.clock = clock;
        this.readers = readers;
        this.heads = new HeadsForWriting(readers);
        this.certain = certain;
        this.storage = new StorageRoom(file.path().toString(), file.maxBytes());
    }

    /** Opens the file, or makes it, and brings its schema up to date. */
    void start() throws SQLException, StoreException {
        writing.lock();
        try {
            writer = open(file.create());
            storage.taken(writer.takenBytes());
        } finally {
            writing.unlock();
        }
    }

    StorageRoom storage() {
        return storage;
    }

    /** As {@link switchboard.store.Database#write}. */
    List<Written> write(List<Write> group) throws StoreException {
        writing.lock();
        try {
            verifyLog();
            List<Written> results = writeOrDisconnect(group);
            heads.readBadRows(group, results);
            if (LogRules.mustCommit(group)) {
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
            GroupWriter open = writer();
            List<Written> results = open.write(group, heads.read(group, open));
            storage.taken(open.takenBytes());
            done = true;
            return results;
        } catch (SQLException e) {
            throw writingFailed(e, open -> open.rehearse(group, heads.read(group, open)));
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

    private StoreException writingFailed(SQLException e, DamagedWriting again) {
        StoreException failure = SqliteErrors.of(e, file.path());
        if (failure.trouble() == Trouble.DAMAGED) {
            damagedWriting = again;
        } else if (failure.trouble() == Trouble.AT_LIMIT) {
            storage.takenAll();
        }
        return failure;
    }

    /**
     * A file that was deleted goes on taking commits, which end with the process: only what is in a file that others
     * can find is on disk. The connections stay open, as they keep the file's inode from being given to another one.
     */
    private void verifyCommitted(List<Written> results) throws StoreException {
        try {
            file.verifyCommitted();
        } catch (StoreException e) {
            certain.failed(results);
            throw e.whileCommitting();
        }
    }

    /**
     * A write-ahead log that somebody has cut takes more commits, which lie behind a hole: nothing is written to it any
     * more, and its connections stay open, since closing the last would move what is in the hole into the database. One
     * that another program has emptied in order is begun anew.
     */
    private void verifyLog() throws StoreException {
        GroupWriter open = writer;
        if (open == null || !file.logShrank()) {
            return;
        }
        try {
            file.verifyLogHolds(open.bytesInLog());
        } catch (SQLException e) {
            throw SqliteErrors.of(e, file.path());
        }
        file.verifyCommitted();
    }

    /** Compares the files with those that were opened; what the database holds is measured anew, too. */
    @Override
    public void verify() throws StoreException {
        file.verifyOpen();
        measure();
        writing.lock();
        try {
            verifyLog();
        } finally {
            writing.unlock();
        }
        StoreException failure = checkpointing;
        if (failure != null) {
            throw failure;
        }
    }

    /** Somebody else may have made room. */
    private void measure() throws StoreException {
        writing.lock();
        try {
            if (writer != null) {
                storage.taken(writer.measured());
            }
        } catch (SQLException e) {
            disconnect();
            throw SqliteErrors.of(e, file.path());
        } finally {
            writing.unlock();
        }
    }

    /** Closes all connections, and opens the writer's anew. */
    @Override
    public void reopen() throws StoreException {
        writing.lock();
        try {
            file.verifySame();
            disconnect();
            try {
                tryDamagedWriting();
                writer();
            } catch (SQLException e) {
                throw SqliteErrors.of(e, file.path());
            }
        } finally {
            writing.unlock();
        }
    }

    /** Does what met damage once more, and takes it back: throws as long as it still does. */
    private void tryDamagedWriting() throws SQLException, StoreException {
        DamagedWriting again = damagedWriting;
        if (again == null) {
            return;
        }
        try {
            again.with(writer());
            damagedWriting = null;
            checkpointing = null;
        } finally {
            disconnect();
        }
    }

    /** Moves what was committed from the write-ahead log to its place, if enough of it has gathered. */
    @Override
    public void tidy() {
        try {
            checkpointIfDue();
        } catch (StoreException e) {
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.CHECKPOINT_FAILED)
                    .log("The write-ahead log goes on growing until this passes: {}", e.forOperators());
        }
    }

    private void checkpointIfDue() throws StoreException {
        writing.lock();
        try {
            if (writer != null) {
                writer.checkpointIfDue();
            }
        } catch (SQLException e) {
            StoreException failure = writingFailed(e, GroupWriter::checkpoint);
            if (failure.trouble() == Trouble.DAMAGED) {
                checkpointing = failure;
            }
            throw failure;
        } finally {
            writing.unlock();
        }
    }

    /**
     * Moves everything to its place, and closes all connections for good. Only the first call does.
     *
     * @param released what lets another server have the files
     */
    void close(Runnable released) {
        writing.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            readers.closeForGood(() -> closeWriter(true));
            released.run();
        } finally {
            writing.unlock();
        }
    }

    /** Needs {@code writing}. */
    private GroupWriter writer() throws SQLException, StoreException {
        if (writer == null) {
            if (closed) {
                throw file.closedAlready();
            }
            file.verifySame();
            writer = open(file.openWriter());
        }
        return writer;
    }

    private GroupWriter open(Connection connection) throws SQLException, StoreException {
        try {
            Schema.prepare(connection, file.path());
            return new GroupWriter(connection, clock, settings.checkpointBytes(), file.maxBytes());
        } catch (SQLException | StoreException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Closes every connection of this process. Needs {@code writing}; waits for reads under way. */
    private void disconnect() {
        readers.close(() -> closeWriter(false));
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

    /** Something that is to be tried again once the database may have been repaired. */
    private interface DamagedWriting {
        void with(GroupWriter writer) throws SQLException, StoreException;
    }
}
