package switchboard.session;

import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.UserId;
import switchboard.session.api.Awaited;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.NotEnrolled;
import switchboard.session.api.RateSettings;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.StorageFailure;
import switchboard.session.api.TailBudget;
import switchboard.session.rules.Enrolment;
import switchboard.session.rules.FanOut;
import switchboard.session.rules.FanOutWrites;
import switchboard.session.rules.Members;
import switchboard.session.rules.Presence;
import switchboard.session.rules.Roster;
import switchboard.session.rules.SubmissionPipeline;
import switchboard.session.rules.Tail;
import switchboard.store.StorageRoom;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
import switchboard.store.history.History;
import switchboard.store.writer.Writer;
import switchboard.time.Alarms;

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

    private record WriterStarted(long incarnation) implements SessionProtocol.Internal {}

    private enum LoadAgainDue implements SessionProtocol.Internal {
        INSTANCE
    }

    private enum IdleCheckDue implements SessionProtocol.Internal {
        INSTANCE
    }

    /** Time to forget the rates of users who sent nothing for a window. */
    private enum IdleUsersDue implements SessionProtocol.Internal {
        INSTANCE
    }

    /** Where the head could not be read. */
    private static final Duration LOAD_AGAIN_AFTER = Duration.ofSeconds(5);

    /** A user counts as connected for so long after a long poll (protocol.md, section 9). */
    private static final Duration POLLER_STAYS = Duration.ofSeconds(10);

    /**
     * The actor of one session. To be supervised with a stop, and watched.
     *
     * @param students who is enrolled, for quick lookups
     * @param awaited the connections that an earlier actor of this session left behind: until they are back, nobody is
     *     called offline
     * @param maxEarly how many joins and requests may come before the head of the log is known
     */
    public static Behavior<SessionProtocol.Command> create(
            StoredSession session,
            Dependencies dependencies,
            TailBudget.Share tailBudget,
            Set<UserId> students,
            Set<ConnectionId> awaited,
            int maxEarly) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> Behaviors.withStash(
                EarlyCommands.capacity(maxEarly),
                stash -> new Session(
                                context,
                                timers,
                                new EarlyCommands(stash),
                                new KnownSession(session),
                                dependencies,
                                tailBudget,
                                students,
                                awaited)
                        .starting())));
    }

    private final ActorContext<SessionProtocol.Command> context;
    private final TimerScheduler<SessionProtocol.Command> timers;
    private final EarlyCommands early;
    private final Dependencies dependencies;
    private final TailBudget.Share tailBudget;
    private final KnownSession session;
    private final SessionLog sessionLog;

    private final Members members = new Members();
    private final Enrolment enrolment;
    private final Roster roster;
    private final Presence presence;
    private final LongPolls longPolls;
    private final SubmissionPipeline submissions;
    private final Membership membership;
    private final PollTimers pollTimers;
    private final RosterChanges rosterChanges;
    private final Appending appending;
    private final LogState logState;

    /** How many commands that the hub forwards this actor has seen. */
    private long forwardsSeen;

    private Session(
            ActorContext<SessionProtocol.Command> context,
            TimerScheduler<SessionProtocol.Command> timers,
            EarlyCommands early,
            KnownSession session,
            Dependencies dependencies,
            TailBudget.Share tailBudget,
            Set<UserId> students,
            Set<ConnectionId> awaited) {
        Alarms<SessionProtocol.Command> alarms = new Alarms<>(timers, dependencies.ticker());
        SessionSettings settings = dependencies.settings();
        this.context = context;
        this.timers = timers;
        this.early = early;
        this.session = session;
        this.dependencies = dependencies;
        this.tailBudget = tailBudget;
        this.sessionLog = new SessionLog(
                session.key(),
                dependencies.writer(),
                context.messageAdapter(Writer.Outcomes.class, reply -> new Appending.AppendsDone(reply.outcomes())),
                context.messageAdapter(Writer.HeadReply.class, LogState::answered),
                context.messageAdapter(Writer.JoinsReply.class, Membership.JoinsTold::new));
        this.enrolment = new Enrolment(students);
        this.roster = new Roster(
                session.info(),
                settings.maxInstructors(),
                instructors -> dependencies
                        .hub()
                        .tell(new HubProtocol.InstructorsFull(session.id(), context.getSelf(), instructors)));
        this.presence = new Presence(roster, members, awaited, POLLER_STAYS.toNanos());
        this.longPolls = new LongPolls(
                settings.maxLongPolls(), session, presence, id -> alarms.cancel(new PollTimers.TimeOver(id)));
        this.submissions = new SubmissionPipeline(
                session.info().createdBy(),
                enrolment,
                dependencies.rates(),
                settings.maxBytes(),
                dependencies.storage());
        FanOut fanOut = new FanOut(
                members,
                new Tail(settings.tailMessages(), settings.tailBytes(), tailBudget, 0),
                settings.advanceEvery(),
                new FanOutWrites(settings.ownWrites(), context.getExecutionContext()));
        this.membership =
                new Membership(context, alarms, session, members, enrolment, roster, presence, fanOut, sessionLog);
        this.pollTimers = new PollTimers(timers, alarms, session, longPolls, presence, fanOut, dependencies.ticker());
        this.rosterChanges =
                new RosterChanges(session, dependencies.hub(), enrolment, roster, submissions, membership, pollTimers);
        this.appending = new Appending(
                context,
                dependencies.history(),
                session,
                sessionLog,
                members,
                submissions,
                fanOut,
                new Routing(submissions, fanOut, roster, presence, longPolls),
                rosterChanges,
                dependencies.ticker());
        this.logState = new LogState(
                session, dependencies.hub(), sessionLog, submissions, fanOut, roster, rosterChanges, pollTimers);
    }

    // ---- starting: the head of the log is not known yet

    private Behavior<SessionProtocol.Command> starting() {
        ActorRef<Writer.Started> restarts =
                context.messageAdapter(Writer.Started.class, started -> new WriterStarted(started.incarnation()));
        context.getSystem().eventStream().tell(new EventStream.Subscribe<>(Writer.Started.class, restarts));
        membership.settle();
        timers.startTimerWithFixedDelay(
                IdleCheckDue.INSTANCE, dependencies.settings().idleAfter());
        timers.startTimerWithFixedDelay(
                IdleUsersDue.INSTANCE, dependencies.rates().window());
        return loading();
    }

    private Behavior<SessionProtocol.Command> loading() {
        sessionLog.load();
        return Behaviors.receive(SessionProtocol.Command.class)
                .onMessage(LogState.HeadKnown.class, this::onLoaded)
                .onMessage(LogState.HeadUnreadable.class, this::onNotLoaded)
                .onMessage(WriterStarted.class, this::onWriterStarted)
                .onMessage(Membership.SettlingOver.class, membership::onSettlingOver)
                .onMessage(IdleCheckDue.class, due -> Behaviors.same())
                .onMessage(IdleUsersDue.class, due -> Behaviors.same())
                // It was on disk before the head is read, which tells of it.
                .onMessage(SessionProtocol.RosterChanged.class, changed -> Behaviors.same())
                .onMessage(SessionProtocol.Forwarded.class, this::onEarlyForwarded)
                .onMessage(SessionProtocol.StopLongPoll.class, this::onEarlyStopLongPoll)
                .onAnyMessage(this::onEarly)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    /** Those that are kept are counted when they are handled. */
    private Behavior<SessionProtocol.Command> onEarlyForwarded(SessionProtocol.Forwarded forwarded) {
        if (early.hasSpace()) {
            early.keep(forwarded);
            return Behaviors.same();
        }
        forwardsSeen++;
        Awaited.refuseDropped(forwarded); // A connection joins again as long as it is not answered.
        return Behaviors.same();
    }

    /** As many may come as clients leave. A long poll that is kept ends by its time. */
    private Behavior<SessionProtocol.Command> onEarlyStopLongPoll(SessionProtocol.StopLongPoll stop) {
        return early.hasSpace() ? onEarly(stop) : Behaviors.same();
    }

    private Behavior<SessionProtocol.Command> onEarly(SessionProtocol.Command command) {
        early.keep(command);
        return Behaviors.same();
    }

    private Behavior<SessionProtocol.Command> onLoaded(LogState.HeadKnown known) {
        logState.load(known.head());
        return early.handleBy(serving());
    }

    private Behavior<SessionProtocol.Command> onNotLoaded(LogState.HeadUnreadable unreadable) {
        return early.handleBy(unreadable(unreadable.trouble()));
    }

    // ---- unreadable: nobody can join and nothing is taken, until the log may have been repaired

    private Behavior<SessionProtocol.Command> unreadable(Trouble trouble) {
        Refused refused = StorageFailure.unreadable(trouble);
        timers.startSingleTimer(LoadAgainDue.INSTANCE, LOAD_AGAIN_AFTER);
        return Behaviors.receive(SessionProtocol.Command.class)
                .onMessage(SessionProtocol.Forwarded.class, forwarded -> turnAway(forwarded, refused))
                .onMessage(LoadAgainDue.class, due -> loading())
                .onMessage(IdleCheckDue.class, this::onIdleCheckDue)
                .onMessage(SessionProtocol.Register.class, this::onRegister)
                .onMessage(SessionProtocol.Stop.class, stop -> Behaviors.stopped())
                // All others are about members, long polls and appends, which there are none of, or an end, which the
                // log tells once it can be read.
                .onAnyMessage(others -> Behaviors.same())
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<SessionProtocol.Command> turnAway(SessionProtocol.Forwarded forwarded, Refused refused) {
        forwardsSeen++;
        if (forwarded instanceof SessionProtocol.Join join) {
            join.subscriber().tell(SessionEvent.Unreadable.INSTANCE);
        } else if (forwarded instanceof SessionProtocol.Rejoin rejoin) {
            rejoin.subscriber().tell(SessionEvent.Unreadable.INSTANCE);
        } else if (forwarded instanceof SessionProtocol.Request request) {
            request.fail(refused);
        } else {
            throw new IllegalStateException("not known here: " + forwarded.getClass());
        }
        return Behaviors.same();
    }

    // ---- serving

    private Behavior<SessionProtocol.Command> serving() {
        return Behaviors.receive(SessionProtocol.Command.class)
                .onMessage(Appending.AppendsDone.class, appending::onAppendsDone)
                .onMessage(SessionProtocol.Submit.class, appending::onSubmit)
                .onMessage(SessionProtocol.Follow.class, membership::onFollow)
                .onMessage(SessionProtocol.Forwarded.class, this::onForwarded)
                .onMessage(PollTimers.TimeOver.class, pollTimers::onTimeOver)
                .onMessage(SessionProtocol.StopLongPoll.class, pollTimers::onStopLongPoll)
                .onMessage(SessionProtocol.EndLongPolls.class, pollTimers::onEndLongPolls)
                .onMessage(PollTimers.PollersExpire.class, pollTimers::onPollersExpire)
                .onMessage(SessionProtocol.TellParticipants.class, membership::onTellParticipants)
                .onMessage(Membership.JoinsTold.class, membership::onJoinsTold)
                .onMessage(Appending.RefLookedUp.class, appending::onRefLookedUp)
                .onMessage(SessionProtocol.Leave.class, membership::onLeave)
                .onMessage(Membership.ConnectionLost.class, membership::onConnectionLost)
                .onMessage(SessionProtocol.RosterChanged.class, rosterChanges::onChanged)
                .onMessage(SessionProtocol.TakenOver.class, membership::onTakenOver)
                .onMessage(SessionProtocol.JoinRequested.class, membership::onJoinRequested)
                .onMessage(SessionProtocol.End.class, logState::onEnd)
                .onMessage(SessionProtocol.LookForEnd.class, logState::onLookForEnd)
                .onMessage(LogState.HeadKnown.class, logState::onHeadKnown)
                .onMessage(LogState.HeadUnreadable.class, logState::onHeadUnreadable)
                .onMessage(WriterStarted.class, this::onWriterStarted)
                .onMessage(Membership.SettlingOver.class, membership::onSettlingOver)
                .onMessage(IdleCheckDue.class, this::onIdleCheckDue)
                .onMessage(IdleUsersDue.class, this::onIdleUsersDue)
                .onMessage(SessionProtocol.Register.class, this::onRegister)
                .onMessage(SessionProtocol.Stop.class, stop -> Behaviors.stopped())
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<SessionProtocol.Command> onForwarded(SessionProtocol.Forwarded forwarded) {
        forwardsSeen++;
        if (forwarded instanceof SessionProtocol.Join join) {
            membership.join(join.subscriber());
        } else if (forwarded instanceof SessionProtocol.Rejoin rejoin) {
            membership.rejoin(rejoin.subscriber(), rejoin.view());
        } else if (forwarded instanceof SessionProtocol.Post post) {
            appending.post(post);
        } else if (forwarded instanceof SessionProtocol.LongPoll poll) {
            begin(poll);
        } else if (forwarded instanceof SessionProtocol.GetParticipants get) {
            membership.tellParticipants(get);
        } else {
            throw new IllegalStateException("not known here: " + forwarded.getClass());
        }
        return Behaviors.same();
    }

    private void begin(SessionProtocol.LongPoll poll) {
        if (!enrolment.allows(poll.user(), poll.role())) {
            poll.fail(NotEnrolled.refused(poll.user()));
            return;
        }
        if (session.isActive() && !roster.hasSlotFor(poll.user(), poll.role())) {
            poll.fail(Roster.tooManyInstructors(dependencies.settings().maxInstructors()));
            return;
        }
        pollTimers.begin(poll);
        membership.noteJoins();
    }

    private Behavior<SessionProtocol.Command> onWriterStarted(WriterStarted started) {
        sessionLog.writerStarted(started.incarnation(), submissions.pending());
        membership.noteJoins();
        return Behaviors.same();
    }

    // ---- its own life

    private Behavior<SessionProtocol.Command> onIdleCheckDue(IdleCheckDue due) {
        membership.noteJoins();
        boolean deserted = members.isEmpty() && longPolls.isEmpty() && !presence.hasPollers();
        if (deserted && submissions.isIdle(now())) {
            dependencies.hub().tell(new HubProtocol.SessionIdle(session.id(), context.getSelf(), forwardsSeen));
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
                        session.stored(), context.getSelf(), tailBudget, forwardsSeen, members.subscribers()));
        if (roster.isFull()) {
            roster.tellWhetherFull();
        }
        return Behaviors.same();
    }

    private Behavior<SessionProtocol.Command> onPostStop(PostStop stopped) {
        tailBudget.giveBackAll();
        // Connections come back by themselves. These do not.
        pollTimers.endAll();
        appending.failPosts();
        early.fail();
        return Behaviors.same();
    }

    private long now() {
        return dependencies.ticker().getAsLong();
    }
}
