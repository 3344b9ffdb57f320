package switchboard.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
import switchboard.net.AddressBlock;
import switchboard.protocol.IncomingFrame;
import switchboard.protocol.MessageId;
import switchboard.protocol.Refusal;
import switchboard.protocol.Refused;
import switchboard.protocol.Role;
import switchboard.protocol.SessionInfo;
import switchboard.protocol.UserId;
import switchboard.protocol.View;
import switchboard.session.Members.Member;
import switchboard.store.AppendOutcome;
import switchboard.store.History;
import switchboard.store.StorageRoom;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
import switchboard.store.Writer;
import switchboard.time.Alarms;
import switchboard.time.Questions;

/**
 * One class: who is in it and what goes to whom. Routes nothing before its commit.
 *
 * <p>Lives while it has connections, messages that wait for the disk, or users whose rate the last minute still limits;
 * then offers the hub to stop. If it fails it stops: its connections notice, ask the hub for its successor, and go on
 * behind what they have. Everything that matters is in the log or at the connections, so that nothing is lost with it.
 */
public final class Session {
    public sealed interface Command {}

    /** Take a seat; a connection of the same user that is older gives way. Answered by {@link SessionEvent.Joined}. */
    public record Join(Attendance attendance) implements Command {}

    /** Take the seat again after this actor was started anew; what the connection sees has not changed. */
    public record Rejoin(Attendance attendance, View view) implements Command {}

    /**
     * Go on behind {@code covered}: answered by {@link SessionEvent.Live}, {@link SessionEvent.TailSlice} or {@link
     * SessionEvent.ReadUpTo}.
     */
    public record Follow(ConnectionId connection, long covered) implements Command {}

    /**
     * A frame of a client, readable or not. Answered by exactly one {@link SessionEvent.Answered} with this {@code message},
     * unless the connection has been replaced: then by none.
     *
     * @param knownHead where the connection's cursor stood when the frame was read
     * @param resubmitted whether an earlier actor of this session got it and did not answer
     */
    public record Submit(
            ConnectionId connection, MessageId message, IncomingFrame frame, long knownHead, boolean resubmitted)
            implements Command {
        HandedIn handedIn() {
            return new HandedIn(message, frame, knownHead, resubmitted);
        }
    }

    /** A message without a connection. Answered once it is in the log, or refused. */
    record Post(UserId user, Role role, IncomingFrame frame, ActorRef<Sessions.PostReply> replyTo) implements OfHub {
        @Override
        public void fail(Refused refused) {
            replyTo.tell(new Sessions.NotDone(refused));
        }
    }

    /** Wait until there may be something to read behind {@code after}; see {@link Sessions.Wait}. */
    record Wait(
            WaitId id,
            UserId user,
            Role role,
            AddressBlock client,
            long after,
            Duration atMost,
            ActorRef<Sessions.WaitReply> replyTo)
            implements OfHub {
        @Override
        public void fail(Refused refused) {
            replyTo.tell(new Sessions.NotDone(refused));
        }
    }

    /** Who waited is gone. */
    record StopWaiting(WaitId id) implements Command {}

    /** Nobody may wait any longer: the server shuts down. */
    enum EndWaits implements Command {
        INSTANCE
    }

    record GetParticipants(ActorRef<Sessions.ParticipantsReply> replyTo) implements OfHub {
        @Override
        public void fail(Refused refused) {
            replyTo.tell(new Sessions.NotDone(refused));
        }
    }

    /** A message between the parts of a session; it stands with the part that sends it. */
    non-sealed interface OfPart extends Command {}

    /** What the hub sends on for somebody who waits for an answer; like joins, it counts them. */
    sealed interface OfHub extends Command {
        void fail(Refused refused);
    }

    /** Give this connection the list of all: too many came and went for it to be told of each. */
    public record TellParticipants(ConnectionId connection) implements Command {}

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

    /** What all sessions work with. */
    record Surroundings(
            ActorRef<Writer.Command> writer,
            ActorRef<Sessions.Command> hub,
            ActorRef<History.Command> history,
            SessionSettings settings,
            RateSettings rates,
            StorageRoom storage,
            LongSupplier ticker) {}

    /** Fail. Nobody sends it but tests, to see that nothing is lost by it. */
    record Poison(RuntimeException cause) implements Command {}

    private record AppendsDone(List<AppendOutcome> outcomes) implements Command {}

    private record HeadKnown(Writer.HeadRead head) implements Command {}

    private record HeadUnreadable(Trouble trouble) implements Command {}

    private record JoinsTold(Writer.JoinsReply reply) implements Command {}

