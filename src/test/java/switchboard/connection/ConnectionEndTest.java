package switchboard.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import switchboard.protocol.frames.CloseReason;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.session.ActorsExtension;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;

/** How a connection ends: replaced, at the end of its session, or by its client. */
class ConnectionEndTest extends ConnectionFixture {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    ConnectionEndTest() {
        super(ACTORS);
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
        drain();
        parent.expectMessageClass(Connections.Drained.class);
        assertThat(socket.outbox().offer(2, 3, messages(3)))
                .as("nothing any more")
                .isEqualTo(2);
        assertThat(news()).as("what was queued is dropped").containsExactly("session_ended:replaced");
        session.expectMessage(new SessionProtocol.TakenOver(ANN, Role.STUDENT));
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
    void whoIsReplacedWhileItDrainsIsDrained_I10() {
        open(ProtocolVersion.V1, 0);
        joined(0);
        follow();
        socket.send(QUESTION);
        submit();
        drain();
        parent.expectNoMessage(Duration.ZERO);
        tell(SessionEvent.Replaced.INSTANCE);
        parent.expectMessageClass(Connections.Drained.class);
    }

    /** Found by reading: it counted as connected until its socket was gone, and nobody was called offline. */
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void aSubscriptionThatComesTooLateIsGivenBack_I6(ProtocolVersion version) {
        open(version, 0);
        connection.tell(ConnectionProtocol.ShutDown.INSTANCE);
        hub.expectMessageClass(HubProtocol.Release.class);
        joined(0);
        assertThat(session.expectMessageClass(SessionProtocol.Leave.class).connection())
                .isEqualTo(new ConnectionId(1));
        tell(new SessionEvent.Rejoined(session.getRef()));
        session.expectMessageClass(SessionProtocol.Leave.class);
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
        drain();
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
     * Found by reading: what was sent before the end, by one that had not joined, waited for ten seconds and was called
     * unknown.
     */
    @Test
    void whereTheSessionEndedBeforeItJoinedFramesAreAnsweredAtOnce() {
        open(ProtocolVersion.V1, 0);
        socket.send(QUESTION);
        tell(new SessionEvent.SessionEnded(SessionEvent.SessionEnded.NOT_JOINED));
        socket.send(QUESTION);
        drain();
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
}
