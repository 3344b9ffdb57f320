package switchboard.store.writer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.SessionInfo;
import switchboard.store.AppendOutcome;
import switchboard.store.Database;
import switchboard.store.FirstJoin;
import switchboard.store.Joiner;
import switchboard.store.NewMessage;
import switchboard.store.RetryPolicy;
import switchboard.store.SessionKey;
import switchboard.store.StorageRoom;
import switchboard.store.StoreException;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
import switchboard.store.Written;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;
import switchboard.time.Alarms;

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
 * {@link RetryPolicy} decides about the steps, {@link OpenCircuit} is the last of them.
 *
 * <p>Everything that was handed in is answered within about 10 s, whatever the disk does, but for {@link ReadHead},
 * which waits until the head can be read. What waits in an actor that fails is not answered: its senders hand it in
 * again ({@link NewMessage#again}). To be started under supervision that restarts with back-off; each start opens the
 * database's connections anew.
 */
public final class Writer {
    public sealed interface Command
            permits Append,
                    ReadHead,
                    NoteJoins,
                    CreateSession,
                    EndSession,
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
     *     out: its sender is about to hear of the restart and to hand in all that was not answered, in the order in
     *     which it came, which this one must not overtake.
     */
    public record Append(SessionKey session, NewMessage message, long incarnation, ActorRef<? super Outcomes> replyTo)
            implements Command {
        /** For a sender that does not care about the order of what it hands in again. */
        public Append(SessionKey session, NewMessage message, ActorRef<? super Outcomes> replyTo) {
            this(session, message, Long.MAX_VALUE, replyTo);
        }

        /** Sent to an incarnation that has failed since: all that it left unanswered comes again, and first. */
        boolean overtakes(long incarnation) {
            return this.incarnation < incarnation;
        }
    }

    /**
     * Where the log of a session stands, behind everything that was handed in before. Never refused; while commits fail
     * it is answered as soon as it is certain what is on disk. A session that the database does not know reads as ended
     * and empty; one that is damaged is answered {@link HeadUnreadable}.
     *
     * @param withJoins whether the first joins are wanted too
     */
    public record ReadHead(SessionKey session, boolean withJoins, ActorRef<? super HeadReply> replyTo)
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

    public record CreateSession(SessionInfo session, ActorRef<? super CreateReply> replyTo) implements Command {}

    /** End a session behind everything that was handed in before: what comes later is rejected. */
    public record EndSession(SessionKey session, ActorRef<? super EndReply> replyTo) implements Command {}

    /**
     * Answered at once, whatever is queued, by what is known. Makes a writer that has nothing to do look whether the
     * database's files are still the same, and commit a probe if it has not heard of the disk for long.
     */
    public record GetStatus(ActorRef<Status> replyTo) implements Command {}

    /** Commit all that is queued, without waiting between retries, then answer. */
    public record Drain(ActorRef<Drained> replyTo) implements Command {}

    /**
     * What became of appends, in the order in which they were handed in by this {@code replyTo}; only {@code BUSY} is
     * told at once, ahead of what waits.
     */
    public record Outcomes(List<AppendOutcome> outcomes) {
        public Outcomes {
            outcomes = List.copyOf(outcomes);
        }
    }

    public sealed interface HeadReply {}

    /** Where the log stands cannot be read, and will not be until somebody has repaired the database. */
    public record HeadUnreadable(Trouble trouble) implements HeadReply {}

    /**
     * @param seq the head of the log, 0 for an empty one
     * @param storedBytes what the session takes of its limit
     * @param endedAt null while it is active
     * @param incarnation of the writer that answers
     */
    public record HeadRead(
            long seq, long storedBytes, @Nullable Instant endedAt, List<FirstJoin> firstJoins, long incarnation)
            implements HeadReply {
        public HeadRead {
            firstJoins = List.copyOf(firstJoins);
        }

        /** Without joins, by the first incarnation. */
        public HeadRead(long seq, long storedBytes, @Nullable Instant endedAt) {
            this(seq, storedBytes, endedAt, List.of(), 0);
        }
    }

    public sealed interface JoinsReply {}

    /** @param firstJoins of those who were to be noted, in that order: whenever it was that they joined first */
    public record JoinsNoted(List<FirstJoin> firstJoins) implements JoinsReply {
        public JoinsNoted {
            firstJoins = List.copyOf(firstJoins);
        }
    }

    public sealed interface CreateReply {}

    public sealed interface EndReply {}

    public record Created(StoredSession session) implements CreateReply {}

    /** @param lastSeq the head of the log when the session ended: nothing ever comes behind it */
    public record Ended(SessionInfo session, long lastSeq) implements EndReply {}

    public record AlreadyEnded(SessionInfo session) implements EndReply {}

    /**
     * Nothing was done, or nobody knows whether it was: {@code busy}, {@code storage_failed}, or
     * {@code session_not_found} for the end of what the database does not know, or joins of it.
     */
    public record NotStored(Refused refused) implements CreateReply, EndReply, JoinsReply {}

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

    public enum Drained {
        INSTANCE
    }

    /** When the group has waited long enough for its second try. */
    enum RetryDue implements Command {
        INSTANCE
    }

    /** Time to look whether somebody has waited too long. */
    enum Tick implements Command {
        INSTANCE
    }

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    private static final Duration TICK_EVERY = Duration.ofSeconds(1);

    private final TimerScheduler<Command> timers;
    private final Alarms<Command> alarms;
    private final DatabaseWork work;
    private final RetryPolicy retryPolicy;
    private final long incarnation;
    private final LongSupplier ticker;
    private final StorageRoom storage;
    private final WriteQueue queue;

    /** What is being committed, or waits for its second try. */
    private final WriteGroup group = new WriteGroup();

    private final List<ActorRef<Drained>> draining = new ArrayList<>();

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
            return new Writer(
                            timers,
                            new DatabaseWork(context, thread),
                            incarnation,
                            database.storage(),
                            settings,
                            ticker)
                    .starting();
        }));
    }

    private Writer(
            TimerScheduler<Command> timers,
            DatabaseWork work,
            long incarnation,
            StorageRoom storage,
            WriterSettings settings,
            LongSupplier ticker) {
        this.timers = timers;
        this.alarms = new Alarms<>(timers, ticker);
        this.work = work;
        this.retryPolicy = new RetryPolicy(ticker.getAsLong());
        this.incarnation = incarnation;
        this.storage = storage;
        this.ticker = ticker;
        this.queue = new WriteQueue(settings);
    }

    private Behavior<Command> starting() {
        timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK_EVERY);
        work.probe(true);
        return accepting();
    }

    private Behavior<Command> accepting() {
        return Behaviors.receive(Command.class)
                .onMessage(Append.class, append -> append.overtakes(incarnation), overtaking -> Behaviors.same())
                .onMessage(Append.class, this::onAppend)
                .onMessage(ReadHead.class, this::onReadHead)
                .onMessage(NoteJoins.class, this::onNoteJoins)
                .onMessage(
                        CreateSession.class, create -> onRequest(new PendingRequest.Create(create, ticker.getAsLong())))
                .onMessage(EndSession.class, end -> onRequest(new PendingRequest.End(end, ticker.getAsLong())))
                .onMessage(GetStatus.class, this::onGetStatus)
                .onMessage(Drain.class, this::onDrain)
                .onMessage(DatabaseWork.Reply.class, work::isStale, stale -> Behaviors.same())
                .onMessage(DatabaseWork.GroupWritten.class, this::onGroupWritten)
                .onMessage(DatabaseWork.GroupFailed.class, this::onGroupFailed)
                .onMessage(DatabaseWork.LookedUp.class, this::onLookedUp)
                .onMessage(DatabaseWork.Checked.class, this::onChecked)
                .onMessage(DatabaseWork.CheckFailed.class, this::onCheckFailed)
                .onMessage(DatabaseWork.Crashed.class, DatabaseWork.Crashed::fail)
                .onMessageEquals(RetryDue.INSTANCE, this::onRetryDue)
                .onMessageEquals(Tick.INSTANCE, this::onTick)
                .onMessageEquals(OpenCircuit.ProbeDue.INSTANCE, Behaviors::same)
                .build();
    }

    // ---- what comes in

    private Behavior<Command> onAppend(Append append) {
        Pending pending = new PendingAppend(append, ticker.getAsLong());
        if (append.message().resubmitted()) {
            queue.put(pending);
            return commitNext();
        }
        return onRequest(pending);
    }

    private Behavior<Command> onReadHead(ReadHead read) {
        queue.put(new PendingHead(read, incarnation, ticker.getAsLong()));
        return commitNext();
    }

    private Behavior<Command> onRequest(Pending pending) {
        if (!queue.offer(pending)) {
            GroupReplies answers = new GroupReplies();
            pending.busy(answers);
            answers.send();
            return Behaviors.same();
        }
        return commitNext();
    }

    /** Instructors are in no list: what is left is not for the joins of as many as somebody invents. */
    private Behavior<Command> onNoteJoins(NoteJoins note) {
        if (!storage.hasRoomForMore()) {
            note.replyTo().tell(new NotStored(storage.refused()));
            return Behaviors.same();
        }
        return onRequest(new PendingRequest.Joins(note, ticker.getAsLong()));
    }

    private Behavior<Command> onGetStatus(GetStatus get) {
        long now = ticker.getAsLong();
        get.replyTo().tell(Status.of(retryPolicy, storage, now));
        if (!work.isUnderWay() && group.isEmpty()) {
            if (retryPolicy.needsProbe(now)) {
                work.probe(false);
            } else {
                work.verify();
            }
        }
        return Behaviors.same();
    }

    private Behavior<Command> onDrain(Drain drain) {
        draining.add(drain.replyTo());
        if (alarms.isSet(RetryDue.INSTANCE)) {
            alarms.cancel(RetryDue.INSTANCE);
            work.write(group.writes());
        }
        tellDrained();
        return Behaviors.same();
    }

    // ---- group, commit, answer

    /** Begins the next group, unless one is under way or waits for its second try. */
    private Behavior<Command> commitNext() {
        if (work.isUnderWay() || !group.isEmpty()) {
            return Behaviors.same();
        }
        if (queue.isEmpty()) {
            tellDrained();
            return Behaviors.same();
        }
        group.begin(queue.takeGroup());
        work.write(group.writes());
        return Behaviors.same();
    }

    private Behavior<Command> onGroupWritten(DatabaseWork.GroupWritten written) {
        work.ended();
        if (group.changes()) {
            retryPolicy.committed(ticker.getAsLong());
        }
        answer(group.takeAll(written.results()));
        return commitNext();
    }

    private void answer(WriteGroup.Done done) {
        GroupReplies answers = new GroupReplies();
        for (int i = 0; i < done.members().size(); i++) {
            queue.release(done.members().get(i));
            done.members().get(i).written(done.results().get(i), answers);
        }
        answers.send();
    }

    private void tellDrained() {
        if (group.isEmpty() && queue.isEmpty()) {
            draining.forEach(replyTo -> replyTo.tell(Drained.INSTANCE));
            draining.clear();
        }
    }

    /** What was looked after while nothing was to be committed. */
    private Behavior<Command> onChecked(DatabaseWork.Checked checked) {
        work.ended();
        if (checked.committed()) {
            retryPolicy.committed(ticker.getAsLong());
        }
        return commitNext();
    }

    // ---- when the disk fails

    private Behavior<Command> onGroupFailed(DatabaseWork.GroupFailed failed) {
        work.ended();
        StoreException failure = failed.failure();
        if (failure.indeterminate()) {
            group.mayBeStored();
        }
        return take(retryPolicy.groupFailed(failure, group.isSecondTry()));
    }

    private Behavior<Command> onLookedUp(DatabaseWork.LookedUp lookedUp) {
        work.ended();
        List<Written> found = lookedUp.found();
        if (found != null) {
            answer(group.takeFound(found));
            if (group.isEmpty()) {
                retryPolicy.committed(ticker.getAsLong());
                return commitNext();
            }
        }
        return take(retryPolicy.lookedUp(found == null || group.hasIndeterminate(), group.isSecondTry()));
    }

    private Behavior<Command> take(RetryPolicy.Step step) {
        return switch (step) {
            case LOOK_UP -> {
                work.lookUp(group.looks());
                yield Behaviors.same();
            }
            case RETRY -> retry();
            case REFUSE -> refuse();
        };
    }

    private Behavior<Command> retry() {
        group.beginSecondTry();
        LOG.atWarn()
                .addKeyValue(LogFields.EVENT, LogEvents.COMMIT_RETRIED)
                .log(
                        "a group of {} could not be stored and is tried once more: {}",
                        group.size(),
                        retryPolicy.forOperators());
        if (draining.isEmpty()) {
            alarms.set(RetryDue.INSTANCE, RetryPolicy.RETRY_AFTER);
        } else {
            work.write(group.writes());
        }
        return Behaviors.same();
    }

    private Behavior<Command> onRetryDue() {
        if (alarms.rings(RetryDue.INSTANCE) && !work.isUnderWay() && group.isSecondTry() && !group.isEmpty()) {
            work.write(group.writes());
        }
        return Behaviors.same();
    }

    /** Nobody is kept waiting by a disk that does not answer. */
    private Behavior<Command> onTick() {
        Pending oldest = group.isEmpty() ? queue.first() : group.first();
        if (oldest == null || !RetryPolicy.isOutOfTime(oldest.sinceNanos(), ticker.getAsLong())) {
            return Behaviors.same();
        }
        if (work.isUnderWay()) {
            group.mayBeStored();
        }
        return take(retryPolicy.outOfTime(work.isUnderWay()));
    }

    /** A passing trouble met by a check is told, and left to the next group to find out about. */
    private Behavior<Command> onCheckFailed(DatabaseWork.CheckFailed failed) {
        work.ended();
        StoreException failure = failed.failure();
        boolean news = retryPolicy.failed(failure);
        if (failure.broken()) {
            return refuse();
        }
        if (news) {
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.STORE_CHECK_FAILED)
                    .log("Nothing could be stored just now: {}", failure.forOperators());
        }
        return commitNext();
    }

    private Behavior<Command> refuse() {
        alarms.cancel(RetryDue.INSTANCE);
        List<Pending> waiting = new ArrayList<>(group.takeAll());
        waiting.addAll(queue.takeAll());
        waiting.forEach(queue::release);
        Behavior<Command> refusing = new OpenCircuit(
                        timers, work, retryPolicy, storage, incarnation, ticker, this::onRecovered)
                .refuse(waiting);
        tellDrained();
        return refusing;
    }

    private Behavior<Command> onRecovered(List<ReadHead> unread) {
        unread.forEach(read -> queue.put(new PendingHead(read, incarnation, ticker.getAsLong())));
        commitNext();
        return accepting();
    }
}
