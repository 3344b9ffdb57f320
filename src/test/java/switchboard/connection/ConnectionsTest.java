package switchboard.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.identity.access.Asker;
import switchboard.identity.tokens.Revocations;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.session.ActorsExtension;
import switchboard.session.Lesson;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.Subscriber;
import switchboard.store.StoredSession;
import switchboard.store.history.History;
import switchboard.testing.Done;
import switchboard.testing.EachOf;

class ConnectionsTest {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    private static final ConnectionId NOBODY = new ConnectionId(0);
    private static final Duration LINGER = Duration.ofSeconds(1);
    private static final byte[] QUESTION = Lesson.frame(MessageType.INSTRUCTOR_INBOX, null, "?");

    private final TestProbe<HubProtocol.Command> hub = ACTORS.probe(HubProtocol.Command.class);
    private final TestProbe<History.Command> history = ACTORS.probe(History.Command.class);
    private final TestProbe<SessionProtocol.Command> session = ACTORS.probe(SessionProtocol.Command.class);
    private final TestProbe<Connections.AllDrained> drained = ACTORS.probe(Connections.AllDrained.class);
    private final TestProbe<Connections.AllClosed> allClosed = ACTORS.probe(Connections.AllClosed.class);
    private final TestProbe<Connections.Command> done = ACTORS.probe(Connections.Command.class);
    private final Map<OpenSocket, ActorRef<SessionEvent>> events = new HashMap<>();
    private final StoredSession stored = Lesson.stored(1);
    private final SessionEvent.Welcome welcome = new SessionEvent.Welcome(JsonPieces.ofValue(stored.info()), null);
    private final Revocations revocations = new Revocations(Duration.ofHours(1), Wire.CLOCK);
    private final ActorRef<Connections.Command> connections = ACTORS.kit()
            .spawn(Behaviors.intercept(
                    () -> new Done<>(Connections.Command.class, done.getRef()),
                    Behaviors.supervise(Connections.create(
                                    new Connection.Dependencies(
                                            hub.getRef(),
                                            history.getRef(),
                                            Wire.SETTINGS,
                                            Lesson.RATES,
                                            Duration.ofSeconds(5),
                                            Wire.CLOCK,
                                            ACTORS.ticker()),
                                    revocations,
                                    LINGER))
                            .onFailure(SupervisorStrategy.restart().withStopChildren(false))));
    private long lastId;

    // ---- liveness

    @Test
    void pingsEveryThirtySecondsAndEndsWhoIsSilentForSixty() {
        OpenSocket talking = open();
        OpenSocket silent = open();
        for (int second = 1; second <= 60; second++) {
            talking.liveness().heard();
            sweep();
            assertThat(talking.read().pings()).isEqualTo(second / 30);
        }
        talking.liveness().heard();
        sweep();
        assertThat(silent.aborted()).as("not before two sweeps have found it").isFalse();
        talking.liveness().heard();
        sweep();
        assertThat(silent.aborted()).isTrue();
        assertThat(talking.aborted()).isFalse();
    }

    @Test
    void silenceCountsOnlyWhileTheServerReads() {
        OpenSocket paused = open();
        paused.liveness().reading(false);
        ACTORS.ticker().advance(Duration.ofSeconds(90));
        sweep();
        assertThat(paused.aborted()).isFalse();
        paused.liveness().reading(true);
        ACTORS.ticker().advance(Duration.ofSeconds(59));
        sweep();
        assertThat(paused.aborted()).isFalse();
        sweep();
        sweep();
        assertThat(paused.aborted()).isTrue();
    }

    /**
     * Behind a pause of the process the first sweep came before what waited in the sockets, and cut who had answered.
     */
    @Test
    void whoIsHeardBetweenTwoSweepsIsNotSilent() {
        OpenSocket late = open();
        ACTORS.ticker().advance(Duration.ofSeconds(61));
        sweep();
        late.liveness().heard();
        for (int second = 1; second <= 59; second++) {
            sweep();
        }
        assertThat(late.aborted()).isFalse();
        sweep();
        sweep();
        sweep();
        assertThat(late.aborted()).as("silent once more").isTrue();
    }

    @Test
    void whoTakesNoByteForFiveSecondsIsTooSlowAndWhoTakesSomeIsNot() {
        OpenSocket stuck = open();
        OpenSocket slow = open();
        stuck.liveness().writeBegan();
        slow.liveness().writeBegan();
        for (int second = 1; second <= 5; second++) {
            sweep();
            slow.liveness().writeTaken();
            slow.liveness().writeBegan();
        }
        sweep();
        hub.expectNoMessage(Duration.ZERO);
        sweep();
        hub.expectMessageClass(HubProtocol.Release.class);
        assertThat(stuck.news()).containsExactly("closing:too_slow");
        assertThat(stuck.closeCode()).isEqualTo(4008);
        assertThat(slow.read().closeCode()).isZero();
    }

