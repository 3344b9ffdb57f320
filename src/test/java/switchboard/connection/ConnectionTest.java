package switchboard.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.NOON;
import static switchboard.session.Lesson.TEACHER;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.CloseReason;
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
import switchboard.store.Trouble;
import switchboard.store.history.History;

class ConnectionTest {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    private static final byte[] QUESTION = Lesson.frame(MessageType.INSTRUCTOR_INBOX, null, "?");
    private static final SessionEvent.Answer ACCEPTED = Lesson.accepted(MessageId.next(), 1, null);

    private final TestProbe<HubProtocol.Command> hub = ACTORS.probe(HubProtocol.Command.class);
    private final TestProbe<History.Command> history = ACTORS.probe(History.Command.class);
    private final TestProbe<SessionProtocol.Command> session = ACTORS.probe(SessionProtocol.Command.class);
    private final TestProbe<Connections.Command> parent = ACTORS.probe(Connections.Command.class);
    private final TestProbe<ConnectionProtocol.Command> done = ACTORS.probe(ConnectionProtocol.Command.class);
    private final OpenSocket socket = new OpenSocket(Wire.LIMITS, Wire.CLOCK, ACTORS.ticker());
    private final StoredSession stored = Lesson.stored(1);
    private final SessionEvent.Welcome welcome = new SessionEvent.Welcome(JsonPieces.ofValue(stored.info()), null);
    private ActorRef<ConnectionProtocol.Command> connection;
    private ActorRef<SessionEvent> events;

    // ---- joining

    @Test
    void version2IsWelcomedFirstAndBothEndTheReplayWhereItEnds_I3() {
        open(ProtocolVersion.V2, 0);
        joined(2);
        assertThat(follow().position()).isZero();
        offer(2, 1, 2);
        assertThat(news()).containsExactly("welcome", "1", "2", "history_complete");
        offer(3, 3);
        assertThat(news()).containsExactly("3");
    }

    @Test
    void comesBackBehindWhatItHasAndNeverBeyondTheHead_I3() {
        open(ProtocolVersion.V1, 9);
        joined(5);
        assertThat(follow().position()).isEqualTo(5);
        assertThat(news()).containsExactly("history_complete");
    }

    @Test
    void readsTheStorePageByPageAsTheClientReadsAndThenFollows_I3_I4() {
        open(ProtocolVersion.V1, 0);
        joined(9);
        follow();
        tell(new SessionEvent.ReadUpTo(9));
        assertThat(read().after()).isZero();
        tellPage(0, 6, 1, 2, 3, 4, 5, 6);
        settle();
        history.expectNoMessage(Duration.ZERO);
        List<String> received = new ArrayList<>(news());
        assertThat(received).startsWith("1", "2", "3", "4");
        History.Read next = read();
        assertThat(next.after()).isEqualTo(6);
        assertThat(next.upTo()).isEqualTo(9);
        tellPage(6, 9, 8);
        assertThat(follow().position()).isEqualTo(9);
        history.expectMessageClass(History.PageTaken.class);
        received.addAll(news());
        assertThat(received).containsExactly("1", "2", "3", "4", "5", "6", "8", "history_complete");
    }

    @Test
    void feedsASliceOfTheTailAsThereIsRoomAndThenFollows_I3_I4() {
        open(ProtocolVersion.V1, 0);
        joined(0);
        follow();
        tell(new SessionEvent.TailSlice(0, 7, messages(1, 2, 3, 4, 5, 6, 7)));
        List<String> received = new ArrayList<>();
        while (received.size() < 8) {
            received.addAll(news());
        }
        assertThat(received).containsExactly("history_complete", "1", "2", "3", "4", "5", "6", "7");
        assertThat(follow().position()).isEqualTo(7);
    }

    @Test
    void followsAgainOnceThereIsRoomAfterAnOfferThatWasTooLong_I3() {
        open(ProtocolVersion.V1, 0);
        joined(0);
        follow();
        tell(SessionEvent.Live.INSTANCE);
        news();
        assertThat(socket.outbox().offer(0, 6, messages(1, 2, 3, 4, 5, 6))).isEqualTo(4);
        settle();
        session.expectNoMessage(Duration.ZERO);
        assertThat(news()).containsExactly("1", "2", "3", "4");
        assertThat(follow().position()).isEqualTo(4);
    }

