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
import switchboard.session.api.LongPollId;
import switchboard.session.rules.Members;
import switchboard.session.rules.Presence;
import switchboard.session.rules.Roster;

class LongPollsTest {
    private final Presence presence =
            new Presence(new Roster(List.of(ANN, BOB), ANN, 250, full -> {}), new Members(), Set.of(), 10);
    private final List<LongPollId> gone = new ArrayList<>();
    private final LongPolls waits = new LongPolls(2, presence, gone::add);

    @Test
    void endsForThoseWhoMaySeeWhatCame() {
        TestInbox<HubProtocol.LongPollReply> ann = await(LongPollId.next(), ANN, Role.STUDENT);
        TestInbox<HubProtocol.LongPollReply> bob = await(LongPollId.next(), BOB, Role.STUDENT);
        TestInbox<HubProtocol.LongPollReply> teacher = await(LongPollId.next(), TEACHER, Role.INSTRUCTOR);
        waits.routed(
                List.of(RoutedMessage.of(
                        Lesson.message(SessionId.next(), 1, MessageType.INBOX_RESPONSE, TEACHER, BOB))),
                0);
        assertThat(ann.hasMessages()).isFalse();
        assertThat(bob.receiveMessage()).isEqualTo(HubProtocol.LongPollOver.INSTANCE);
        assertThat(teacher.receiveMessage()).isEqualTo(HubProtocol.LongPollOver.INSTANCE);
        waits.endAll(0);
        assertThat(ann.receiveMessage()).isEqualTo(HubProtocol.LongPollOver.INSTANCE);
        assertThat(bob.hasMessages()).as("only once").isFalse();
        assertThat(waits.isEmpty()).isTrue();
    }

    /** The oldest may be of a client that is gone behind a proxy: it had locked its user out (429). */
    @Test
    void ofAUserWhoWaitsTooOftenTheOldestEnds_I5() {
        List<TestInbox<HubProtocol.LongPollReply>> ann = new ArrayList<>();
        TestInbox<HubProtocol.LongPollReply> bob = await(LongPollId.next(), BOB, Role.STUDENT);
        for (int i = 0; i < 4; i++) {
            ann.add(await(LongPollId.next(), ANN, Role.STUDENT));
        }
        assertThat(ann.get(0).receiveMessage()).isEqualTo(HubProtocol.LongPollSuperseded.INSTANCE);
        assertThat(ann.get(1).receiveMessage()).isEqualTo(HubProtocol.LongPollSuperseded.INSTANCE);
        assertThat(bob.hasMessages()).isFalse();
        assertThat(presence.isOffline(ANN)).isFalse();
        waits.endAll(0);
        assertThat(ann.get(0).hasMessages()).as("only once").isFalse();
        assertThat(ann.get(2).receiveMessage()).isEqualTo(HubProtocol.LongPollOver.INSTANCE);
        assertThat(ann.get(3).receiveMessage()).isEqualTo(HubProtocol.LongPollOver.INSTANCE);
        presence.expirePollers(10);
        assertThat(presence.isOffline(ANN))
                .as("nobody waits, none is counted twice")
                .isTrue();
    }

    @Test
    void whoHasGoneIsNotCounted() {
        LongPollId first = LongPollId.next();
        await(first, ANN, Role.STUDENT);
        TestInbox<HubProtocol.LongPollReply> second = await(LongPollId.next(), ANN, Role.STUDENT);
        waits.forget(first, 0);
        assertThat(await(LongPollId.next(), ANN, Role.STUDENT).hasMessages()).isFalse();
        assertThat(second.hasMessages()).isFalse();
    }

    @Test
    void eachThatEndsIsToldOfOnceHoweverItEnds() {
        LongPollId[] ids = {
            LongPollId.next(), LongPollId.next(), LongPollId.next(), LongPollId.next(), LongPollId.next()
        };
        for (LongPollId id : ids) {
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
        LongPollId id = LongPollId.next();
        TestInbox<HubProtocol.LongPollReply> ann = await(id, ANN, Role.STUDENT);
        assertThat(presence.isOffline(ANN)).isFalse();
        waits.forget(id, 5);
        waits.end(id, 6);
        presence.expirePollers(15);
        assertThat(ann.hasMessages()).isFalse();
        assertThat(presence.isOffline(ANN)).isTrue();
        assertThat(waits.isEmpty()).isTrue();
    }

    private TestInbox<HubProtocol.LongPollReply> await(LongPollId id, UserId user, Role role) {
        TestInbox<HubProtocol.LongPollReply> inbox = TestInbox.create();
        waits.begin(id, new View(user, role, ProtocolVersion.V2, 0), AddressBlock.UNKNOWN, inbox.getRef(), 0);
        return inbox;
    }
}
