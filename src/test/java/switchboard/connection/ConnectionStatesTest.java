package switchboard.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.BOB;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.protocol.frames.CloseReason;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.session.ActorsExtension;
import switchboard.session.Lesson;
import switchboard.session.api.SessionEvent;
import switchboard.store.Trouble;
import switchboard.store.history.History;
import switchboard.testing.EachOf;

/**
 * Whatever a connection may be told, it handles in each of its states: a command without a row would be told to nobody,
 * and an event without one is a bug of which the connection would die.
 */
class ConnectionStatesTest extends ConnectionFixture {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    private enum State {
        JOINING,
        OPEN,
        MUTE,
        CLOSING
    }

    private static final MessageId SOME = MessageId.next();

    ConnectionStatesTest() {
        super(ACTORS);
    }

    static Stream<Arguments> commandsAndStates() {
        ActorRef<Object> nobody = ACTORS.kit().system().ignoreRef();
        return inEachState(EachOf.type(
                ConnectionProtocol.Command.class,
                new byte[] {'{', '}'},
                CloseReason.INTERNAL_ERROR,
                nobody,
                SessionEvent.Live.INSTANCE,
                new History.ReadFailed(Trouble.DISK_FAILS)));
    }

    static Stream<Arguments> eventsAndStates() {
        ActorRef<Object> nobody = ACTORS.kit().system().ignoreRef();
        return inEachState(EachOf.type(
                SessionEvent.class,
                nobody,
                "5f2b9c1e7d4a4b6e8f1c2a5d8e700193",
                Lesson.stored(1),
                JsonPieces.ofValue(Lesson.stored(1).info()),
                BOB,
                Role.STUDENT,
                new SessionEvent.Welcome(JsonPieces.ofValue(Lesson.stored(1).info()), null),
                SOME,
                Lesson.accepted(SOME, 1, BOB)));
    }

    static Stream<Arguments> repliesAndStates() {
        return inEachState(EachOf.type(History.ReadReply.class, Trouble.DISK_FAILS));
    }

    private static Stream<Arguments> inEachState(List<?> told) {
        return told.stream().flatMap(each -> Stream.of(State.values()).map(state -> Arguments.of(each, state)));
    }

    @ParameterizedTest
    @MethodSource("commandsAndStates")
    void handlesEveryCommand(ConnectionProtocol.Command command, State state) {
        enter(state);
        connection.tell(command);
        assertDone(command);
    }

    @ParameterizedTest
    @MethodSource("eventsAndStates")
    void handlesEveryEventOfASession(SessionEvent event, State state) {
        enter(state);
        ConnectionProtocol.Command command = new ConnectionProtocol.SessionTold(event);
        connection.tell(command);
        assertDone(command);
    }

    @ParameterizedTest
    @MethodSource("repliesAndStates")
    void handlesEveryReplyOfHistory(History.ReadReply reply, State state) {
        enter(state);
        ConnectionProtocol.Command command = new ConnectionProtocol.PageRead(reply);
        connection.tell(command);
        assertDone(command);
    }

    private void enter(State state) {
        open(ProtocolVersion.V1, 0);
        if (state != State.JOINING) {
            joined(2);
            follow();
            tell(new SessionEvent.ReadUpTo(2));
            read();
        }
        if (state == State.MUTE) {
            tell(SessionEvent.Replaced.INSTANCE);
        } else if (state == State.CLOSING) {
            connection.tell(ConnectionProtocol.ShutDown.INSTANCE);
        }
        settle();
    }

    /** What it failed with would not come here, and what nobody handled {@link ActorsExtension} finds. */
    private void assertDone(ConnectionProtocol.Command command) {
        assertThat(done.fishForMessage(
                        Duration.ofSeconds(20),
                        next -> next == command ? FishingOutcomes.complete() : FishingOutcomes.continueAndIgnore()))
                .endsWith(command);
    }
}
