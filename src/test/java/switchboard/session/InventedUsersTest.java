package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.NOON;
import static switchboard.testing.Records.set;

import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.hub.Hub;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.FrameReader;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.Subscriber;
import switchboard.session.api.TailBudget;
import switchboard.store.StoredSession;
import switchboard.store.history.History;
import switchboard.store.writer.Writer;
import switchboard.testing.Records;

/**
 * I5: anybody may call themselves an instructor by any id. A session that one connection keeps alive, and the hub, hold
 * nothing of those ids once their limits are over: whatever map they stand in, the ids themselves are garbage then.
 */
class InventedUsersTest {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    private static final int MANY = 3_000;
    private static final Duration WINDOW = Lesson.RATES.window();
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    private final TestProbe<Writer.Command> writer = ACTORS.probe(Writer.Command.class);
    private final TestProbe<HubProtocol.Command> hub = ACTORS.probe(HubProtocol.Command.class);
    private final TestProbe<History.Command> history = ACTORS.probe(History.Command.class);
    private final TestProbe<Object> replies = ACTORS.probe(Object.class);
    private final StoredSession stored = Lesson.stored(1);

    @Test
    void aSessionForgetsThemThoughSomebodyStays_I5() {
        ActorRef<SessionProtocol.Command> session = session();
        TestProbe<SessionEvent> ann = ACTORS.probe(SessionEvent.class);
        session.tell(new SessionProtocol.Join(new Subscriber(
                new ConnectionId(1),
                ANN,
                Role.STUDENT,
                ProtocolVersion.V1,
                AddressBlock.UNKNOWN,
                new RecordingFollower(0, 10),
                ann.getRef(),
                null)));
        ann.expectMessageClass(SessionEvent.Joined.class);
        List<WeakReference<UserId>> invented = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            invented.add(new WeakReference<>(postBy(session, new UserId("i-" + i))));
        }
        assertThat(known(invented)).as("within the window").isEqualTo(MANY);
        // Who comes last is forgotten by the second look.
        ACTORS.pass(WINDOW);
        ACTORS.pass(WINDOW);
        assertForgotten(invented);
    }

    /** What is forgotten changes nothing: to the frame, a user who pauses has the limit of one who does not. */
    @Test
    void whoIsStillWithinTheWindowKeepsTheCountExactly() {
        ActorRef<SessionProtocol.Command> session = session();
        postBy(session, new UserId("somebody-else"));
        for (int i = 0; i < 60; i++) {
            assertThat(post(session, ANN)).isEqualTo(Refusal.UNSUPPORTED_DATA);
        }
        ACTORS.pass(WINDOW.minusSeconds(10));
        for (int i = 0; i < 39; i++) {
            assertThat(post(session, ANN)).isEqualTo(Refusal.UNSUPPORTED_DATA);
        }
        ACTORS.pass(Duration.ofSeconds(10)); // The first 60 are old now, and those who are idle are forgotten.
        for (int i = 0; i < 61; i++) {
            assertThat(post(session, ANN)).as("frame " + i).isEqualTo(Refusal.UNSUPPORTED_DATA);
        }
        assertThat(post(session, ANN)).isEqualTo(Refusal.RATE_LIMITED);
    }

    @Test
    void theHubForgetsThoseWhoWereAdmittedAndNeverCame_I5() {
        ActorRef<HubProtocol.Command> realHub = ACTORS.kit()
                .spawn(Hub.create(new Hub.Dependencies(
                        writer.getRef(),
                        ACTORS.kit()
                                .spawn(Shelf.before(
                                        history.getRef(), Map.of(stored.info().id(), stored))),
                        () -> CompletableFuture.completedFuture(List.of(stored.number())),
                        Lesson.HUB,
                        placesForAll(),
                        Lesson.RATES,
                        Lesson.storage(),
                        Clock.fixed(NOON, ZoneOffset.UTC),
                        ACTORS.ticker())));
        List<WeakReference<UserId>> invented = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            if (i % Lesson.HUB.maxConnectionsPerSession() == 0) {
                ACTORS.pass(Duration.ofSeconds(21)); // Slots that nobody took expire.
            }
            if (i % Lesson.HUB.joinsPerSecond() == 0) {
                ACTORS.pass(Duration.ofSeconds(1));
            }
            invented.add(new WeakReference<>(admit(realHub, new UserId("i-" + i))));
        }
        assertThat(known(invented)).as("within the window").isEqualTo(MANY);
        ACTORS.pass(Lesson.HUB.joinsPerUserWindow());
        assertForgotten(invented);
    }

    private static SessionSettings placesForAll() {
        return Records.with(Lesson.SETTINGS, set("maxInstructors", MANY));
    }

    private ActorRef<SessionProtocol.Command> session() {
        WriterByHand log = new WriterByHand(writer, stored);
        ActorRef<SessionProtocol.Command> session = ACTORS.kit()
                .spawn(Session.create(
                        stored,
                        log.dependencies(ACTORS, hub, history, Lesson.SETTINGS),
                        new TailBudget(1 << 20).share(),
                        Set.copyOf(stored.info().studentIds()),
                        Set.of(),
                        10));
        log.headIs(0, null);
        return session;
    }

    private UserId postBy(ActorRef<SessionProtocol.Command> session, UserId instructor) {
        session.tell(new SessionProtocol.Post(
                instructor,
                Role.INSTRUCTOR,
                FrameReader.binary(),
                replies.getRef().narrow()));
        assertThat(refusal()).isEqualTo(Refusal.UNSUPPORTED_DATA);
        return instructor;
    }

    private Refusal post(ActorRef<SessionProtocol.Command> session, UserId student) {
        session.tell(new SessionProtocol.Post(
                student, Role.STUDENT, FrameReader.binary(), replies.getRef().narrow()));
        return refusal();
    }

    private Refusal refusal() {
        return replies.expectMessageClass(HubProtocol.NotDone.class).refused().refusal();
    }

    private UserId admit(ActorRef<HubProtocol.Command> realHub, UserId instructor) {
        realHub.tell(new HubProtocol.Admit(
                stored.info().id(),
                instructor,
                Role.INSTRUCTOR,
                ProtocolVersion.V2,
                AddressBlock.UNKNOWN,
                replies.getRef().narrow()));
        replies.expectMessageClass(HubProtocol.Admitted.class);
        return instructor;
    }

    private static long known(List<WeakReference<UserId>> users) {
        System.gc();
        return users.stream().filter(user -> user.get() != null).count();
    }

    /** The one in the message that came last may be held by the actor's cell until the next one comes. */
    private static void assertForgotten(List<WeakReference<UserId>> users) {
        long until = System.nanoTime() + PATIENCE_NANOS;
        for (long known = known(users); known > 0; known = known(users)) {
            assertThat(System.nanoTime()).as(known + " are still known").isLessThan(until);
        }
    }
}
