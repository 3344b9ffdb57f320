package switchboard.store.writer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.store.StorageRoom;
import switchboard.store.StoreException;
import switchboard.store.Trouble;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * The writer from the moment it gives up until a probe is committed: refuses at once all that waits and all that comes.
 * Heads are read all the same, as soon as it is certain what is on disk, and those that could not be read are handed
 * back with the end of the trouble.
 */
final class OpenCircuit implements WriterState {
    enum ProbeDue implements Writer.Command {
        INSTANCE
    }

    private static final Logger LOG = LoggerFactory.getLogger(OpenCircuit.class);

    private final TimerScheduler<Writer.Command> timers;
    private final DatabaseWork work;
    private final RetryPolicy retryPolicy;
    private final StorageRoom storage;
    private final long incarnation;
    private final LongSupplier ticker;
    private final Function<List<Writer.ReadHead>, Behavior<Writer.Command>> onRecovered;

    /** Those that could not be read yet. */
    private final List<Writer.ReadHead> heads = new ArrayList<>();

    /** @param onRecovered goes on when commits succeed again, with the heads that are still to be read */
    OpenCircuit(
            TimerScheduler<Writer.Command> timers,
            DatabaseWork work,
            RetryPolicy retryPolicy,
            StorageRoom storage,
            long incarnation,
            LongSupplier ticker,
            Function<List<Writer.ReadHead>, Behavior<Writer.Command>> onRecovered) {
        this.timers = timers;
        this.work = work;
        this.retryPolicy = retryPolicy;
        this.storage = storage;
        this.incarnation = incarnation;
        this.ticker = ticker;
        this.onRecovered = onRecovered;
    }

    /** Answers everything that waits, and from now on everything that comes. */
    Behavior<Writer.Command> refuse(List<Pending> waiting) {
        log();
        GroupReplies answers = new GroupReplies();
        for (Pending pending : waiting) {
            if (pending instanceof PendingHead head) {
                heads.add(head.read());
            } else {
                pending.failed(trouble(), answers);
            }
        }
        answers.send();
        probeLater();
        readHeads();
        return refusing();
    }

    private Behavior<Writer.Command> refusing() {
        return WriterState.behavior(this, incarnation, work);
    }

    @Override
    public Behavior<Writer.Command> onAppend(Writer.Append append) {
        return onRequest(new PendingAppend(append, ticker.getAsLong()));
    }

    @Override
    public Behavior<Writer.Command> onNoteJoins(Writer.NoteJoins note) {
        return onRequest(new PendingRequest.Joins(note, ticker.getAsLong()));
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

    private Behavior<Writer.Command> onRequest(Pending pending) {
        GroupReplies answers = new GroupReplies();
        pending.failed(trouble(), answers);
        answers.send();
        return Behaviors.same();
    }

    @Override
    public Behavior<Writer.Command> onReadHead(Writer.ReadHead read) {
        heads.add(read);
        readHeads();
        return Behaviors.same();
    }

    @Override
    public Behavior<Writer.Command> onGetStatus(Writer.GetStatus get) {
        get.replyTo().tell(Writer.Status.of(retryPolicy, storage, ticker.getAsLong()));
        return Behaviors.same();
    }

    /** Nothing waits here. */
    @Override
    public Behavior<Writer.Command> onDrain(Writer.Drain drain) {
        drain.replyTo().tell(Writer.Drained.INSTANCE);
        return Behaviors.same();
    }

    @Override
    public Behavior<Writer.Command> onGroupWritten(DatabaseWork.GroupWritten late) {
        return onThreadCameBack(null);
    }

    @Override
    public Behavior<Writer.Command> onGroupFailed(DatabaseWork.GroupFailed late) {
        return onThreadCameBack(late.failure());
    }

    @Override
    public Behavior<Writer.Command> onLookedUp(DatabaseWork.LookedUp late) {
        return onThreadCameBack(null);
    }

    /** What the thread was at when its time was up came to an end; whoever waited for it has been answered. */
    private Behavior<Writer.Command> onThreadCameBack(@Nullable StoreException failure) {
        work.ended();
        if (failure != null) {
            failed(failure);
        }
        return onProbeDue();
    }

    @Override
    public Behavior<Writer.Command> onHeadsRead(DatabaseWork.HeadsRead read) {
        work.ended();
        // What came meanwhile stands behind them.
        heads.subList(0, read.asked().size()).clear();
        GroupReplies answers = new GroupReplies();
        for (int i = 0; i < read.asked().size(); i++) {
            new PendingHead(read.asked().get(i), incarnation, ticker.getAsLong())
                    .written(read.results().get(i), answers);
        }
        answers.send();
        readHeads();
        return Behaviors.same();
    }

    /** The next probe tries again. */
    @Override
    public Behavior<Writer.Command> onHeadsNotRead(DatabaseWork.HeadsNotRead failed) {
        work.ended();
        return Behaviors.same();
    }

    @Override
    public Behavior<Writer.Command> onChecked(DatabaseWork.Checked checked) {
        if (!checked.committed()) {
            // Only the files were looked at.
            return onThreadCameBack(null);
        }
        work.ended();
        retryPolicy.committed(ticker.getAsLong());
        LOG.atInfo().addKeyValue(LogFields.EVENT, LogEvents.STORE_RECOVERED).log("Messages are stored again.");
        timers.cancel(ProbeDue.INSTANCE);
        return onRecovered.apply(heads);
    }

    @Override
    public Behavior<Writer.Command> onCheckFailed(DatabaseWork.CheckFailed failed) {
        work.ended();
        failed(failed.failure());
        probeLater();
        readHeads();
        return Behaviors.same();
    }

    @Override
    public Behavior<Writer.Command> onProbeDue() {
        if (work.isUnderWay()) {
            timers.startSingleTimer(ProbeDue.INSTANCE, RetryPolicy.PROBE_EVERY);
        } else {
            work.probe(retryPolicy.needsReopening());
        }
        return Behaviors.same();
    }

    /** Nobody waits here. */
    @Override
    public Behavior<Writer.Command> onTick() {
        return Behaviors.same();
    }

    /** The group that it was for has been answered. */
    @Override
    public Behavior<Writer.Command> onRetryDue() {
        return Behaviors.same();
    }

    private void failed(StoreException failure) {
        if (retryPolicy.failed(failure)) {
            log();
        }
    }

    private void log() {
        LOG.atError()
                .addKeyValue(LogFields.EVENT, LogEvents.STORE_FAILED)
                .log("Nothing is stored until this passes: {}", retryPolicy.forOperators());
    }

    private void probeLater() {
        timers.startSingleTimer(ProbeDue.INSTANCE, retryPolicy.nextProbe());
    }

    /** A full disk can be read, once it is certain that nothing is on it whose commit failed. */
    private void readHeads() {
        if (!work.isUnderWay() && !heads.isEmpty() && !retryPolicy.isIndeterminate()) {
            work.readHeads(List.copyOf(heads));
        }
    }

    private Trouble trouble() {
        return Objects.requireNonNull(retryPolicy.trouble(), "it refuses for a reason");
    }
}
