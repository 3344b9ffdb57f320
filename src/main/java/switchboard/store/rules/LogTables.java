package switchboard.store.rules;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;
import switchboard.store.FirstJoin;
import switchboard.store.Joiner;
import switchboard.store.NewMessage;
import switchboard.store.SessionKey;
import switchboard.store.StoredSession;

/**
 * What {@link LogRules} reads and writes in one transaction. Each dialect implements it by its own SQL, and decides
 * nothing. A dialect may read ahead what a group needs, and may write what it was given at the group's end, as long as
 * each read sees the writes before it.
 *
 * @param <X> what ends the transaction when it is thrown
 */
public interface LogTables<X extends Exception> {
    /** Where the log stands; the same object until the transaction ends, since the rules count on in it. */
    LogHead head(SessionKey session) throws X;

    /** The message of this id above a position of the log; null for none. */
    @Nullable
    Message find(SessionKey session, MessageId id, long searchAfterSeq) throws X;

    /** The message that a user calls so; null for none. */
    @Nullable
    Message find(SessionKey session, UserId user, Ref ref) throws X;

    /**
     * Puts a message at this place of the log, with {@code now} as its time.
     *
     * @return null, and nothing is stored, where its sender has a message of the same ref in this session
     */
    @Nullable
    Message append(SessionKey session, long seq, NewMessage message, Instant now) throws X, RowRefused;

    /** Notes where an instructor wrote first; whoever is noted already stays as it is. */
    void noteFirstWrite(SessionKey session, UserId instructor, long seq) throws X;

    /** Who ever joined a session. */
    List<FirstJoin> joins(SessionKey session) throws X;

    /** Notes a join; false, and nothing is changed, where there was one before. */
    boolean addJoin(SessionKey session, Joiner joiner, Instant now) throws X, RowRefused;

    /** Forgets a join; false where there was none. */
    boolean removeJoin(SessionKey session, Joiner joiner) throws X, RowRefused;

    /** A join that is known to be there. */
    FirstJoin join(SessionKey session, Joiner joiner) throws X;

    /** Makes a session; null, and nothing is changed, where there is one of this id. */
    @Nullable
    StoredSession create(SessionInfo session) throws X, RowRefused;

    /** The session of this id, which is known to be there. */
    StoredSession session(SessionId id) throws X;

    /** A session that is known to be there. */
    StoredSession session(SessionKey session) throws X;

    /** Puts these people in the place of a session's own, and counts its version on. */
    StoredSession changeRoster(StoredSession session, SessionInfo changed) throws X, RowRefused;

    /** Notes that a session has ended. */
    void end(SessionKey session, Instant now) throws X;

    /**
     * Makes this the join code of a session, in place of any other; false, and nothing is changed, where another
     * session has it.
     */
    boolean putJoinCode(SessionKey session, JoinCode code) throws X, RowRefused;

    /** Takes its join code from a session; false where it had none. */
    boolean removeJoinCode(SessionKey session) throws X;

    /** The tables of people. */
    PeopleTables<X> people();

    /** Changes a row that means nothing, so that the commit has something to write. */
    void probe(Instant now) throws X;

    /** What is thrown where the tables contradict each other. */
    X damaged(String what);

    /** Whether this failure is about a single row that cannot be read, and the transaction can go on without it. */
    boolean isDamagedRow(Exception failure);
}
