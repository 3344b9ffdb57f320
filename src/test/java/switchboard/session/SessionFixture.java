package switchboard.session;

import static switchboard.session.Lesson.ASSISTANT;

import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.FrameReader;
import switchboard.protocol.frames.IncomingFrame;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.MessageId;
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

/** A session, whose writer, hub and history the test plays, and its connections. */
abstract class SessionFixture {
    static final long ALL_TAILS = 64 << 20;

    static final IncomingFrame FRAME_WITHOUT_SENSE = FrameReader.read(new byte[] {'{'}, ProtocolVersion.V1);

    final ActorsExtension actors;
    final TestProbe<Writer.Command> writer;
    final TestProbe<HubProtocol.Command> hub;
    final TestProbe<History.Command> history;
    final TailBudget budget = new TailBudget(ALL_TAILS);
    final StoredSession stored = Lesson.stored(1);
    final WriterByHand log;
    private long lastConnection;

    SessionFixture(ActorsExtension actors) {
        this.actors = actors;
        writer = actors.probe(Writer.Command.class);
        hub = actors.probe(HubProtocol.Command.class);
        history = actors.probe(History.Command.class);
        log = new WriterByHand(writer, stored);
    }

    /** A connection as the session sees it. */
    final class Client {
        final TestProbe<SessionEvent> events = actors.probe(SessionEvent.class);
        final RecordingFollower follower;
        final Subscriber subscriber;
        final ActorRef<SessionProtocol.Command> session;

        Client(
                ActorRef<SessionProtocol.Command> session,
                UserId user,
                Role role,
                ProtocolVersion version,
                long position) {
            this.session = session;
            follower = new RecordingFollower(position, 1_000);
            subscriber = new Subscriber(
                    new ConnectionId(++lastConnection),
                    user,
                    role,
                    version,
                    AddressBlock.UNKNOWN,
                    follower,
                    events.getRef(),
                    null);
        }

        Client join() {
            session.tell(new SessionProtocol.Join(subscriber));
            return this;
        }

        Client live() {
            join();
            events.expectMessageClass(SessionEvent.Joined.class);
            follow();
            events.expectMessage(SessionEvent.Live.INSTANCE);
            return this;
        }

        void follow() {
            session.tell(new SessionProtocol.Follow(subscriber.id(), follower.position()));
        }

        MessageId submit(IncomingFrame frame) {
            return submit(MessageId.next(), frame, false);
        }

        MessageId submit(MessageId id, IncomingFrame frame, boolean again) {
            session.tell(new SessionProtocol.Submit(subscriber.id(), id, frame, 0, again));
            return id;
        }

        SessionEvent.Answer answer() {
            return events.expectMessageClass(SessionEvent.Answered.class).answer();
        }

        Refusal refusal() {
            return ((SessionEvent.NotAccepted) answer()).refused().refusal();
        }

        /** What was told before this is all that there was. */
        void hearsNothing() {
            follow();
            events.expectMessage(SessionEvent.Live.INSTANCE);
        }
    }

    ActorRef<SessionProtocol.Command> spawn(SessionSettings settings, Set<ConnectionId> awaited, int maxEarly) {
        return actors.kit()
                .spawn(Session.create(
                        stored,
                        log.dependencies(actors, hub, history, settings),
                        budget.share(),
                        Set.copyOf(stored.info().studentIds()),
                        awaited,
                        maxEarly));
    }

    ActorRef<SessionProtocol.Command> started(SessionSettings settings) {
        ActorRef<SessionProtocol.Command> session = spawn(settings, Set.of(), 10);
        log.headIs(0, null);
        return session;
    }

    Client student(ActorRef<SessionProtocol.Command> session, UserId user, long position) {
        return new Client(session, user, Role.STUDENT, ProtocolVersion.V1, position);
    }

    Client instructor(ActorRef<SessionProtocol.Command> session, UserId user, ProtocolVersion version) {
        return new Client(session, user, Role.INSTRUCTOR, version, 0);
    }

    Client rejoined(ActorRef<SessionProtocol.Command> session, UserId user, Role role) {
        Client client = new Client(session, user, role, ProtocolVersion.V1, 0);
        session.tell(new SessionProtocol.Rejoin(client.subscriber, new View(user, role, ProtocolVersion.V1, 0)));
        client.events.expectMessageClass(SessionEvent.Rejoined.class);
        client.follow();
        client.events.receiveMessage();
        return client;
    }

    /** So many broadcasts, committed and routed. */
    void said(ActorRef<SessionProtocol.Command> session, int times) {
        Client speaker = new Client(session, ASSISTANT, Role.INSTRUCTOR, ProtocolVersion.V1, 0).join();
        speaker.events.expectMessageClass(SessionEvent.Joined.class);
        for (int i = 0; i < times; i++) {
            speaker.submit(Lesson.broadcast("broadcast " + i));
            log.commit(log.append());
            speaker.answer();
        }
        session.tell(new SessionProtocol.Leave(speaker.subscriber.id()));
    }

    void barrier(ActorRef<SessionProtocol.Command> session) {
        session.tell(new SessionProtocol.Register(hub.getRef()));
    }
}
