package switchboard.hub;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.session.Session;
import switchboard.session.SessionSettings;
import switchboard.session.api.Awaited;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.RateSettings;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.TailBudget;
import switchboard.store.StorageRoom;
import switchboard.store.history.History;
import switchboard.store.writer.Writer;
import switchboard.time.Alarms;
import switchboard.time.Questions;

/**
 * The hub: knows every session that is in use and every connection, and finds or starts the actor of a session.
 *
 * <p>Answers from memory what concerns a session in use, and asks the store about all others. Holds no message and
 * routes none.
 */
public final class Hub {
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

    private record Loaded(List<Long> active) implements HubProtocol.Internal {}

    private record LoadFailed(Throwable cause) implements HubProtocol.Internal {}

    /** A message that reached nobody, as its actor is gone. */
    private enum RegistrationsOver implements HubProtocol.Internal {
        INSTANCE
    }

    private enum ExpiryDue implements HubProtocol.Internal {
        INSTANCE
    }

    /** What outlives the hub where it is started anew. */
    private record Lasting(AtomicLong lastConnection, AtomicBoolean admitting, TailBudget tailBudget) {}

    private static final Duration REGISTRATIONS_TAKE = Duration.ofSeconds(2);
    private static final Duration EXPIRES_EVERY = Duration.ofSeconds(1);

