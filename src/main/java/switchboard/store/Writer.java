package switchboard.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.protocol.Refused;
import switchboard.protocol.SessionInfo;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

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
 * Everything that was handed in is answered within about 10 s, whatever the disk does, but for {@link ReadHead}, which
 * waits until the head can be read. What waits in an actor that fails is not answered: its senders hand it in again
 * ({@link NewMessage#again}). To be started under supervision that restarts with back-off; each start opens the
 * database's connections anew.
 */
public final class Writer {
    public sealed interface Command {}

    /**
     * Append to a session's log. The answers of one group come as one {@link Outcomes} to each {@code replyTo}. Where too
     * much waits it is {@code Rejected(BUSY)}, unless it is {@linkplain NewMessage#resubmitted resubmitted}: what was
     * accepted once is never busy.
     *
     * @param incarnation the latest that the sender has heard of. What was sent to an earlier one than takes it is left
     *     out: its sender is about to hear of the restart and to hand in all that was not answered, in the order in which
     *     it came, which this one must not overtake.
     */
    public record Append(SessionKey session, NewMessage message, long incarnation, ActorRef<? super Outcomes> replyTo)
            implements Command {
        /** For a sender that does not care about the order of what it hands in again. */
        public Append(SessionKey session, NewMessage message, ActorRef<? super Outcomes> replyTo) {
            this(session, message, Long.MAX_VALUE, replyTo);
        }
    }

    /**
     * Where the log of a session stands, behind everything that was handed in before. Never refused; while commits fail it
     * is answered as soon as it is certain what is on disk. A session that the database does not know reads as ended and
     * empty.
     */
    public record ReadHead(SessionKey session, ActorRef<? super HeadRead> replyTo) implements Command {}

    public record CreateSession(SessionInfo session, ActorRef<? super CreateReply> replyTo) implements Command {}

    /** End a session behind everything that was handed in before: what comes later is rejected. */
    public record EndSession(SessionKey session, ActorRef<? super EndReply> replyTo) implements Command {}

    /** Answered at once, whatever is queued. Makes the writer look after the disk if it has not heard of it for long. */
    public record GetStatus(ActorRef<Status> replyTo) implements Command {}

    /** Commit all that is queued, without waiting between retries, then answer. */
    public record Drain(ActorRef<Drained> replyTo) implements Command {}

    /**
     * What became of appends, in the order in which they were handed in by this {@code replyTo}; only {@code BUSY} is told
     * at once, ahead of what waits.
     */
    public record Outcomes(List<AppendOutcome> outcomes) {
        public Outcomes {
            outcomes = List.copyOf(outcomes);
        }
    }

    /**
     * @param seq the head of the log, 0 for an empty one
     * @param storedBytes what the session takes of its limit
     * @param endedAt null while it is active
     * @param incarnation of the writer that answers
     */
    public record HeadRead(
            long seq, long storedBytes, @Nullable Instant endedAt, long incarnation) {
        /** By the first incarnation. */
        public HeadRead(long seq, long storedBytes, @Nullable Instant endedAt) {
            this(seq, storedBytes, endedAt, 0);
        }
    }

    public sealed interface CreateReply {}

    public sealed interface EndReply {}

    public record Created(StoredSession session) implements CreateReply {}

    /** @param lastSeq the head of the log when the session ended: nothing ever comes behind it */
    public record Ended(SessionInfo session, long lastSeq) implements EndReply {}

    public record AlreadyEnded(SessionInfo session) implements EndReply {}

    /** Nothing was done, or nobody knows whether it was; {@code busy} or {@code storage_failed}. */
    public record NotStored(Refused refused) implements CreateReply, EndReply {}

    /**
     * @param problem why commits are not accepted, for people; null while they are
     * @param msSinceCommit time since the last successful commit
     */
    public record Status(@Nullable String problem, long msSinceCommit) {}

    /**
     * Published on the system's event stream whenever a writer starts. After the first, it means that whatever was not
     * answered must be handed in again.
     *
     * @param incarnation 0 for the first, and so on
     */
    public record Started(long incarnation) {}

    public enum Drained {
        INSTANCE
    }

    /** An answer of the thread that writes, to the incarnation that asked. */
    private sealed interface ThreadReply extends Command {
        Writer by();
    }

    private record GroupWritten(Writer by, List<Written> results) implements ThreadReply {}

    private record GroupFailed(Writer by, StoreException failure) implements ThreadReply {}

    /** @param looked what was found of a group whose commit failed, made certain by a later commit; null if it is not */
    private record Settled(Writer by, @Nullable List<Written> looked) implements ThreadReply {}

    private record HeadsRead(Writer by, List<ReadHead> asked, List<Written> results) implements ThreadReply {}

    private record HeadsNotRead(Writer by, StoreException failure) implements ThreadReply {}

    /** @param committed whether a commit has shown that the disk takes some */
    private record Checked(Writer by, boolean committed) implements ThreadReply {}

    private record CheckFailed(Writer by, StoreException failure) implements ThreadReply {}

    /** The database threw what it never should. */
    private record Crashed(Writer by, Throwable failure) implements ThreadReply {}

    private enum RetryDue implements Command {
        INSTANCE
    }

    private enum ProbeDue implements Command {
        INSTANCE
    }

    private enum Tick implements Command {
        INSTANCE
    }

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final Duration PROBE_EVERY = Duration.ofSeconds(1);
    private static final Duration REOPEN_EVERY = Duration.ofSeconds(30);
    private static final Duration TICK_EVERY = Duration.ofSeconds(1);

    /** With the tick, nobody waits longer than 10 s. */
    private static final long ANSWER_WITHIN_NANOS = Duration.ofSeconds(9).toNanos();

    private static final long SILENCE_NANOS = Duration.ofSeconds(30).toNanos();

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final WriterThread thread;
    private final long incarnation;
    private final LongSupplier ticker;
    private final WriteQueue queue;

    /** What is being committed, or waits for its second try. */
    private final WriteGroup group = new WriteGroup();

    /** Heads that could not be read yet, because commits fail. */
    private final List<ReadHead> heads = new ArrayList<>();

    private final List<ActorRef<Drained>> draining = new ArrayList<>();

    /** Whether the thread has something to do: it is given one thing at a time. */
    private boolean busy;

    /** Why commits are not accepted; null while they are. */
    private @Nullable StoreException problem;

    /** There may be rows on disk whose commit failed: neither to be relied on nor to be denied. */
    private boolean doubtful;

    private long lastCommitNanos;

    /**
     * A writer for this database.
     *
     * @param ticker monotonic nanoseconds
     */
    public static Behavior<Command> create(Database database, WriterSettings settings, LongSupplier ticker) {
        // Outside setup, so that a restarted writer goes on with the same thread, and counts on.
        WriterThread thread = new WriterThread(database);
        AtomicLong starts = new AtomicLong();
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new Writer(context, timers, thread, starts.getAndIncrement(), settings, ticker).starting()));
    }

    private Writer(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            WriterThread thread,
            long incarnation,
            WriterSettings settings,
            LongSupplier ticker) {
        this.context = context;
        this.timers = timers;
        this.thread = thread;
        this.incarnation = incarnation;
        this.ticker = ticker;
        this.queue = new WriteQueue(settings);
        this.lastCommitNanos = ticker.getAsLong();
    }

    private Behavior<Command> starting() {
        timers.startTimerAtFixedRate(Tick.INSTANCE, TICK_EVERY);
        context.getSystem().eventStream().tell(new EventStream.Publish<>(new Started(incarnation)));
        probe(true);
        return accepting();
    }

    private Behavior<Command> accepting() {
        return Behaviors.receive(Command.class)
                .onMessage(Append.class, this::isOvertaking, overtaking -> Behaviors.same())
                .onMessage(Append.class, this::onAppend)
                .onMessage(ReadHead.class, this::onReadHead)
                .onMessage(CreateSession.class, create -> onRequest(new PendingRequest.Create(create, ticker.getAsLong())))
                .onMessage(EndSession.class, end -> onRequest(new PendingRequest.End(end, ticker.getAsLong())))
                .onMessage(ThreadReply.class, this::isStale, stale -> Behaviors.same())
                .onMessage(GroupWritten.class, this::onGroupWritten)
                .onMessage(GroupFailed.class, this::onGroupFailed)
                .onMessage(Settled.class, this::onSettled)
                .onMessageEquals(RetryDue.INSTANCE, this::onRetryDue)
                .onMessage(Checked.class, this::onChecked)
                .onMessage(CheckFailed.class, this::onCheckFailed)
                .onMessage(Crashed.class, this::onCrashed)
                .onMessageEquals(Tick.INSTANCE, this::onTick)
                .onMessageEquals(ProbeDue.INSTANCE, Behaviors::same)
                .onMessage(GetStatus.class, this::onGetStatus)
                .onMessage(Drain.class, this::onDrain)
                .build();
    }

    private Behavior<Command> refusing() {
        return Behaviors.receive(Command.class)
                .onMessage(Append.class, this::isOvertaking, overtaking -> Behaviors.same())
                .onMessage(Append.class, append -> onRefusedRequest(new PendingAppend(append, ticker.getAsLong())))
                .onMessage(CreateSession.class, create -> onRefusedRequest(new PendingRequest.Create(create, ticker.getAsLong())))
                .onMessage(EndSession.class, end -> onRefusedRequest(new PendingRequest.End(end, ticker.getAsLong())))
                .onMessage(ReadHead.class, this::onReadHeadWhileRefusing)
                .onMessage(ThreadReply.class, this::isStale, stale -> Behaviors.same())
                .onMessage(GroupWritten.class, late -> onThreadCameBack(null))
                .onMessage(GroupFailed.class, late -> onThreadCameBack(late.failure()))
                .onMessage(Settled.class, late -> onThreadCameBack(null))
                .onMessage(HeadsRead.class, this::onHeadsRead)
                .onMessage(HeadsNotRead.class, this::onHeadsNotRead)
                .onMessageEquals(ProbeDue.INSTANCE, this::onProbeDue)
                .onMessage(Checked.class, this::onCheckedWhileRefusing)
                .onMessage(CheckFailed.class, this::onCheckFailedWhileRefusing)
                .onMessage(Crashed.class, this::onCrashed)
                .onMessageEquals(Tick.INSTANCE, Behaviors::same)
                .onMessageEquals(RetryDue.INSTANCE, Behaviors::same)
                .onMessage(GetStatus.class, this::onGetStatusWhileRefusing)
                .onMessage(Drain.class, this::onDrain)
                .build();
    }

    /** Sent to an incarnation that has failed since: all that it left unanswered comes again, and first. */
    private boolean isOvertaking(Append append) {
        return append.incarnation() < incarnation;
    }

    // ---- accepting

    private Behavior<Command> onAppend(Append append) {
        Pending pending = new PendingAppend(append, ticker.getAsLong());
        if (append.message().resubmitted()) {
            queue.put(pending);
            return commitNext();
        }
        return onRequest(pending);
    }

    private Behavior<Command> onRequest(Pending pending) {
        if (!queue.offer(pending)) {
            Answers answers = new Answers();
            pending.busy(answers);
            answers.send();
            return Behaviors.same();
        }
        return commitNext();
    }

    private Behavior<Command> onReadHead(ReadHead read) {
        queue.put(new PendingHead(read, incarnation, ticker.getAsLong()));
        return commitNext();
    }

    /** Begins the next group, unless one is under way or waits for its second try. */
    private Behavior<Command> commitNext() {
        if (busy || !group.isEmpty()) {
            return Behaviors.same();
        }
        if (queue.isEmpty()) {
            tellDrained();
            return Behaviors.same();
        }
        group.begin(queue.takeGroup());
        commitGroup();
        return Behaviors.same();
    }

    private void commitGroup() {
        List<Write> writes = group.writes();
        ask(database -> database.write(writes), GroupWritten::new, GroupFailed::new);
    }

    private Behavior<Command> onGroupWritten(GroupWritten written) {
        busy = false;
        if (group.writes().stream().anyMatch(Write::changes)) {
            noteCommit();
        }
        answer(group.takeAll(written.results()));
        return commitNext();
    }

    /** First of all it must be known what is on disk: only then it can be told, tried again or given up. */
    private Behavior<Command> onGroupFailed(GroupFailed failed) {
        busy = false;
        StoreException failure = failed.failure();
        problem = failure;
        if (failure.ambiguous()) {
            doubtful = true;
            group.mayBeStored();
            settle();
            return Behaviors.same();
        }
        return retryOrGiveUp(failure);
    }

    /**
     * Looks for the group in what new connections see. What is found was committed, but perhaps never reached the disk:
     * one more commit carries it there.
     */
    private void settle() {
        List<Write> looks = group.looks();
        ask(
                database -> {
                    List<Written> looked = database.write(looks);
                    if (looked.stream().anyMatch(WriteGroup::isFound)) {
                        database.write(List.of(Write.Probe.INSTANCE));
                    }
                    return looked;
                },
                Settled::new,
                (by, failure) -> new Settled(by, null));
    }

    private Behavior<Command> onSettled(Settled settled) {
        busy = false;
        StoreException failure = Objects.requireNonNull(problem);
        if (settled.looked() != null) {
            answer(group.takeFound(settled.looked()));
            doubtful = group.hasDoubtful();
            if (group.isEmpty()) {
                noteCommit();
                return commitNext();
            }
        }
        return retryOrGiveUp(failure);
    }

    private Behavior<Command> retryOrGiveUp(StoreException failure) {
        if (group.isSecondTry() || failure.broken()) {
            return refuse(failure);
        }
        group.beginSecondTry();
        LOG.atWarn()
                .addKeyValue(LogFields.EVENT, LogEvents.COMMIT_RETRIED)
                .log("a group of {} could not be stored and is tried once more: {}", group.size(), failure.sentence());
        if (draining.isEmpty()) {
            timers.startSingleTimer(RetryDue.INSTANCE, RETRY_AFTER);
        } else {
            commitGroup();
        }
        return Behaviors.same();
    }

    private Behavior<Command> onRetryDue() {
        if (!busy && group.isSecondTry() && !group.isEmpty()) {
            commitGroup();
        }
        return Behaviors.same();
    }

    /** Nobody is kept waiting by a disk that does not answer. */
    private Behavior<Command> onTick() {
        Pending oldest = group.isEmpty() ? queue.first() : group.first();
        long now = ticker.getAsLong();
        if (oldest == null || now - oldest.sinceNanos() < ANSWER_WITHIN_NANOS) {
            return Behaviors.same();
        }
        if (busy) {
            doubtful = true;
            group.mayBeStored();
        }
        return refuse(problem == null ? StoreException.retryable("The disk has not answered in time.") : problem);
    }

    private Behavior<Command> onChecked(Checked checked) {
        busy = false;
        if (checked.committed()) {
            noteCommit();
        }
        return commitNext();
    }

    /** A passing trouble met by a check is told, and left to the next group to find out about. */
    private Behavior<Command> onCheckFailed(CheckFailed failed) {
        busy = false;
        if (failed.failure().broken()) {
            return refuse(failed.failure());
        }
        problem = failed.failure();
        return commitNext();
    }

    private Behavior<Command> onGetStatus(GetStatus get) {
        get.replyTo().tell(status());
        if (!busy && group.isEmpty()) {
            if (problem != null || ticker.getAsLong() - lastCommitNanos > SILENCE_NANOS) {
                probe(false);
            } else {
                ask(
                        database -> {
                            database.verify();
                            return false;
                        },
                        Checked::new,
                        CheckFailed::new);
            }
        }
        return Behaviors.same();
    }

    // ---- refusing

    /** Answers everything that waits, and from now on everything that comes. */
    private Behavior<Command> refuse(StoreException failure) {
        problem = failure;
        LOG.atError()
                .addKeyValue(LogFields.EVENT, LogEvents.STORE_FAILED)
                .log("Nothing is stored until this passes: {}", failure.sentence());
        timers.cancel(RetryDue.INSTANCE);
        Answers answers = new Answers();
        for (List<Pending> waiting : List.of(group.takeAll(), queue.takeAll())) {
            for (Pending pending : waiting) {
                queue.release(pending);
                if (pending instanceof PendingHead head) {
                    heads.add(head.read());
                } else {
                    pending.failed(failure.sentence(), answers);
                }
            }
        }
        answers.send();
        probeLater(failure);
        readHeads();
        tellDrained();
        return refusing();
    }

    private Behavior<Command> onRefusedRequest(Pending pending) {
        Answers answers = new Answers();
        pending.failed(problemSentence(), answers);
        answers.send();
        return Behaviors.same();
    }

    private Behavior<Command> onReadHeadWhileRefusing(ReadHead read) {
        heads.add(read);
        readHeads();
        return Behaviors.same();
    }

    /** A full disk can be read, once it is certain that nothing is on it whose commit failed. */
    private void readHeads() {
        if (busy || heads.isEmpty() || doubtful) {
            return;
        }
        List<ReadHead> asked = List.copyOf(heads);
        List<Write> reads = asked.stream()
                .<Write>map(read -> new Write.Head(read.session()))
                .toList();
        ask(database -> database.write(reads), (by, results) -> new HeadsRead(by, asked, results), HeadsNotRead::new);
    }

    private Behavior<Command> onHeadsRead(HeadsRead read) {
        busy = false;
        // What came meanwhile stands behind them.
        heads.subList(0, read.asked().size()).clear();
        Answers answers = new Answers();
        for (int i = 0; i < read.asked().size(); i++) {
            new PendingHead(read.asked().get(i), incarnation, ticker.getAsLong())
                    .written(read.results().get(i), answers);
        }
        answers.send();
        readHeads();
        return Behaviors.same();
    }

    /** The next probe tries again. */
    private Behavior<Command> onHeadsNotRead(HeadsNotRead failed) {
        busy = false;
        return Behaviors.same();
    }

    private Behavior<Command> onProbeDue() {
        if (busy) {
            timers.startSingleTimer(ProbeDue.INSTANCE, PROBE_EVERY);
        } else {
            probe(problem != null && problem.broken());
        }
        return Behaviors.same();
    }

    private Behavior<Command> onCheckedWhileRefusing(Checked checked) {
        busy = false;
        noteCommit();
        LOG.atInfo().addKeyValue(LogFields.EVENT, LogEvents.STORE_RECOVERED).log("Messages are stored again.");
        timers.cancel(ProbeDue.INSTANCE);
        heads.forEach(read -> queue.put(new PendingHead(read, incarnation, ticker.getAsLong())));
        heads.clear();
        commitNext();
        return accepting();
    }

    private Behavior<Command> onCheckFailedWhileRefusing(CheckFailed failed) {
        busy = false;
        problem = failed.failure();
        probeLater(failed.failure());
        readHeads();
        return Behaviors.same();
    }

    /** What the thread was at when its time was up came to an end; whoever waited for it has been answered. */
    private Behavior<Command> onThreadCameBack(@Nullable StoreException failure) {
        busy = false;
        if (failure != null) {
            problem = failure;
        }
        return onProbeDue();
    }

    private void probeLater(StoreException failure) {
        timers.startSingleTimer(ProbeDue.INSTANCE, failure.broken() ? REOPEN_EVERY : PROBE_EVERY);
    }

    private Behavior<Command> onGetStatusWhileRefusing(GetStatus get) {
        get.replyTo().tell(status());
        return Behaviors.same();
    }

    // ---- both

    private void probe(boolean reopen) {
        ask(
                database -> {
                    if (reopen) {
                        database.reopen();
                    }
                    database.write(List.of(Write.Probe.INSTANCE));
                    return true;
                },
                Checked::new,
                CheckFailed::new);
    }

    private Behavior<Command> onDrain(Drain drain) {
        draining.add(drain.replyTo());
        if (timers.isTimerActive(RetryDue.INSTANCE)) {
            timers.cancel(RetryDue.INSTANCE);
            commitGroup();
        }
        tellDrained();
        return Behaviors.same();
    }

    private void tellDrained() {
        if (group.isEmpty() && queue.isEmpty()) {
            draining.forEach(replyTo -> replyTo.tell(Drained.INSTANCE));
            draining.clear();
        }
    }

    private Status status() {
        long nanos = ticker.getAsLong() - lastCommitNanos;
        return new Status(problem == null ? null : problem.sentence(), TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    private String problemSentence() {
        return problem == null ? "" : problem.sentence();
    }

    /** A commit is on disk, and with it everything that was ever before it. */
    private void noteCommit() {
        lastCommitNanos = ticker.getAsLong();
        problem = null;
        doubtful = false;
    }

    private void answer(WriteGroup.Done done) {
        Answers answers = new Answers();
        for (int i = 0; i < done.members().size(); i++) {
            queue.release(done.members().get(i));
            done.members().get(i).written(done.results().get(i), answers);
        }
        answers.send();
    }

    private <T> void ask(
            WriterThread.Work<T> work,
            BiFunction<Writer, T, Command> onDone,
            BiFunction<Writer, StoreException, Command> onFailed) {
        busy = true;
        context.pipeToSelf(thread.run(work), (value, failure) -> {
            if (failure == null) {
                return onDone.apply(this, value);
            }
            return failure instanceof StoreException known ? onFailed.apply(this, known) : new Crashed(this, failure);
        });
    }

    /** Asked by an incarnation that has failed since. */
    private boolean isStale(ThreadReply reply) {
        return reply.by() != this;
    }

    private Behavior<Command> onCrashed(Crashed crashed) {
        throw new IllegalStateException("the database failed in a way that it should not know", crashed.failure());
    }
}
