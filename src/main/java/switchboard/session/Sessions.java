package switchboard.session;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
import switchboard.store.StoredSession;
import switchboard.store.Writer;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * The hub: knows every active class and every connection, and finds or starts the actor of a class.
 *
 * <p>Answers from memory; only what concerns a class that is not active asks the store. Holds no message and routes none.
 */
public final class Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    public sealed interface Command {}

    /** Anything that somebody waits for: a bug in answering it is answered too. */
    private sealed interface Request extends Command {
        void fail(Refused refused);
    }

    public record Create(SessionName name, UserId createdBy, List<UserId> studentIds, ActorRef<CreateReply> replyTo)
            implements Request {
        public Create {
            studentIds = List.copyOf(studentIds);
        }

        @Override
        public void fail(Refused refused) {
            replyTo.tell(new NotDone(refused));
        }
    }

    public record End(SessionId session, ActorRef<EndReply> replyTo) implements Request {
        @Override
        public void fail(Refused refused) {
            replyTo.tell(new NotDone(refused));
        }
    }

    /** Active or ended. */
    public record Find(SessionId session, ActorRef<FindReply> replyTo) implements Request {
        @Override
        public void fail(Refused refused) {
            replyTo.tell(new NotDone(refused));
        }
    }

    /**
     * Active ones, newest first.
     *
     * @param after only those behind this one in that order; null for the first page
     */
    public record ListActive(int limit, @Nullable SessionId after, ActorRef<ListReply> replyTo) implements Request {
        @Override
        public void fail(Refused refused) {
            replyTo.tell(new NotDone(refused));
        }
    }

    /** May this user join now? A yes reserves a place, which lapses unless {@link Join} uses it soon. */
    public record Admit(
            SessionId session, UserId user, Role role, ProtocolVersion version, ActorRef<AdmitReply> replyTo)
            implements Request {
        @Override
        public void fail(Refused refused) {
            replyTo.tell(new NotDone(refused));
        }
    }

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

    /** A session found in the log that it has ended, without the hub having told it. */
    record EndSeen(SessionInfo info) implements Command {}

    /** Fail. Nobody sends it but tests, to see that nothing is lost by it. */
    record Poison(RuntimeException cause) implements Command {}

    /** Have the actor of a class fail. Nobody sends it but tests. */
    record PoisonSession(SessionId session, RuntimeException cause) implements Command {}

    public sealed interface CreateReply {}

    public sealed interface EndReply {}

    public sealed interface FindReply {}

    public sealed interface ListReply {}

    public sealed interface AdmitReply {}

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
    public record NotDone(Refused refused) implements CreateReply, EndReply, FindReply, ListReply, AdmitReply {}

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

    private record Loaded(List<StoredSession> active) implements Command {}

    private record LoadFailed(Throwable cause) implements Command {}

    private record CreateDone(Create request, Writer.CreateReply reply) implements Command {}

    private record EndDone(End request, Writer.EndReply reply) implements Command {}

    private record Looked(Request request, SessionId session, History.FindReply reply) implements Command {}

    private record Unanswered(Request request) implements Command {}

    private record ConnectionGone(SessionId session, ConnectionId connection) implements Command {}

    private record ActorGone(SessionId session, ActorRef<Session.Command> actor) implements Command {}

    private record StartDue(SessionId session) implements Command {}

    private enum IntroductionsOver implements Command {
        INSTANCE
    }

    private enum LapseDue implements Command {
        INSTANCE
    }

    private record Reservation(SessionId session, ConnectionId connection, long madeAt) {}

    /** How long the writer and the readers may take: longer than the one retry that the writer makes. */
    private static final Duration STORE_TIMEOUT = Duration.ofSeconds(20);

    private static final Duration LAPSE_AFTER = Duration.ofSeconds(20);
    private static final Duration INTRODUCTIONS_TAKE = Duration.ofSeconds(2);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final int MAX_BACKOFF_DOUBLINGS = 6;

    /**
     * What the hub works with.
     *
     * @param loadActive reads every active class from the store; off the actor's thread
     * @param ticker monotonic nanoseconds
     */
    public record Surroundings(
            ActorRef<Writer.Command> writer,
            ActorRef<History.Command> history,
            Supplier<CompletionStage<List<StoredSession>>> loadActive,
            SessionsSettings sessions,
            SessionSettings session,
            RateSettings rates,
            Clock clock,
            LongSupplier ticker) {}

    /**
     * Loads the active classes, then answers. What comes before is kept, up to {@code maxPending}.
     *
     * <p>To be supervised with a restart that keeps the children: the classes go on meanwhile, and introduce themselves
     * to the new hub.
     */
    public static Behavior<Command> create(Surroundings surroundings) {
        // Beyond restarts: a connection must never get a smaller id than an older one, a server that shuts down goes on
        // doing so, and the tails live on.
        AtomicLong lastConnection = new AtomicLong();
        AtomicBoolean admitting = new AtomicBoolean(true);
        TailBudget tailBudget = new TailBudget(surroundings.session().allTailsBytes());
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> Behaviors.withStash(
                surroundings.sessions().maxPending(),
                early -> new Sessions(context, timers, early, surroundings, lastConnection, admitting, tailBudget)
                        .loading())));
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final StashBuffer<Command> early;
    private final Surroundings surroundings;
    private final Session.Surroundings sessionSurroundings;
    private final Admissions admissions;
    private final TailBudget tailBudget;
    private final Rooms rooms = new Rooms();
    private final Deque<Reservation> reservations = new ArrayDeque<>();
    private final AtomicLong lastConnection;
    private final AtomicBoolean admitting;
    /** Those that wait for the store. */
    private final Set<Request> asked = new HashSet<>();

    private int creating;
    private int toIntroduce;

    private Sessions(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            StashBuffer<Command> early,
            Surroundings surroundings,
            AtomicLong lastConnection,
            AtomicBoolean admitting,
            TailBudget tailBudget) {
        this.lastConnection = lastConnection;
        this.admitting = admitting;
        this.tailBudget = tailBudget;
        this.context = context;
        this.timers = timers;
        this.early = early;
        this.surroundings = surroundings;
        this.sessionSurroundings = new Session.Surroundings(
                surroundings.writer(),
                context.getSelf(),
                surroundings.session(),
                surroundings.rates(),
                surroundings.ticker());
        this.admissions = new Admissions(surroundings.sessions());
    }

    // ---- loading

    private Behavior<Command> loading() {
        context.pipeToSelf(
                surroundings.loadActive().get(),
                (active, failure) -> failure == null ? new Loaded(active) : new LoadFailed(failure));
        return Behaviors.receive(Command.class)
                .onMessage(StopAdmitting.class, this::onStopAdmitting)
                .onMessage(Loaded.class, this::onLoaded)
                .onMessage(LoadFailed.class, failed -> {
                    throw new IllegalStateException("the active sessions cannot be read", failed.cause());
                })
                .onAnyMessage(this::onEarly)
                .build();
    }

    private Behavior<Command> onEarly(Command command) {
        if (!early.isFull()) {
            early.stash(command);
        } else if (command instanceof Request request) {
            request.fail(full());
        }
        // Joins are said again; whose connection or actor is gone will be found so when it is watched.
        return Behaviors.same();
    }

    private Behavior<Command> onLoaded(Loaded loaded) {
        for (StoredSession session : loaded.active()) {
            rooms.add(new Room(session, tailBudget.share()));
        }
        // Only after a restart are there any: classes that went on meanwhile.
        List<ActorRef<Void>> running = context.getChildren().stream().toList();
        if (running.isEmpty()) {
            return serve();
        }
        toIntroduce = running.size();
        running.forEach(child -> child.<Session.Command>unsafeUpcast().tell(new Session.Introduce(context.getSelf())));
        timers.startSingleTimer(IntroductionsOver.INSTANCE, INTRODUCTIONS_TAKE);
        return Behaviors.receive(Command.class)
                .onMessage(StopAdmitting.class, this::onStopAdmitting)
                .onMessage(Introduced.class, this::onIntroduced)
                .onMessage(IntroductionsOver.class, over -> serve())
                .onAnyMessage(this::onEarly)
                .build();
    }

    private Behavior<Command> onIntroduced(Introduced introduced) {
        adopt(introduced);
        return --toIntroduce == 0 ? serve() : Behaviors.same();
    }

    private void adopt(Introduced introduced) {
        Room room = rooms.find(introduced.session().info().id());
        if (room == null) {
            room = new Room(introduced.session(), tailBudget.share());
            rooms.add(room);
        }
        room.adopted(introduced.tailBudget());
        room.started(
                introduced.actor(),
                introduced.joinsSeen(),
                surroundings.ticker().getAsLong());
        context.watchWith(introduced.actor(), new ActorGone(room.id(), introduced.actor()));
        for (Attendance attendance : introduced.attendances()) {
            seat(room, attendance);
        }
        room.forwardKept();
    }

    private Behavior<Command> serve() {
        timers.cancel(IntroductionsOver.INSTANCE);
        timers.startTimerWithFixedDelay(LapseDue.INSTANCE, Duration.ofSeconds(1));
        return early.unstashAll(serving());
    }

    // ---- serving

    private Behavior<Command> serving() {
        return Behaviors.receive(Command.class)
                .onMessage(Request.class, this::onRequest)
                .onMessage(Join.class, this::onJoin)
                .onMessage(Rejoin.class, this::onRejoin)
                .onMessage(Release.class, release -> onGone(release.session(), release.connection()))
                .onMessage(ConnectionGone.class, gone -> onGone(gone.session(), gone.connection()))
                .onMessage(GetCounts.class, this::onGetCounts)
                .onMessage(CreateDone.class, this::onCreateDone)
                .onMessage(EndDone.class, this::onEndDone)
                .onMessage(Looked.class, this::onLooked)
                .onMessage(Unanswered.class, this::onUnanswered)
                .onMessage(EndSeen.class, this::onEndSeen)
                .onMessage(SessionIdle.class, this::onSessionIdle)
                .onMessage(ActorGone.class, this::onActorGone)
                .onMessage(StartDue.class, this::onStartDue)
                .onMessage(LapseDue.class, this::onLapseDue)
                .onMessage(StopAdmitting.class, this::onStopAdmitting)
                .onMessage(Introduced.class, this::onLateIntroduction)
                .onMessage(Poison.class, this::onPoison)
                .onMessage(PoisonSession.class, this::onPoisonSession)
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
            onCreate(create);
        } else if (request instanceof End end) {
            onEnd(end);
        } else if (request instanceof Find find) {
            onFind(find);
        } else if (request instanceof ListActive list) {
            onListActive(list);
        } else if (request instanceof Admit admit) {
            onAdmit(admit);
        }
    }

    private void onCreate(Create create) {
        if (!admitting.get()) {
            create.fail(draining());
        } else if (rooms.active() + creating >= surroundings.sessions().maxActive()) {
            create.fail(Refusal.TOO_MANY_SESSIONS
                    .because("the server has " + surroundings.sessions().maxActive()
                            + " active sessions, as many as it may; end one first")
                    .with("retry_after_ms", 60_000));
        } else if (mayAsk(create)) {
            creating++;
            SessionInfo info = new SessionInfo(
                    SessionId.next(),
                    create.name(),
                    create.createdBy(),
                    create.studentIds(),
                    surroundings.clock().instant().truncatedTo(ChronoUnit.MILLIS),
                    null);
            context.ask(
                    Writer.CreateReply.class,
                    surroundings.writer(),
                    STORE_TIMEOUT,
                    replyTo -> new Writer.CreateSession(info, replyTo),
                    (reply, failure) -> reply == null ? new Unanswered(create) : new CreateDone(create, reply));
        }
    }

    /** Whether one more may wait for the store; if not, it is answered so. */
    private boolean mayAsk(Request request) {
        if (asked.size() >= surroundings.sessions().maxPending()) {
            request.fail(full());
            return false;
        }
        asked.add(request);
        return true;
    }

    private void answered(Request request) {
        // False for what was asked before the hub was started anew: it is not counted here.
        if (asked.remove(request) && request instanceof Create) {
            creating--;
        }
    }

    private Behavior<Command> onCreateDone(CreateDone done) {
        answered(done.request());
        ActorRef<CreateReply> replyTo = done.request().replyTo();
        if (done.reply() instanceof Writer.Created created) {
            rooms.add(new Room(created.session(), tailBudget.share()));
            LOG.atInfo()
                    .addKeyValue(LogFields.EVENT, LogEvents.SESSION_CREATED)
                    .addKeyValue(LogFields.SESSION, created.session().info().id())
                    .addKeyValue(LogFields.USER, created.session().info().createdBy())
                    .log(
                            "a class of {} students begins",
                            created.session().info().studentIds().size());
            replyTo.tell(new Created(created.session().info()));
        } else {
            replyTo.tell(new NotDone(((Writer.NotStored) done.reply()).refused()));
        }
        return Behaviors.same();
    }

    private void onEnd(End end) {
        Room room = rooms.find(end.session());
        if (!admitting.get()) {
            end.fail(draining());
        } else if (room == null) {
            look(end, end.session());
        } else if (mayAsk(end)) {
            context.ask(
                    Writer.EndReply.class,
                    surroundings.writer(),
                    STORE_TIMEOUT,
                    replyTo -> new Writer.EndSession(room.session().key(), replyTo),
                    (reply, failure) -> reply == null ? new Unanswered(end) : new EndDone(end, reply));
        }
    }

    private Behavior<Command> onEndDone(EndDone done) {
        answered(done.request());
        ActorRef<EndReply> replyTo = done.request().replyTo();
        if (done.reply() instanceof Writer.Ended ended) {
            LOG.atInfo()
                    .addKeyValue(LogFields.EVENT, LogEvents.SESSION_ENDED)
                    .addKeyValue(LogFields.SESSION, ended.session().id())
                    .log("a class ended with {} messages", ended.lastSeq());
            endedWith(ended.session(), new Session.End(ended.session(), ended.lastSeq()));
            replyTo.tell(new Ended(ended.session()));
        } else if (done.reply() instanceof Writer.AlreadyEnded already) {
            // New to the hub where the writer ended it, but failed before it could say so.
            endedWith(already.session(), Session.LookForEnd.INSTANCE);
            replyTo.tell(new NotDone(alreadyEnded()));
        } else {
            replyTo.tell(new NotDone(((Writer.NotStored) done.reply()).refused()));
        }
        return Behaviors.same();
    }

    private void endedWith(SessionInfo info, Session.Command toActor) {
        Room room = rooms.find(info.id());
        if (room != null && room.active()) {
            rooms.ended(room, info);
            if (room.actor() != null) {
                room.actor().tell(toActor);
            }
        }
    }

    private Behavior<Command> onEndSeen(EndSeen seen) {
        Room room = rooms.find(seen.info().id());
        if (room != null && room.active()) {
            rooms.ended(room, seen.info());
        }
        return Behaviors.same();
    }

    private void onFind(Find find) {
        Room room = rooms.find(find.session());
        if (room == null) {
            look(find, find.session());
        } else {
            find.replyTo().tell(new Found(room.info(), room.active() ? room.connected() : 0));
        }
    }

    private void onListActive(ListActive list) {
        list.replyTo().tell(rooms.list(list.limit(), list.after()));
    }

    private void onAdmit(Admit admit) {
        Room room = rooms.find(admit.session());
        if (room == null) {
            look(admit, admit.session());
            return;
        }
        if (!room.active()) {
            admit.fail(Refusal.SESSION_ENDED.because("session " + admit.session() + " has ended"));
            return;
        }
        if (admit.role() == Role.STUDENT && !room.isEnrolled(admit.user())) {
            admit.fail(Refusal.NOT_ENROLLED.because(
                    "user " + admit.user() + " is not in the student_ids of this session"));
            return;
        }
        if (!admitting.get()) {
            admit.fail(draining());
            return;
        }
        long now = surroundings.ticker().getAsLong();
        Optional<Refused> refusal = admissions.refusal(room, admit.user(), admit.version(), now);
        if (refusal.isPresent()) {
            admit.fail(refusal.get());
            return;
        }
        ConnectionId connection = new ConnectionId(lastConnection.incrementAndGet());
        room.reserve(connection, admit.user(), admit.role());
        admissions.opened();
        reservations.add(new Reservation(room.id(), connection, now));
        admit.replyTo().tell(new Admitted(connection, room.info()));
    }

    /** Asks the store about a session that is not active, to tell one that has ended from one that never was. */
    private void look(Request request, SessionId session) {
        if (!mayAsk(request)) {
            return;
        }
        context.ask(
                History.FindReply.class,
                surroundings.history(),
                STORE_TIMEOUT,
                replyTo -> new History.FindSession(session, replyTo),
                (reply, failure) -> reply == null ? new Unanswered(request) : new Looked(request, session, reply));
    }

    private Behavior<Command> onLooked(Looked looked) {
        Request request = looked.request();
        answered(request);
        if (looked.reply() instanceof History.FindFailed failed) {
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.LOOKUP_FAILED)
                    .addKeyValue(LogFields.SESSION, looked.session())
                    .log("a class cannot be looked up: {}", failed.problem());
            request.fail(full());
            return Behaviors.same();
        }
        Optional<StoredSession> found = ((History.Found) looked.reply()).session();
        if (found.isPresent() && found.get().info().active()) {
            // It is being created at this moment, or the answer to its creation was lost.
            rooms.add(new Room(found.get(), tailBudget.share()));
        }
        if (rooms.find(looked.session()) != null) {
            return onRequest(request);
        }
        if (found.isEmpty()) {
            return unknown(request, looked.session());
        }
        if (request instanceof Find find) {
            find.replyTo().tell(new Found(found.get().info(), 0));
        } else if (request instanceof End) {
            request.fail(alreadyEnded());
        } else {
            request.fail(Refusal.SESSION_ENDED.because("session " + looked.session() + " has ended"));
        }
        return Behaviors.same();
    }

    private Behavior<Command> unknown(Request request, SessionId session) {
        request.fail(Refusal.SESSION_NOT_FOUND.because("there is no session " + session));
        return Behaviors.same();
    }

    private Behavior<Command> onUnanswered(Unanswered unanswered) {
        answered(unanswered.request());
        // Whether it was stored is not known: the text says so, and asking again is safe for all but create.
        unanswered.request().fail(StorageFailure.UNKNOWN);
        return Behaviors.same();
    }

    // ---- connections

    private Behavior<Command> onJoin(Join join) {
        Room room = rooms.find(join.session());
        if (room == null) {
            // It ended, and everybody else is gone already.
            join.attendance().connection().tell(new Session.SessionEnded(Session.SessionEnded.UNSEATED));
            return Behaviors.same();
        }
        seat(room, join.attendance());
        forward(room, join.attendance().id(), new Session.Join(join.attendance()));
        return Behaviors.same();
    }

    private Behavior<Command> onRejoin(Rejoin rejoin) {
        Room room = rooms.find(rejoin.session());
        if (room == null) {
            rejoin.attendance().connection().tell(new Session.SessionEnded(Session.SessionEnded.UNSEATED));
            return Behaviors.same();
        }
        seat(room, rejoin.attendance());
        Session.Rejoin toSession = new Session.Rejoin(rejoin.attendance(), rejoin.view());
        if (rejoin.lost().equals(room.actor())) {
            room.keep(rejoin.attendance().id(), toSession);
        } else {
            forward(room, rejoin.attendance().id(), toSession);
        }
        return Behaviors.same();
    }

    private void seat(Room room, Attendance attendance) {
        if (!room.take(attendance)) {
            admissions.opened();
        }
        context.watchWith(attendance.connection(), new ConnectionGone(room.id(), attendance.id()));
    }

    private Behavior<Command> onGone(SessionId session, ConnectionId connection) {
        Room room = rooms.find(session);
        if (room != null && room.free(connection)) {
            admissions.closed();
            rooms.forgetIfAbandoned(room);
        }
        return Behaviors.same();
    }

    private Behavior<Command> onLapseDue(LapseDue due) {
        long before = surroundings.ticker().getAsLong() - LAPSE_AFTER.toNanos();
        while (!reservations.isEmpty() && reservations.peek().madeAt() - before <= 0) {
            Reservation old = reservations.remove();
            Room room = rooms.find(old.session());
            if (room != null && room.isReserved(old.connection())) {
                onGone(old.session(), old.connection());
            }
        }
        return Behaviors.same();
    }

    private Behavior<Command> onGetCounts(GetCounts get) {
        get.replyTo().tell(rooms.counts());
        return Behaviors.same();
    }

    private Behavior<Command> onStopAdmitting(StopAdmitting stop) {
        admitting.set(false);
        return Behaviors.same();
    }

    // ---- the actors of the classes

    private void forward(Room room, ConnectionId connection, Session.Command join) {
        if (room.actor() == null && !timers.isTimerActive(room.id())) {
            start(room);
        }
        room.forward(connection, join);
    }

    private void start(Room room) {
        Behavior<Session.Command> behavior = Session.create(
                room.session(),
                sessionSurroundings,
                room.tailBudget(),
                room.failures() == 0 ? Set.of() : room.liveConnections(),
                surroundings.sessions().maxConnectionsPerSession());
        // Not supervised with restart: who is in it would be lost without anybody noticing. It stops, its connections
        // see that, and they come back through here.
        ActorRef<Session.Command> actor = context.spawnAnonymous(behavior);
        context.watchWith(actor, new ActorGone(room.id(), actor));
        room.started(actor, 0, surroundings.ticker().getAsLong());
        room.forwardKept();
    }

    private Behavior<Command> onSessionIdle(SessionIdle idle) {
        Room room = rooms.find(idle.session());
        if (room != null
                && idle.actor().equals(room.actor())
                && room.connected() == 0
                && room.joinsForwarded() == idle.joinsSeen()) {
            room.retire();
            idle.actor().tell(Session.Stop.INSTANCE);
        }
        return Behaviors.same();
    }

    private Behavior<Command> onActorGone(ActorGone gone) {
        Room room = rooms.find(gone.session());
        if (room == null || !gone.actor().equals(room.actor())) {
            return Behaviors.same();
        }
        if (room.stopped()) {
            room.recovered();
            if (room.hasKept()) {
                start(room);
            }
            rooms.forgetIfAbandoned(room);
        } else {
            int doublings = Math.min(room.failed(surroundings.ticker().getAsLong()) - 1, MAX_BACKOFF_DOUBLINGS);
            Duration backoff = FIRST_BACKOFF.multipliedBy(1L << doublings);
            LOG.atError()
                    .addKeyValue(LogFields.EVENT, LogEvents.SESSION_FAILED)
                    .addKeyValue(LogFields.SESSION, room.id())
                    .log("the actor of a class failed; it starts again in {} ms", backoff.toMillis());
            timers.startSingleTimer(room.id(), new StartDue(room.id()), backoff);
        }
        return Behaviors.same();
    }

    private Behavior<Command> onStartDue(StartDue due) {
        Room room = rooms.find(due.session());
        if (room != null && room.actor() == null) {
            start(room);
        }
        return Behaviors.same();
    }

    private Behavior<Command> onLateIntroduction(Introduced introduced) {
        Room room = rooms.find(introduced.session().info().id());
        if (room != null && introduced.actor().equals(room.actor())) {
            return Behaviors.same(); // It was asked by two hubs that were started anew.
        }
        if (room != null && room.actor() != null) {
            // Another one was started for this class meanwhile; two must not route it.
            introduced.actor().tell(Session.Stop.INSTANCE);
        } else {
            adopt(introduced);
        }
        return Behaviors.same();
    }

    private Behavior<Command> onPoison(Poison poison) {
        throw poison.cause();
    }

    private Behavior<Command> onPoisonSession(PoisonSession poison) {
        Room room = rooms.find(poison.session());
        if (room != null && room.actor() != null) {
            room.actor().tell(new Session.Poison(poison.cause()));
        }
        return Behaviors.same();
    }

    private static Refused alreadyEnded() {
        return Refusal.ALREADY_ENDED.because("the session has ended already");
    }

    private static Refused full() {
        return Refusal.UNAVAILABLE.refused().with("retry_after_ms", 1_000);
    }

    private static Refused draining() {
        return Refusal.UNAVAILABLE.because("the server is shutting down").with("retry_after_ms", 5_000);
    }
}
