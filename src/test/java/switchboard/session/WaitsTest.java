package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.TEACHER;

import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import switchboard.protocol.MessageType;
import switchboard.protocol.ProtocolVersion;
import switchboard.protocol.Refusal;
import switchboard.protocol.Role;
import switchboard.protocol.RoutedMessage;
import switchboard.protocol.SessionId;
import switchboard.protocol.UserId;
import switchboard.protocol.View;

class WaitsTest {
    private final Presence presence = new Presence(List.of(ANN, BOB), new Members(), Set.of(), 10);
    private final Waits waits = new Waits(2, presence);

    @Test
    void endsForThoseWhoMaySeeWhatCame() {
        TestInbox<Sessions.WaitReply> ann = await(WaitId.next(), ANN, Role.STUDENT);
        TestInbox<Sessions.WaitReply> bob = await(WaitId.next(), BOB, Role.STUDENT);
        TestInbox<Sessions.WaitReply> teacher = await(WaitId.next(), TEACHER, Role.INSTRUCTOR);
        waits.routed(
                List.of(RoutedMessage.of(
                        Lesson.message(SessionId.next(), 1, MessageType.INBOX_RESPONSE, TEACHER, BOB))),
                0);
        assertThat(ann.hasMessages()).isFalse();
        assertThat(bob.receiveMessage()).isEqualTo(Sessions.WaitOver.INSTANCE);
        assertThat(teacher.receiveMessage()).isEqualTo(Sessions.WaitOver.INSTANCE);
        waits.endAll(0);
        assertThat(ann.receiveMessage()).isEqualTo(Sessions.WaitOver.INSTANCE);
        assertThat(bob.hasMessages()).as("only once").isFalse();
        assertThat(waits.isEmpty()).isTrue();
    }

    @Test
    void oneUserWaitsOnlySoOften() {
        WaitId first = WaitId.next();
        await(first, ANN, Role.STUDENT);
        await(WaitId.next(), ANN, Role.STUDENT);
        TestInbox<Sessions.WaitReply> bob = await(WaitId.next(), BOB, Role.STUDENT);
        TestInbox<Sessions.WaitReply> third = await(WaitId.next(), ANN, Role.STUDENT);
        Sessions.NotDone refused = (Sessions.NotDone) third.receiveMessage();
        assertThat(refused.refused().refusal()).isEqualTo(Refusal.TOO_MANY_WAITS);
        assertThat(refused.refused().details()).containsKey("retry_after_ms");
        waits.forget(first, 0);
        assertThat(await(WaitId.next(), ANN, Role.STUDENT).hasMessages()).isFalse();
        assertThat(bob.hasMessages()).isFalse();
    }

    @Test
    void whoGoesIsToldNothingAndCountsNoMore() {
        WaitId id = WaitId.next();
        TestInbox<Sessions.WaitReply> ann = await(id, ANN, Role.STUDENT);
        assertThat(presence.isOffline(ANN)).isFalse();
        waits.forget(id, 5);
        waits.end(id, 6);
        presence.forgetPollers(15);
        assertThat(ann.hasMessages()).isFalse();
        assertThat(presence.isOffline(ANN)).isTrue();
        assertThat(waits.isEmpty()).isTrue();
    }

    private TestInbox<Sessions.WaitReply> await(WaitId id, UserId user, Role role) {
        TestInbox<Sessions.WaitReply> inbox = TestInbox.create();
        waits.begin(id, new View(user, role, ProtocolVersion.V2, 0), inbox.getRef());
        return inbox;
    }
}
