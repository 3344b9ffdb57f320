package switchboard.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.BOB;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.session.ActorsExtension;
import switchboard.session.Lesson;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;

/** What becomes of the frames that a client sends. */
class ConnectionFramesTest extends ConnectionFixture {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    ConnectionFramesTest() {
        super(ACTORS);
    }

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
        drain();
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
    void framesThatCameBeforeItJoinedAreSubmittedOnceItHas() {
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
        ACTORS.ticker().advance(Duration.ofSeconds(5));
        socket.send(QUESTION);
        MessageId second = submit().message();
        ACTORS.ticker().advance(Duration.ofSeconds(4));
        connection.tell(ConnectionProtocol.AnswersOverdue.INSTANCE);
        tell(new SessionEvent.Answered(first, ACCEPTED));
        refuse(second, Refusal.BUSY);
        drain();
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
}
