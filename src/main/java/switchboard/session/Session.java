package switchboard.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.protocol.Draft;
import switchboard.protocol.EncodedMessage;
import switchboard.protocol.IncomingFrame;
import switchboard.protocol.Message;
import switchboard.protocol.MessageId;
import switchboard.protocol.Refusal;
import switchboard.protocol.Refused;
import switchboard.protocol.SessionInfo;
import switchboard.protocol.UserId;
import switchboard.protocol.View;
import switchboard.session.Members.Member;
import switchboard.store.AppendOutcome;
import switchboard.store.NewMessage;
import switchboard.store.StoredSession;
import switchboard.store.StoredSize;
import switchboard.store.Writer;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * One class: who is in it and what goes to whom. Routes nothing before its commit.
 *
 * <p>Lives while it has connections, messages that wait for the disk, or users whose rate the last minute still limits;
 * then offers the hub to stop. If it fails it stops: its connections notice, ask the hub for its successor, and go on
 * behind what they have. Everything that matters is in the log or at the connections, so that nothing is lost with it.
 */
public final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    public sealed interface Command {}

    /** Take a seat; a connection of the same user that is older gives way. Answered by {@link Joined}. */
    public record Join(Attendance attendance) implements Command {}

    /** Take the seat again after this actor was started anew; what the connection sees has not changed. */
    public record Rejoin(Attendance attendance, View view) implements Command {}

    /** Go on behind {@code covered}: answered by {@link Live}, {@link TailSlice} or {@link ReadUpTo}. */
    public record Follow(ConnectionId connection, long covered) implements Command {}

    /**
     * A frame of a client, readable or not. Answered by exactly one {@link Answered} with this {@code message}, unless the
     * connection has been replaced: then by none.
     *
     * @param knownHead where the connection's cursor stood when the frame was read
     * @param resubmitted whether an earlier actor of this session got it and did not answer
     */
    public record Submit(
            ConnectionId connection, MessageId message, IncomingFrame frame, long knownHead, boolean resubmitted)
            implements Command {}

    /** The connection is on its way out: nothing more for it. */
    public record Leave(ConnectionId connection) implements Command {}

    /** The end is on disk, behind {@code lastSeq}. */
    public record End(SessionInfo info, long lastSeq) implements Command {}

    /** The end may be on disk: look where the log stands. */
    enum LookForEnd implements Command {
        INSTANCE
    }

    /** Tell the hub, which was started anew, who is here. Answered by {@link Sessions.Introduced}. */
    public record Introduce(ActorRef<Sessions.Command> hub) implements Command {}

    /** The hub agrees that nobody needs this actor. */
    public enum Stop implements Command {
        INSTANCE
    }

    /** What a session tells one of its connections. */
    public sealed interface Event {}

    /** @param head the head of the log at the moment of joining */
    public record Joined(ActorRef<Command> session, StoredSession stored, long head) implements Event {}

    /** Seated again; {@code Follow} and hand in again what was not answered. */
    public record Rejoined(ActorRef<Command> session) implements Event {}

    /** All up to the head was offered and taken, and what comes will be offered. */
    public enum Live implements Event {
        INSTANCE
    }

    /** What comes next is older than what the session keeps in memory: read the store up to here, then follow again. */
    public record ReadUpTo(long head) implements Event {}

    /** What comes next, too much for the queue as it stood: feed it as there is room, then follow again. */
    public record TailSlice(long after, long upTo, List<EncodedMessage> messages) implements Event {
        public TailSlice {
            messages = List.copyOf(messages);
        }
    }

    /** A newer connection of the same user has the seat now. */
    public enum Replaced implements Event {
        INSTANCE
    }

    /**
     * The session was ended.
     *
     * @param lastSeq where its log ends, or {@link #UNSEATED} for a connection that never got a seat, and so no replay
     */
    public record SessionEnded(long lastSeq) implements Event {
        public static final long UNSEATED = -1;
    }

    public record Answered(MessageId message, Answer answer) implements Event {}

    /** What became of one frame. */
    public sealed interface Answer {}

    /** @param offline the student it is for, where that student is not connected; null otherwise */
    public record Accepted(MessageId id, long seq, @Nullable UserId offline) implements Answer {}

    public record NotAccepted(Refused refused) implements Answer {}

    /** Past ten times the limit: the connection is to be closed. */
    public record Flooding(Refused refused) implements Answer {}

    /** What all sessions work with. */
    record Surroundings(
            ActorRef<Writer.Command> writer,
            ActorRef<Sessions.Command> hub,
            SessionSettings settings,
            RateSettings rates,
            LongSupplier ticker) {}

    /** Fail. Nobody sends it but tests, to see that nothing is lost by it. */
    record Poison(RuntimeException cause) implements Command {}

    private record AppendsDone(List<AppendOutcome> outcomes) implements Command {}

    private record HeadKnown(Writer.HeadRead head) implements Command {}

    private record ConnectionLost(ConnectionId connection) implements Command {}

    private record WriterStarted(long incarnation) implements Command {}

    private enum IdleCheckDue implements Command {
        INSTANCE
    }

    private enum SettlingOver implements Command {
        INSTANCE
    }

    /** A message that waits for the disk, and who waits for it. */
    private record Pending(NewMessage message, Attendance sender) {}

    private static final Duration SETTLING_TIME = Duration.ofSeconds(5);

    /** Room for what comes while the head is not known and is no connection's: an end, an introduction, a stop. */
    private static final int EARLY_ORDERS = 16;

    /**
     * @param awaited the connections that an earlier actor of this session left behind: until they are back, nobody is
     *     called offline
     * @param maxEarly how many connections may come before the head of the log is known
     */
    static Behavior<Command> create(
            StoredSession session,
            Surroundings surroundings,
            TailBudget.Share tailBudget,
            Set<ConnectionId> awaited,
            int maxEarly) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> Behaviors.withStash(
                maxEarly + EARLY_ORDERS,
                early -> new Session(context, timers, early, session, surroundings, tailBudget, awaited).loading())));
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final StashBuffer<Command> early;
    private final Surroundings surroundings;
    private final TailBudget.Share tailBudget;
    private final Set<ConnectionId> awaited;
    private final ActorRef<Writer.Outcomes> appendReplies;
    private final ActorRef<Writer.HeadRead> headReplies;

    private final SubmitRules rules;
    private final RateLimits rates;
    private final Members members = new Members();
    /** In the order in which they were handed to the writer: handed in again, they must keep it. */
    private final Map<MessageId, Pending> pending = new LinkedHashMap<>();

    private long writerIncarnation;
    private StoredSession session;
    private long pendingBytes;
    private long storedBytes;
    private boolean readingHead;
    private long joinsSeen;
    private Tail tail;

    private Session(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            StashBuffer<Command> early,
            StoredSession session,
            Surroundings surroundings,
            TailBudget.Share tailBudget,
            Set<ConnectionId> awaited) {
        this.context = context;
        this.timers = timers;
        this.early = early;
        this.session = session;
        this.surroundings = surroundings;
        this.tailBudget = tailBudget;
        this.awaited = new HashSet<>(awaited);
        this.appendReplies = context.messageAdapter(Writer.Outcomes.class, reply -> new AppendsDone(reply.outcomes()));
        this.headReplies = context.messageAdapter(Writer.HeadRead.class, HeadKnown::new);
        this.rules = new SubmitRules(Set.copyOf(session.info().studentIds()));
        this.rates = new RateLimits(surroundings.rates());
        this.tail = newTail(0);
    }

    // ---- loading: the head of the log is not known yet

    private Behavior<Command> loading() {
        ActorRef<Writer.Started> restarts =
                context.messageAdapter(Writer.Started.class, started -> new WriterStarted(started.incarnation()));
        context.getSystem().eventStream().tell(new EventStream.Subscribe<>(Writer.Started.class, restarts));
        if (!awaited.isEmpty()) {
            timers.startSingleTimer(SettlingOver.INSTANCE, SETTLING_TIME);
        }
        timers.startTimerWithFixedDelay(
                IdleCheckDue.INSTANCE, surroundings.settings().idleAfter());
        readHead();
        return Behaviors.receive(Command.class)
                .onMessage(HeadKnown.class, this::onLoaded)
                .onMessage(WriterStarted.class, this::onWriterStarted)
                .onMessage(SettlingOver.class, this::onSettlingOver)
                .onMessage(IdleCheckDue.class, due -> Behaviors.same())
                .onMessage(Poison.class, this::onPoison)
                .onAnyMessage(this::onEarly)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<Command> onEarly(Command command) {
        boolean askedAgain = command instanceof Join || command instanceof Rejoin;
        if (!askedAgain || early.size() < early.capacity() - EARLY_ORDERS) {
            early.stash(command);
        } else {
            joinsSeen++; // The hub counts it; the connection asks again as long as it is not answered.
        }
        return Behaviors.same();
    }

    private Behavior<Command> onLoaded(HeadKnown known) {
        readingHead = false;
        writerIncarnation = Math.max(writerIncarnation, known.head().incarnation());
        tail = newTail(known.head().seq());
        storedBytes = known.head().storedBytes();
        endSeen(known.head());
        return early.unstashAll(routing());
    }

    // ---- routing

    private Behavior<Command> routing() {
        return Behaviors.receive(Command.class)
                .onMessage(AppendsDone.class, this::onAppendsDone)
                .onMessage(Submit.class, this::onSubmit)
                .onMessage(Follow.class, this::onFollow)
                .onMessage(Join.class, this::onJoin)
                .onMessage(Rejoin.class, this::onRejoin)
                .onMessage(Leave.class, leave -> onGone(leave.connection()))
                .onMessage(ConnectionLost.class, lost -> onGone(lost.connection()))
                .onMessage(End.class, this::onEnd)
                .onMessage(LookForEnd.class, this::onLookForEnd)
                .onMessage(HeadKnown.class, this::onHeadKnown)
                .onMessage(WriterStarted.class, this::onWriterStarted)
                .onMessage(SettlingOver.class, this::onSettlingOver)
                .onMessage(IdleCheckDue.class, this::onIdleCheckDue)
                .onMessage(Introduce.class, this::onIntroduce)
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .onMessage(Poison.class, this::onPoison)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<Command> onJoin(Join join) {
        joinsSeen++;
        Attendance attendance = join.attendance();
        if (!session.info().active()) {
            attendance.connection().tell(new SessionEnded(SessionEnded.UNSEATED));
            return Behaviors.same();
        }
        if (seat(attendance, new View(attendance.user(), attendance.role(), attendance.version(), tail.head()))) {
            // Its own view, not the head as it is now: it may have asked twice.
            members.find(attendance.id())
                    .ifPresent(member -> attendance
                            .connection()
                            .tell(new Joined(
                                    context.getSelf(), session, member.view().joinHead())));
        }
        return Behaviors.same();
    }

    private Behavior<Command> onRejoin(Rejoin rejoin) {
        joinsSeen++;
        Attendance attendance = rejoin.attendance();
        if (seat(attendance, rejoin.view())) {
            attendance.connection().tell(new Rejoined(context.getSelf()));
            if (!session.info().active()) {
                attendance.connection().tell(new SessionEnded(tail.head()));
            }
        }
        return Behaviors.same();
    }

    private boolean seat(Attendance attendance, View view) {
        Attendance gone = members.seat(attendance, view);
        if (gone != null) {
            LOG.atInfo()
                    .addKeyValue(LogFields.EVENT, LogEvents.CONNECTION_REPLACED)
                    .addKeyValue(LogFields.SESSION, session.info().id())
                    .addKeyValue(LogFields.USER, gone.user())
                    .addKeyValue(LogFields.CONNECTION, gone.id())
                    .log("a newer connection of the same user took over");
            gone.connection().tell(Replaced.INSTANCE);
        }
        if (gone == attendance) {
            return false;
        }
        if (gone != null) {
            context.unwatch(gone.connection());
        }
        context.watchWith(attendance.connection(), new ConnectionLost(attendance.id()));
        return true;
    }

    private Behavior<Command> onGone(ConnectionId connection) {
        members.find(connection).ifPresent(member -> {
            context.unwatch(member.attendance().connection());
            members.remove(connection);
        });
        settled(connection);
        return Behaviors.same();
    }

    private Behavior<Command> onFollow(Follow follow) {
        members.find(follow.connection()).ifPresent(member -> serve(member, follow.covered()));
        settled(follow.connection());
        return Behaviors.same();
    }

    /** Brings a follower up to the head, by the shortest way that there is. */
    private void serve(Member member, long covered) {
        member.behind();
        if (covered > tail.head()) {
            // It got this from another actor of this class, which ran on while the hub was started anew.
            skipTo(covered);
        }
        ActorRef<Event> connection = member.attendance().connection();
        long reached = covered;
        if (reached < tail.head() && tail.reaches(reached)) {
            reached = member.attendance().follower().offer(covered, tail.head(), tail.visible(member.view(), covered));
        }
        if (reached >= tail.head()) {
            member.liveAt(reached);
            connection.tell(Live.INSTANCE);
        } else if (tail.reaches(reached)) {
            connection.tell(new TailSlice(reached, tail.head(), tail.visible(member.view(), reached)));
        } else {
            connection.tell(new ReadUpTo(tail.head()));
        }
    }

    // ---- a frame's way in

    private Behavior<Command> onSubmit(Submit submit) {
        Optional<Member> sender = members.find(submit.connection());
        if (sender.isEmpty()) {
            // Replaced, or gone; if replaced, it learns so from the message that is on its way to it.
            return Behaviors.same();
        }
        Attendance attendance = sender.get().attendance();
        Answer refusal = refusal(attendance, submit);
        if (refusal != null) {
            attendance.connection().tell(new Answered(submit.message(), refusal));
        }
        return Behaviors.same();
    }

    /** Why the frame goes no further; null if it was handed to the writer. */
    private @Nullable Answer refusal(Attendance sender, Submit submit) {
        Optional<RateLimits.Excess> excess =
                rates.count(sender.user(), sender.role(), surroundings.ticker().getAsLong());
        if (excess.isPresent()) {
            Refused refused = excess.get().refused();
            return excess.get().flooding() ? new Flooding(refused) : new NotAccepted(refused);
        }
        SubmitRules.Verdict verdict = rules.judge(sender.role(), submit.frame());
        if (verdict instanceof SubmitRules.Denied denied) {
            return new NotAccepted(denied.refused());
        }
        SubmitRules.Allowed allowed = (SubmitRules.Allowed) verdict;
        // What was handed in before may be in the log already, and then must not be refused: the writer looks it up.
        if (!submit.resubmitted()) {
            if (!session.info().active()) {
                return new NotAccepted(Refusal.SESSION_ENDED.refused());
            }
            long bytes = StoredSize.of(allowed.draft());
            if (storedBytes + pendingBytes + bytes > surroundings.settings().maxBytes()) {
                return new NotAccepted(Refusal.SESSION_FULL.refused());
            }
        }
        append(sender, submit, allowed.draft());
        return null;
    }

    private void append(Attendance sender, Submit submit, Draft draft) {
        NewMessage message =
                new NewMessage(submit.message(), sender.user(), draft, submit.knownHead(), submit.resubmitted());
        pending.put(message.id(), new Pending(message, sender));
        pendingBytes += StoredSize.of(draft);
        surroundings.writer().tell(new Writer.Append(session.key(), message, writerIncarnation, appendReplies));
    }

    // ---- and out

    private Behavior<Command> onAppendsDone(AppendsDone done) {
        List<RoutedMessage> routed = new ArrayList<>(done.outcomes().size());
        List<Answered> answers = new ArrayList<>(done.outcomes().size());
        List<Attendance> senders = new ArrayList<>(done.outcomes().size());
        for (AppendOutcome outcome : done.outcomes()) {
            Pending waiting = pending.remove(outcome.id());
            Answer answer = settle(outcome, routed);
            if (waiting != null) {
                pendingBytes -= StoredSize.of(waiting.message().draft());
                answers.add(new Answered(outcome.id(), answer));
                senders.add(waiting.sender());
            }
        }
        fanOut(routed);
        // Only now, so that nobody hears of a message before those who get it were offered it.
        for (int i = 0; i < answers.size(); i++) {
            senders.get(i).connection().tell(answers.get(i));
        }
        return Behaviors.same();
    }

    private Answer settle(AppendOutcome outcome, List<RoutedMessage> routed) {
        if (outcome instanceof AppendOutcome.Appended appended) {
            return commitSeen(appended.message(), routed);
        }
        if (outcome instanceof AppendOutcome.Rejected rejected) {
            if (rejected.refusal() == Refusal.SESSION_ENDED && session.info().active()) {
                readHead();
            }
            return new NotAccepted(rejected.refusal().refused());
        }
        if (((AppendOutcome.Failed) outcome).unknown()) {
            // It may be on disk all the same: whatever the log holds beyond what was routed is found by its head.
            readHead();
            return new NotAccepted(StorageFailure.UNKNOWN);
        }
        return new NotAccepted(StorageFailure.NOT_STORED);
    }

    private Answer commitSeen(Message message, List<RoutedMessage> routed) {
        boolean fresh = message.seq() > tail.head();
        if (fresh) {
            storedBytes += StoredSize.of(message.content());
            if (message.seq() != tail.head() + 1) {
                skipTo(message.seq() - 1);
                readHead(); // For the bytes of what did not pass here.
            }
            RoutedMessage encoded = RoutedMessage.of(message);
            tail.add(encoded);
            routed.add(encoded);
        }
        UserId to = message.to();
        boolean offline = fresh && awaited.isEmpty() && to != null && !members.isStudentPresent(to);
        return new Accepted(message.id(), message.seq(), offline ? to : null);
    }

    /** Offers what is new to those who are live. */
    private void fanOut(List<RoutedMessage> routed) {
        if (routed.isEmpty()) {
            return;
        }
        for (Member member : members.all()) {
            if (member.live()) {
                offerTo(member, routed);
            }
        }
    }

    private void offerTo(Member member, List<RoutedMessage> routed) {
        List<EncodedMessage> visible = new ArrayList<>(routed.size());
        for (RoutedMessage message : routed) {
            if (message.shownTo(member.view())) {
                visible.add(message.encoded());
            }
        }
        // What lies between where its cursor stands and the first of these was looked at before: it sees none of it.
        long hidden = tail.head() - member.offered();
        if (visible.isEmpty() && hidden < surroundings.settings().advanceEvery()) {
            return;
        }
        offer(member, visible);
    }

    private void offer(Member member, List<EncodedMessage> visible) {
        long reached = member.attendance().follower().offer(member.offered(), tail.head(), visible);
        if (reached == tail.head()) {
            member.liveAt(reached);
        } else {
            // It will follow when there is room; until then offers would only be refused.
            member.behind();
        }
    }

    /** The log has reached {@code head} without passing here: everybody who was live reads it from the store. */
    private void skipTo(long head) {
        tail.restartAt(head);
        for (Member member : members.all()) {
            if (member.live()) {
                member.behind();
                member.attendance().connection().tell(new ReadUpTo(head));
            }
        }
    }

    // ---- the writer fails or comes back

    private void readHead() {
        if (!readingHead) {
            readingHead = true;
            surroundings.writer().tell(new Writer.ReadHead(session.key(), headReplies));
        }
    }

    private Behavior<Command> onHeadKnown(HeadKnown known) {
        readingHead = false;
        storedBytes = known.head().storedBytes();
        if (known.head().seq() > tail.head()) {
            skipTo(known.head().seq());
        }
        if (endSeen(known.head())) {
            tellEnd(known.head().seq());
        }
        return Behaviors.same();
    }

    private Behavior<Command> onWriterStarted(WriterStarted started) {
        writerIncarnation = Math.max(writerIncarnation, started.incarnation());
        for (Pending waiting : pending.values()) {
            surroundings
                    .writer()
                    .tell(new Writer.Append(
                            session.key(), waiting.message().again(), writerIncarnation, appendReplies));
        }
        if (readingHead) {
            readingHead = false;
            readHead();
        }
        return Behaviors.same();
    }

    // ---- the end

    private Behavior<Command> onEnd(End end) {
        if (session.info().active()) {
            session = session.ended(end.info());
            if (end.lastSeq() > tail.head()) {
                skipTo(end.lastSeq());
            }
            tellEnd(end.lastSeq());
        }
        return Behaviors.same();
    }

    private Behavior<Command> onLookForEnd(LookForEnd look) {
        if (session.info().active()) {
            readHead();
        }
        return Behaviors.same();
    }

    /** Whether the log says that the session has ended, and nobody had said so before: then the hub does not know it. */
    private boolean endSeen(Writer.HeadRead head) {
        Instant end = head.endedAt();
        if (end == null || !session.info().active()) {
            return false;
        }
        session = session.ended(session.info().endedAt(end));
        surroundings.hub().tell(new Sessions.EndSeen(session.info()));
        return true;
    }

    private void tellEnd(long lastSeq) {
        for (Member member : members.all()) {
            if (member.live()) {
                // It may stand behind messages that it does not see, and the end is told where the log ends.
                offer(member, List.of());
            }
            member.attendance().connection().tell(new SessionEnded(lastSeq));
        }
    }

    private Behavior<Command> onIdleCheckDue(IdleCheckDue due) {
        boolean quiet = rates.forgetQuiet(surroundings.ticker().getAsLong());
        if (quiet && members.isEmpty() && pending.isEmpty()) {
            surroundings.hub().tell(new Sessions.SessionIdle(session.info().id(), context.getSelf(), joinsSeen));
        }
        return Behaviors.same();
    }

    private Behavior<Command> onIntroduce(Introduce introduce) {
        introduce
                .hub()
                .tell(new Sessions.Introduced(
                        session, context.getSelf(), tailBudget, joinsSeen, members.attendances()));
        return Behaviors.same();
    }

    private Behavior<Command> onPoison(Poison poison) {
        throw poison.cause();
    }

    private Behavior<Command> onPostStop(PostStop stopped) {
        tailBudget.giveBackAll();
        return Behaviors.same();
    }

    private Behavior<Command> onSettlingOver(SettlingOver over) {
        awaited.clear();
        return Behaviors.same();
    }

    private void settled(ConnectionId connection) {
        if (awaited.remove(connection) && awaited.isEmpty()) {
            timers.cancel(SettlingOver.INSTANCE);
        }
    }

    private Tail newTail(long head) {
        return new Tail(
                surroundings.settings().tailMessages(), surroundings.settings().tailBytes(), tailBudget, head);
    }
}
