package switchboard.store.writer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.store.StorageRoom;
import switchboard.store.StoreException;
import switchboard.store.Written;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;
import switchboard.time.Alarms;

/**
 * The writer while commits succeed, or have failed once only: takes what comes into its queue, and commits it in
 * groups. {@link RetryPolicy} decides what is done about a group that failed; where it gives up, {@link OpenCircuit}
 * goes on.
 */
final class ClosedCircuit implements WriterState {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    private static final Duration TICK_EVERY = Duration.ofSeconds(1);

    private final TimerScheduler<Writer.Command> timers;
    private final Alarms<Writer.Command> alarms;
    private final DatabaseWork work;
    private final RetryPolicy retryPolicy;
    private final long incarnation;
    private final LongSupplier ticker;
    private final StorageRoom storage;
    private final WriteQueue queue;

    /** What is being committed, or waits for its second try. */
    private final WriteGroup group = new WriteGroup();

    private final List<ActorRef<Writer.Drained>> draining = new ArrayList<>();

    ClosedCircuit(
            TimerScheduler<Writer.Command> timers,
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

    /** Begins with new connections, and with a probe that shows whether the disk takes anything. */
    Behavior<Writer.Command> starting() {
        timers.startTimerWithFixedDelay(Writer.Tick.INSTANCE, TICK_EVERY);
        work.probe(true);
        return accepting();
    }

    private Behavior<Writer.Command> accepting() {
        return WriterState.behavior(this, incarnation, work);
    }

    // ---- what comes in

    @Override
    public Behavior<Writer.Command> onAppend(Writer.Append append) {
        Pending pending = new PendingAppend(append, ticker.getAsLong());
        if (append.message().resubmitted()) {
            queue.put(pending);
            return commitNext();
        }
        return onRequest(pending);
    }

    @Override
    public Behavior<Writer.Command> onReadHead(Writer.ReadHead read) {
        queue.put(new PendingHead(read, incarnation, ticker.getAsLong()));
        return commitNext();
    }

    private Behavior<Writer.Command> onRequest(Pending pending) {
        if (!queue.offer(pending)) {
            GroupReplies answers = new GroupReplies();
            pending.busy(answers);
            answers.send();
            return Behaviors.same();
        }
        return commitNext();
    }

    @Override
    public Behavior<Writer.Command> onCreateSession(Writer.CreateSession create) {
        return onRequest(new PendingRequest.Create(create, ticker.getAsLong()));
    }

    @Override
    public Behavior<Writer.Command> onChangeRoster(Writer.ChangeRoster change) {
        return onRequest(new PendingRequest.Roster(change, ticker.getAsLong()));
    }

    @Override
    public Behavior<Writer.Command> onEndSession(Writer.EndSession end) {
        return onRequest(new PendingRequest.End(end, ticker.getAsLong()));
    }

    @Override
    public Behavior<Writer.Command> onSetJoinCode(Writer.SetJoinCode set) {
        return onRequest(new PendingRequest.SetCode(set, ticker.getAsLong()));
    }

    @Override
    public Behavior<Writer.Command> onChangePeople(Writer.ChangePeople change) {
        return onRequest(new PendingRequest.People(change, ticker.getAsLong()));
    }

    /** Instructors are in no list: what is left is not for the joins of as many as somebody invents. */
    @Override
    public Behavior<Writer.Command> onNoteJoins(Writer.NoteJoins note) {
        if (!storage.hasRoomForMore()) {
            note.replyTo().tell(new Writer.NotStored(storage.refused()));
            return Behaviors.same();
        }
        return onRequest(new PendingRequest.Joins(note, ticker.getAsLong()));
    }

    @Override
    public Behavior<Writer.Command> onGetStatus(Writer.GetStatus get) {
        long now = ticker.getAsLong();
        get.replyTo().tell(Writer.Status.of(retryPolicy, storage, now));
        if (!work.isUnderWay() && group.isEmpty()) {
            if (retryPolicy.needsProbe(now)) {
                work.probe(false);
            } else {
                work.verify();
            }
        }
        return Behaviors.same();
    }

    @Override
    public Behavior<Writer.Command> onDrain(Writer.Drain drain) {
        draining.add(drain.replyTo());
        if (alarms.isSet(Writer.RetryDue.INSTANCE)) {
            alarms.cancel(Writer.RetryDue.INSTANCE);
            work.write(group.writes());
        }
        tellDrained();
        return Behaviors.same();
    }

    // ---- group, commit, answer

    /** Begins the next group, unless one is under way or waits for its second try. */
    private Behavior<Writer.Command> commitNext() {
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

    @Override
    public Behavior<Writer.Command> onGroupWritten(DatabaseWork.GroupWritten written) {
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
            draining.forEach(replyTo -> replyTo.tell(Writer.Drained.INSTANCE));
            draining.clear();
        }
    }

    /** What was looked after while nothing was to be committed. */
    @Override
    public Behavior<Writer.Command> onChecked(DatabaseWork.Checked checked) {
        work.ended();
        if (checked.committed()) {
            retryPolicy.committed(ticker.getAsLong());
        }
        return commitNext();
    }

    /** Heads are read by themselves only while the circuit is open, and it closes when the thread is free. */
    @Override
    public Behavior<Writer.Command> onHeadsRead(DatabaseWork.HeadsRead read) {
        throw new IllegalStateException("nobody has asked for heads alone");
    }

    @Override
    public Behavior<Writer.Command> onHeadsNotRead(DatabaseWork.HeadsNotRead failed) {
        throw new IllegalStateException("nobody has asked for heads alone");
    }

    // ---- when the disk fails

    @Override
    public Behavior<Writer.Command> onGroupFailed(DatabaseWork.GroupFailed failed) {
        work.ended();
        StoreException failure = failed.failure();
        if (failure.indeterminate()) {
            group.mayBeStored();
        }
        return take(retryPolicy.groupFailed(failure, group.isSecondTry()));
    }

    @Override
    public Behavior<Writer.Command> onLookedUp(DatabaseWork.LookedUp lookedUp) {
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

    private Behavior<Writer.Command> take(RetryPolicy.Step step) {
        return switch (step) {
            case LOOK_UP -> {
                work.lookUp(group.lookUps());
                yield Behaviors.same();
            }
            case RETRY -> retry();
            case REFUSE -> refuse();
        };
    }

    private Behavior<Writer.Command> retry() {
        group.beginSecondTry();
        LOG.atWarn()
                .addKeyValue(LogFields.EVENT, LogEvents.COMMIT_RETRIED)
                .log(
                        "a group of {} could not be stored and is tried once more: {}",
                        group.size(),
                        retryPolicy.forOperators());
        if (draining.isEmpty()) {
            alarms.set(Writer.RetryDue.INSTANCE, RetryPolicy.RETRY_AFTER);
        } else {
            work.write(group.writes());
        }
        return Behaviors.same();
    }

    @Override
    public Behavior<Writer.Command> onRetryDue() {
        if (alarms.rings(Writer.RetryDue.INSTANCE) && !work.isUnderWay() && group.isSecondTry() && !group.isEmpty()) {
            work.write(group.writes());
        }
        return Behaviors.same();
    }

    /** A probe that was due when the last one succeeded. */
    @Override
    public Behavior<Writer.Command> onProbeDue() {
        return Behaviors.same();
    }

    /** Nobody is kept waiting by a disk that does not answer. */
    @Override
    public Behavior<Writer.Command> onTick() {
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
    @Override
    public Behavior<Writer.Command> onCheckFailed(DatabaseWork.CheckFailed failed) {
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

    private Behavior<Writer.Command> refuse() {
        alarms.cancel(Writer.RetryDue.INSTANCE);
        List<Pending> waiting = new ArrayList<>(group.takeAll());
        waiting.addAll(queue.takeAll());
        waiting.forEach(queue::release);
        Behavior<Writer.Command> refusing = new OpenCircuit(
                        timers, work, retryPolicy, storage, incarnation, ticker, this::onRecovered)
                .refuse(waiting);
        tellDrained();
        return refusing;
    }

    private Behavior<Writer.Command> onRecovered(List<Writer.ReadHead> unread) {
        unread.forEach(read -> queue.put(new PendingHead(read, incarnation, ticker.getAsLong())));
        commitNext();
        return accepting();
    }
}
