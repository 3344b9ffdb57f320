package switchboard.store.writer;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.SessionInfo;
import switchboard.store.AppendOutcome;
import switchboard.store.Database;
import switchboard.store.FirstJoin;
import switchboard.store.Joiner;
import switchboard.store.NewMessage;
import switchboard.store.RosterChange;
import switchboard.store.SessionKey;
import switchboard.store.StorageRoom;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
import switchboard.store.people.PeopleChange;
import switchboard.store.people.PeopleOutcome;

/**
 * The only one who writes the database. Commits what is queued in groups, in the order in which it came: what has come
 * while one group was being committed is the next group.
 *
 * <pre>
 *               failed                     failed again, broken, or no answer in time
 *   accepting ──────────▶ waiting to retry ──────────▶ refusing ──── a probe was committed ──▶ accepting
 *       ▲                        │
 *       └──────── committed ─────┘
 * </pre>
 *
 * {@link RetryPolicy} decides about the steps. {@link ClosedCircuit} is the writer up to the second try,
 * {@link OpenCircuit} while it refuses.
 *
 * <p>Everything that was asked is answered within about 10 s, whatever the disk does, but for {@link ReadHead}, which
 * waits until the head can be read. What waits in an actor that fails is not answered: its senders submit it again
 * ({@link NewMessage#again}). To be started under supervision that restarts with back-off; each start opens the
 * database's connections anew.
 */
public final class Writer {
    /** What may be asked of it, and what its timers and its thread tell it. */
    public sealed interface Command
            permits Append,
                    ReadHead,
                    NoteJoins,
                    CreateSession,
                    ChangeRoster,
                    EndSession,
                    SetJoinCode,
                    ChangePeople,
                    GetStatus,
                    Drain,
                    RetryDue,
                    Tick,
                    OpenCircuit.ProbeDue,
                    DatabaseWork.Reply {}

    /**
     * Append to a session's log. The answers of one group come as one {@link Outcomes} to each {@code replyTo}. Where
     * too much waits it is {@code Rejected(BUSY)}, unless it is {@linkplain NewMessage#resubmitted resubmitted}: what
     * was accepted once is never busy.
     *
     * @param incarnation the latest that the sender has heard of. What was sent to an earlier one than takes it is left
     *     out: its sender is about to hear of the restart and to submit all that was not answered, in the order in
     *     which it came, which this one must not overtake.
     */
    public record Append(SessionKey session, NewMessage message, long incarnation, ActorRef<? super Outcomes> replyTo)
            implements Command {
        /** Sent to an incarnation that has failed since: all that it left unanswered comes again, and first. */
        boolean overtakes(long incarnation) {
            return this.incarnation < incarnation;
        }
    }

    /**
     * Where the log of a session stands, behind everything that was asked before. Never refused; while commits fail it
     * is answered as soon as it is certain what is on disk. A session that the database does not know reads as ended
     * and empty; one that is damaged is answered {@link HeadUnreadable}.
     *
     * @param withPeople whether the session itself and the first joins are wanted too
     */
    public record ReadHead(SessionKey session, boolean withPeople, ActorRef<? super HeadReply> replyTo)
            implements Command {}

    /**
     * Note who joined a session; who did before keeps the time of the first join.
     *
     * @param gone whose joins are to be forgotten
     */
    public record NoteJoins(
            SessionKey session, List<Joiner> joined, List<Joiner> gone, ActorRef<? super JoinsReply> replyTo)
            implements Command {
        public NoteJoins {
            joined = List.copyOf(joined);
            gone = List.copyOf(gone);
        }
    }

    /** Create a session. One that exists already under this very id is answered as created. */
    public record CreateSession(SessionInfo session, ActorRef<? super CreateReply> replyTo) implements Command {}

    /** Change the people of a session; what was asked before was asked of the former ones. */
    public record ChangeRoster(SessionKey session, RosterChange change, ActorRef<? super RosterReply> replyTo)
            implements Command {}

    /** End a session behind everything that was asked before: what comes later is rejected. */
    public record EndSession(SessionKey session, ActorRef<? super EndReply> replyTo) implements Command {}

    /**
     * Give a session a join code in place of the one before, which is void then, or take it from it.
     *
     * @param drawn the first that no other session has becomes this one's; empty to leave it without
     */
    public record SetJoinCode(SessionKey session, List<JoinCode> drawn, ActorRef<? super JoinCodeReply> replyTo)
            implements Command {
        public SetJoinCode {
            drawn = List.copyOf(drawn);
        }
    }

    /** Change who may say that they are somebody. */
    public record ChangePeople(PeopleChange change, ActorRef<? super PeopleReply> replyTo) implements Command {}

    /**
     * Answered at once, whatever is queued, by what is known. Makes a writer that has nothing to do check whether the
     * database is still the one that was opened, and commit a probe if it has not heard of the disk for long.
     */
    public record GetStatus(ActorRef<Status> replyTo) implements Command {}

    /** Commit all that is queued, without waiting between retries, then answer. */
    public record Drain(ActorRef<Drained> replyTo) implements Command {}

