package switchboard.store;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.finding.SessionFilter;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;

/**
 * What the server asks of a database; each dialect answers it. Every call blocks: none belongs on a thread of the
 * default dispatcher. Safe from any thread; writes run one after another, reads run beside them and see what was
 * committed when they began.
 *
 * <p>After an error that is not about a single row the next call finds connections that work, or fails: nothing is
 * remembered of a transaction that was not committed for certain.
 *
 * <p>{@code DatabaseContractTest} says what every dialect owes.
 */
public interface Database extends AutoCloseable {
    /** The numbers of all sessions that are active. */
    List<Long> activeNumbers() throws StoreException;

    /**
     * Sessions that a list shows, newest first, of those behind {@code after} in that order. Reads no more of them than
     * the page holds, however many there are.
     *
     * @param after null for the first page; need not be of the list, nor exist
     * @param bytes of their lists of students and of their names, beyond which the page ends
     */
    SessionPage page(SessionFilter filter, @Nullable SessionId after, int limit, long bytes) throws StoreException;

    /** A session, active or ended. */
    Optional<StoredSession> find(SessionId session) throws StoreException;

    /** The active session that has this join code. */
    Optional<StoredSession> findByJoinCode(JoinCode code) throws StoreException;

    /** The join code of a session, active or ended; empty where there is no such session. */
    Optional<SessionCode> joinCode(SessionId session) throws StoreException;

    /**
     * The message that a user calls so in this session. Fails where there is one of which nobody knows whether it is on
     * disk: its commit has failed.
     */
    Optional<Message> findByRef(SessionKey session, UserId user, Ref ref) throws StoreException;

    /** Who ever joined a session. */
    List<FirstJoin> firstJoins(SessionKey session) throws StoreException;

    /** The last seq of a session's log that is on disk for certain; 0 while it is empty. */
    long head(SessionKey session) throws StoreException;

    /**
     * Does a group in one transaction and returns once it is on disk (fsync). A row that breaks a rule of the schema is
     * refused by itself, and so is what concerns a session that is damaged where it is read. Messages get the next
     * places in their session's log, in the order of the group, and the time of the commit.
     *
     * @return for each item what became of it, in the same order
     * @throws StoreException if the transaction as a whole failed; {@link StoreException#indeterminate} says whether it
     *     may be on disk nevertheless
     */
    List<Written> write(List<Write> group) throws StoreException;

    /**
     * Offers {@code sink} at least those rows with {@code after} &lt; seq ≤ {@code upTo} that the user may see in that
     * role, in seq order, until it is full, {@code maxRows} were offered, or the rows end.
     *
     * @return how far the scan came: all that the user may see up to here was offered, and taken if wanted
     */
    long scan(SessionKey session, UserId user, Role role, long after, long upTo, int maxRows, RowSink sink)
            throws StoreException;

    /** What is stored of people. */
    PeopleReads people();

    /** Reads one row. */
    void ping() throws StoreException;

    /** What it may hold and what it holds, as the last write or {@link DatabaseLifecycle#verify} found. */
    StorageRoom storage();

    /** What keeps it fit for use between two writes. */
    DatabaseLifecycle lifecycle();

    /** Closes all connections and lets another server have the data. Idempotent. */
    @Override
    void close();
}