    @Test
    void aConnectionEndsWithItsToken() {
        OpenSocket ended = open(ConnectionFixture.annUntil(Lesson.NOON));
        OpenSocket good = open(ConnectionFixture.annUntil(Lesson.NOON.plusNanos(1)));
        sweep();
        hub.expectMessageClass(HubProtocol.Release.class);
        assertThat(ended.news()).contains("closing:token_expired");
        assertThat(ended.closeCode()).isEqualTo(4401);
        assertThat(good.read().closeCode()).isZero();
    }

    @Test
    void aFrameThatNobodyAnswersIsAnsweredInTime() {
        OpenSocket socket = open();
        socket.send(QUESTION);
        SessionProtocol.Submit submit = session.expectMessageClass(SessionProtocol.Submit.class);
        for (int second = 1; second <= 10; second++) {
            sweep();
        }
        stopReading();
        drained.expectMessage(Connections.AllDrained.INSTANCE);
        assertThat(submit.message()).isNotNull();
        assertThat(socket.news()).containsExactly("message_error:storage_failed", "history_complete");
    }

    // ---- what it is told

    static Stream<Connections.Command> commands() {
        return EachOf.type(
                        Connections.Command.class,
                        SocketServer.handshake(),
                        new OpenSocket(Wire.LIMITS, Wire.CLOCK, ACTORS.ticker()),
                        NOBODY,
                        ACTORS.kit().system().ignoreRef(),
                        new IllegalStateException("on purpose"))
                .stream()
                .filter(command -> !(command instanceof Connections.Poison)); // Who handles that one fails.
    }

    @ParameterizedTest
    @MethodSource("commands")
    void handlesEveryCommand(Connections.Command command) {
        connections.tell(command);
        assertThat(done.receiveMessage()).isEqualTo(command);
    }

    // ---- failure

    @Test
    void aConnectionThatFailsClosesItsSocketAndNobodyElses_I8() {
        OpenSocket failing = open();
        OpenSocket other = open();
        other.news();
        failing.failWithTheNextFrame();
        failing.send(QUESTION);
        stopReading(); // Is not held up by it either.
        drained.expectMessage(Connections.AllDrained.INSTANCE);
        assertThat(failing.news()).containsExactly("closing:internal_error");
        assertThat(failing.closeCode()).isEqualTo(1011);
        assertThat(other.news()).isEmpty();
        assertThat(other.closeCode()).isZero();
    }

    @Test
    void theParentThatFailsGoesOnSweepingThoseThatWereThere_I8() {
        OpenSocket silent = open();
        OpenSocket stuck = open();
        for (int second = 1; second <= 57; second++) {
            sweep();
        }
        stuck.liveness().heard();
        stuck.liveness().writeBegan();
        fail();
        for (int second = 1; second <= 7; second++) {
            sweep();
        }
        hub.expectMessageClass(HubProtocol.Release.class);
        assertThat(stuck.closeCode()).as("read only now").isZero();
        assertThat(stuck.news()).contains("closing:too_slow");
        assertThat(silent.aborted()).isTrue();
        assertThat(stuck.aborted()).isFalse();
    }

    /** Its children live on, and it hears of their ends. */
    @Test
    void aConnectionThatFailsAfterItsParentIsToldToComeBackAllTheSame_I8() {
        OpenSocket failing = open();
        fail();
        OpenSocket later = open();
        failing.failWithTheNextFrame();
        failing.send(QUESTION);
        connections.tell(new Connections.CloseAll(allClosed.getRef()));
        hub.expectMessageClass(HubProtocol.Release.class);
        later.leave();
        allClosed.expectMessage(Connections.AllClosed.INSTANCE);
        assertThat(failing.news()).contains("closing:internal_error");
        assertThat(failing.closeCode()).isEqualTo(1011);
    }

    // ---- shutdown

    @Test
    void aShutdownGoesOnWhereTheParentFailsInTheMiddleOfIt_I8_I10() {
        OpenSocket asking = open();
        asking.send(QUESTION);
        SessionProtocol.Submit submit = session.expectMessageClass(SessionProtocol.Submit.class);
        stopReading();
        assertNotDrained(asking);
        fail();
        assertNotDrained(asking);
        OpenSocket late = open();
        answer(asking, submit.message());
        drained.expectMessage(Connections.AllDrained.INSTANCE);
        assertThat(late.outbox().mayRead())
                .as("whoever comes now is not read either")
                .isFalse();

        connections.tell(new Connections.CloseAll(allClosed.getRef()));
        fail();
        hub.expectMessageClass(HubProtocol.Release.class);
        hub.expectMessageClass(HubProtocol.Release.class);
        assertThat(asking.read().closeCode()).isEqualTo(1012);
        assertThat(late.read().closeCode()).isEqualTo(1012);
        asking.leave();
        settle();
        allClosed.expectNoMessage(Duration.ZERO);
        late.leave();
        allClosed.expectMessage(Connections.AllClosed.INSTANCE);
    }