    /** @param reply null where none came */
    private record RefLookedUp(Submissions.NotTakenUnlessKnown frame, History.@Nullable RefReply reply)
            implements Command {}

    record ConnectionLost(ConnectionId connection) implements Command {}

    private record WriterStarted(long incarnation) implements Command {}

    private enum LoadAgainDue implements Command {
        INSTANCE
    }

    private enum IdleCheckDue implements Command {
        INSTANCE
    }

    enum SettlingOver implements Command {
        INSTANCE
    }

    /** Time to forget the rates of those who were quiet for a window. */
    private enum QuietUsersDue implements Command {
        INSTANCE
    }

    /** Where the head could not be read. */
    private static final Duration LOAD_AGAIN_AFTER = Duration.ofSeconds(5);

    private static final Duration SETTLING_TIME = Duration.ofSeconds(5);

    /** A user counts as connected for so long after a poll (protocol.md, section 9). */
    private static final Duration POLLER_STAYS = Duration.ofSeconds(10);

    private static final Duration REF_TIMEOUT = Duration.ofSeconds(5);

    /** How long a client should wait where a ref could not be looked up. */
    private static final long TRY_AGAIN_MS = 1_000;

    /** Room for what comes while the head is not known and is no connection's: an end, an introduction, a stop. */
    private static final int EARLY_ORDERS = 16;

