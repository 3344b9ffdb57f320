package switchboard.bench.stage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import switchboard.bench.account.BenchSession;
import switchboard.bench.account.BenchUser;
import switchboard.bench.account.Tally;
import switchboard.bench.client.BenchFailure;
import switchboard.bench.client.ClientLoop;
import switchboard.bench.client.Endpoint;
import switchboard.protocol.values.Role;

/**
 * One run of one scenario: the server it is about, the loop, the rooms, the account of all deliveries. Used by one
 * thread.
 */
public final class Stage implements AutoCloseable {
    /** Connections that are being opened at the same time: more would measure the backlog of the listening socket. */
    private static final int OPENING = 64;

    private static final long JOIN_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** For what comes although nothing is expected any more: doubles, and what is not for its receiver. */
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private static final int OTHER_OPEN_FILES = 100;
    private static final int REMEMBERED_FRAMES = 1024;

    private final Settings settings;
    private final LongSupplier ticker;
    private final ClientLoop loop;
    private Endpoint endpoint;
    private RestApi rest;
    private @Nullable ProcessUsage server;
    private final @Nullable ServerProcess ownServer;
    private final Tally tally = new Tally();
    private final List<BenchSession> sessions = new ArrayList<>();

    private Stage(
            Settings settings,
            LongSupplier ticker,
            Endpoint endpoint,
            @Nullable ProcessUsage server,
            @Nullable ServerProcess ownServer) {
        this.settings = settings;
        this.ticker = ticker;
        this.endpoint = endpoint;
        this.server = server;
        this.ownServer = ownServer;
        loop = new ClientLoop(ticker, settings.from());
        rest = new RestApi(endpoint);
    }

    /** On a server that was started for this run. */
    public static Stage on(ServerProcess server, Settings settings, LongSupplier ticker) {
        return new Stage(settings, ticker, server.endpoint(), server.usage(), server);
    }

    /** @param server its process, if it is one of this machine and known */
    public static Stage on(Endpoint endpoint, @Nullable ProcessUsage server, Settings settings, LongSupplier ticker) {
        return new Stage(settings, ticker, endpoint, server, null);
    }

    public Settings settings() {
        return settings;
    }

    public ClientLoop loop() {
        return loop;
    }

    public RestApi rest() {
        return rest;
    }

    public Tally tally() {
        return tally;
    }

    /**
     * Why this server does not allow what a scenario sends; empty where it does or does not say.
     *
     * @throws BenchFailure if it does not answer
     */
    public Optional<String> refusal(Demand demand) {
        String session = rest.createSession("bench limits", 1);
        try {
            return refusal(session, Role.STUDENT, BenchSession.student(0), demand.student(), demand.contentBytes())
                    .or(() -> refusal(
                            session,
                            Role.INSTRUCTOR,
                            BenchSession.instructor(0),
                            demand.instructor(),
                            demand.contentBytes()));
        } finally {
            rest.endSession(session);
        }
    }

    private Optional<String> refusal(String session, Role role, String user, Demand.Sends sends, int contentBytes) {
        return Welcome.limits(
                        loop, endpoint, session, role, user, settings.patience().toNanos())
                .flatMap(limits -> limits.refusal(role.wire(), sends, contentBytes));
    }

    public Meter meter() {
        return new Meter(ticker, tally, server);
    }

    /** Its process, if it is one of this machine and known. */
    @Nullable
    public ProcessUsage server() {
        return server;
    }

    /** @throws NotPossible if the server was there before: it cannot be started again */
    public void requireOwnServer() {
        ownServer();
    }

    /**
     * Stops the server, with nobody connected, and starts it on its data; whoever connects from now on finds it.
     *
     * @return nanoseconds from the start of its process to {@code /health} 200
     * @throws NotPossible if it was there before
     */
    public long restart() {
        ServerProcess own = ownServer();
        own.stop();
        long nanos = own.start();
        endpoint = own.endpoint();
        rest = new RestApi(endpoint);
        server = own.usage();
        return nanos;
    }

    /** What the server's data takes on its disk. */
    public long storedBytes() {
        return ownServer().storedBytes();
    }

    private ServerProcess ownServer() {
        if (ownServer == null) {
            throw new NotPossible("only a server that bench itself started can be restarted or looked into");
        }
        return ownServer;
    }

    // ---- people

    /** A session with what holds for all scenarios. */
    public BenchSession.Kind kind(int students, int instructors) {
        return new BenchSession.Kind(
                students, instructors, settings.dialect(), settings.contentBytes(), REMEMBERED_FRAMES);
    }

    /** Creates sessions with what holds for all scenarios, and connects all of their people. */
    public List<BenchSession> openRooms(int count, int students, int instructors) {
        return openRooms(count, kind(students, instructors));
    }

    /** Creates sessions and connects all of their people. */
    public List<BenchSession> openRooms(int count, BenchSession.Kind kind) {
        List<BenchSession> opened = createRooms(count, kind);
        for (BenchSession session : opened) {
            join(session.participants());
        }
        return opened;
    }

