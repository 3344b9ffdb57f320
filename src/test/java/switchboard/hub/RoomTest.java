package switchboard.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.TEACHER;

import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.Lesson;
import switchboard.session.RecordingFollower;
import switchboard.session.api.Attendance;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.TailBudget;

class RoomTest {
    private final ActiveSessions active = new ActiveSessions(100);
    private final Rooms rooms = new Rooms(active, new TailBudget(1 << 20), new RoomBudget(1 << 20, 8));
    private final Room room = rooms.add(Lesson.stored(1));
    private final TestInbox<SessionProtocol.Command> actor = TestInbox.create();

    @Test
    void replacedConnectionsCountNowhere_I6() {
        take(1, ANN, Role.STUDENT);
        take(2, ANN, Role.STUDENT);
        take(3, TEACHER, Role.INSTRUCTOR);
        assertThat(room.connected()).isEqualTo(2);
        assertThat(room.connections()).isEqualTo(2);
        assertThat(room.connected(Role.STUDENT)).isEqualTo(1);
        assertThat(room.connectionsOf(ANN)).as("but they are open").isEqualTo(2);
        assertThat(room.free(new ConnectionId(1))).as("late end of the old one").isTrue();
        assertThat(room.connected(Role.STUDENT)).isEqualTo(1);
        assertThat(room.free(new ConnectionId(1))).isFalse();
        assertThat(room.free(new ConnectionId(2))).isTrue();
        assertThat(room.connected()).isEqualTo(1);
        assertThat(room.connectionsOf(ANN)).isZero();
    }

    @Test
    void aReservationIsAPlaceUntilItIsUsedOrFreed() {
        room.reserve(new ConnectionId(1), ANN, Role.STUDENT);
        room.reserve(new ConnectionId(2), BOB, Role.STUDENT);
        assertThat(room.connections()).isEqualTo(2);
        assertThat(room.connected()).isZero();
        assertThat(room.take(attendance(1, ANN, Role.STUDENT))).isTrue();
        assertThat(room.isReserved(new ConnectionId(1))).isFalse();
        assertThat(room.isReserved(new ConnectionId(2))).isTrue();
        assertThat(room.connections()).isEqualTo(2);
        room.free(new ConnectionId(2));
        assertThat(room.connections()).isEqualTo(1);
        assertThat(room.take(attendance(2, BOB, Role.STUDENT)))
                .as("it had lapsed")
                .isFalse();
        assertThat(room.connections()).isEqualTo(2);
    }

    @Test
    void requestsThatWaitForTheNextActorAreAnsweredIfThereWillBeNone_I8() {
        TestInbox<HubProtocol.ParticipantsReply> answer = TestInbox.create();
        room.forward(new ConnectionId(1), join(1, ANN));
        room.forward(new Object(), new SessionProtocol.GetParticipants(answer.getRef()));
        room.failKept();
        assertThat(answer.receiveMessage()).isEqualTo(new HubProtocol.NotDone(HubProtocol.FULL));
        assertThat(room.hasKept()).isFalse();
    }

    @Test
    void joinsWaitForTheNextActorOncePerConnection() {
        room.forward(new ConnectionId(1), join(1, ANN));
        room.forward(new ConnectionId(1), join(1, ANN));
        room.forward(new ConnectionId(2), join(2, BOB));
        assertThat(room.hasKept()).isTrue();
        room.started(actor.getRef(), 0, 0);
        room.forwardKept();
        assertThat(actor.getAllReceived()).hasSize(2);
        assertThat(room.joinsForwarded()).isEqualTo(2);
        room.retire();
        room.forward(new ConnectionId(3), join(3, TEACHER));
        assertThat(actor.getAllReceived()).as("it was told to stop").isEmpty();
        assertThat(room.stopped()).isTrue();
        assertThat(room.hasKept()).isTrue();
    }

    @Test
    void theJoinOfAConnectionThatIsGoneIsNotKept() {
        take(1, ANN, Role.STUDENT);
        room.forward(new ConnectionId(1), join(1, ANN));
        room.free(new ConnectionId(1));
        assertThat(room.hasKept()).isFalse();
    }

    /** A class that failed now and then for days started again after 6.4 s each time. */
    @Test
    void aFailureLongAfterTheLastOneIsTheFirstAgain() {
        long minute = Duration.ofSeconds(60).toNanos();
        room.started(actor.getRef(), 0, 0);
        assertThat(room.failed(1)).isEqualTo(1);
        room.started(actor.getRef(), 0, 2);
        assertThat(room.failed(3)).isEqualTo(2);
        room.started(actor.getRef(), 0, 4);
        assertThat(room.failed(5 + minute)).isEqualTo(1);
    }

    @Test
    void aClassIsForgottenOnceNobodyIsThereAndCountsAsActiveUntilItHasEnded() {
        active.areActive(List.of(room.session().number()));
        take(1, ANN, Role.STUDENT);
        room.started(actor.getRef(), 0, 0);
        room.free(new ConnectionId(1));
        assertThat(rooms.find(room.id())).as("it has an actor").isSameAs(room);
        room.retire();
        room.stopped();
        assertThat(rooms.find(room.id())).isNull();
        assertThat(rooms.usedBytes()).isZero();
        assertThat(active.count()).isEqualTo(1);
        rooms.ended(room.session().ended(room.info().endedAt(Lesson.NOON)));
        assertThat(active.count()).isZero();
    }

    @Test
    void aClassThatIsKnownIsNotOverwritten() {
        assertThat(rooms.add(room.session())).isSameAs(room);
        assertThat(rooms.find(room.id())).isSameAs(room);
    }

    private void take(long id, UserId user, Role role) {
        room.reserve(new ConnectionId(id), user, role);
        room.take(attendance(id, user, role));
    }

    private static SessionProtocol.Join join(long id, UserId user) {
        return new SessionProtocol.Join(attendance(id, user, Role.STUDENT));
    }

    private static Attendance attendance(long id, UserId user, Role role) {
        return new Attendance(
                new ConnectionId(id),
                user,
                role,
                ProtocolVersion.V1,
                AddressBlock.UNKNOWN,
                new RecordingFollower(0, Integer.MAX_VALUE),
                TestInbox.<SessionEvent>create().getRef());
    }
}
