package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.NOON;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.FrameReader;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.LongPollId;
import switchboard.session.api.SealedCommands;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.Subscriber;
import switchboard.store.StoreSamples;
import switchboard.store.Trouble;
import switchboard.store.writer.Writer;

/** No command is forgotten: a session handles each in each of its states, and counts what the hub forwards once. */
class SessionCommandsTest extends SessionFixture {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    private final TestProbe<Object> replies = ACTORS.probe(Object.class);

    private enum State {
        LOADING,
        UNREADABLE,
        SERVING
    }

    SessionCommandsTest() {
        super(ACTORS);
    }

    @Test
    void eachCommandHasASample() {
        Set<Class<?>> sampled =
                Stream.concat(others(), forwarded()).map(Object::getClass).collect(Collectors.toSet());
        assertThat(sampled).isEqualTo(SealedCommands.of(SessionProtocol.Command.class, SessionProtocol.Internal.class));
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void whatTheHubForwardsIsCountedOnceAndAnsweredIfItIsARequest(State state) {
        for (SessionProtocol.Forwarded command : forwarded().toList()) {
            ActorRef<SessionProtocol.Command> session = handledIn(state, command);
            session.tell(SessionProtocol.EndLongPolls.INSTANCE);
            if (command instanceof SessionProtocol.Request) {
                assertThat(replies.receiveMessage()).as("to %s", command).isNotNull();
            }
            assertThat(forwardsSeen(session)).as("after %s", command).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void nothingElseIsCountedAndNothingMakesItFail(State state) {
        for (SessionProtocol.Command command : others().toList()) {
            ActorRef<SessionProtocol.Command> session = handledIn(state, command);
            if (command == SessionProtocol.Stop.INSTANCE) {
                hub.expectTerminated(session);
            } else {
                assertThat(forwardsSeen(session)).as("after %s", command).isZero();
            }
        }
    }

    /** A session that got this command in this state, and has loaded by now if it can. */
    private ActorRef<SessionProtocol.Command> handledIn(State state, SessionProtocol.Command command) {
        ActorRef<SessionProtocol.Command> session = spawn(Lesson.SETTINGS, Set.of(), 10);
        Writer.ReadHead asked = writer.expectMessageClass(Writer.ReadHead.class);
        switch (state) {
            case LOADING -> {
                session.tell(command);
                asked.replyTo().tell(StoreSamples.headRead(0, 0, null));
            }
            case UNREADABLE -> {
                asked.replyTo().tell(new Writer.HeadUnreadable(Trouble.DAMAGED));
                session.tell(command);
            }
            case SERVING -> {
                asked.replyTo().tell(StoreSamples.headRead(0, 0, null));
                session.tell(command);
            }
        }
        return session;
    }

    private Stream<SessionProtocol.Forwarded> forwarded() {
        Subscriber ann = subscriber();
        return Stream.of(
                new SessionProtocol.Join(ann),
                new SessionProtocol.Rejoin(ann, new View(ANN, Role.STUDENT, ProtocolVersion.V1, 0)),
                new SessionProtocol.Post(
                        ANN,
                        Role.STUDENT,
                        FrameReader.binary(),
                        replies.getRef().narrow()),
                new SessionProtocol.LongPoll(
                        LongPollId.next(),
                        ANN,
                        Role.STUDENT,
                        AddressBlock.UNKNOWN,
                        0,
                        Duration.ofSeconds(10),
                        replies.getRef().narrow()),
                new SessionProtocol.GetParticipants(null, replies.getRef().narrow()));
    }

    private Stream<SessionProtocol.Command> others() {
        Subscriber ann = subscriber();
        return List.<SessionProtocol.Command>of(
                new SessionProtocol.Follow(ann.id(), 0),
                new SessionProtocol.Submit(ann.id(), MessageId.next(), FrameReader.binary(), 0, false),
                new SessionProtocol.StopLongPoll(LongPollId.next()),
                SessionProtocol.EndLongPolls.INSTANCE,
                new SessionProtocol.TellParticipants(ann.id()),
                new SessionProtocol.Leave(ann.id()),
                new SessionProtocol.End(stored.info().endedAt(NOON), 0),
                new SessionProtocol.Register(
                        ACTORS.probe(HubProtocol.Command.class).getRef()),
                SessionProtocol.Stop.INSTANCE,
                // The last one, as the writer is asked by it once more.
                new SessionProtocol.TakenOver(ANN, Role.STUDENT),
                new SessionProtocol.JoinRequested(new SessionEvent.JoinRequested("5f2b", ANN, 47)),
                new SessionProtocol.RosterChanged(stored, Set.of(ANN)),
                SessionProtocol.LookForEnd.INSTANCE)
                .stream();
    }

    private Subscriber subscriber() {
        return student(replies.getRef().narrow(), ANN, 0).subscriber;
    }

    private long forwardsSeen(ActorRef<SessionProtocol.Command> session) {
        barrier(session);
        return hub.expectMessageClass(HubProtocol.Registered.class).forwardsSeen();
    }
}
