package switchboard.people;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;

/**
 * Where devices wait that ask for a name which another device has, until a teacher decides or their time is over. What
 * waits is in memory alone: after a restart a device asks once more.
 */
public final class ClaimDesk {
    /** The numbers that a request may have: those of two digits. */
    static final int NUMBERS = 90;

    private static final int FIRST_NUMBER = 10;

    /** In the sessions of the whole server. */
    private static final int MOST_REQUESTS = 10_000;

    private static final int ID_BYTES = 16;
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What may be asked of it. */
    public sealed interface Command {}

    /** A device asks for a name. Answered by {@link Asked}. */
    public record Ask(SessionId session, UserId user, ActorRef<Asked> replyTo) implements Command {}

    /**
     * The device waits for what becomes of that, so long at most; a newer wait ends the older. Answered by
     * {@link Decision}.
     */
    public record Await(String request, Duration atMost, ActorRef<Decision> replyTo) implements Command {}

    /** What waits in a session, the oldest first. Answered by {@link Waiting}. */
    public record GetWaiting(SessionId session, ActorRef<Waiting> replyTo) implements Command {}

    /** A teacher decides. Answered by {@link Decided}. */
    public record Decide(SessionId session, String request, boolean approve, ActorRef<Decided> replyTo)
            implements Command {}

    private enum Tick implements Command {
        INSTANCE
    }

    private record Reclaimed(String request, Answer<Credentials> answer, ActorRef<Decided> replyTo)
            implements Command {}

    /**
     * A device that waits.
     *
     * @param id known to the device and to teachers
     * @param number of two digits, which both see: so a teacher knows which of the devices in the room it is
     */
    public record Request(String id, UserId user, int number, Instant since) {}

    /** @param request what waits from now on */
    public record Asked(Request request) {}

    /** The oldest first. */
    public record Waiting(List<Request> requests) {
        public Waiting {
            requests = List.copyOf(requests);
        }
    }

    /** Whether it was done; empty where it was. */
    public record Decided(Optional<Refused> refused) {}

    /** What became of a request. */
    public sealed interface Decision {}

    /** The name is the device's. */
    public record Approved(Credentials credentials) implements Decision {}

    /** Nobody has decided yet. */
    public record Pending(Request request) implements Decision {}

    /** A teacher has refused it. */
    public enum TurnedDown implements Decision {
        INSTANCE
    }

    /** There is no such request, or its time is over. */
    public enum Unknown implements Decision {
        INSTANCE
    }

    /** Gives a name to a new device. */
    @FunctionalInterface
    public interface Reclaiming {
        CompletionStage<Answer<Credentials>> reclaim(SessionId session, UserId user);
    }

    /** What is known of a request. */
    private static final class Entry {
        private final SessionId session;
        private final Request request;
        private final long until;
        /** Null while nobody has decided. */
        private @Nullable Decision decision;

        /** A teacher has approved it, and the store is asked. */
        private boolean deciding;

        /** Null while nobody waits. */
        private @Nullable ActorRef<Decision> waiter;

        private long waitsUntil;

        Entry(SessionId session, Request request, long until) {
            this.session = session;
            this.request = request;
            this.until = until;
        }

        void tell(Decision said) {
            if (waiter != null) {
                waiter.tell(said);
                waiter = null;
            }
        }
    }

    private final ActorContext<Command> context;
    private final Reclaiming people;
    private final PeopleSettings settings;
    private final Clock clock;
    private final LongSupplier ticker;
    /** In the order in which they came. */
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private ClaimDesk(
            ActorContext<Command> context,
            Reclaiming people,
            PeopleSettings settings,
            Clock clock,
            LongSupplier ticker) {
        this.context = context;
        this.people = people;
        this.settings = settings;
        this.clock = clock;
        this.ticker = ticker;
    }

