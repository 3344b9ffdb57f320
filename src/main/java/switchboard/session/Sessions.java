package switchboard.session;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.net.AddressBlock;
import switchboard.net.ClientAddress;
import switchboard.protocol.IncomingFrame;
import switchboard.protocol.JsonPieces;
import switchboard.protocol.Message;
import switchboard.protocol.ProtocolVersion;
import switchboard.protocol.Refusal;
import switchboard.protocol.Refused;
import switchboard.protocol.Role;
import switchboard.protocol.SessionId;
import switchboard.protocol.SessionInfo;
import switchboard.protocol.SessionName;
import switchboard.protocol.UserId;
import switchboard.protocol.View;
import switchboard.store.History;
import switchboard.store.StorageRoom;
import switchboard.store.StoredSession;
import switchboard.store.Writer;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;
import switchboard.time.Alarms;
import switchboard.time.Questions;

/**
 * The hub: knows every class that is in use and every connection, and finds or starts the actor of a class.
 *
 * <p>Answers from memory what concerns a class in use, and asks the store about all others. Holds no message and routes none.
 */
public final class Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    public sealed interface Command {}

    /** Anything that somebody waits for: a bug in answering it is answered too. */
    sealed interface Request extends Command {
        ActorRef<? super NotDone> replyTo();

        default void fail(Refused refused) {
            replyTo().tell(new NotDone(refused));
        }
    }

    /** @param client who asks for it: whoever creates most is refused first where too much is created */
    public record Create(
            SessionName name,
            UserId createdBy,
            List<UserId> studentIds,
            ClientAddress client,
            ActorRef<CreateReply> replyTo)
            implements Request {
        public Create {
            studentIds = List.copyOf(studentIds);
        }
    }

    /** @param client who asks for it: whoever creates most is refused first where too much is created */
    public record End(SessionId session, ClientAddress client, ActorRef<EndReply> replyTo) implements Request {}

    /** Active or ended. */
    public record Find(SessionId session, ActorRef<FindReply> replyTo) implements Request {}

    /**
     * Active ones, newest first.
     *
     * @param after only those behind this one in that order; null for the first page
     */
    public record ListActive(int limit, @Nullable SessionId after, ActorRef<ListReply> replyTo) implements Request {}

    /** May this user join now? A yes reserves a place, which lapses unless {@link Join} uses it soon. */
    public record Admit(
            SessionId session,
            UserId user,
            Role role,
            ProtocolVersion version,
            AddressBlock client,
            ActorRef<AdmitReply> replyTo)
            implements Request {}

    /** May this user read the log? So also of an ended session. */
    public record MayRead(SessionId session, UserId user, Role role, ActorRef<MayReadReply> replyTo)
            implements Request {}

    /**
     * A message that comes without a connection. Answered once it is committed and routed, or refused.
     *
     * @param frame whether it can be read or not: a known {@code ref} is answered nevertheless
     */
    public record Post(SessionId session, UserId user, Role role, IncomingFrame frame, ActorRef<PostReply> replyTo)
            implements Request {}

    /**
     * Wait until the log goes on behind {@code after} with something that this user may see. The user counts as connected
     * meanwhile, and for a while after.
     *
     * @param id what {@link StopWaiting} names it by
     * @param atMost then it is over in any case
     */
    public record Wait(
            SessionId session,
            UserId user,
            Role role,
            AddressBlock client,
            long after,
            Duration atMost,
            WaitId id,
            ActorRef<WaitReply> replyTo)
            implements Request {}

    /** Who waited has gone. */
    public record StopWaiting(SessionId session, WaitId id) implements Command {}

    /** Who belongs to a session, active or ended. */
    public record GetParticipants(SessionId session, ActorRef<ParticipantsReply> replyTo) implements Request {}

    /**
     * Use the place that was reserved. Answered by the session's events to {@code attendance.connection()}; to be said
     * again where no answer comes, as the session may fail with the question.
     */
    public record Join(SessionId session, Attendance attendance) implements Command {}

    /**
     * The connection's session stopped: find or start its successor. To be said again where no answer comes.
     *
     * @param lost the actor that stopped: the hub may hear of it later than its connections
     */
    public record Rejoin(SessionId session, Attendance attendance, View view, ActorRef<Session.Command> lost)
            implements Command {}

    /** The place is not needed any more: the connection is on its way out, or the upgrade came to nothing. */
    public record Release(SessionId session, ConnectionId connection) implements Command {}

    public record GetCounts(ActorRef<Counts> replyTo) implements Command {}

    /** From now on nobody is admitted and nothing is created or ended. */
    public enum StopAdmitting implements Command {
        INSTANCE
    }

    /** A session's actor sees no need for itself; it stays until it is told to stop. */
    record SessionIdle(SessionId session, ActorRef<Session.Command> actor, long joinsSeen) implements Command {}

    /** A session's actor and who is there, told to a hub that was started anew. */
    record Introduced(
            StoredSession session,
            ActorRef<Session.Command> actor,
            TailBudget.Share tailBudget,
            long joinsSeen,
            List<Attendance> attendances)
            implements Command {}

    /**
     * Which instructors may join this session.
     *
     * @param instructors only these, and the creator; empty where any may
     */
    record InstructorsFull(SessionId session, ActorRef<Session.Command> actor, Set<UserId> instructors)
            implements Command {}

    /** A session found in the log that it has ended, without the hub having told it. */
    record EndSeen(StoredSession session) implements Command {}

    /** Fail. Nobody sends it but tests, to see that nothing is lost by it. */
    record Poison(RuntimeException cause) implements Command {}

    /** Have the actor of a class fail. Nobody sends it but tests. */
    record PoisonSession(SessionId session, RuntimeException cause) implements Command {}

    public sealed interface CreateReply {}

    public sealed interface EndReply {}

    public sealed interface FindReply {}

    public sealed interface ListReply {}

    public sealed interface AdmitReply {}

    public sealed interface MayReadReply {}

    public sealed interface PostReply {}

    public sealed interface WaitReply {}

    public sealed interface ParticipantsReply {}

    /** It may. */
    public record Readable(StoredSession session) implements MayReadReply {}

    /**
     * @param message the one in the log: where {@code duplicate}, the first of this {@code ref}
     * @param recipients connections that get it, the sender's own not counted
     */
    public record Posted(Message message, boolean duplicate, int recipients) implements PostReply {}

    /** There may be something to read, or the session has ended, or the time is over: read on. */
    public enum WaitOver implements WaitReply {
        INSTANCE
    }

    /** Its user has as many newer waits as may be: answer with nothing, and do not wait again. */
    public enum WaitOvertaken implements WaitReply {
        INSTANCE
    }

    /** @param participants the list (protocol.md, section 3) */
    public record Participants(JsonPieces participants) implements ParticipantsReply {}

    public record Created(SessionInfo session) implements CreateReply {}

    public record Ended(SessionInfo session) implements EndReply {}

    public record Found(SessionInfo session, int connectionCount) implements FindReply {}

    /** @param next where the next page begins, empty on the last */
    public record Listed(List<Found> sessions, Optional<SessionId> next) implements ListReply {
        public Listed {
            sessions = List.copyOf(sessions);
        }
    }

    /** @param connection the reserved place */
    public record Admitted(ConnectionId connection, SessionInfo session) implements AdmitReply {}

    /**
     * Anything that was refused.
     *
     * @param refused where waiting helps, its details hold {@code retry_after_ms}
     */
    public record NotDone(Refused refused)
            implements CreateReply,
                    EndReply,
                    FindReply,
                    ListReply,
                    AdmitReply,
                    MayReadReply,
                    PostReply,
                    WaitReply,
                    ParticipantsReply {}

    /**
     * What {@code /health} counts. Replaced connections count nowhere.
     *
     * @param activeSessions classes that are active
     * @param sessionsWithConnections active classes that somebody is connected to
     */
    public record Counts(int activeSessions, int sessionsWithConnections, int instructors, int students) {
        public int connections() {
            return instructors + students;
        }
    }

    /** A message between the parts of the hub; it stands with the part that sends it. */
    non-sealed interface OfPart extends Command {}

    private record Loaded(List<Long> active) implements Command {}

    private record LoadFailed(Throwable cause) implements Command {}

    /** @param request what the actor of a class did not live to take; null for anything else that reached nobody */
    private record Undelivered(Session.@Nullable OfHub request) implements Command {}

    private enum IntroductionsOver implements Command {
        INSTANCE
    }

    private enum LapseDue implements Command {
        INSTANCE
    }

    /** What outlives the hub where it is started anew. */
    private record Lasting(AtomicLong lastConnection, AtomicBoolean admitting, TailBudget tailBudget) {}

    static final Refused FULL = Refusal.UNAVAILABLE.refused().with("retry_after_ms", 1_000);
    static final Refused DRAINING =
            Refusal.UNAVAILABLE.because("the server is shutting down").with("retry_after_ms", 5_000);

    private static final Duration INTRODUCTIONS_TAKE = Duration.ofSeconds(2);
    private static final Duration LAPSES_EVERY = Duration.ofSeconds(1);

    /**
     * What the hub works with.
     *
     * @param loadActive reads the numbers of all active classes from the store; off the actor's thread
     * @param ticker monotonic nanoseconds
     */
    public record Surroundings(
            ActorRef<Writer.Command> writer,
            ActorRef<History.Command> history,
            Supplier<CompletionStage<List<Long>>> loadActive,
            SessionsSettings sessions,
            SessionSettings session,
            RateSettings rates,
            StorageRoom storage,
            Clock clock,
            LongSupplier ticker) {}

    /**
     * Looks which classes are active, then answers. What comes before is kept, up to {@code maxPending}.
     *
     * <p>To be supervised with a restart that keeps the children: the classes go on meanwhile, and introduce themselves
     * to the new hub.
     */
    public static Behavior<Command> create(Surroundings surroundings) {
        // A connection must never get a smaller id than an older one, a server that shuts down goes on doing so,
        // and the tails live on.
        Lasting lasting = new Lasting(
                new AtomicLong(),
                new AtomicBoolean(true),
                new TailBudget(surroundings.session().allTailsBytes()));
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> Behaviors.withStash(
                surroundings.sessions().maxPending(),
                early -> new Sessions(context, timers, early, surroundings, lasting).loading())));
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Alarms<Command> alarms;
    private final StashBuffer<Command> early;
    private final Surroundings surroundings;
    private final AtomicBoolean admitting;
    private final ActiveSessions active;
    private final Rooms rooms;
    private final Admissions admissions;
    private final Places places;
    private final StoreCalls store;
    private final LookUps lookUps;
    private final Lifecycle lifecycle;
    private final SessionActors actors;
    private final Callers callers;
    private final Seating seating;

    private int toIntroduce;

    private Sessions(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            StashBuffer<Command> early,
            Surroundings surroundings,
            Lasting lasting) {
        SessionsSettings settings = surroundings.sessions();
        this.context = context;
        this.timers = timers;
        this.alarms = new Alarms<>(timers, surroundings.ticker());
        this.early = early;
        this.surroundings = surroundings;
        this.admitting = lasting.admitting();
        this.active = new ActiveSessions(settings.maxActive());
        this.rooms = new Rooms(
                active,
                lasting.tailBudget(),
                new RoomBudget(settings.inUseBytes(), surroundings.session().maxInstructors()));
        this.admissions = new Admissions(settings);
        this.places = new Places(rooms, admissions, lasting.lastConnection());
        this.store = new StoreCalls(
                context,
                new Questions(context.getSystem(), surroundings.ticker()),
                surroundings.writer(),
                surroundings.history(),
                settings.maxPending(),
                surroundings.session().maxInstructors());
        this.lifecycle = new Lifecycle(
                rooms, active, store, settings, surroundings.storage(), surroundings.clock(), surroundings.ticker());
        this.actors = new SessionActors(
                context,
                timers,
                rooms,
                new Session.Surroundings(
                        surroundings.writer(),
                        context.getSelf(),
                        surroundings.history(),
                        surroundings.session(),
                        surroundings.rates(),
                        surroundings.storage(),
                        surroundings.ticker()),
                settings.maxConnectionsPerSession());
        this.callers = new Callers(rooms, store, actors);
        this.lookUps = new LookUps(rooms, store, callers, lifecycle);
        this.seating = new Seating(context, rooms, places, actors, store);
    }

    // ---- loading

    private Behavior<Command> loading() {
        // Who posts, waits or asks is told at once if the actor that was to answer has failed meanwhile.
        context.getSystem()
                .eventStream()
                .tell(new EventStream.Subscribe<>(
                        DeadLetter.class, context.messageAdapter(DeadLetter.class, Sessions::undelivered)));
        context.pipeToSelf(
                surroundings.loadActive().get(),
                (active, failure) -> failure == null ? new Loaded(active) : new LoadFailed(failure));
        return Behaviors.receive(Command.class)
                .onMessage(StopAdmitting.class, this::onStopAdmitting)
                .onMessage(Loaded.class, this::onLoaded)
                .onMessage(LoadFailed.class, failed -> {
                    throw new IllegalStateException("the active sessions cannot be read", failed.cause());
                })
                .onMessage(Undelivered.class, this::onUndelivered)
                .onAnyMessage(this::onEarly)
                .onSignal(PreRestart.class, this::onPreRestart)
                .build();
    }

    private Behavior<Command> onEarly(Command command) {
        if (!early.isFull()) {
            early.stash(command);
        } else if (command instanceof Request request) {
            request.fail(FULL);
        }
        // Joins are said again; whose connection or actor is gone will be found so when it is watched.
        return Behaviors.same();
    }

    private Behavior<Command> onLoaded(Loaded loaded) {
        active.areActive(loaded.active());
        // Only after a restart are there any: classes that went on meanwhile.
        toIntroduce = actors.askForIntroductions();
        if (toIntroduce == 0) {
            return serve();
        }
        alarms.set(IntroductionsOver.INSTANCE, INTRODUCTIONS_TAKE);
        return Behaviors.receive(Command.class)
                .onMessage(StopAdmitting.class, this::onStopAdmitting)
                .onMessage(Introduced.class, this::onIntroduced)
                .onMessage(IntroductionsOver.class, over -> alarms.rings(over) ? serve() : Behaviors.same())
                .onMessage(Undelivered.class, this::onUndelivered)
                .onAnyMessage(this::onEarly)
                .onSignal(PreRestart.class, this::onPreRestart)
                .build();
    }

    private Behavior<Command> onIntroduced(Introduced introduced) {
        seating.adopt(introduced);
        return --toIntroduce == 0 ? serve() : Behaviors.same();
    }

    private Behavior<Command> serve() {
        alarms.cancel(IntroductionsOver.INSTANCE);
        timers.startTimerWithFixedDelay(LapseDue.INSTANCE, LAPSES_EVERY);
        return early.unstashAll(serving());
    }

    // ---- serving

    private Behavior<Command> serving() {
        return Behaviors.receive(Command.class)
                .onMessage(Request.class, this::onRequest)
                .onMessage(Join.class, seating::onJoin)
                .onMessage(Rejoin.class, seating::onRejoin)
                .onMessage(Release.class, seating::onRelease)
                .onMessage(Seating.ConnectionGone.class, seating::onConnectionGone)
                .onMessage(GetCounts.class, this::onGetCounts)
                .onMessage(StoreCalls.CreateDone.class, lifecycle::onCreateDone)
                .onMessage(StoreCalls.EndDone.class, lifecycle::onEndDone)
                .onMessage(StoreCalls.Looked.class, this::onLooked)
                .onMessage(StoreCalls.Listed.class, lookUps::onListed)
                .onMessage(StoreCalls.SeatLooked.class, seating::onSeatLooked)
                .onMessage(StopWaiting.class, callers::onStopWaiting)
                .onMessage(StoreCalls.RefLooked.class, callers::onRefLooked)
                .onMessage(StoreCalls.JoinsLooked.class, callers::onJoinsLooked)
                .onMessage(StoreCalls.Unanswered.class, lifecycle::onUnanswered)
                .onMessage(InstructorsFull.class, this::onInstructorsFull)
                .onMessage(EndSeen.class, lifecycle::onEndSeen)
                .onMessage(SessionIdle.class, actors::onSessionIdle)
                .onMessage(SessionActors.ActorGone.class, actors::onActorGone)
                .onMessage(SessionActors.StartDue.class, actors::onStartDue)
                .onMessage(LapseDue.class, this::onLapseDue)
                .onMessage(StopAdmitting.class, this::onStopAdmitting)
                .onMessage(Introduced.class, this::onLateIntroduction)
                .onMessage(Poison.class, this::onPoison)
                .onMessage(Undelivered.class, this::onUndelivered)
                .onMessage(PoisonSession.class, this::onPoisonSession)
                .onSignal(PreRestart.class, this::onPreRestart)
                .build();
    }

    private Behavior<Command> onRequest(Request request) {
        try {
            answer(request);
        } catch (RuntimeException bug) {
            // One request that cannot be answered must not cost the others the hub.
            LOG.atError()
                    .addKeyValue(LogFields.EVENT, LogEvents.REQUEST_FAILED)
                    .setCause(bug)
                    .log(
                            "a request to the hub failed by a bug and was answered so: {}",
                            request.getClass().getSimpleName());
            request.fail(Refusal.INTERNAL_ERROR.because("something went wrong in the server"));
        }
        return Behaviors.same();
    }

    private void answer(Request request) {
        if (request instanceof Create create) {
            lifecycle.create(create, admitting.get());
        } else if (request instanceof End end) {
            lifecycle.end(end, admitting.get());
        } else if (request instanceof Find find) {
            lookUps.find(find);
        } else if (request instanceof ListActive list) {
            store.list(list);
        } else if (request instanceof Admit admit) {
            onAdmit(admit);
        } else if (request instanceof MayRead ask) {
            callers.mayRead(ask);
        } else if (request instanceof Post post) {
            callers.post(post, admitting.get());
        } else if (request instanceof Wait wait) {
            callers.await(wait, admitting.get());
        } else if (request instanceof GetParticipants get) {
            callers.participants(get);
        }
    }

    private void onAdmit(Admit admit) {
        Room room = rooms.find(admit.session());
        if (room == null) {
            store.look(admit, admit.session());
            return;
        }
        if (!room.active()) {
            admit.fail(LookUps.hasEnded(admit.session()));
            return;
        }
        if (Callers.isStranger(room, admit.user(), admit.role())) {
            admit.fail(Callers.notEnrolled(admit.user()));
            return;
        }
        if (!admitting.get()) {
            admit.fail(DRAINING);
            return;
        }
        int maxInstructors = surroundings.session().maxInstructors();
        if (admit.role() == Role.INSTRUCTOR && !room.hasPlaceForInstructor(admit.user(), maxInstructors)) {
            admit.fail(Admissions.tooManyInstructors(maxInstructors));
            return;
        }
        long now = surroundings.ticker().getAsLong();
        boolean full = admissions.isFull() || admissions.isFull(room);
        boolean madeWay = full && places.canMakeWay(room, admit.user(), admit.role(), admit.client());
        Optional<Refused> refusal =
                admissions.refusal(room, admit.user(), admit.version(), admit.client(), madeWay, now);
        if (refusal.isPresent()) {
            admit.fail(refusal.get());
            return;
        }
        ConnectionId connection = places.reserve(room, admit.user(), admit.role(), admit.client(), now);
        admit.replyTo().tell(new Admitted(connection, room.info()));
    }

    private Behavior<Command> onLooked(StoreCalls.Looked looked) {
        if (!lookUps.answer(looked, admitting.get())) {
            onRequest(looked.request());
            rooms.dropUnused(looked.session());
        }
        return Behaviors.same();
    }

    private Behavior<Command> onInstructorsFull(InstructorsFull full) {
        Room room = rooms.find(full.session());
        if (room != null && full.actor().equals(room.actor())) {
            room.onlyInstructors(full.instructors());
        }
        return Behaviors.same();
    }

    private Behavior<Command> onLapseDue(LapseDue due) {
        long now = surroundings.ticker().getAsLong();
        places.lapse(now);
        admissions.forgetQuiet(now);
        return Behaviors.same();
    }

    private Behavior<Command> onGetCounts(GetCounts get) {
        get.replyTo().tell(rooms.counts());
        return Behaviors.same();
    }

    private Behavior<Command> onStopAdmitting(StopAdmitting stop) {
        admitting.set(false);
        rooms.all().forEach(room -> room.tell(Session.EndWaits.INSTANCE));
        return Behaviors.same();
    }

    private Behavior<Command> onLateIntroduction(Introduced introduced) {
        if (actors.isWanted(introduced)) {
            seating.adopt(introduced);
        }
        return Behaviors.same();
    }

    private static Command undelivered(DeadLetter letter) {
        return new Undelivered(letter.message() instanceof Session.OfHub request ? request : null);
    }

    private Behavior<Command> onUndelivered(Undelivered undelivered) {
        if (undelivered.request() != null) {
            undelivered.request().fail(FULL);
        }
        return Behaviors.same();
    }

    /** What is kept goes with this hub. What is asked of the store does not: its answer comes to the next one. */
    private Behavior<Command> onPreRestart(PreRestart restart) {
        early.forEach(command -> {
            if (command instanceof Request request) {
                request.fail(FULL);
            }
        });
        rooms.all().forEach(Room::failKept);
        return Behaviors.same();
    }

    private Behavior<Command> onPoison(Poison poison) {
        throw poison.cause();
    }

    private Behavior<Command> onPoisonSession(PoisonSession poison) {
        Room room = rooms.find(poison.session());
        if (room != null) {
            room.tell(new Session.Poison(poison.cause()));
        }
        return Behaviors.same();
    }
}
