package switchboard.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.testing.Records.set;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.hub.Hub;
import switchboard.identity.access.Asker;
import switchboard.identity.tokens.Revocations;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.Faults;
import switchboard.session.Lesson;
import switchboard.session.SessionSettings;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.RateSettings;
import switchboard.store.StoredSession;
import switchboard.testing.Records;
import switchboard.testing.TestTicker;

/**
 * The log is the truth and a connection is a cursor, as a property: real hub, sessions, connections and outboxes, a
 * simulated store, and clients that send, read slowly, leave, come back and take over, while sessions and the hub fail.
 * A seed decides every interleaving. Whatever happened, each client got what its view of the log shows: none missing,
 * none twice, in order (I3), nothing that is not in the log (I1), nothing of others (I7), and every frame is answered.
 */
class CursorTest {
    private static final String STEPPED = UUID.randomUUID().toString();
    private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config()
            .withFallback(ConfigFactory.parseString("pekko.actor.default-dispatcher { throughput = 1, executor = \""
                    + SteppedExecutor.Configurator.class.getName() + "\", stepped-id = \"" + STEPPED + "\" }\n"
                    + "pekko.actor.testkit.typed.throw-on-shutdown-timeout = off")));
    private static final ManualTime TIME = ManualTime.get(KIT.system());
    private static final SteppedExecutor ACTORS = SteppedExecutor.of(STEPPED);

    private static final Duration LONG = Duration.ofHours(1);
    private static final ConnectionSettings PATIENT = Records.with(
            Wire.SETTINGS,
            set("messageWithin", LONG),
            set("pingInterval", LONG),
            set("silenceTimeout", LONG),
            set("slowTimeout", LONG),
            set("linger", LONG),
            set("replayTimeout", LONG),
            set("answerTimeout", LONG),
            set("sweepInterval", LONG));
    private static final SessionSettings FORGETFUL = Records.with(
            Lesson.SETTINGS, set("tailMessages", 6), set("advanceEvery", 5), set("idleAfter", Duration.ofHours(1)));
    private static final RateSettings RATES = Records.with(
            Lesson.RATES,
            set("student", 1_000_000),
            set("instructor", 1_000_000),
            set("guests", 100),
            set("sessionMessages", 1_000_000),
            set("sessionBytes", 1L << 40));

    private static final List<UserId> STUDENTS = List.of(Lesson.ANN, Lesson.BOB, Lesson.CAT);
    private static final List<UserId> INSTRUCTORS = List.of(Lesson.TEACHER, Lesson.ASSISTANT);

    private final TestTicker ticker = new TestTicker();
    private final StoredSession stored = Lesson.stored(1);
    private final List<Client> clients = new ArrayList<>();
    private Random random;
    private SimulatedStore store;
    private ActorRef<HubProtocol.Command> hub;
    private ActorRef<Connections.Command> connections;
    private int faults;

    /** More of them, or another one, by {@code -Dswitchboard.cursor.seeds=1-500}. */
    static LongStream seeds() {
        String[] range = System.getProperty("switchboard.cursor.seeds", "1-20").split("-");
        return LongStream.rangeClosed(Long.parseLong(range[0]), Long.parseLong(range[1]));
    }

    @AfterAll
    static void stop() {
        ACTORS.free();
        KIT.shutdownTestKit();
    }

    private static final class Client {
        private final UserId user;
        private final Role role;
        private final ProtocolVersion version;
        private final long afterSeq;
        private final OpenSocket socket;
        private final List<Long> received = new ArrayList<>();
        private long replayEnd = -1;
        private boolean gone;

        private Client(UserId user, Role role, ProtocolVersion version, long afterSeq, OpenSocket socket) {
            this.user = user;
            this.role = role;
            this.version = version;
            this.afterSeq = afterSeq;
            this.socket = socket;
        }

        long last() {
            return received.isEmpty() ? afterSeq : received.get(received.size() - 1);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyClientGetsExactlyItsViewOfTheLog_I1_I3_I7_I8(long seed) {
        random = new Random(seed);
        start();
        int steps = 500 + random.nextInt(2_500);
        for (int i = 0; i < steps; i++) {
            act();
        }
        boolean ends = random.nextInt(4) == 0;
        if (ends) {
            hub.tell(new HubProtocol.End(
                    stored.info().id(),
                    Lesson.CLIENT,
                    TestInbox.<HubProtocol.EndReply>create().getRef()));
        }
        comeToRest();
        clients.forEach(this::check);
        assertThat(store.log()).extracting(Message::id).doesNotHaveDuplicates();
        assertThat(store.pagesHeld()).as("pages that nobody gave back (I5)").isEmpty();
        List<Client> live = clients.stream()
                .filter(client -> !client.gone && !isReplaced(client))
                .toList();
        assertThat(new HashSet<>(live.stream().map(client -> client.user).toList()))
                .as("one live connection per user (I6)")
                .hasSameSizeAs(live);
        ACTORS.free();
        KIT.stop(hub);
        KIT.stop(connections);
    }

    private void start() {
        store = new SimulatedStore(stored, random);
        ACTORS.free();
        var writer = KIT.spawn(store.writer());
        var history = KIT.spawn(store.history());
        hub = KIT.spawn(Behaviors.supervise(Hub.create(new Hub.Dependencies(
                        writer,
                        history,
                        () -> CompletableFuture.completedFuture(List.of(stored.number())),
                        Lesson.HUB,
                        FORGETFUL,
                        RATES,
                        Lesson.storage(),
                        Wire.CLOCK,
                        ticker)))
                .onFailure(SupervisorStrategy.restart().withStopChildren(false)));
        connections = KIT.spawn(Connections.create(
                new Connection.Dependencies(hub, history, PATIENT, RATES, Duration.ofSeconds(5), Wire.CLOCK, ticker),
                new Revocations(Duration.ofHours(1), Wire.CLOCK),
                Duration.ofSeconds(1)));
        ACTORS.stepped();
    }

    private void act() {
        int choice = random.nextInt(100);
        if (choice < 60) {
            ACTORS.step(random);
        } else if (choice < 70) {
            store.commitAGroup();
        } else if (choice < 76) {
            store.readAPage();
        } else if (choice < 86) {
            any().ifPresent(this::send);
        } else if (choice < 96) {
            any().ifPresent(this::read);
        } else if (choice < 98) {
            connect();
        } else if (random.nextInt(6) == 0) {
            any().ifPresent(this::leave);
        } else if (random.nextInt(30) == 0 && faults < 6) {
            faults++;
            hub.tell(
                    random.nextInt(3) == 0
                            ? Faults.ofTheHub()
                            : Faults.ofTheSession(stored.info().id()));
        } else if (random.nextInt(8) == 0) {
            pass(Duration.ofMillis(300));
        }
    }

    private Optional<Client> any() {
        List<Client> open = clients.stream()
                .filter(client -> !client.gone && client.socket.isAttached())
                .toList();
        return open.isEmpty() ? Optional.empty() : Optional.of(open.get(random.nextInt(open.size())));
    }

    private void connect() {
        if (clients.stream().filter(client -> !client.gone).count() >= 12) {
            return;
        }
        boolean student = random.nextInt(3) > 0;
        UserId user = student ? STUDENTS.get(random.nextInt(3)) : INSTRUCTORS.get(random.nextInt(2));
        Role role = student ? Role.STUDENT : Role.INSTRUCTOR;
        ProtocolVersion version = random.nextBoolean() ? ProtocolVersion.V1 : ProtocolVersion.V2;
        TestInbox<HubProtocol.AdmitReply> answer = TestInbox.create();
        hub.tell(new HubProtocol.Admit(stored.info().id(), user, role, version, AddressBlock.UNKNOWN, answer.getRef()));
        for (int i = 0; i < 2_000 && !answer.hasMessages(); i++) {
            ACTORS.step(random);
        }
        if (!answer.hasMessages() || !(answer.receiveMessage() instanceof HubProtocol.Admitted admitted)) {
            return; // The hub is starting anew.
        }
        // Sometimes as one that comes back behind what an earlier connection of this user got.
        long afterSeq = random.nextBoolean()
                ? 0
                : clients.stream()
                        .filter(client -> client.user.equals(user) && client.version == version)
                        .mapToLong(Client::last)
                        .max()
                        .orElse(random.nextInt(20));
        OpenSocket socket = new OpenSocket(Wire.LIMITS, Wire.CLOCK, ticker);
        clients.add(new Client(user, role, version, afterSeq, socket));
        connections.tell(new Connections.Opened(
                new Handshake(
                        admitted.connection(),
                        stored.info(),
                        user,
                        role,
                        version,
                        afterSeq,
                        AddressBlock.UNKNOWN,
                        Asker.Anybody.INSTANCE),
                socket));
    }

    private void send(Client client) {
        if (!client.socket.isAttached() || !client.socket.outbox().mayRead()) {
            return;
        }
        List<MessageType> types = new ArrayList<>(List.of(MessageType.values()));
        types.removeIf(type -> type.sender() != client.role);
        MessageType type = types.get(random.nextInt(types.size()));
        client.socket.send(Lesson.frame(
                type, type.needsRecipient() ? STUDENTS.get(random.nextInt(3)) : null, "x".repeat(random.nextInt(50))));
    }

    private void read(Client client) {
        client.socket.readSome();
        for (String frame : client.socket.inShort()) {
            if (frame.matches("\\d+")) {
                long seq = Long.parseLong(frame);
                assertThat(seq)
                        .as("nothing leaves before it is in the log (I1)")
                        .isLessThanOrEqualTo(store.head());
                client.received.add(seq);
            } else if (frame.startsWith("history_complete")) {
                client.replayEnd = client.received.size();
            }
        }
        if (client.socket.closeCode() != 0) {
            leave(client);
        }
        client.socket.forget();
    }

    private void leave(Client client) {
        client.gone = true;
        client.socket.leave();
    }

    private void pass(Duration time) {
        ticker.advance(time);
        TIME.timePasses(time);
    }

    /** Everybody reads, the store works, and time passes, until nothing is left to do. */
    private void comeToRest() {
        // For longer than the longest back-off of a session, and than connections wait before they ask again.
        for (int idleRounds = 0; idleRounds < 7; ) {
            boolean busy = false;
            while (workAll()) {
                busy = true;
            }
            pass(Duration.ofSeconds(2));
            idleRounds = busy ? 0 : idleRounds + 1;
        }
    }

    /** Returns whether anybody got or stored anything. */
    private boolean workAll() {
        runAll();
        boolean busy = !store.isIdle();
        while (!store.isIdle()) {
            store.commitAGroup();
            store.readAPage();
        }
        for (Client client : clients) {
            if (!client.gone) {
                long before = client.last();
                read(client);
                busy |= client.last() != before;
            }
        }
        return busy;
    }

    private void runAll() {
        int steps = 0;
        while (ACTORS.step(random)) {
            assertThat(++steps)
                    .as("steps without anybody from outside: they go round in circles")
                    .isLessThan(100_000);
        }
    }

    private static boolean isReplaced(Client client) {
        return client.socket.sawReplaced();
    }

    private void check(Client client) {
        long joinHead = client.socket.headSeq();
        List<Long> expected = new ArrayList<>();
        View view = new View(client.user, client.role, client.version, Math.max(joinHead, 0));
        if (joinHead < 0) {
            // Its replay did not end before it went: it can have got only what its user may see of the past.
            view = new View(client.user, client.role, client.version, Long.MAX_VALUE);
        }
        for (Message message : store.log()) {
            if (message.seq() > Math.min(client.afterSeq, joinHead < 0 ? client.afterSeq : joinHead)
                    && view.shows(message)) {
                expected.add(message.seq());
            }
        }
        String name = client.version + " " + client.role + " " + client.user + " after " + client.afterSeq + ", H "
                + joinHead;
        if (client.gone || isReplaced(client)) {
            assertThat(client.received).as(name).isEqualTo(expected.subList(0, client.received.size()));
        } else {
            assertThat(client.received).as(name).isEqualTo(expected);
            assertThat(client.socket.outbox().allAnswered()).as(name).isTrue();
            assertThat(client.replayEnd)
                    .as(name + ": history_complete stands where the replay ends")
                    .isEqualTo(expected.stream().filter(seq -> seq <= joinHead).count());
        }
    }
}