    /**
     * What became of appends, in the order in which they came from this {@code replyTo}; only {@code BUSY} is told at
     * once, ahead of what waits.
     */
    public record Outcomes(List<AppendOutcome> outcomes) {
        public Outcomes {
            outcomes = List.copyOf(outcomes);
        }
    }

    /** {@link HeadRead} or {@link HeadUnreadable}. */
    public sealed interface HeadReply {}

    /** Where the log stands cannot be read, and will not be until somebody has repaired the database. */
    public record HeadUnreadable(Trouble trouble) implements HeadReply {}

    /**
     * @param seq the head of the log, 0 for an empty one
     * @param storedBytes what the session takes of its limit
     * @param endedAt null while it is active
     * @param session null where it was not wanted, and where the database does not know it
     * @param incarnation of the writer that answers
     */
    public record HeadRead(
            long seq,
            long storedBytes,
            @Nullable Instant endedAt,
            @Nullable StoredSession session,
            List<FirstJoin> firstJoins,
            long incarnation)
            implements HeadReply {
        public HeadRead {
            firstJoins = List.copyOf(firstJoins);
        }
    }

    /** {@link JoinsNoted} or {@link NotStored}. */
    public sealed interface JoinsReply {}

    /** @param firstJoins of those who were to be noted, in that order: whenever it was that they joined first */
    public record JoinsNoted(List<FirstJoin> firstJoins) implements JoinsReply {
        public JoinsNoted {
            firstJoins = List.copyOf(firstJoins);
        }
    }

    /** {@link Created} or {@link NotStored}. */
    public sealed interface CreateReply {}

    /** {@link RosterChanged}, {@link RosterRefused} or {@link NotStored}. */
    public sealed interface RosterReply {}

    /** {@link Ended}, {@link AlreadyEnded} or {@link NotStored}. */
    public sealed interface EndReply {}

    /** {@link JoinCodeSet} or {@link NotStored}. */
    public sealed interface JoinCodeReply {}

    /** {@link PeopleChanged} or {@link NotStored}. */
    public sealed interface PeopleReply {}

    /** What became of it is on disk. */
    public record PeopleChanged(PeopleOutcome outcome) implements PeopleReply {}

    /** @param code the session's from now on; empty for none */
    public record JoinCodeSet(Optional<JoinCode> code) implements JoinCodeReply {}

    /** On disk. */
    public record Created(StoredSession session) implements CreateReply {}

    /** On disk; as it was, where there was nothing to change. */
    public record RosterChanged(StoredSession session) implements RosterReply {}

    /**
     * Nothing was done: the change breaks a rule.
     *
     * @param session as it is on disk, whatever became of changes that nobody heard the answers of
     */
    public record RosterRefused(StoredSession session, Refused refused) implements RosterReply {}

    /** @param lastSeq the head of the log when the session ended: nothing ever comes behind it */
    public record Ended(SessionInfo session, long lastSeq) implements EndReply {}

    /** Somebody else had ended it before; its end is as it was. */
    public record AlreadyEnded(SessionInfo session) implements EndReply {}

    /**
     * Nothing was done, or nobody knows whether it was: {@code busy}, {@code storage_failed}, {@code session_not_found}
     * for what the database does not know, or what breaks a rule of the session, such as {@code already_ended}.
     */
    public record NotStored(Refused refused)
            implements CreateReply, EndReply, JoinsReply, RosterReply, JoinCodeReply, PeopleReply {}

    /**
     * @param trouble why commits are not accepted; null while they are
     * @param msSinceCommit time since the last successful commit
     */
    public record Status(@Nullable Trouble trouble, long msSinceCommit) {
        static Status of(RetryPolicy retryPolicy, StorageRoom storage, long nowNanos) {
            Trouble trouble = retryPolicy.trouble();
            return new Status(
                    trouble == null && storage.isUsedUp() ? Trouble.AT_LIMIT : trouble,
                    retryPolicy.msSinceCommit(nowNanos));
        }
    }

    /**
     * Published on the system's event stream whenever a writer starts. After the first, it means that whatever was not
     * answered must be retried.
     *
     * @param incarnation 0 for the first, and so on
     */
    public record Started(long incarnation) {}

    /** Nothing waits any more, nor is being committed. */
    public enum Drained {
        INSTANCE
    }

    /** When the group has waited long enough for its second try. */
    enum RetryDue implements Command {
        INSTANCE
    }

    /** Time to check whether somebody has waited too long. */
    enum Tick implements Command {
        INSTANCE
    }

    private Writer() {}

    /**
     * A writer for this database.
     *
     * @param ticker monotonic nanoseconds
     */
    public static Behavior<Command> create(Database database, WriterSettings settings, LongSupplier ticker) {
        // Outside setup, so that a restarted writer goes on with the same thread, and counts on.
        WriterThread thread = new WriterThread(database);
        AtomicLong starts = new AtomicLong();
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            long incarnation = starts.getAndIncrement();
            context.getSystem().eventStream().tell(new EventStream.Publish<>(new Started(incarnation)));
            DatabaseWork work = new DatabaseWork(context, thread);
            return new ClosedCircuit(timers, work, incarnation, database.storage(), settings, ticker).starting();
        }));
    }
}
