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
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.UserId;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.RateSettings;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.StorageFailure;
import switchboard.session.api.Submitter;
import switchboard.session.api.Subscriber;
import switchboard.session.api.TailBudget;
import switchboard.session.rules.FanOut;
import switchboard.session.rules.HandedIn;
import switchboard.session.rules.Members;
import switchboard.session.rules.Members.Member;
import switchboard.session.rules.Presence;
import switchboard.session.rules.Roster;
import switchboard.session.rules.SubmissionPipeline;
import switchboard.session.rules.Tail;
import switchboard.store.AppendOutcome;
import switchboard.store.StorageRoom;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
import switchboard.store.history.History;
import switchboard.store.writer.Writer;
import switchboard.time.Alarms;
import switchboard.time.Questions;

/**
 * One session: who is in it and what goes to whom. Routes nothing before its commit.
 *
 * <p>Lives while it has connections, messages that wait for the disk, or users whose rate the last minute still limits;
 * then offers the hub to stop. If it fails it stops: its connections notice, ask the hub for its successor, and go on
 * behind what they have. Everything that matters is in the log or at the connections, so that nothing is lost with it.
 */
public final class Session {
    /** What all sessions work with. */
    public record Dependencies(
            ActorRef<Writer.Command> writer,
            ActorRef<HubProtocol.Command> hub,
            ActorRef<History.Command> history,
            SessionSettings settings,
            RateSettings rates,
            StorageRoom storage,
            LongSupplier ticker) {}

    private record AppendsDone(List<AppendOutcome> outcomes) implements SessionProtocol.Command {}

    private record HeadKnown(Writer.HeadRead head) implements SessionProtocol.Command {}

    private record HeadUnreadable(Trouble trouble) implements SessionProtocol.Command {}

    private record JoinsTold(Writer.JoinsReply reply) implements SessionProtocol.Command {}

    /** @param reply null where none came */
    private record RefLookedUp(SubmissionPipeline.NotTakenUnlessKnown frame, History.@Nullable RefReply reply)
            implements SessionProtocol.Command {}

    private record WriterStarted(long incarnation) implements SessionProtocol.Command {}

    private enum LoadAgainDue implements SessionProtocol.Command {
        INSTANCE
    }

    private enum IdleCheckDue implements SessionProtocol.Command {
        INSTANCE
    }