    /**
     * A desk at which nobody waits.
     *
     * @param ticker monotonic, in nanoseconds
     */
    public static Behavior<Command> create(
            Reclaiming people, PeopleSettings settings, Clock clock, LongSupplier ticker) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
            return new ClaimDesk(context, people, settings, clock, ticker).open();
        }));
    }

    private Behavior<Command> open() {
        return Behaviors.receive(Command.class)
                .onMessage(Ask.class, this::onAsk)
                .onMessage(Await.class, this::onAwait)
                .onMessage(GetWaiting.class, this::onGetWaiting)
                .onMessage(Decide.class, this::onDecide)
                .onMessage(Reclaimed.class, this::onReclaimed)
                .onMessage(Tick.class, tick -> onTick())
                .build();
    }

    private Behavior<Command> onAsk(Ask ask) {
        List<Entry> waiting = waitingIn(ask.session());
        if (waiting.size() >= settings.maxRequests()) {
            drop(waiting.get(0));
        } else if (entries.size() >= MOST_REQUESTS) {
            drop(entries.values().iterator().next());
        }
        byte[] id = new byte[ID_BYTES];
        RANDOM.nextBytes(id);
        Request request = new Request(
                HexFormat.of().formatHex(id), ask.user(), freeNumber(waitingIn(ask.session())), clock.instant());
        entries.put(
                request.id(),
                new Entry(
                        ask.session(),
                        request,
                        ticker.getAsLong() + settings.requestLifetime().toNanos()));
        ask.replyTo().tell(new Asked(request));
        return Behaviors.same();
    }

    /** One that no other has which waits there, and that nobody can foresee. */
    private static int freeNumber(List<Entry> waiting) {
        List<Integer> free = IntStream.range(FIRST_NUMBER, FIRST_NUMBER + NUMBERS)
                .filter(number -> waiting.stream().noneMatch(entry -> entry.request.number() == number))
                .boxed()
                .toList();
        return free.get(RANDOM.nextInt(free.size()));
    }

    private List<Entry> waitingIn(SessionId session) {
        List<Entry> waiting = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.session.equals(session) && entry.decision == null) {
                waiting.add(entry);
            }
        }
        return waiting;
    }

    private void drop(Entry entry) {
        entries.remove(entry.request.id());
        entry.tell(Unknown.INSTANCE);
    }

    private Behavior<Command> onAwait(Await await) {
        Entry entry = entries.get(await.request());
        if (entry == null) {
            await.replyTo().tell(Unknown.INSTANCE);
        } else if (entry.decision != null) {
            await.replyTo().tell(entry.decision);
        } else {
            entry.tell(new Pending(entry.request));
            entry.waiter = await.replyTo();
            entry.waitsUntil = ticker.getAsLong() + await.atMost().toNanos();
            if (await.atMost().isZero()) {
                entry.tell(new Pending(entry.request));
            }
        }
        return Behaviors.same();
    }

    private Behavior<Command> onGetWaiting(GetWaiting get) {
        get.replyTo()
                .tell(new Waiting(waitingIn(get.session()).stream()
                        .map(entry -> entry.request)
                        .toList()));
        return Behaviors.same();
    }

    private Behavior<Command> onDecide(Decide decide) {
        Entry entry = entries.get(decide.request());
        if (entry == null || !entry.session.equals(decide.session())) {
            decide.replyTo()
                    .tell(new Decided(Optional.of(Refusal.REQUEST_NOT_FOUND.because(
                            "no such request: its device has given up, or somebody has decided already"))));
        } else if (entry.decision != null) {
            boolean same = decide.approve() == entry.decision instanceof Approved;
            decide.replyTo()
                    .tell(new Decided(
                            same
                                    ? Optional.empty()
                                    : Optional.of(Refusal.REQUEST_NOT_FOUND.because(
                                            "another teacher has decided otherwise already"))));
        } else if (entry.deciding) {
            decide.replyTo()
                    .tell(new Decided(Optional.of(
                            Refusal.UNAVAILABLE.because("another teacher is deciding this at the moment"))));
        } else if (decide.approve()) {
            entry.deciding = true;
            context.pipeToSelf(
                    people.reclaim(entry.session, entry.request.user()),
                    (answer, failure) -> new Reclaimed(
                            decide.request(),
                            answer == null ? new Answer.NotDone<>(Refusal.UNAVAILABLE.refused()) : answer,
                            decide.replyTo()));
        } else {
            decided(entry, TurnedDown.INSTANCE);
            decide.replyTo().tell(new Decided(Optional.empty()));
        }
        return Behaviors.same();
    }

    private Behavior<Command> onReclaimed(Reclaimed reclaimed) {
        Entry entry = entries.get(reclaimed.request());
        Decided decided = reclaimed
                .answer()
                .either(
                        credentials -> {
                            if (entry != null) {
                                decided(entry, new Approved(credentials));
                            }
                            return new Decided(Optional.empty());
                        },
                        refused -> {
                            if (entry != null) {
                                entry.deciding = false;
                            }
                            return new Decided(Optional.of(refused));
                        });
        reclaimed.replyTo().tell(decided);
        return Behaviors.same();
    }

    /** It stays, as the answer to the device may be lost on its way. */
    private static void decided(Entry entry, Decision decision) {
        entry.decision = decision;
        entry.tell(decision);
    }

    private Behavior<Command> onTick() {
        long now = ticker.getAsLong();
        for (Entry entry : List.copyOf(entries.values())) {
            if (entry.until - now <= 0) {
                drop(entry);
            } else if (entry.waitsUntil - now <= 0) {
                entry.tell(new Pending(entry.request));
            }
        }
        return Behaviors.same();
    }
}