    /**
     * @param students who is enrolled, for quick look-ups
     * @param awaited the connections that an earlier actor of this session left behind: until they are back, nobody is
     *     called offline
     * @param maxEarly how many connections may come before the head of the log is known
     */
    static Behavior<Command> create(
            StoredSession session,
            Surroundings surroundings,
            TailBudget.Share tailBudget,
            Set<UserId> students,
            Set<ConnectionId> awaited,
            int maxEarly) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> Behaviors.withStash(
                maxEarly + EARLY_ORDERS,
                early -> new Session(context, timers, early, session, surroundings, tailBudget, students, awaited)
                        .loading())));
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Alarms<Command> alarms;
    private final Questions questions;
    private final StashBuffer<Command> early;
    private final Surroundings surroundings;
    private final TailBudget.Share tailBudget;
    private final SessionLog sessionLog;

    private final Members members = new Members();
    private final Roll roll;
    private final Presence presence;
    private final Waits waits;
    private final Submissions submissions;
    private final FanOut fanOut;
    private final Routing routing;
    private final Register register;
    private final Polls polls;

    private StoredSession session;
    private long joinsSeen;

    private Session(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            StashBuffer<Command> early,
            StoredSession session,
            Surroundings surroundings,
            TailBudget.Share tailBudget,
            Set<UserId> students,
            Set<ConnectionId> awaited) {
        this.context = context;
        this.timers = timers;
        this.alarms = new Alarms<>(timers, surroundings.ticker());
        this.questions = new Questions(context.getSystem(), surroundings.ticker());
        this.early = early;
        this.session = session;
        this.surroundings = surroundings;
        this.tailBudget = tailBudget;
        this.sessionLog = new SessionLog(
                session.key(),
                surroundings.writer(),
                context.messageAdapter(Writer.Outcomes.class, reply -> new AppendsDone(reply.outcomes())),
                context.messageAdapter(Writer.HeadReply.class, Session::onHeadReply),
                context.messageAdapter(Writer.JoinsReply.class, JoinsTold::new));
        SessionSettings settings = surroundings.settings();
        this.roll = new Roll(
                session.info().studentIds(),
                session.info().createdBy(),
                settings.maxInstructors(),
                instructors -> surroundings
                        .hub()
                        .tell(new Sessions.InstructorsFull(session.info().id(), context.getSelf(), instructors)));
        this.presence = new Presence(roll, members, awaited, POLLER_STAYS.toNanos());
        this.waits = new Waits(settings.maxWaits(), presence, id -> alarms.cancel(new Polls.TimeOver(id)));
        this.submissions = new Submissions(
                session.info().createdBy(),
                students,
                surroundings.rates(),
                settings.maxBytes(),
                surroundings.storage());
        this.fanOut = new FanOut(
                members,
                new Tail(settings.tailMessages(), settings.tailBytes(), tailBudget, 0),
                settings.advanceEvery());
        this.routing = new Routing(submissions, fanOut, roll, presence, waits);
        this.register = new Register(context, alarms, members, roll, presence, sessionLog);
        this.polls = new Polls(timers, alarms, waits, presence, fanOut, surroundings.ticker());
    }

    // ---- loading: the head of the log is not known yet

    private Behavior<Command> loading() {
        ActorRef<Writer.Started> restarts =
                context.messageAdapter(Writer.Started.class, started -> new WriterStarted(started.incarnation()));
        context.getSystem().eventStream().tell(new EventStream.Subscribe<>(Writer.Started.class, restarts));
        if (presence.awaitsSomebody()) {
            alarms.set(SettlingOver.INSTANCE, SETTLING_TIME);
        }
        timers.startTimerWithFixedDelay(
                IdleCheckDue.INSTANCE, surroundings.settings().idleAfter());
        timers.startTimerWithFixedDelay(
                QuietUsersDue.INSTANCE, surroundings.rates().window());
        return load();
    }

    private Behavior<Command> load() {
        sessionLog.load();
        return Behaviors.receive(Command.class)
                .onMessage(HeadKnown.class, this::onLoaded)
                .onMessage(HeadUnreadable.class, unreadable -> early.unstashAll(unreadable(unreadable.trouble())))
                .onMessage(WriterStarted.class, this::onWriterStarted)
                .onMessage(SettlingOver.class, this::onSettlingOver)
                .onMessage(IdleCheckDue.class, due -> Behaviors.same())
                .onMessage(QuietUsersDue.class, due -> Behaviors.same())
                .onMessage(Poison.class, this::onPoison)
                .onAnyMessage(this::onEarly)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<Command> onEarly(Command command) {
        boolean counted = command instanceof Join || command instanceof Rejoin || command instanceof OfHub;
        boolean hasRoom = early.size() < early.capacity() - EARLY_ORDERS;
        if (command instanceof StopWaiting && !hasRoom) {
            return Behaviors.same(); // As many may come as clients leave; a wait that is kept ends by its time.
        }
        if (!counted || hasRoom) {
            early.stash(command);
        } else {
            joinsSeen++; // The hub counts it; a connection asks again as long as it is not answered.
            if (command instanceof OfHub request) {
                request.fail(Sessions.FULL);
            }
        }
        return Behaviors.same();
    }

    private Behavior<Command> onLoaded(HeadKnown known) {
        sessionLog.headRead();
        sessionLog.writerIs(known.head().incarnation());
        fanOut.skipTo(known.head().seq());
        submissions.storedInAll(known.head().storedBytes());
        roll.load(known.head().firstJoins());
        endSeen(known.head());
        return early.unstashAll(routing());
    }

    private static Command onHeadReply(Writer.HeadReply reply) {
        return reply instanceof Writer.HeadRead head
                ? new HeadKnown(head)
                : new HeadUnreadable(((Writer.HeadUnreadable) reply).trouble());
    }

    // ---- unreadable: nobody can be seated and nothing taken, until it may have been repaired

    private Behavior<Command> unreadable(Trouble trouble) {
        Refused refused = StorageFailure.unreadable(trouble);
        timers.startSingleTimer(LoadAgainDue.INSTANCE, LOAD_AGAIN_AFTER);
        return Behaviors.receive(Command.class)
                .onMessage(Join.class, join -> turnAway(join.attendance()))
                .onMessage(Rejoin.class, rejoin -> turnAway(rejoin.attendance()))
                .onMessage(OfHub.class, request -> turnAway(request, refused))
                .onMessage(LoadAgainDue.class, due -> load())
                .onMessage(IdleCheckDue.class, this::onIdleCheckDue)
                .onMessage(Introduce.class, this::onIntroduce)
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .onMessage(Poison.class, this::onPoison)
                .onAnyMessage(others -> Behaviors.same())
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<Command> turnAway(Attendance attendance) {
        joinsSeen++;
        attendance.tell(SessionEvent.Unreadable.INSTANCE);
        return Behaviors.same();
    }

    private Behavior<Command> turnAway(OfHub request, Refused refused) {
        joinsSeen++;
        request.fail(refused);
        return Behaviors.same();
    }

    // ---- routing

    private Behavior<Command> routing() {
        return Behaviors.receive(Command.class)
                .onMessage(AppendsDone.class, this::onAppendsDone)
                .onMessage(Submit.class, this::onSubmit)
                .onMessage(Follow.class, this::onFollow)
                .onMessage(Join.class, this::onJoin)
                .onMessage(Rejoin.class, this::onRejoin)
                .onMessage(Post.class, this::onPost)
                .onMessage(Wait.class, this::onWait)
                .onMessage(Polls.TimeOver.class, polls::onTimeOver)
                .onMessage(StopWaiting.class, polls::onStopWaiting)
                .onMessage(EndWaits.class, polls::onEndWaits)
                .onMessage(Polls.PollersDue.class, polls::onPollersDue)
                .onMessage(GetParticipants.class, this::onGetParticipants)
                .onMessage(TellParticipants.class, this::onTellParticipants)
                .onMessage(JoinsTold.class, this::onJoinsTold)
                .onMessage(RefLookedUp.class, this::onRefLookedUp)
                .onMessage(Leave.class, leave -> onGone(leave.connection()))
                .onMessage(ConnectionLost.class, lost -> onGone(lost.connection()))
                .onMessage(End.class, this::onEnd)
                .onMessage(LookForEnd.class, this::onLookForEnd)
                .onMessage(HeadKnown.class, this::onHeadKnown)
                .onMessage(HeadUnreadable.class, this::onHeadUnreadable)
                .onMessage(WriterStarted.class, this::onWriterStarted)
                .onMessage(SettlingOver.class, this::onSettlingOver)
                .onMessage(IdleCheckDue.class, this::onIdleCheckDue)
                .onMessage(QuietUsersDue.class, this::onQuietUsersDue)
                .onMessage(Introduce.class, this::onIntroduce)
                .onMessage(Stop.class, stop -> Behaviors.stopped())
                .onMessage(Poison.class, this::onPoison)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<Command> onJoin(Join join) {
        joinsSeen++;
        register.join(join.attendance(), session, fanOut.head());
        return Behaviors.same();
    }

    private Behavior<Command> onRejoin(Rejoin rejoin) {
        joinsSeen++;
        register.rejoin(rejoin.attendance(), rejoin.view(), session, fanOut.head());
        return Behaviors.same();
    }

    private Behavior<Command> onGone(ConnectionId connection) {
        register.gone(connection);
        return Behaviors.same();
    }

    private Behavior<Command> onSettlingOver(SettlingOver over) {
        if (alarms.rings(over)) {
            presence.awaitNobody();
        }
        return Behaviors.same();
    }

    private Behavior<Command> onJoinsTold(JoinsTold told) {
        register.joinsTold(told.reply());
        return Behaviors.same();
    }

    private Behavior<Command> onGetParticipants(GetParticipants get) {
        joinsSeen++;
        get.replyTo().tell(new Sessions.Participants(roll.json()));
        return Behaviors.same();
    }

    private Behavior<Command> onTellParticipants(TellParticipants tell) {
        register.tellParticipants(tell.connection());
        return Behaviors.same();
    }

    private Behavior<Command> onFollow(Follow follow) {
        members.find(follow.connection()).ifPresent(member -> fanOut.follow(member, follow.covered()));
        register.seen(follow.connection());
        return Behaviors.same();
    }

    // ---- a frame's way to the disk and back

    private Behavior<Command> onSubmit(Submit submit) {
        Optional<Member> sender = members.find(submit.connection());
        // None if it was replaced, or is gone; if replaced, it learns so from the message that is on its way to it.
        if (sender.isPresent()) {
            submit(sender.get().attendance(), submit.handedIn());
        }
        return Behaviors.same();
    }

    private Behavior<Command> onPost(Post post) {
        joinsSeen++;
        submit(
                new Poster(post.user(), post.role(), post.replyTo()),
                new HandedIn(MessageId.next(), post.frame(), fanOut.head(), false));
        return Behaviors.same();
    }

    private void submit(Submitter submitter, HandedIn frame) {
        Submissions.Decision decision =
                submissions.take(submitter, frame, session.info().active(), now());
        if (decision instanceof Submissions.Taken taken) {
            sessionLog.append(taken.message());
        } else if (decision instanceof Submissions.NotTakenUnlessKnown refused) {
            if (!submissions.dependsOnPending(refused)) {
                lookUp(refused);
            }
        } else {
            submitter.answer(new SessionEvent.Answered(frame.message(), ((Submissions.NotTaken) decision).answer()));
        }
    }

    private void lookUp(Submissions.NotTakenUnlessKnown refused) {
        UserId user = refused.submitter().user();
        context.pipeToSelf(
                questions.<History.Command, History.RefReply>ask(
                        surroundings.history(),
                        replyTo -> new History.FindRef(session.key(), user, refused.ref(), replyTo),
                        REF_TIMEOUT),
                (reply, failure) -> new RefLookedUp(refused, reply));
    }

    private Behavior<Command> onRefLookedUp(RefLookedUp looked) {
        submissions.decided(looked.frame());
        SessionEvent.Answer answer;
        if (looked.reply() instanceof History.RefFound found) {
            answer = found.message()
                    .<SessionEvent.Answer>map(SessionEvent.Accepted::again)
                    .orElse(looked.frame().refusal());
        } else if (looked.reply() instanceof History.FindFailed failed
                && !failed.trouble().passing()) {
            answer = new SessionEvent.NotAccepted(StorageFailure.unreadable(failed.trouble()));
        } else {
            answer = new SessionEvent.NotAccepted(Refusal.BUSY
                    .because("whether this ref is known cannot be looked up at the moment: try again")
                    .with("retry_after_ms", TRY_AGAIN_MS));
        }
        looked.frame()
                .submitter()
                .answer(new SessionEvent.Answered(looked.frame().message(), answer));
        return Behaviors.same();
    }

    private Behavior<Command> onAppendsDone(AppendsDone done) {
        if (routing.route(done.outcomes(), session.info().active(), now())) {
            sessionLog.readHead();
        }
        for (AppendOutcome outcome : done.outcomes()) {
            submissions.dependedOn(outcome.id()).forEach(this::lookUp);
        }
        return Behaviors.same();
    }

    // ---- polls that wait

    private Behavior<Command> onWait(Wait wait) {
        joinsSeen++;
        if (session.info().active() && !roll.hasPlaceFor(wait.user(), wait.role())) {
            wait.fail(Admissions.tooManyInstructors(surroundings.settings().maxInstructors()));
            return Behaviors.same();
        }
        polls.begin(wait, session.info().active());
        register.noteJoins();
        return Behaviors.same();
    }

    // ---- the writer fails or comes back

    private Behavior<Command> onHeadKnown(HeadKnown known) {
        sessionLog.headRead();
        submissions.storedInAll(known.head().storedBytes());
        if (known.head().seq() > fanOut.head()) {
            fanOut.skipTo(known.head().seq());
            polls.endAll();
        }
        if (endSeen(known.head())) {
            end(known.head().seq());
        }
        return Behaviors.same();
    }

    /** Asked again when there is a reason to. */
    private Behavior<Command> onHeadUnreadable(HeadUnreadable unreadable) {
        sessionLog.headRead();
        return Behaviors.same();
    }

    private Behavior<Command> onWriterStarted(WriterStarted started) {
        sessionLog.writerStarted(started.incarnation(), submissions.pending());
        register.noteJoins();
        return Behaviors.same();
    }

    // ---- the end

    private Behavior<Command> onEnd(End end) {
        if (session.info().active()) {
            session = session.ended(end.info());
            end(end.lastSeq());
        }
        return Behaviors.same();
    }

    private void end(long lastSeq) {
        fanOut.end(lastSeq);
        polls.endAll();
    }

    private Behavior<Command> onLookForEnd(LookForEnd look) {
        if (session.info().active()) {
            sessionLog.readHead();
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
        surroundings.hub().tell(new Sessions.EndSeen(session));
        return true;
    }

    // ---- its own life

    private Behavior<Command> onIdleCheckDue(IdleCheckDue due) {
        register.noteJoins();
        boolean deserted = members.isEmpty() && waits.isEmpty() && !presence.hasPollers();
        if (deserted && submissions.quiet(now())) {
            surroundings.hub().tell(new Sessions.SessionIdle(session.info().id(), context.getSelf(), joinsSeen));
        }
        return Behaviors.same();
    }

    private Behavior<Command> onQuietUsersDue(QuietUsersDue due) {
        submissions.forgetQuietUsers(now());
        return Behaviors.same();
    }

    private Behavior<Command> onIntroduce(Introduce introduce) {
        introduce
                .hub()
                .tell(new Sessions.Introduced(
                        session, context.getSelf(), tailBudget, joinsSeen, members.attendances()));
        if (roll.isFull()) {
            roll.tellWhetherFull();
        }
        return Behaviors.same();
    }

    private Behavior<Command> onPoison(Poison poison) {
        throw poison.cause();
    }

    private Behavior<Command> onPostStop(PostStop stopped) {
        tailBudget.giveBackAll();
        // Connections come back by themselves; these do not.
        polls.endAll();
        submissions.unanswered().forEach((message, submitter) -> {
            if (submitter instanceof Poster poster) {
                poster.answer(new SessionEvent.Answered(message, new SessionEvent.NotAccepted(StorageFailure.UNKNOWN)));
            }
        });
        early.forEach(command -> {
            if (command instanceof OfHub request) {
                request.fail(Sessions.FULL);
            }
        });
        return Behaviors.same();
    }

    private long now() {
        return surroundings.ticker().getAsLong();
    }
}
