package switchboard.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.store.ActivePage;
import switchboard.store.Database;
import switchboard.store.FirstJoin;
import switchboard.store.RowSink;
import switchboard.store.SessionKey;
import switchboard.store.StorageRoom;
import switchboard.store.StoreException;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
import switchboard.store.Write;
import switchboard.store.Written;
import switchboard.store.sqlite.file.FolderLock;
import switchboard.store.sqlite.file.NativeLibrary;
import switchboard.store.sqlite.file.SqliteErrors;
import switchboard.store.sqlite.file.SqliteFile;
import switchboard.store.sqlite.file.SqliteSettings;
import switchboard.store.sqlite.log.CountedLogs;
import switchboard.store.sqlite.log.LogHead;
import switchboard.store.sqlite.log.LogReader;
import switchboard.store.sqlite.log.LogScan;
import switchboard.store.sqlite.schema.Schema;
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
 * Closing the connections waits for reads under way, and holds up new ones.
 */
public final class SqliteDatabase implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteDatabase.class);

    /** Of all that read, whoever they read for. With the two of who writes there are ten. */
    private static final int MAX_READERS = 8;

    /** Looks at a batch for nobody. */
    private static final RowSink NOBODY = new RowSink() {
        @Override
        public boolean wants(long seq, MessageType type, UserId from, @Nullable UserId to) {
            return true;
        }

        @Override
        public boolean take(Message message) {
            return true;
        }

        @Override
        public boolean damaged(long first, long last) {
            return true;
        }
    };

    private final SqliteFile file;
    private final SqliteSettings settings;
    private final Clock clock;
    private final FolderLock folderLock;

    private final LogReaders readers;
    private final StorageRoom storage;
    private final Lock writing = new ReentrantLock();

    /** Guarded by {@code writing}. Null until needed again. */
    private @Nullable GroupWriter writer;

    private final CertainHeads certain = new CertainHeads();
    private final CountedLogs counted = new CountedLogs();

    /** Where writing has met damage; null if it has not. Guarded by {@code writing}. */
    private @Nullable DamagedWriting damagedWriting;

    /** The damage that a checkpoint has met; null for none. */
    private volatile @Nullable StoreException checkpointing;

    /** Guarded by {@code writing}. */
    private boolean closed;

    private SqliteDatabase(SqliteFile file, SqliteSettings settings, Clock clock, FolderLock folderLock) {
        this.file = file;
        this.settings = settings;
        this.clock = clock;
        this.folderLock = folderLock;
        this.readers = new LogReaders(file, MAX_READERS);
        this.storage = new StorageRoom(file.path().toString(), file.maxBytes());
    }

    /**
     * Opens the database of a data folder, or makes both, and brings its schema up to date. Keeps other servers out of
     * the folder until {@link #close}.
     *
     * @param clock gives messages and ends their time
     * @throws StoreException if the server cannot start on this folder; the message is one sentence that says why,
     *     where and what to do: another server, a newer schema, a damaged file, no room, no permission
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
        file.verifyWhole();
        NativeLibrary.load(file.folder());
        try {
            Connection connection = file.create();
            try {
                Schema.prepare(connection, file.path());
                writer = new GroupWriter(connection, clock, settings.checkpointBytes());
                storage.taken(writer.takenBytes());
            } catch (SQLException | StoreException | RuntimeException e) {
                connection.close();
                throw e;
            }
            file.verifyOpen();
            verifySound();
        } catch (SQLException e) {
            throw SqliteErrors.of(e, file.path());
        }
    }

    /** Without these no server can do anything; nobody has asked for them yet. */
    private void verifySound() throws SQLException {
        try (LogReader reader = new LogReader(file.openReader())) {
            boolean some = !reader.activeNumbers().isEmpty();
            boolean none = reader.activePage(null, 1, 1).sessions().isEmpty();
            SQLException damage = reader.takeDamage();
            if (some && none && damage != null) {
                throw damage;
            }
            reader.ping();
        }
    }

    @Override
    public List<Long> activeNumbers() throws StoreException {
        return readers.read("active", LogReader::activeNumbers);
    }

    @Override
    public ActivePage activePage(@Nullable SessionId after, int limit, long bytes) throws StoreException {
        return readers.read("active", reader -> reader.activePage(after, limit, bytes));
    }

    @Override
    public Optional<StoredSession> find(SessionId session) throws StoreException {
        return readers.read(session, reader -> reader.find(session));
    }

    @Override
    public Optional<Message> findByRef(SessionKey session, UserId user, Ref ref) throws StoreException {
        Optional<Message> found =
                readers.read(List.of(session, user, ref), reader -> reader.findByRef(session, user, ref));
        if (found.isPresent() && !certain.isOnDisk(session.id(), found.get().seq())) {
            throw new StoreException(
                    Trouble.UNCERTAIN, "A commit has failed, and nobody knows yet whether it is on disk.");
        }
        return found;
    }

    @Override
    public List<FirstJoin> firstJoins(SessionKey session) throws StoreException {
        return readers.read(List.of("joins", session), reader -> reader.firstJoins(session));
    }

    @Override
    public long head(SessionKey session) throws StoreException {
        return readers.read(List.of("head", session), reader -> certain.head(session.id(), reader.head(session)));
    }

    @Override
    public long scan(SessionKey session, UserId user, Role role, long after, long upTo, int maxRows, RowSink sink)
            throws StoreException {
        return readers.read(
                List.of("log", session),
                reader -> reader.scan(new LogScan(session, user, role, after, upTo, maxRows, sink), counted),
                reader -> reader.scan(
                        new LogScan(session, user, Role.INSTRUCTOR, after, upTo, maxRows, NOBODY), counted));
    }

    @Override
    public void ping() throws StoreException {
        file.verifySame();
        readers.read("ping", reader -> {
            reader.ping();
            return true;
        });
        readers.lookAtDamage();
    }

    @Override
    public List<Written> write(List<Write> group) throws StoreException {
        writing.lock();
        try {
            verifyLog();
            List<Written> results = writeOrDisconnect(group);
            rememberBadRows(group, results);
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
            GroupWriter open = writer();
            List<Written> results = open.write(group, unreadable(group, open));
            storage.taken(open.takenBytes());
            done = true;
            return results;
        } catch (SQLException e) {
            throw writingFailed(e, open -> open.rehearse(group, unreadable(group, open)));
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
     * Has the heads of the sessions that a group is about remembered, and tells those that are damaged there. Done by a
     * reader, since SQLite lets a transaction that has met damage write no more.
     */
    private Set<SessionKey> unreadable(List<Write> group, GroupWriter open) throws StoreException {
        Set<SessionKey> unreadable = Set.of();
        for (Write write : group) {
            SessionKey session = write.about().orElse(null);
            if (session == null || open.remembers(session) || unreadable.contains(session)) {
                continue;
            }
            LogHead head = headForWriting(session);
            if (head == null) {
                unreadable = new HashSet<>(unreadable);
                unreadable.add(session);
            } else {
                open.remember(session, head);
            }
        }
        return unreadable;
    }

    /** Null where it is damaged. */
    private @Nullable LogHead headForWriting(SessionKey session) throws StoreException {
        try {
            return readers.readForWriting(List.of("size", session), reader -> reader.headForWriting(session));
        } catch (StoreException e) {
            throwUnlessDamaged(e);
        }
        try {
            return readers.readForWriting(List.of("head", session), reader -> reader.headWithoutContents(session));
        } catch (StoreException e) {
            throwUnlessDamaged(e);
            return null;
        }
    }

    private static void throwUnlessDamaged(StoreException e) throws StoreException {
        if (e.trouble() != Trouble.DAMAGED) {
            throw e;
        }
    }

    /**
     * A ref that led to a bad row: it is read once more, so that it is known and looked after like all other damage.
     */
    private void rememberBadRows(List<Write> group, List<Written> results) {
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) == Written.Unreadable.INSTANCE && group.get(i) instanceof Write.Append append) {
                Ref ref = append.message().ref();
                if (ref != null) {
                    rememberBadRow(append.session(), append.message().from(), ref);
                }
            }
        }
    }

    private void rememberBadRow(SessionKey session, UserId user, Ref ref) {
        try {
            readers.readForWriting(List.of(session, user, ref), reader -> reader.findByRef(session, user, ref));
        } catch (StoreException e) {
            // The readers remember damage. The group is on disk whatever this says.
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
            file.verifyOpen();
            file.rememberLogSize();
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
        file.rememberLogSize();
    }

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

    @Override
    public StorageRoom storage() {
        return storage;
    }

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

    @Override
    public void checkpointIfDue() throws StoreException {
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

    @Override
    public void close() {
        writing.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            readers.closeForGood(() -> closeWriter(true));
            folderLock.close();
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
