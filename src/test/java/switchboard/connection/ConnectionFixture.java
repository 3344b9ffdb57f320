package switchboard.connection;

import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.NOON;
import static switchboard.session.Lesson.TEACHER;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.identity.access.Asker;
import switchboard.identity.tokens.Identity;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.FrameWriter;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Content;
import switchboard.protocol.values.Context;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.session.ActorsExtension;
import switchboard.session.Lesson;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.store.StoredSession;
import switchboard.store.history.History;
import switchboard.testing.Done;

/** A connection whose hub, session, history and socket are the test's. */
abstract class ConnectionFixture {
    static final byte[] QUESTION = Lesson.frame(MessageType.INSTRUCTOR_INBOX, null, "?");
    static final SessionEvent.Answer ACCEPTED = Lesson.accepted(MessageId.next(), 1, null);

    final TestProbe<HubProtocol.Command> hub;
    final TestProbe<History.Command> history;
    final TestProbe<SessionProtocol.Command> session;
    final TestProbe<Connections.Command> parent;
    final TestProbe<ConnectionProtocol.Command> done;
    final OpenSocket socket;
    final StoredSession stored = Lesson.stored(1);
    final SessionEvent.Welcome welcome = new SessionEvent.Welcome(JsonPieces.ofValue(stored.info()), null);
    ActorRef<ConnectionProtocol.Command> connection;
    ActorRef<SessionEvent> events;

    private final ActorsExtension actors;

    ConnectionFixture(ActorsExtension actors) {
        this.actors = actors;
        hub = actors.probe(HubProtocol.Command.class);
        history = actors.probe(History.Command.class);
        session = actors.probe(SessionProtocol.Command.class);
        parent = actors.probe(Connections.Command.class);
        done = actors.probe(ConnectionProtocol.Command.class);
        socket = new OpenSocket(Wire.LIMITS, Wire.CLOCK, actors.ticker());
    }

    /** By which ann follows a session. */
    static Handshake ann(long id, StoredSession stored, ProtocolVersion version, long afterSeq, Asker asker) {
        return new Handshake(
                new ConnectionId(id), stored.info(), ANN, Role.STUDENT, version, afterSeq, AddressBlock.UNKNOWN, asker);
    }

    /** Who has a token that is good until then. */
    static Asker annUntil(Instant end) {
        Optional<Identity.Own> own = Optional.empty();
        return new Asker.Known(new Identity(ANN, Role.STUDENT, Optional.empty(), Optional.empty(), own, end, end));
    }

    void open(ProtocolVersion version, long afterSeq) {
        Handshake handshake = ann(1, stored, version, afterSeq, Asker.Anybody.INSTANCE);
        connection = actors.kit()
                .spawn(Behaviors.intercept(
                        () -> new Done<>(ConnectionProtocol.Command.class, done.getRef()),
                        Connection.create(
                                handshake,
                                socket,
                                new Connection.Dependencies(
                                        hub.getRef(),
                                        history.getRef(),
                                        Wire.SETTINGS,
                                        Lesson.RATES,
                                        Duration.ofSeconds(5),
                                        Wire.CLOCK,
                                        actors.ticker()))));
        socket.attach(connection);
        events = hub.expectMessageClass(HubProtocol.Join.class).subscriber().connection();
    }

    void tell(SessionEvent event) {
        events.tell(event);
    }

    void joined(long head) {
        tell(new SessionEvent.Joined(session.getRef(), stored, head, welcome));
    }

    SessionProtocol.Follow follow() {
        return session.expectMessageClass(SessionProtocol.Follow.class);
    }

    SessionProtocol.Submit submit() {
        return session.expectMessageClass(SessionProtocol.Submit.class);
    }

    void refuse(MessageId id, Refusal refusal) {
        tell(new SessionEvent.Answered(id, new SessionEvent.NotAccepted(refusal.refused())));
    }

    History.Read read() {
        return history.expectMessageClass(History.Read.class);
    }

    void tellPage(long after, long upTo, long... seqs) {
        tellPages(new History.Page(after, upTo, upTo, messages(seqs)));
    }

    void tellPages(History.ReadReply reply) {
        // One adapter takes all that is told to a connection.
        events.<Object>unsafeUpcast().tell(reply);
    }

    void offer(long upTo, long... seqs) {
        settle();
        socket.outbox().offer(socket.outbox().position(), upTo, messages(seqs));
    }

    void drain() {
        connection.tell(new ConnectionProtocol.Drain(parent.getRef()));
        settle();
    }

    /** What the client gets next. */
    List<String> news() {
        settle();
        return socket.news();
    }

    /** The connection has done all that was told to it. */
    void settle() {
        connection.tell(ConnectionProtocol.AnswersOverdue.INSTANCE); // Nothing to it, unless something is.
        done.fishForMessage(
                Duration.ofSeconds(20),
                command -> command == ConnectionProtocol.AnswersOverdue.INSTANCE
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
    }

    void assertGone() {
        assertGone(true);
    }

    void assertGone(boolean joined) {
        hub.expectMessageClass(HubProtocol.Release.class);
        if (joined) {
            session.fishForMessage(
                    Duration.ofSeconds(20),
                    message -> message instanceof SessionProtocol.Leave
                            ? FishingOutcomes.complete()
                            : FishingOutcomes.continueAndIgnore());
        }
    }

    List<EncodedMessage> messages(long... seqs) {
        List<EncodedMessage> messages = new ArrayList<>();
        for (long seq : seqs) {
            messages.add(FrameWriter.message(new Message(
                    MessageId.next(),
                    stored.info().id(),
                    seq,
                    MessageType.INSTRUCTOR_BROADCAST,
                    Context.GENERAL,
                    TEACHER,
                    null,
                    Content.EMPTY,
                    NOON,
                    null)));
        }
        return messages;
    }
}
