package switchboard.store.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.finding.SessionFilter;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.store.Database;
import switchboard.store.DatabaseLifecycle;
import switchboard.store.FirstJoin;
import switchboard.store.PeopleReads;
import switchboard.store.RowSink;
import switchboard.store.SessionCode;
import switchboard.store.SessionKey;
import switchboard.store.SessionPage;
import switchboard.store.StorageRoom;
import switchboard.store.StoreException;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
import switchboard.store.Write;
import switchboard.store.Written;
import switchboard.store.rules.CertainHeads;
import switchboard.store.sqlite.file.FolderLock;
import switchboard.store.sqlite.file.NativeLibrary;
import switchboard.store.sqlite.file.SqliteErrors;
import switchboard.store.sqlite.file.SqliteFile;
import switchboard.store.sqlite.file.SqliteSettings;
import switchboard.store.sqlite.log.CountedLogs;
import switchboard.store.sqlite.log.LogReader;
import switchboard.store.sqlite.log.LogScan;

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
    /** Of all that read, whoever they read for. With the two of who writes there are ten. */
    private static final int MAX_READERS = 8;

    /** Takes a batch that is read for nobody, to see whether it is damaged. */
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
    private final FolderLock folderLock;
    private final LogReaders readers;
    private final SqliteWriting writing;
    private final SqlitePeopleReads people;
    private final CertainHeads certain = new CertainHeads();
    private final CountedLogs counted = new CountedLogs();

    private SqliteDatabase(SqliteFile file, SqliteSettings settings, Clock clock, FolderLock folderLock) {
        this.file = file;
        this.folderLock = folderLock;
        this.readers = new LogReaders(file, MAX_READERS);
        this.people = new SqlitePeopleReads(readers);
        this.writing = new SqliteWriting(file, settings, clock, readers, certain);
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
            writing.start();
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
            boolean none =
                    reader.page(SessionFilter.ACTIVE, null, 1, 1).sessions().isEmpty();
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
    public SessionPage page(SessionFilter filter, @Nullable SessionId after, int limit, long bytes)
            throws StoreException {
        return readers.read(List.of("sessions", filter), reader -> reader.page(filter, after, limit, bytes));
    }

    @Override
    public Optional<StoredSession> find(SessionId session) throws StoreException {
        return readers.read(session, reader -> reader.find(session));
    }

    @Override
    public Optional<StoredSession> findByJoinCode(JoinCode code) throws StoreException {
        return readers.read(code, reader -> reader.findByJoinCode(code));
    }

    @Override
    public Optional<SessionCode> joinCode(SessionId session) throws StoreException {
        return readers.read(List.of("join code", session), reader -> reader.joinCode(session));
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
    public PeopleReads people() {
        return people;
    }

    @Override
    public void ping() throws StoreException {
        file.verifySame();
        readers.read("ping", reader -> {
            reader.ping();
            return true;
        });
        readers.checkDamage();
    }

    @Override
    public List<Written> write(List<Write> group) throws StoreException {
        return writing.write(group);
    }

    @Override
    public DatabaseLifecycle lifecycle() {
        return writing;
    }

    @Override
    public StorageRoom storage() {
        return writing.storage();
    }

    @Override
    public void close() {
        writing.close(folderLock::close);
    }
}
