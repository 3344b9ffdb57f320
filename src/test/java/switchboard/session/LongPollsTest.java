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
import switchboard.store.StoredSession;

class LongPollsTest {
    private static final StoredSession STORED = Lesson.stored(1);
    private static final HubProtocol.Readable READABLE = new HubProtocol.Readable(STORED);

    private final Presence presence =
            new Presence(new Roster(Lesson.session(ANN, BOB), 250, full -> {}), new Members(), Set.of(), 10);
    private final List<LongPollId> ended = new ArrayList<>();
    private final LongPolls longPolls = new LongPolls(2, new KnownSession(STORED), presence, ended::add);

    @Test
    void endsForThoseWhoMaySeeWhatCame() {
        TestInbox<HubProtocol.LongPollReply> ann = begin(LongPollId.next(), ANN, Role.STUDENT);
        TestInbox<HubProtocol.LongPollReply> bob = begin(LongPollId.next(), BOB, Role.STUDENT);
        TestInbox<HubProtocol.LongPollReply> teacher = begin(LongPollId.next(), TEACHER, Role.INSTRUCTOR);
        longPolls.routed(
                List.of(RoutedMessage.of(
                        Lesson.message(SessionId.next(), 1, MessageType.INBOX_RESPONSE, TEACHER, BOB))),
                0);
        assertThat(ann.hasMessages()).isFalse();
        assertThat(bob.receiveMessage()).isEqualTo(READABLE);
        assertThat(teacher.receiveMessage()).isEqualTo(READABLE);
        longPolls.endAll(0);
        assertThat(ann.receiveMessage()).isEqualTo(READABLE);
        assertThat(bob.hasMessages()).as("only once").isFalse();
        assertThat(longPolls.isEmpty()).isTrue();
    }

    /** The oldest may be of a client that is gone behind a proxy: it had locked its user out (429). */
    @Test
    void ofAUserWithTooManyLongPollsTheOldestEnds_I5() {
        List<TestInbox<HubProtocol.LongPollReply>> ann = new ArrayList<>();
        TestInbox<HubProtocol.LongPollReply> bob = begin(LongPollId.next(), BOB, Role.STUDENT);
        for (int i = 0; i < 4; i++) {
            ann.add(begin(LongPollId.next(), ANN, Role.STUDENT));
        }
        assertThat(ann.get(0).receiveMessage()).isEqualTo(HubProtocol.LongPollSuperseded.INSTANCE);
        assertThat(ann.get(1).receiveMessage()).isEqualTo(HubProtocol.LongPollSuperseded.INSTANCE);
        assertThat(bob.hasMessages()).isFalse();
        assertThat(presence.isOffline(ANN)).isFalse();
        longPolls.endAll(0);
        assertThat(ann.get(0).hasMessages()).as("only once").isFalse();
        assertThat(ann.get(2).receiveMessage()).isEqualTo(READABLE);
        assertThat(ann.get(3).receiveMessage()).isEqualTo(READABLE);
        presence.expirePollers(10);
        assertThat(presence.isOffline(ANN))
                .as("nobody longPolls, none is counted twice")
                .isTrue();
    }

    @Test
    void whoHasGoneIsNotCounted() {
        LongPollId first = LongPollId.next();
        begin(first, ANN, Role.STUDENT);
        TestInbox<HubProtocol.LongPollReply> second = begin(LongPollId.next(), ANN, Role.STUDENT);
        longPolls.forget(first, 0);
        assertThat(begin(LongPollId.next(), ANN, Role.STUDENT).hasMessages()).isFalse();
        assertThat(second.hasMessages()).isFalse();
    }

    @Test
    void eachThatEndsIsToldOfOnceHoweverItEnds() {
        LongPollId[] ids = {
            LongPollId.next(), LongPollId.next(), LongPollId.next(), LongPollId.next(), LongPollId.next()
        };
        for (LongPollId id : ids) {
            begin(id, id.equals(ids[4]) ? BOB : ANN, Role.STUDENT);
        }
        longPolls.forget(ids[2], 0);
        longPolls.end(ids[3], 0);
        longPolls.endAll(0);
        longPolls.end(ids[4], 0);
        assertThat(ended).containsExactly(ids);
    }

    @Test
    void whoGoesIsToldNothingAndCountsNoMore() {
        LongPollId id = LongPollId.next();
        TestInbox<HubProtocol.LongPollReply> ann = begin(id, ANN, Role.STUDENT);
        assertThat(presence.isOffline(ANN)).isFalse();
        longPolls.forget(id, 5);
        longPolls.end(id, 6);
        presence.expirePollers(15);
        assertThat(ann.hasMessages()).isFalse();
        assertThat(presence.isOffline(ANN)).isTrue();
        assertThat(longPolls.isEmpty()).isTrue();
    }

    private TestInbox<HubProtocol.LongPollReply> begin(LongPollId id, UserId user, Role role) {
        TestInbox<HubProtocol.LongPollReply> inbox = TestInbox.create();
        longPolls.begin(id, new View(user, role, ProtocolVersion.V2, 0), AddressBlock.UNKNOWN, inbox.getRef(), 0);
        return inbox;
    }
}