    /**
     * What the hub works with.
     *
     * @param loadActive reads the numbers of all active sessions from the store; off the actor's thread
     * @param ticker monotonic nanoseconds
     */
    public record Dependencies(
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
     * Reads which sessions are active, then answers. What comes before is kept, up to {@code maxPending}.
     *
     * <p>To be supervised with a restart that keeps the children: the sessions go on meanwhile, and register to the new
     * hub.
     */
    public static Behavior<HubProtocol.Command> create(Dependencies dependencies) {
        // A connection must never get a smaller id than an older one, a server that shuts down goes on doing so,
        // and the tails live on.
        Lasting lasting = new Lasting(
                new AtomicLong(),
                new AtomicBoolean(true),
                new TailBudget(dependencies.session().allTailsBytes()));
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> Behaviors.withStash(
                dependencies.sessions().maxPending(),
                early -> new Hub(context, timers, early, dependencies, lasting).loading())));
    }

    private final ActorContext<HubProtocol.Command> context;
    private final TimerScheduler<HubProtocol.Command> timers;
    private final Alarms<HubProtocol.Command> alarms;
    private final StashBuffer<HubProtocol.Command> early;
    private final Dependencies dependencies;
    private final AtomicBoolean admitting;
    private final ActiveSessionQuota active;
    private final SessionRegistry registry;
    private final Admissions admissions;
    private final Reservations reservations;
    private final StoreCalls store;
    private final SessionQueries queries;
    private final Lifecycle lifecycle;
    private final RosterChanges rosterChanges;
    private final SessionActors actors;
    private final RestRequests rest;
    private final JoinsAndLeaves joins;
    private final JoinCodes joinCodes;
    private final Requests requests;

    private int toRegister;

    private Hub(
            ActorContext<HubProtocol.Command> context,
            TimerScheduler<HubProtocol.Command> timers,
            StashBuffer<HubProtocol.Command> early,
            Dependencies dependencies,
            Lasting lasting) {
        SessionsSettings settings = dependencies.sessions();
        this.context = context;
        this.timers = timers;
        this.alarms = new Alarms<>(timers, dependencies.ticker());
        this.early = early;
        this.dependencies = dependencies;
        this.admitting = lasting.admitting();
        this.active = new ActiveSessionQuota(settings.maxActive());
        this.registry = new SessionRegistry(
                active,
                lasting.tailBudget(),
                new SessionMemoryBudget(
                        settings.inUseBytes(), dependencies.session().maxInstructors()));
        this.admissions = new Admissions(settings);
        this.reservations = new Reservations(registry, admissions, lasting.lastConnection());
        this.store = new StoreCalls(
                context,
                new Questions(context.getSystem(), dependencies.ticker()),
                dependencies.writer(),
                dependencies.history(),
                settings.maxPending(),
                dependencies.session().maxInstructors());
        this.lifecycle = new Lifecycle(
                registry, active, store, settings, dependencies.storage(), dependencies.clock(), dependencies.ticker());
        ChangeRate changes = ChangeRate.ofSessions(settings.changesPerMinute(), settings.createsWindow());
        this.rosterChanges = new RosterChanges(registry, store, changes, dependencies.storage(), dependencies.ticker());
        this.actors = new SessionActors(
                context,
                timers,
                registry,
                new Session.Dependencies(
                        dependencies.writer(),
                        context.getSelf(),
                        dependencies.history(),
                        dependencies.session(),
                        dependencies.rates(),
                        dependencies.storage(),
                        dependencies.ticker()),
                settings.maxConnectionsPerSession());
        this.rest = new RestRequests(registry, store, actors);
        this.joinCodes = new JoinCodes(registry, store, changes, dependencies.ticker());
        this.queries = new SessionQueries(registry, store, rest, lifecycle, rosterChanges, joinCodes);
        this.joins = new JoinsAndLeaves(
                context,
                registry,
                admissions,
                reservations,
                actors,
                store,
                dependencies.session().maxInstructors(),
                dependencies.ticker());
        this.requests = new Requests(registry, store, queries, lifecycle, rosterChanges, rest, joins, joinCodes);
    }

    // ---- loading

    private Behavior<HubProtocol.Command> loading() {
        context.pipeToSelf(
                dependencies.loadActive().get(),
                (active, failure) -> failure == null ? new Loaded(active) : new LoadFailed(failure));
        return Behaviors.receive(HubProtocol.Command.class)
                .onMessage(HubProtocol.StopAdmitting.class, this::onStopAdmitting)
                .onMessage(Loaded.class, this::onLoaded)
                .onMessage(LoadFailed.class, failed -> {
                    throw new IllegalStateException("the active sessions cannot be read", failed.cause());
                })
                .onAnyMessage(this::onEarly)
                .onSignal(PreRestart.class, this::onPreRestart)
                .build();
    }

    private Behavior<HubProtocol.Command> onEarly(HubProtocol.Command command) {
        if (!early.isFull()) {
            early.stash(command);
        } else {
            Awaited.refuseDropped(command);
        }
        // Joins are said again. Which connection or actor is gone is found out when it is watched.
        return Behaviors.same();
    }

    private Behavior<HubProtocol.Command> onLoaded(Loaded loaded) {
        active.areActive(loaded.active());
        // Only after a restart are there any: sessions that went on meanwhile.
        toRegister = actors.askForRegistrations();
        if (toRegister == 0) {
            return serve();
        }
        alarms.set(RegistrationsOver.INSTANCE, REGISTRATIONS_TAKE);
        return Behaviors.receive(HubProtocol.Command.class)
                .onMessage(HubProtocol.StopAdmitting.class, this::onStopAdmitting)
                .onMessage(HubProtocol.Registered.class, this::onRegistered)
                .onMessage(RegistrationsOver.class, over -> alarms.rings(over) ? serve() : Behaviors.same())
                .onAnyMessage(this::onEarly)
                .onSignal(PreRestart.class, this::onPreRestart)
                .build();
    }

    private Behavior<HubProtocol.Command> onRegistered(HubProtocol.Registered registered) {
        joins.adopt(registered);
        return --toRegister == 0 ? serve() : Behaviors.same();
    }

    private Behavior<HubProtocol.Command> serve() {
        alarms.cancel(RegistrationsOver.INSTANCE);
        timers.startTimerWithFixedDelay(ExpiryDue.INSTANCE, EXPIRES_EVERY);
        return early.unstashAll(serving());
    }

    // ---- serving

    private Behavior<HubProtocol.Command> serving() {
        return Behaviors.receive(HubProtocol.Command.class)
                .onMessage(HubProtocol.Request.class, request -> requests.onRequest(request, admitting.get()))
                .onMessage(HubProtocol.Join.class, joins::onJoin)
                .onMessage(HubProtocol.Rejoin.class, joins::onRejoin)
                .onMessage(HubProtocol.Release.class, joins::onRelease)
                .onMessage(JoinsAndLeaves.ConnectionGone.class, joins::onConnectionGone)
                .onMessage(HubProtocol.JoinRequested.class, this::onJoinRequested)
                .onMessage(HubProtocol.GetCounts.class, this::onGetCounts)
                .onMessage(StoreCalls.CreateDone.class, lifecycle::onCreateDone)
                .onMessage(StoreCalls.EndDone.class, lifecycle::onEndDone)
                .onMessage(StoreCalls.RosterDone.class, rosterChanges::onDone)
                .onMessage(StoreCalls.JoinCodeDone.class, joinCodes::onJoinCodeDone)
                .onMessage(StoreCalls.LookedUp.class, lookedUp -> requests.onLookedUp(lookedUp, admitting.get()))
                .onMessage(StoreCalls.Listed.class, queries::onListed)
                .onMessage(StoreCalls.JoinLookedUp.class, joins::onJoinLookedUp)
                .onMessage(HubProtocol.StopLongPoll.class, rest::onStopLongPoll)
                .onMessage(StoreCalls.RefLookedUp.class, rest::onRefLookedUp)
                .onMessage(StoreCalls.JoinsLookedUp.class, rest::onJoinsLookedUp)
                .onMessage(StoreCalls.Unanswered.class, lifecycle::onUnanswered)
                .onMessage(HubProtocol.InstructorsFull.class, this::onInstructorsFull)
                .onMessage(HubProtocol.RosterSeen.class, rosterChanges::onSeen)
                .onMessage(HubProtocol.EndSeen.class, lifecycle::onEndSeen)
                .onMessage(HubProtocol.SessionIdle.class, actors::onSessionIdle)
                .onMessage(SessionActors.ActorGone.class, actors::onActorGone)
                .onMessage(SessionActors.StartDue.class, actors::onStartDue)
                .onMessage(ExpiryDue.class, this::onExpiryDue)
                .onMessage(HubProtocol.StopAdmitting.class, this::onStopAdmitting)
                .onMessage(HubProtocol.Registered.class, this::onLateRegistration)
                .onSignal(PreRestart.class, this::onPreRestart)
                .build();
    }

    private Behavior<HubProtocol.Command> onInstructorsFull(HubProtocol.InstructorsFull full) {
        SessionEntry entry = registry.find(full.session());
        if (entry != null && full.actor().equals(entry.actor())) {
            entry.onlyInstructors(full.instructors());
        }
        return Behaviors.same();
    }

    private Behavior<HubProtocol.Command> onExpiryDue(ExpiryDue due) {
        long now = dependencies.ticker().getAsLong();
        reservations.expire(now);
        admissions.expireIdle(now);
        return Behaviors.same();
    }

    private Behavior<HubProtocol.Command> onJoinRequested(HubProtocol.JoinRequested requested) {
        SessionEntry entry = registry.find(requested.session());
        if (entry != null) {
            entry.tell(new SessionProtocol.JoinRequested(requested.event()));
        }
        return Behaviors.same();
    }

    private Behavior<HubProtocol.Command> onGetCounts(HubProtocol.GetCounts get) {
        get.replyTo().tell(registry.counts());
        return Behaviors.same();
    }

    private Behavior<HubProtocol.Command> onStopAdmitting(HubProtocol.StopAdmitting stop) {
        admitting.set(false);
        registry.all().forEach(entry -> entry.tell(SessionProtocol.EndLongPolls.INSTANCE));
        return Behaviors.same();
    }

    private Behavior<HubProtocol.Command> onLateRegistration(HubProtocol.Registered registered) {
        if (actors.isWanted(registered)) {
            joins.adopt(registered);
        }
        return Behaviors.same();
    }

    /** What is kept goes with this hub. What is asked of the store does not: its answer comes to the next one. */
    private Behavior<HubProtocol.Command> onPreRestart(PreRestart restart) {
        early.forEach(Awaited::refuseDropped);
        registry.all().forEach(SessionEntry::failKept);
        return Behaviors.same();
    }
}