    /** What is in the mailbox of its session, and of history, is bounded by that. */
    @Test
    void hasOneQuestionUnderWayHoweverOftenThereIsRoom_I5() {
        open(ProtocolVersion.V1, 0);
        joined(9);
        follow();
        for (int i = 0; i < 100; i++) {
            connection.tell(ConnectionProtocol.RoomAgain.INSTANCE);
        }
        settle();
        session.expectNoMessage(Duration.ZERO);
        tell(new SessionEvent.ReadUpTo(9));
        read();
        for (int i = 0; i < 100; i++) {
            connection.tell(ConnectionProtocol.RoomAgain.INSTANCE);
            connection.tell(ConnectionProtocol.CheckCursor.INSTANCE);
        }
        settle();
        history.expectNoMessage(Duration.ZERO);
        session.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aStoreThatHasNothingNewerIsNotAsked_I3() {
        open(ProtocolVersion.V1, 0);
        joined(3);
        follow();
        offer(3, 1, 2, 3);
        tell(new SessionEvent.ReadUpTo(3));
        assertThat(follow().position()).isEqualTo(3);
        history.expectNoMessage(Duration.ZERO);
    }

    // ---- history that cannot be read

    @Test
    void aPageThatCannotBeReadIsAskedForAgain() {
        open(ProtocolVersion.V1, 0);
        joined(2);
        follow();
        tell(new SessionEvent.ReadUpTo(2));
        read();
        tellPages(new History.ReadFailed(Trouble.DISK_FAILS));
        settle();
        ACTORS.pass(Duration.ofMillis(500));
        read();
        tellPage(0, 2, 1, 2);
        assertThat(follow().position()).isEqualTo(2);
        assertThat(news()).containsExactly("1", "2", "history_complete");
    }

    /** It was told to come back, and met the same page again and again. */
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void damagedHistoryEndsVersion2ForGoodAndVersion1GoesOnAtOnce(ProtocolVersion version) {
        open(version, 0);
        joined(2);
        follow();
        tell(new SessionEvent.ReadUpTo(2));
        read();
        tellPages(new History.ReadFailed(Trouble.DAMAGED));
        if (version == ProtocolVersion.V1) {
            assertThat(follow().position()).isEqualTo(2);
            assertThat(news()).containsExactly("history_unavailable");
        } else {
            assertGone();
            assertThat(news()).contains("closing:internal_error");
            assertThat(socket.closeCode()).isEqualTo(1011);
        }
    }

    /** Found by reading: ten seconds after history_unavailable the connection was closed although it was live. */
    @Test
    void version1GoesLiveWithoutAReplayThatCannotBeReadForTenSecondsAndStaysSo() {
        open(ProtocolVersion.V1, 0);
        joined(2);
        follow();
        tell(new SessionEvent.ReadUpTo(2));
        read();
        settle();
        ACTORS.pass(Duration.ofSeconds(10));
        assertThat(follow().position()).isEqualTo(2);
        tell(SessionEvent.Live.INSTANCE);
        settle();
        ACTORS.pass(Duration.ofSeconds(10));
        ACTORS.pass(Duration.ofSeconds(10));
        tellPage(0, 2, 1, 2);
        history.expectMessageClass(History.PageTaken.class);
        offer(3, 3);
        assertThat(news()).containsExactly("history_unavailable", "3");
        assertThat(socket.closeCode()).isZero();
    }

    @Test
    void aFailureOfAReplayThatWasGivenUpChangesNothing() {
        open(ProtocolVersion.V1, 0);
        joined(2);
        follow();
        tell(new SessionEvent.ReadUpTo(2));
        read();
        settle();
        ACTORS.pass(Duration.ofSeconds(10));
        follow();
        tell(new SessionEvent.ReadUpTo(4));
        assertThat(read().after()).isEqualTo(2);
        tellPage(0, 2, 1, 2);
        tellPage(2, 4, 3, 4);
        assertThat(follow().position()).isEqualTo(4);
        assertThat(news()).containsExactly("history_unavailable", "3", "4");
    }

    @Test
    void version2IsClosedAndComesBack() {
        open(ProtocolVersion.V2, 0);
        joined(2);
        follow();
        tell(new SessionEvent.ReadUpTo(2));
        read();
        settle();
        ACTORS.pass(Duration.ofSeconds(10));
        assertGone();
        assertThat(news()).containsExactly("welcome", "closing:internal_error");
        assertThat(socket.closeCode()).isEqualTo(1011);
        tellPage(0, 2, 1, 2);
        history.expectMessageClass(History.PageTaken.class);
    }

    // ---- frames

    @Test
    void answersLeaveInTheOrderOfTheFrames() {
        open(ProtocolVersion.V1, 0);
        joined(0);
        follow();
        socket.send(QUESTION);
        socket.sendBinary();
        socket.send("{".getBytes(StandardCharsets.UTF_8));
        MessageId first = submit().message();
        MessageId second = submit().message();
        MessageId third = submit().message();
        refuse(third, Refusal.INVALID_JSON);
        refuse(second, Refusal.UNSUPPORTED_DATA);
        quiet();
        assertThat(news()).containsExactly("history_complete");
        tell(new SessionEvent.Answered(first, Lesson.accepted(first, 1, BOB)));
        parent.expectMessageClass(Connections.Drained.class);
        assertThat(news())
                .containsExactly(
                        "message_error:recipient_offline",
                        "message_error:unsupported_data",
                        "message_error:invalid_json");
    }

    @Test
    void framesThatCameBeforeTheSeatAreHandedInOnceThereIsOne() {
        open(ProtocolVersion.V1, 0);
        socket.send(QUESTION);
        joined(0);
        follow();
        SessionProtocol.Submit submit = submit();
        assertThat(submit.resubmitted()).isFalse();
        assertThat(submit.connection()).isEqualTo(new ConnectionId(1));
    }

    @Test
    void nobodyWaitsLongerForAnAnswerAndOneThatComesLaterIsDropped() {
        open(ProtocolVersion.V1, 0);
        joined(0);
        follow();
        socket.send(QUESTION);
        MessageId first = submit().message();
        ACTORS.ticker().pass(Duration.ofSeconds(5));
        socket.send(QUESTION);
        MessageId second = submit().message();
        ACTORS.ticker().pass(Duration.ofSeconds(4));
        connection.tell(ConnectionProtocol.AnswersOverdue.INSTANCE);
        tell(new SessionEvent.Answered(first, ACCEPTED));
        refuse(second, Refusal.BUSY);
        quiet();
        parent.expectMessageClass(Connections.Drained.class);
        assertThat(news()).containsExactly("message_error:storage_failed", "message_error:busy", "history_complete");
    }

    @Test
    void aFloodIsAnsweredOnceMoreAndClosed() {
        open(ProtocolVersion.V1, 0);
        joined(0);
        follow();
        socket.send(QUESTION);
        MessageId id = submit().message();
        tell(new SessionEvent.Answered(id, new SessionEvent.Flooding(Refusal.RATE_LIMITED.refused())));
        assertGone();
        assertThat(news()).containsExactly("message_error:rate_limited", "history_complete", "closing:flooding");
        assertThat(socket.closeCode()).isEqualTo(4029);
    }

    // ---- takeover

    @Test
    void version1ThatIsReplacedStaysOpenAndMute_I6() {
        open(ProtocolVersion.V1, 0);
        joined(0);
        follow();
        socket.send(QUESTION);
        MessageId asked = submit().message();
        offer(2, 1, 2);
        tell(SessionEvent.Replaced.INSTANCE);
        tell(new SessionEvent.Answered(asked, ACCEPTED));
        socket.send(QUESTION);
        quiet();
        parent.expectMessageClass(Connections.Drained.class);
        assertThat(socket.outbox().offer(2, 3, messages(3)))
                .as("nothing any more")
                .isEqualTo(2);
        assertThat(news()).as("what was queued is dropped").containsExactly("session_ended:replaced");
        session.expectNoMessage(Duration.ZERO);
        connection.tell(ConnectionProtocol.ShutDown.INSTANCE);
        assertGone(false);
        assertThat(news()).containsExactly("closing:shutdown");
        assertThat(socket.closeCode()).isEqualTo(1012);
    }

    @Test
    void version2ThatIsReplacedIsClosed_I6() {
        open(ProtocolVersion.V2, 0);
        joined(0);
        follow();
        news();
        offer(2, 1, 2);
        tell(SessionEvent.Replaced.INSTANCE);
        assertGone();
        assertThat(news()).containsExactly("session_ended:replaced");
        assertThat(socket.closeCode()).isEqualTo(4001);
    }

    /** Found by reading: StopReading was never answered for a connection that was replaced meanwhile. */
    @Test
    void whoIsReplacedWhileItFallsQuietIsQuiet_I10() {
        open(ProtocolVersion.V1, 0);
        joined(0);
        follow();
        socket.send(QUESTION);
        submit();
        quiet();
        parent.expectNoMessage(Duration.ZERO);
        tell(SessionEvent.Replaced.INSTANCE);
        parent.expectMessageClass(Connections.Drained.class);
    }

    /** Found by reading: it counted as connected until its socket was gone, and nobody was called offline. */
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void aSeatThatComesTooLateIsGivenBack_I6(ProtocolVersion version) {
        open(version, 0);
        connection.tell(ConnectionProtocol.ShutDown.INSTANCE);
        hub.expectMessageClass(HubProtocol.Release.class);
        joined(0);
        assertThat(session.expectMessageClass(SessionProtocol.Leave.class).connection())
                .isEqualTo(new ConnectionId(1));
        tell(new SessionEvent.Rejoined(session.getRef()));
        session.expectMessageClass(SessionProtocol.Leave.class);
    }

    // ---- the session fails

    @Test
    void whatIsOfferedBeforeAnAnswerLeavesWithItOrOnceItsSessionIsLost_I3() {
        open(ProtocolVersion.V2, 0);
        joined(0);
        follow();
        socket.send(QUESTION);
        MessageId question = submit().message();
        news();
        int wakes = socket.wakes();
        socket.outbox().answerFollows();
        offer(1, 1);
        settle();
        assertThat(socket.wakes()).isEqualTo(wakes);
        tell(new SessionEvent.Answered(question, ACCEPTED));
        settle();
        assertThat(socket.wakes()).isEqualTo(wakes + 1);
        assertThat(news()).containsExactly("1");

        socket.outbox().answerFollows();
        offer(2, 2);
        session.stop();
        hub.expectMessageClass(HubProtocol.Rejoin.class);
        assertThat(socket.wakes()).isEqualTo(wakes + 2);
        assertThat(news()).containsExactly("2");
    }

    @Test
    void afterItsSessionFailedItGoesOnBehindWhatItHasAndHandsInAgainWhatWasNotAnswered_I3_I8() {
        open(ProtocolVersion.V1, 0);
        joined(0);
        follow();
        offer(2, 1, 2);
        socket.send(QUESTION);
        socket.send(QUESTION);
        MessageId first = submit().message();
        MessageId second = submit().message();
        refuse(second, Refusal.BUSY);
        ActorRef<SessionProtocol.Command> lost = session.getRef();
        session.stop();
        HubProtocol.Rejoin rejoin = hub.expectMessageClass(HubProtocol.Rejoin.class);
        assertThat(rejoin.lost()).isEqualTo(lost);
        assertThat(rejoin.view().joinHead()).isZero();
        socket.send(QUESTION);

        TestProbe<SessionProtocol.Command> successor = ACTORS.probe(SessionProtocol.Command.class);
        tell(new SessionEvent.Rejoined(successor.getRef()));
        assertThat(successor.expectMessageClass(SessionProtocol.Follow.class).position())
                .isEqualTo(2);
        SessionProtocol.Submit again = successor.expectMessageClass(SessionProtocol.Submit.class);
        assertThat(again.message()).isEqualTo(first);
        assertThat(again.resubmitted()).isTrue();
        SessionProtocol.Submit fresh = successor.expectMessageClass(SessionProtocol.Submit.class);
        assertThat(fresh.message()).isNotEqualTo(second);
        assertThat(fresh.resubmitted()).isFalse();
        tell(new SessionEvent.Rejoined(successor.getRef()));
        tell(new SessionEvent.Answered(first, ACCEPTED));
        tell(new SessionEvent.Answered(fresh.message(), ACCEPTED));
        quiet();
        parent.expectMessageClass(Connections.Drained.class);
        successor.expectNoMessage(Duration.ZERO);
        assertThat(news()).containsExactly("message_error:busy", "history_complete", "1", "2");
    }

    @Test
    void asksAgainForASeatAndGivesUpAfterTenSeconds_I8() {
        open(ProtocolVersion.V1, 0);
        for (int i = 0; i < 4; i++) {
            ACTORS.pass(Duration.ofSeconds(2));
            hub.expectMessageClass(HubProtocol.Join.class);
        }
        ACTORS.pass(Duration.ofSeconds(2));
        hub.fishForMessage(
                Duration.ofSeconds(20),
                message -> message instanceof HubProtocol.Release
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
        assertThat(news()).containsExactly("closing:internal_error");
        assertThat(socket.closeCode()).isEqualTo(1011);
    }

    @Test
    void oneWhoseSeatComesTwiceTakesTheFirst_I3() {
        open(ProtocolVersion.V2, 0);
        joined(1);
        follow();
        joined(4);
        offer(1, 1);
        assertThat(news()).containsExactly("welcome", "1", "history_complete");
        session.expectNoMessage(Duration.ZERO);
        ACTORS.pass(Duration.ofSeconds(10));
        hub.expectNoMessage(Duration.ZERO);
    }

    // ---- the end

    @Test
    void version2IsClosedAsSoonAsTheCursorReachesTheEnd() {
        open(ProtocolVersion.V2, 0);
        joined(0);
        follow();
        tell(new SessionEvent.SessionEnded(2));
        offer(1, 1);
        assertThat(news()).containsExactly("welcome", "history_complete", "1");
        offer(2, 2);
        assertGone();
        assertThat(news()).containsExactly("2", "session_ended:session_ended");
        assertThat(socket.closeCode()).isEqualTo(1000);
    }

    @Test
    void version1IsClosedTenSecondsLaterAndMeanwhileItsFramesAreAnswered() {
        open(ProtocolVersion.V1, 0);
        joined(0);
        follow();
        tell(new SessionEvent.SessionEnded(0));
        socket.send(QUESTION);
        refuse(submit().message(), Refusal.SESSION_ENDED);
        tell(new SessionEvent.SessionEnded(0));
        quiet();
        parent.expectMessageClass(Connections.Drained.class);
        assertThat(news())
                .containsExactly("message_error:session_ended", "history_complete", "session_ended:session_ended");
        ACTORS.pass(Duration.ofSeconds(9));
        hub.expectNoMessage(Duration.ZERO);
        ACTORS.pass(Duration.ofSeconds(1));
        assertGone();
        assertThat(news()).isEmpty();
        assertThat(socket.closeCode()).isEqualTo(1000);
    }

    /**
     * Found by reading: what was sent before the end, without a seat, waited for ten seconds and was called unknown.
     */
    @Test
    void whereTheSessionEndedBeforeTheSeatFramesAreAnsweredAtOnce() {
        open(ProtocolVersion.V1, 0);
        socket.send(QUESTION);
        tell(new SessionEvent.SessionEnded(SessionEvent.SessionEnded.NOT_JOINED));
        socket.send(QUESTION);
        quiet();
        parent.expectMessageClass(Connections.Drained.class);
        assertThat(news())
                .containsExactly(
                        "message_error:session_ended", "message_error:session_ended", "session_ended:session_ended");
    }

    @Test
    void aClientThatReadsTooSlowlyLosesWhatIsQueuedAndComesBack() {
        open(ProtocolVersion.V1, 0);
        joined(0);
        follow();
        offer(2, 1, 2);
        connection.tell(ConnectionProtocol.Stuck.INSTANCE);
        assertGone();
        assertThat(news()).containsExactly("closing:too_slow");
        assertThat(socket.closeCode()).isEqualTo(4008);
    }

    @ParameterizedTest
    @EnumSource(
            value = CloseReason.class,
            names = {"FRAME_TOO_LARGE", "INVALID_UTF8", "PROTOCOL_ERROR"})
    void aViolationIsClosedWithItsCodeBehindWhatIsQueued(CloseReason reason) {
        open(ProtocolVersion.V1, 0);
        joined(0);
        follow();
        offer(1, 1);
        connection.tell(new ConnectionProtocol.Violated(reason));
        assertGone();
        assertThat(news()).startsWith("history_complete", "1").hasSize(reason == CloseReason.FRAME_TOO_LARGE ? 3 : 2);
        assertThat(socket.closeCode()).isEqualTo(reason.closeCode());
    }

    @Test
    void endsWithItsSocket() {
        open(ProtocolVersion.V1, 0);
        socket.leave();
        parent.expectTerminated(connection);
    }

    // ---- helpers

    private void open(ProtocolVersion version, long afterSeq) {
        Handshake handshake = new Handshake(
                new ConnectionId(1), stored.info(), ANN, Role.STUDENT, version, afterSeq, AddressBlock.UNKNOWN);
        connection = ACTORS.kit()
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
                                        ACTORS.ticker()))));
        socket.attach(connection);
        events = hub.expectMessageClass(HubProtocol.Join.class).subscriber().connection();
    }

    private void tell(SessionEvent event) {
        events.tell(event);
    }

    private void joined(long head) {
        tell(new SessionEvent.Joined(session.getRef(), stored, head, welcome));
    }

    private SessionProtocol.Follow follow() {
        return session.expectMessageClass(SessionProtocol.Follow.class);
    }

    private SessionProtocol.Submit submit() {
        return session.expectMessageClass(SessionProtocol.Submit.class);
    }

    private void refuse(MessageId id, Refusal refusal) {
        tell(new SessionEvent.Answered(id, new SessionEvent.NotAccepted(refusal.refused())));
    }

    private History.Read read() {
        return history.expectMessageClass(History.Read.class);
    }

    private void tellPage(long after, long upTo, long... seqs) {
        tellPages(new History.Page(after, upTo, upTo, messages(seqs)));
    }

    private void tellPages(History.ReadReply reply) {
        // One adapter takes all that is told to a connection.
        events.<Object>unsafeUpcast().tell(reply);
    }

    private void offer(long upTo, long... seqs) {
        settle();
        socket.outbox().offer(socket.outbox().position(), upTo, messages(seqs));
    }

    private void quiet() {
        connection.tell(new ConnectionProtocol.Drain(parent.getRef()));
        settle();
    }

    /** What the client gets next. */
    private List<String> news() {
        settle();
        return socket.news();
    }

    /** The connection has done all that was told to it. */
    private void settle() {
        connection.tell(ConnectionProtocol.AnswersOverdue.INSTANCE); // Nothing to it, unless something is.
        done.fishForMessage(
                Duration.ofSeconds(20),
                command -> command == ConnectionProtocol.AnswersOverdue.INSTANCE
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
    }

    private void assertGone() {
        assertGone(true);
    }

    private void assertGone(boolean seated) {
        hub.expectMessageClass(HubProtocol.Release.class);
        if (seated) {
            session.fishForMessage(
                    Duration.ofSeconds(20),
                    message -> message instanceof SessionProtocol.Leave
                            ? FishingOutcomes.complete()
                            : FishingOutcomes.continueAndIgnore());
        }
    }

    private List<EncodedMessage> messages(long... seqs) {
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