    /** Time to forget the rates of those who were quiet for a window. */
    private enum IdleUsersDue implements SessionProtocol.Command {
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
    public static Behavior<SessionProtocol.Command> create(
            StoredSession session,
            Dependencies dependencies,
            TailBudget.Share tailBudget,
            Set<UserId> students,
            Set<ConnectionId> awaited,
            int maxEarly) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> Behaviors.withStash(
                maxEarly + EARLY_ORDERS,
                early -> new Session(context, timers, early, session, dependencies, tailBudget, students, awaited)
                        .loading())));
    }

    private final ActorContext<SessionProtocol.Command> context;
    private final TimerScheduler<SessionProtocol.Command> timers;
    private final Alarms<SessionProtocol.Command> alarms;
    private final Questions questions;
    private final StashBuffer<SessionProtocol.Command> early;
    private final Dependencies dependencies;
    private final TailBudget.Share tailBudget;
    private final SessionLog sessionLog;

    private final Members members = new Members();
    private final Roster roster;
    private final Presence presence;
    private final LongPolls waits;
    private final SubmissionPipeline submissions;
    private final FanOut fanOut;
    private final Routing routing;
    private final Membership register;
    private final PollTimers polls;

    private StoredSession session;
    private long joinsSeen;

    private Session(
            ActorContext<SessionProtocol.Command> context,
            TimerScheduler<SessionProtocol.Command> timers,
            StashBuffer<SessionProtocol.Command> early,
            StoredSession session,
            Dependencies dependencies,
            TailBudget.Share tailBudget,
            Set<UserId> students,
            Set<ConnectionId> awaited) {
        this.context = context;
        this.timers = timers;
        this.alarms = new Alarms<>(timers, dependencies.ticker());
        this.questions = new Questions(context.getSystem(), dependencies.ticker());
        this.early = early;
        this.session = session;
        this.dependencies = dependencies;
        this.tailBudget = tailBudget;
        this.sessionLog = new SessionLog(
                session.key(),
                dependencies.writer(),
                context.messageAdapter(Writer.Outcomes.class, reply -> new AppendsDone(reply.outcomes())),
                context.messageAdapter(Writer.HeadReply.class, Session::onHeadReply),
                context.messageAdapter(Writer.JoinsReply.class, JoinsTold::new));
        SessionSettings settings = dependencies.settings();
        this.roster = new Roster(
                session.info().studentIds(),
                session.info().createdBy(),
                settings.maxInstructors(),
                instructors -> dependencies
                        .hub()
                        .tell(new HubProtocol.InstructorsFull(session.info().id(), context.getSelf(), instructors)));
        this.presence = new Presence(roster, members, awaited, POLLER_STAYS.toNanos());
        this.waits = new LongPolls(settings.maxWaits(), presence, id -> alarms.cancel(new PollTimers.TimeOver(id)));
        this.submissions = new SubmissionPipeline(
                session.info().createdBy(),
                students,
                dependencies.rates(),
                settings.maxBytes(),
                dependencies.storage());
        this.fanOut = new FanOut(
                members,
                new Tail(settings.tailMessages(), settings.tailBytes(), tailBudget, 0),
                settings.advanceEvery());
        this.routing = new Routing(submissions, fanOut, roster, presence, waits);
        this.register = new Membership(context, alarms, members, roster, presence, sessionLog);
        this.polls = new PollTimers(timers, alarms, waits, presence, fanOut, dependencies.ticker());
    }

    // ---- loading: the head of the log is not known yet

    private Behavior<SessionProtocol.Command> loading() {
        ActorRef<Writer.Started> restarts =
                context.messageAdapter(Writer.Started.class, started -> new WriterStarted(started.incarnation()));
        context.getSystem().eventStream().tell(new EventStream.Subscribe<>(Writer.Started.class, restarts));
        if (presence.awaitsSomebody()) {
            alarms.set(SessionProtocol.SettlingOver.INSTANCE, SETTLING_TIME);
        }
        timers.startTimerWithFixedDelay(
                IdleCheckDue.INSTANCE, dependencies.settings().idleAfter());
        timers.startTimerWithFixedDelay(
                IdleUsersDue.INSTANCE, dependencies.rates().window());
        return load();
    }

    private Behavior<SessionProtocol.Command> load() {
        sessionLog.load();
        return Behaviors.receive(SessionProtocol.Command.class)
                .onMessage(HeadKnown.class, this::onLoaded)
                .onMessage(HeadUnreadable.class, unreadable -> early.unstashAll(unreadable(unreadable.trouble())))
                .onMessage(WriterStarted.class, this::onWriterStarted)
                .onMessage(SessionProtocol.SettlingOver.class, this::onSettlingOver)
                .onMessage(IdleCheckDue.class, due -> Behaviors.same())
                .onMessage(IdleUsersDue.class, due -> Behaviors.same())
                .onMessage(SessionProtocol.Poison.class, this::onPoison)
                .onAnyMessage(this::onEarly)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<SessionProtocol.Command> onEarly(SessionProtocol.Command command) {
        boolean counted = command instanceof SessionProtocol.Join
                || command instanceof SessionProtocol.Rejoin
                || command instanceof SessionProtocol.OfHub;
        boolean hasRoom = early.size() < early.capacity() - EARLY_ORDERS;
        if (command instanceof SessionProtocol.StopLongPoll && !hasRoom) {
            return Behaviors.same(); // As many may come as clients leave; a wait that is kept ends by its time.
        }
        if (!counted || hasRoom) {
            early.stash(command);
        } else {
            joinsSeen++; // The hub counts it; a connection asks again as long as it is not answered.
            if (command instanceof SessionProtocol.OfHub request) {
                request.fail(HubProtocol.FULL);
            }
        }
        return Behaviors.same();
    }

    private Behavior<SessionProtocol.Command> onLoaded(HeadKnown known) {
        sessionLog.headRead();
        sessionLog.writerIs(known.head().incarnation());
        fanOut.skipTo(known.head().seq());
        submissions.storedInAll(known.head().storedBytes());
        roster.load(known.head().firstJoins());
        endSeen(known.head());
        return early.unstashAll(routing());
    }

    private static SessionProtocol.Command onHeadReply(Writer.HeadReply reply) {
        return reply instanceof Writer.HeadRead head
                ? new HeadKnown(head)
                : new HeadUnreadable(((Writer.HeadUnreadable) reply).trouble());
    }

    // ---- unreadable: nobody can join and nothing taken, until it may have been repaired

    private Behavior<SessionProtocol.Command> unreadable(Trouble trouble) {
        Refused refused = StorageFailure.unreadable(trouble);
        timers.startSingleTimer(LoadAgainDue.INSTANCE, LOAD_AGAIN_AFTER);
        return Behaviors.receive(SessionProtocol.Command.class)
                .onMessage(SessionProtocol.Join.class, join -> turnAway(join.subscriber()))
                .onMessage(SessionProtocol.Rejoin.class, rejoin -> turnAway(rejoin.subscriber()))
                .onMessage(SessionProtocol.OfHub.class, request -> turnAway(request, refused))
                .onMessage(LoadAgainDue.class, due -> load())
                .onMessage(IdleCheckDue.class, this::onIdleCheckDue)
                .onMessage(SessionProtocol.Register.class, this::onRegister)
                .onMessage(SessionProtocol.Stop.class, stop -> Behaviors.stopped())
                .onMessage(SessionProtocol.Poison.class, this::onPoison)
                .onAnyMessage(others -> Behaviors.same())
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<SessionProtocol.Command> turnAway(Subscriber subscriber) {
        joinsSeen++;
        subscriber.tell(SessionEvent.Unreadable.INSTANCE);
        return Behaviors.same();
    }

    private Behavior<SessionProtocol.Command> turnAway(SessionProtocol.OfHub request, Refused refused) {
        joinsSeen++;
        request.fail(refused);
        return Behaviors.same();
    }

    // ---- routing

    private Behavior<SessionProtocol.Command> routing() {
        return Behaviors.receive(SessionProtocol.Command.class)
                .onMessage(AppendsDone.class, this::onAppendsDone)
                .onMessage(SessionProtocol.Submit.class, this::onSubmit)
                .onMessage(SessionProtocol.Follow.class, this::onFollow)
                .onMessage(SessionProtocol.Join.class, this::onJoin)
                .onMessage(SessionProtocol.Rejoin.class, this::onRejoin)
                .onMessage(SessionProtocol.Post.class, this::onPost)
                .onMessage(SessionProtocol.Wait.class, this::onLongPoll)
                .onMessage(PollTimers.TimeOver.class, polls::onTimeOver)
                .onMessage(SessionProtocol.StopLongPoll.class, polls::onStopLongPoll)
                .onMessage(SessionProtocol.EndLongPolls.class, polls::onEndLongPolls)
                .onMessage(PollTimers.PollersExpire.class, polls::onPollersExpire)
                .onMessage(SessionProtocol.GetParticipants.class, this::onGetParticipants)
                .onMessage(SessionProtocol.TellParticipants.class, this::onTellParticipants)
                .onMessage(JoinsTold.class, this::onJoinsTold)
                .onMessage(RefLookedUp.class, this::onRefLookedUp)
                .onMessage(SessionProtocol.Leave.class, leave -> onGone(leave.connection()))
                .onMessage(SessionProtocol.ConnectionLost.class, lost -> onGone(lost.connection()))
                .onMessage(SessionProtocol.End.class, this::onEnd)
                .onMessage(SessionProtocol.LookForEnd.class, this::onLookForEnd)
                .onMessage(HeadKnown.class, this::onHeadKnown)
                .onMessage(HeadUnreadable.class, this::onHeadUnreadable)
                .onMessage(WriterStarted.class, this::onWriterStarted)
                .onMessage(SessionProtocol.SettlingOver.class, this::onSettlingOver)
                .onMessage(IdleCheckDue.class, this::onIdleCheckDue)
                .onMessage(IdleUsersDue.class, this::onIdleUsersDue)
                .onMessage(SessionProtocol.Register.class, this::onRegister)
                .onMessage(SessionProtocol.Stop.class, stop -> Behaviors.stopped())
                .onMessage(SessionProtocol.Poison.class, this::onPoison)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<SessionProtocol.Command> onJoin(SessionProtocol.Join join) {
        joinsSeen++;
        register.join(join.subscriber(), session, fanOut.head());
        return Behaviors.same();
    }

    private Behavior<SessionProtocol.Command> onRejoin(SessionProtocol.Rejoin rejoin) {
        joinsSeen++;
        register.rejoin(rejoin.subscriber(), rejoin.view(), session, fanOut.head());
        return Behaviors.same();
    }

    private Behavior<SessionProtocol.Command> onGone(ConnectionId connection) {
        register.gone(connection);
        return Behaviors.same();
    }

    private Behavior<SessionProtocol.Command> onSettlingOver(SessionProtocol.SettlingOver over) {
        if (alarms.rings(over)) {
            presence.awaitNobody();
        }
        return Behaviors.same();
    }

    private Behavior<SessionProtocol.Command> onJoinsTold(JoinsTold told) {
        register.joinsTold(told.reply());
        return Behaviors.same();
    }

    private Behavior<SessionProtocol.Command> onGetParticipants(SessionProtocol.GetParticipants get) {
        joinsSeen++;
        get.replyTo().tell(new HubProtocol.Participants(roster.json()));
        return Behaviors.same();
    }

    private Behavior<SessionProtocol.Command> onTellParticipants(SessionProtocol.TellParticipants tell) {
        register.tellParticipants(tell.connection());
        return Behaviors.same();
    }

    private Behavior<SessionProtocol.Command> onFollow(SessionProtocol.Follow follow) {
        members.find(follow.connection()).ifPresent(member -> fanOut.follow(member, follow.position()));
        register.seen(follow.connection());
        return Behaviors.same();
    }

    // ---- a frame's way to the disk and back

    private Behavior<SessionProtocol.Command> onSubmit(SessionProtocol.Submit submit) {
        Optional<Member> sender = members.find(submit.connection());
        // None if it was replaced, or is gone; if replaced, it learns so from the message that is on its way to it.
        if (sender.isPresent()) {
            submit(sender.get().subscriber(), HandedIn.of(submit));
        }
        return Behaviors.same();
    }

    private Behavior<SessionProtocol.Command> onPost(SessionProtocol.Post post) {
        joinsSeen++;
        submit(
                new Poster(post.user(), post.role(), post.replyTo()),
                new HandedIn(MessageId.next(), post.frame(), fanOut.head(), false));
        return Behaviors.same();
    }

    private void submit(Submitter submitter, HandedIn frame) {
        SubmissionPipeline.Decision decision =
                submissions.take(submitter, frame, session.info().active(), now());
        if (decision instanceof SubmissionPipeline.Taken taken) {
            sessionLog.append(taken.message());
        } else if (decision instanceof SubmissionPipeline.NotTakenUnlessKnown refused) {
            if (!submissions.dependsOnPending(refused)) {
                lookUp(refused);
            }
        } else {
            submitter.answer(
                    new SessionEvent.Answered(frame.message(), ((SubmissionPipeline.NotTaken) decision).answer()));
        }
    }

    private void lookUp(SubmissionPipeline.NotTakenUnlessKnown refused) {
        UserId user = refused.submitter().user();
        context.pipeToSelf(
                questions.<History.Command, History.RefReply>ask(
                        dependencies.history(),
                        replyTo -> new History.FindRef(session.key(), user, refused.ref(), replyTo),
                        REF_TIMEOUT),
                (reply, failure) -> new RefLookedUp(refused, reply));
    }

    private Behavior<SessionProtocol.Command> onRefLookedUp(RefLookedUp looked) {
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

    private Behavior<SessionProtocol.Command> onAppendsDone(AppendsDone done) {
        if (routing.route(done.outcomes(), session.info().active(), now())) {
            sessionLog.readHead();
        }
        for (AppendOutcome outcome : done.outcomes()) {
            submissions.dependedOn(outcome.id()).forEach(this::lookUp);
        }
        return Behaviors.same();
    }

    // ---- polls that wait

    private Behavior<SessionProtocol.Command> onLongPoll(SessionProtocol.Wait wait) {
        joinsSeen++;
        if (session.info().active() && !roster.hasSlotFor(wait.user(), wait.role())) {
            wait.fail(Roster.tooManyInstructors(dependencies.settings().maxInstructors()));
            return Behaviors.same();
        }
        polls.begin(wait, session.info().active());
        register.noteJoins();
        return Behaviors.same();
    }

    // ---- the writer fails or comes back

    private Behavior<SessionProtocol.Command> onHeadKnown(HeadKnown known) {
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
    private Behavior<SessionProtocol.Command> onHeadUnreadable(HeadUnreadable unreadable) {
        sessionLog.headRead();
        return Behaviors.same();
    }

    private Behavior<SessionProtocol.Command> onWriterStarted(WriterStarted started) {
        sessionLog.writerStarted(started.incarnation(), submissions.pending());
        register.noteJoins();
        return Behaviors.same();
    }

    // ---- the end

    private Behavior<SessionProtocol.Command> onEnd(SessionProtocol.End end) {
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

    private Behavior<SessionProtocol.Command> onLookForEnd(SessionProtocol.LookForEnd look) {
        if (session.info().active()) {
            sessionLog.readHead();
        }
        return Behaviors.same();
    }

    /**
     * Whether the log says that the session has ended, and nobody had said so before: then the hub does not know it.
     */
    private boolean endSeen(Writer.HeadRead head) {
        Instant end = head.endedAt();
        if (end == null || !session.info().active()) {
            return false;
        }
        session = session.ended(session.info().endedAt(end));
        dependencies.hub().tell(new HubProtocol.EndSeen(session));
        return true;
    }

    // ---- its own life

    private Behavior<SessionProtocol.Command> onIdleCheckDue(IdleCheckDue due) {
        register.noteJoins();
        boolean deserted = members.isEmpty() && waits.isEmpty() && !presence.hasPollers();
        if (deserted && submissions.isIdle(now())) {
            dependencies.hub().tell(new HubProtocol.SessionIdle(session.info().id(), context.getSelf(), joinsSeen));
        }
        return Behaviors.same();
    }

    private Behavior<SessionProtocol.Command> onIdleUsersDue(IdleUsersDue due) {
        submissions.expireIdleUsers(now());
        return Behaviors.same();
    }

    private Behavior<SessionProtocol.Command> onRegister(SessionProtocol.Register register) {
        register.hub()
                .tell(new HubProtocol.Registered(
                        session, context.getSelf(), tailBudget, joinsSeen, members.subscribers()));
        if (roster.isFull()) {
            roster.tellWhetherFull();
        }
        return Behaviors.same();
    }

    private Behavior<SessionProtocol.Command> onPoison(SessionProtocol.Poison poison) {
        throw poison.cause();
    }

    private Behavior<SessionProtocol.Command> onPostStop(PostStop stopped) {
        tailBudget.giveBackAll();
        // Connections come back by themselves; these do not.
        polls.endAll();
        submissions.unanswered().forEach((message, submitter) -> {
            if (submitter instanceof Poster poster) {
                poster.answer(new SessionEvent.Answered(message, new SessionEvent.NotAccepted(StorageFailure.UNKNOWN)));
            }
        });
        early.forEach(command -> {
            if (command instanceof SessionProtocol.OfHub request) {
                request.fail(HubProtocol.FULL);
            }
        });
        return Behaviors.same();
    }

    private long now() {
        return dependencies.ticker().getAsLong();
    }
}
