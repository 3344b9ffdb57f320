package switchboard.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.NOON;
import static switchboard.session.Lesson.TEACHER;
import static switchboard.testing.Records.set;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.UserId;
import switchboard.session.ActorsExtension;
import switchboard.session.Faults;
import switchboard.session.JoinNoter;
import switchboard.session.Lesson;
import switchboard.session.RecordingFollower;
import switchboard.session.Shelf;
import switchboard.session.UndeliveredRequests;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.Subscriber;
import switchboard.store.StoreSamples;
import switchboard.store.StoredSession;
import switchboard.store.history.History;
import switchboard.store.writer.Writer;
import switchboard.testing.Records;

/** A hub, whose writer and history the test plays, and those who use it. */
abstract class HubFixture {
    final ActorsExtension actors;
    final TestProbe<Writer.Command> writer;
    final TestProbe<History.Command> history;
    final TestProbe<Object> replies;
    final StoredSession algebra = Lesson.stored(1);
    final Map<SessionId, StoredSession> stored =
            new ConcurrentHashMap<>(Map.of(algebra.info().id(), algebra));

    HubFixture(ActorsExtension actors) {
        this.actors = actors;
        writer = actors.probe(Writer.Command.class);
        history = actors.probe(History.Command.class);
        replies = actors.probe(Object.class);
    }

    /** A connection as the hub and the sessions see it. */
    final class Client {
        final TestProbe<SessionEvent> events = actors.probe(SessionEvent.class);
        final ActorRef<HubProtocol.Command> hub;
        final Subscriber subscriber;
        ActorRef<SessionProtocol.Command> session;

        Client(ActorRef<HubProtocol.Command> hub, ConnectionId id, UserId user, Role role) {
            this.hub = hub;
            subscriber = new Subscriber(
                    id,
                    user,
                    role,
                    ProtocolVersion.V1,
                    AddressBlock.UNKNOWN,
                    new RecordingFollower(0, 1_000),
                    events.getRef(),
                    null);
        }

        Client join() {
            hub.tell(new HubProtocol.Join(algebra.info().id(), subscriber));
            return this;
        }

        Client joined() {
            session = events.expectMessageClass(SessionEvent.Joined.class).session();
            return this;
        }

        void rejoin(ActorRef<SessionProtocol.Command> lost) {
            View view = new View(subscriber.user(), subscriber.role(), ProtocolVersion.V1, 0);
            hub.tell(new HubProtocol.Rejoin(algebra.info().id(), subscriber, view, lost));
        }

        ActorRef<SessionProtocol.Command> rejoined() {
            session = events.expectMessageClass(SessionEvent.Rejoined.class).session();
            return session;
        }
    }

    // ---- the hub

    ActorRef<HubProtocol.Command> hub() {
        return hub(Lesson.HUB);
    }

    ActorRef<HubProtocol.Command> hub(SessionsSettings settings) {
        return spawn(settings, () -> CompletableFuture.completedFuture(List.of(algebra.number())));
    }

    ActorRef<HubProtocol.Command> spawn(SessionsSettings settings, Supplier<CompletionStage<List<Long>>> loadActive) {
        return spawn(settings, loadActive, JoinNoter.before(writer.getRef()), Behaviors.receiveMessage(command -> {
            history.ref().tell(command);
            return Behaviors.same();
        }));
    }

    /** @param elsewhere finds what is not in {@link #stored} */
    ActorRef<HubProtocol.Command> spawn(
            SessionsSettings settings,
            Supplier<CompletionStage<List<Long>>> loadActive,
            Behavior<Writer.Command> writer,
            Behavior<History.Command> elsewhere) {
        ActorTestKit kit = actors.kit();
        kit.spawn(UndeliveredRequests.create());
        return kit.spawn(Behaviors.supervise(Hub.create(new Hub.Dependencies(
                        kit.spawn(writer),
                        kit.spawn(Shelf.before(kit.spawn(elsewhere), stored)),
                        loadActive,
                        settings,
                        Lesson.SETTINGS,
                        Lesson.RATES,
                        Lesson.storage(),
                        Clock.fixed(NOON, ZoneOffset.UTC),
                        actors.ticker())))
                .onFailure(SupervisorStrategy.restart().withStopChildren(false)));
    }

