package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;

import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import switchboard.protocol.ProtocolVersion;
import switchboard.protocol.Role;
import switchboard.protocol.View;

class PresenceTest {
    private static final ConnectionId FIRST = new ConnectionId(1);
    private static final ConnectionId SECOND = new ConnectionId(2);

    private final Members members = new Members();

    @Test
    void aStudentWhoIsNotSeatedIsOffline() {
        Presence presence = new Presence(members, Set.of());
        assertThat(presence.awaitsSomebody()).isFalse();
        assertThat(presence.isOffline(ANN)).isTrue();
        members.seat(
                new Attendance(
                        FIRST,
                        ANN,
                        Role.STUDENT,
                        ProtocolVersion.V1,
                        (after, upTo, messages) -> upTo,
                        TestInbox.<Session.Event>create().getRef()),
                new View(ANN, Role.STUDENT, ProtocolVersion.V1, 0));
        assertThat(presence.isOffline(ANN)).isFalse();
    }

    @Test
    void nobodyIsOfflineUntilAllWhoWereLeftBehindWereSeen() {
        Presence presence = new Presence(members, Set.of(FIRST, SECOND));
        assertThat(presence.seen(FIRST)).isFalse();
        assertThat(presence.seen(new ConnectionId(7))).as("nobody awaits it").isFalse();
        assertThat(presence.isOffline(ANN)).isFalse();
        assertThat(presence.seen(SECOND)).isTrue();
        assertThat(presence.isOffline(ANN)).isTrue();
        assertThat(presence.seen(SECOND)).as("only once").isFalse();
    }

    @Test
    void orUntilTheyHaveHadTheirTime() {
        Presence presence = new Presence(members, Set.of(FIRST));
        presence.awaitNobody();
        assertThat(presence.isOffline(ANN)).isTrue();
        assertThat(presence.seen(FIRST)).isFalse();
    }
}