    @Test
    void isDrainedOnceAllThatWasTakenIsAnswered_I10() {
        OpenSocket asking = open();
        open();
        asking.send(QUESTION);
        SessionProtocol.Submit submit = session.expectMessageClass(SessionProtocol.Submit.class);
        stopReading();
        assertNotDrained(asking);
        answer(asking, submit.message());
        drained.expectMessage(Connections.AllDrained.INSTANCE);
        assertThat(asking.outbox().mayRead()).isFalse();
    }

    /** Found by reading: a frame on its way from the socket to its connection was overlooked. */
    @Test
    void aFrameThatWasReadButHasNotArrivedIsWaitedFor_I10() {
        OpenSocket asking = open();
        asking.outbox().received();
        stopReading();
        assertNotDrained(asking);
        asking.deliver(QUESTION);
        answer(asking, session.expectMessageClass(SessionProtocol.Submit.class).message());
        drained.expectMessage(Connections.AllDrained.INSTANCE);
    }

    @Test
    void closesAllWithTimeToReadItAndSaysSoOnceAllAreGone_I10() {
        OpenSocket one = open();
        OpenSocket two = open();
        connections.tell(new Connections.CloseAll(allClosed.getRef()));
        for (int i = 0; i < 2; i++) {
            hub.expectMessageClass(HubProtocol.Release.class);
        }
        assertThat(one.linger()).isEqualTo(LINGER);
        assertThat(one.read().inShort()).containsExactly("history_complete", "closing:shutdown");
        assertThat(one.lastText()).contains("\"reconnect\":true").contains("\"retry_after_ms\":5000");
        assertThat(one.closeCode()).isEqualTo(1012);
        one.leave();
        settle();
        allClosed.expectNoMessage(Duration.ZERO);
        two.leave();
        allClosed.expectMessage(Connections.AllClosed.INSTANCE);
    }

    @Test
    void whoOpensDuringTheShutdownIsClosedAtOnce_I10() {
        connections.tell(new Connections.CloseAll(allClosed.getRef()));
        allClosed.expectMessage(Connections.AllClosed.INSTANCE);
        OpenSocket late = new OpenSocket(Wire.LIMITS, Wire.CLOCK, ACTORS.ticker());
        opened(late, Asker.Anybody.INSTANCE);
        hub.expectMessageClass(HubProtocol.Join.class);
        hub.expectMessageClass(HubProtocol.Release.class);
        assertThat(late.read().closeCode()).isEqualTo(1012);
        late.leave();
        settle();
        allClosed.expectNoMessage(Duration.ZERO);
    }

    // ---- helpers

    private OpenSocket open() {
        return open(Asker.Anybody.INSTANCE);
    }

    private OpenSocket open(Asker asker) {
        OpenSocket socket = new OpenSocket(Wire.LIMITS, Wire.CLOCK, ACTORS.ticker());
        opened(socket, asker);
        Subscriber subscriber = hub.expectMessageClass(HubProtocol.Join.class).subscriber();
        events.put(socket, subscriber.connection());
        subscriber.connection().tell(new SessionEvent.Joined(session.getRef(), stored, 0, welcome));
        session.expectMessageClass(SessionProtocol.Follow.class);
        settle(); // The connection may be faster than its parent, which attaches it.
        return socket;
    }

    private void opened(OpenSocket socket, Asker asker) {
        Handshake handshake = ConnectionFixture.ann(++lastId, stored, ProtocolVersion.V1, 0, asker);
        connections.tell(new Connections.Opened(handshake, socket));
    }

    private void answer(OpenSocket socket, MessageId id) {
        events.get(socket).tell(new SessionEvent.Answered(id, Lesson.accepted(id, 1, null)));
    }

    private void fail() {
        connections.tell(ConnectionPoison.ofTheParent(new IllegalStateException("on purpose")));
    }

    private void stopReading() {
        connections.tell(new Connections.StopReading(drained.getRef()));
    }

    private void assertNotDrained(OpenSocket socket) {
        settle();
        // To a connection that reads nothing it is a page that comes too late, which it gives back.
        events.get(socket).<Object>unsafeUpcast().tell(new History.Page(0, 0, 0, List.of()));
        history.expectMessageClass(History.PageTaken.class);
        settle();
        drained.expectNoMessage(Duration.ZERO);
    }

    /** One second, and the sweep at its end. */
    private void sweep() {
        ACTORS.pass(Duration.ofSeconds(1));
        settle();
    }

    /** The parent has done all that was told to it. */
    private void settle() {
        connections.tell(new Connections.Drained(NOBODY)); // Nothing to it.
        done.fishForMessage(
                Duration.ofSeconds(20),
                command -> command instanceof Connections.Drained drained
                                && drained.connection().equals(NOBODY)
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
    }
}
