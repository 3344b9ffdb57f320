package switchboard.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.session.ActorsExtension;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.store.Trouble;
import switchboard.store.history.History;

/** How a connection joins and goes on, whatever fails around it. */
class ConnectionTest extends ConnectionFixture {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    ConnectionTest() {
        super(ACTORS);
    }

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
    void queuesASliceOfTheTailAsThereIsRoomAndThenFollows_I3_I4() {
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
    void afterItsSessionFailedItGoesOnBehindWhatItHasAndResubmitsWhatWasNotAnswered_I3_I8() {
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
        drain();
        parent.expectMessageClass(Connections.Drained.class);
        successor.expectNoMessage(Duration.ZERO);
        assertThat(news()).containsExactly("message_error:busy", "history_complete", "1", "2");
    }

    @Test
    void asksAgainToJoinAndGivesUpAfterTenSeconds_I8() {
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
    void oneThatIsToldTwiceThatItJoinedTakesTheFirst_I3() {
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
}