    /** Creates a session and connects its people but for the first {@code absent} students, who are not waited for. */
    public BenchSession openRoomWithout(int absent, BenchSession.Kind kind) {
        BenchSession session = createRooms(1, kind).get(0);
        session.students().subList(0, absent).forEach(BenchUser::goAway);
        join(session.participants().stream()
                .filter(participant -> !participant.isAway())
                .toList());
        return session;
    }

    /** Creates sessions that nobody is in yet. */
    List<BenchSession> createRooms(int count, BenchSession.Kind kind) {
        requireOpenFiles((long) count * kind.people());
        List<BenchSession> created = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = sessions.size();
            String id = rest.createSession("bench " + number, kind.students());
            BenchSession session = new BenchSession(number, id, kind, tally);
            sessions.add(session);
            created.add(session);
        }
        return created;
    }

    /** Connects them, and returns when each has had its {@code history_complete}. */
    public void join(Collection<BenchUser> participants) {
        Iterator<BenchUser> next = participants.iterator();
        List<BenchUser> opening = new ArrayList<>();
        boolean allThere = loop.runUntil(
                () -> {
                    opening.removeIf(BenchUser::isPresent);
                    while (opening.size() < OPENING && next.hasNext()) {
                        BenchUser participant = next.next();
                        participant.open(loop, endpoint);
                        opening.add(participant);
                    }
                    return opening.isEmpty();
                },
                JOIN_NANOS);
        requireAllThere(allThere, opening.size());
    }

    /** Connects one who is away, from where it was; returns at once. */
    public void comeBack(BenchUser participant) {
        participant.comesBack();
        participant.open(loop, endpoint);
    }

    /** Returns when each has had its {@code history_complete}. */
    public void awaitPresence(Collection<BenchUser> participants) {
        List<BenchUser> missing = new ArrayList<>(participants);
        boolean allThere = loop.runUntil(
                () -> {
                    missing.removeIf(BenchUser::isPresent);
                    return missing.isEmpty();
                },
                JOIN_NANOS);
        requireAllThere(allThere, missing.size());
    }

    private static void requireAllThere(boolean allThere, int missing) {
        if (!allThere) {
            throw new BenchFailure(missing + " connections had no history_complete after "
                    + TimeUnit.NANOSECONDS.toSeconds(JOIN_NANOS) + " s");
        }
    }

    /** Closes their connections, and returns when the server has closed too. */
    public void leave(Collection<BenchUser> participants) {
        participants.forEach(BenchUser::leave);
        List<BenchUser> leaving = new ArrayList<>(participants);
        boolean allGone = loop.runUntil(
                () -> {
                    leaving.removeIf(BenchUser::hasLeft);
                    return leaving.isEmpty();
                },
                LEAVE_NANOS);
        if (!allGone) {
            throw new BenchFailure(leaving.size() + " close frames were not answered within "
                    + TimeUnit.NANOSECONDS.toSeconds(LEAVE_NANOS) + " s");
        }
    }

    private void requireOpenFiles(long connections) {
        long needed = connections + OTHER_OPEN_FILES;
        requireOpenFiles("this program", ProcessUsage.ofThisProcess().openFilesLimit(), needed);
        if (server != null) {
            requireOpenFiles("the server", server.openFilesLimit(), needed);
        }
    }

    private static void requireOpenFiles(String who, OptionalLong limit, long needed) {
        if (limit.isPresent() && limit.getAsLong() < needed) {
            throw new NotPossible(who + " may have " + limit.getAsLong() + " files and sockets open (needed: " + needed
                    + "; raise it by ulimit -n)");
        }
    }

    // ---- the end of a run

    /**
     * Runs until every message that was sent has arrived or was refused, and what is sent meanwhile too.
     *
     * @throws BenchFailure if something is missing and nothing arrives any more; it is then counted as lost
     */
    public void awaitArrival() {
        if (!everythingArrives()) {
            countLost();
            throw new BenchFailure(
                    "messages were missing after " + settings.patience().toSeconds() + " s in which nothing arrived");
        }
    }

    /** Waits for what is under way, then counts what never came. The last thing that a scenario does. */
    public void settle() {
        loop.clearTimers();
        everythingArrives();
        loop.runFor(LINGER_NANOS);
        countLost();
    }

    private boolean everythingArrives() {
        long before;
        do {
            before = tally.deliveries();
            if (loop.runUntil(this::nothingInFlight, settings.patience().toNanos())) {
                return true;
            }
        } while (tally.deliveries() > before);
        return false;
    }

    private boolean nothingInFlight() {
        for (BenchSession session : sessions) {
            if (session.inFlight() > 0) {
                return false;
            }
        }
        return true;
    }

    private void countLost() {
        sessions.forEach(BenchSession::countLost);
    }

    /** Ends connections and, on a server that stays, sessions. */
    @Override
    public void close() {
        sessions.forEach(session -> session.participants().forEach(BenchUser::abort));
        loop.close();
        if (ownServer == null) {
            sessions.forEach(session -> rest.endSession(session.sessionId()));
        }
    }
}
