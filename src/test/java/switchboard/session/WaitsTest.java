package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.TEACHER;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.RoutedMessage;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.WaitId;
import switchboard.session.rules.Members;
import switchboard.session.rules.Presence;
import switchboard.session.rules.Roll;

class WaitsTest {
    private final Presence presence =
            new Presence(new Roll(List.of(ANN, BOB), ANN, 250, full -> {}), new Members(), Set.of(), 10);
    private final List<WaitId> gone = new ArrayList<>();
    private final Waits waits = new Waits(2, presence, gone::add);

    @Test
    void endsForThoseWhoMaySeeWhatCame() {
        TestInbox<HubProtocol.WaitReply> ann = await(WaitId.next(), ANN, Role.STUDENT);
        TestInbox<HubProtocol.WaitReply> bob = await(WaitId.next(), BOB, Role.STUDENT);
        TestInbox<HubProtocol.WaitReply> teacher = await(WaitId.next(), TEACHER, Role.INSTRUCTOR);
        waits.routed(
                List.of(RoutedMessage.of(
                        Lesson.message(SessionId.next(), 1, MessageType.INBOX_RESPONSE, TEACHER, BOB))),
                0);
        assertThat(ann.hasMessages()).isFalse();
        assertThat(bob.receiveMessage()).isEqualTo(HubProtocol.WaitOver.INSTANCE);
        assertThat(teacher.receiveMessage()).isEqualTo(HubProtocol.WaitOver.INSTANCE);
        waits.endAll(0);
        assertThat(ann.receiveMessage()).isEqualTo(HubProtocol.WaitOver.INSTANCE);
        assertThat(bob.hasMessages()).as("only once").isFalse();
        assertThat(waits.isEmpty()).isTrue();
    }

    /** The oldest may be of a client that is gone behind a proxy: it had locked its user out (429). */
    @Test
    void ofAUserWhoWaitsTooOftenTheOldestEnds_I5() {
        List<TestInbox<HubProtocol.WaitReply>> ann = new ArrayList<>();
        TestInbox<HubProtocol.WaitReply> bob = await(WaitId.next(), BOB, Role.STUDENT);
        for (int i = 0; i < 4; i++) {
            ann.add(await(WaitId.next(), ANN, Role.STUDENT));
        }
        assertThat(ann.get(0).receiveMessage()).isEqualTo(HubProtocol.WaitOvertaken.INSTANCE);
        assertThat(ann.get(1).receiveMessage()).isEqualTo(HubProtocol.WaitOvertaken.INSTANCE);
        assertThat(bob.hasMessages()).isFalse();
        assertThat(presence.isOffline(ANN)).isFalse();
        waits.endAll(0);
        assertThat(ann.get(0).hasMessages()).as("only once").isFalse();
        assertThat(ann.get(2).receiveMessage()).isEqualTo(HubProtocol.WaitOver.INSTANCE);
        assertThat(ann.get(3).receiveMessage()).isEqualTo(HubProtocol.WaitOver.INSTANCE);
        presence.forgetPollers(10);
        assertThat(presence.isOffline(ANN))
                .as("nobody waits, none is counted twice")
                .isTrue();
    }

    @Test
    void whoHasGoneIsNotCounted() {
        WaitId first = WaitId.next();
        await(first, ANN, Role.STUDENT);
        TestInbox<HubProtocol.WaitReply> second = await(WaitId.next(), ANN, Role.STUDENT);
        waits.forget(first, 0);
        assertThat(await(WaitId.next(), ANN, Role.STUDENT).hasMessages()).isFalse();
        assertThat(second.hasMessages()).isFalse();
    }

    @Test
    void eachThatEndsIsToldOfOnceHoweverItEnds() {
        WaitId[] ids = {WaitId.next(), WaitId.next(), WaitId.next(), WaitId.next(), WaitId.next()};
        for (WaitId id : ids) {
            await(id, id.equals(ids[4]) ? BOB : ANN, Role.STUDENT);
        }
        waits.forget(ids[2], 0);
        waits.end(ids[3], 0);
        waits.endAll(0);
        waits.end(ids[4], 0);
        assertThat(gone).containsExactly(ids);
    }

    @Test
    void whoGoesIsToldNothingAndCountsNoMore() {
        WaitId id = WaitId.next();
        TestInbox<HubProtocol.WaitReply> ann = await(id, ANN, Role.STUDENT);
        assertThat(presence.isOffline(ANN)).isFalse();
        waits.forget(id, 5);
        waits.end(id, 6);
        presence.forgetPollers(15);
        assertThat(ann.hasMessages()).isFalse();
        assertThat(presence.isOffline(ANN)).isTrue();
        assertThat(waits.isEmpty()).isTrue();
    }

    private TestInbox<HubProtocol.WaitReply> await(WaitId id, UserId user, Role role) {
        TestInbox<HubProtocol.WaitReply> inbox = TestInbox.create();
        waits.begin(id, new View(user, role, ProtocolVersion.V2, 0), AddressBlock.UNKNOWN, inbox.getRef(), 0);
        return inbox;
    }
}