    static SessionsSettings settings(int maxActive, int maxPending, int maxConnections) {
        return Records.with(
                Lesson.HUB,
                set("maxActive", maxActive),
                set("inUseBytes", 1 << 20),
                set("maxStudents", 100),
                set("maxPending", maxPending),
                set("maxConnections", maxConnections),
                set("maxConnectionsPerSession", maxConnections),
                set("joinsPerSecond", 100));
    }

    long bytesOfAlgebra() {
        return new SessionMemoryBudget(0, Lesson.SETTINGS.maxInstructors()).bytesOf(algebra.info());
    }

    static SessionsSettings inUse(long bytes) {
        return Records.with(
                Lesson.HUB,
                set("maxActive", 10),
                set("inUseBytes", bytes),
                set("maxStudents", 100),
                set("maxPending", 10),
                set("maxConnections", 100),
                set("maxConnectionsPerSession", 100),
                set("joinsPerSecond", 100));
    }

    // ---- who uses it

    /** Another session, which the store has. */
    StoredSession stored(long number) {
        StoredSession session = Lesson.stored(number);
        stored.put(session.info().id(), session);
        return session;
    }

    Client client(ActorRef<HubProtocol.Command> hub, UserId user, Role role) {
        return new Client(hub, admitted(hub, user, role), user, role);
    }

    /** The first one of a session, whose actor starts by it. */
    Client joined(ActorRef<HubProtocol.Command> hub, UserId user, Role role) {
        Client client = client(hub, user, role).join();
        headIs(0);
        return client.joined();
    }

    void admit(ActorRef<HubProtocol.Command> hub, SessionId session, UserId user, Role role) {
        hub.tell(new HubProtocol.Admit(
                session,
                user,
                role,
                ProtocolVersion.V1,
                AddressBlock.UNKNOWN,
                replies.getRef().narrow()));
    }

    ConnectionId admitted(ActorRef<HubProtocol.Command> hub, UserId user, Role role) {
        admit(hub, algebra.info().id(), user, role);
        return ((HubProtocol.Admitted) replies.receiveMessage()).connection();
    }

    void create(ActorRef<HubProtocol.Command> hub) {
        hub.tell(new HubProtocol.Create(
                new SessionName("geometry"),
                TEACHER,
                List.of(ANN),
                Map.of(),
                Lesson.CLIENT,
                replies.getRef().narrow()));
    }

    // ---- what the store answers, and the hub

    void created() {
        Writer.CreateSession create = writer.expectMessageClass(Writer.CreateSession.class);
        create.replyTo().tell(new Writer.Created(new StoredSession(2, create.session(), 0)));
    }

    void find(SessionId session, Optional<StoredSession> found) {
        History.FindSession asked = history.expectMessageClass(History.FindSession.class);
        assertThat(asked.session()).isEqualTo(session);
        asked.replyTo().tell(new History.Found(found));
    }

    void headIs(long seq) {
        writer.expectMessageClass(Writer.ReadHead.class).replyTo().tell(StoreSamples.headRead(seq, 0, null));
    }

    void assertRefused(Refusal refusal) {
        assertThat(((HubProtocol.NotDone) replies.receiveMessage()).refused().refusal())
                .isEqualTo(refusal);
    }

    HubProtocol.Counts counts(ActorRef<HubProtocol.Command> hub) {
        TestProbe<HubProtocol.Counts> counts = actors.probe(HubProtocol.Counts.class);
        hub.tell(new HubProtocol.GetCounts(counts.getRef()));
        return counts.receiveMessage();
    }

    void fail(ActorRef<HubProtocol.Command> hub, ActorRef<SessionProtocol.Command> session) {
        session.tell(Faults.ofTheActor());
        writer.expectTerminated(session);
        settle(hub);
    }

    /** The hub has seen all that happened: the end of a child comes to it in two steps. */
    void settle(ActorRef<HubProtocol.Command> hub) {
        counts(hub);
        counts(hub);
    }
}
