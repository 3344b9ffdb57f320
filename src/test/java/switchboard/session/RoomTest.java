package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.TEACHER;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import switchboard.protocol.ProtocolVersion;
import switchboard.protocol.Role;
import switchboard.protocol.UserId;

class RoomTest {
    private final Rooms rooms = new Rooms(new TailBudget(1 << 20));
    private final Room room = rooms.add(Lesson.stored(1));
    private final TestInbox<Session.Command> actor = TestInbox.create();

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
        TestInbox<Sessions.ParticipantsReply> answer = TestInbox.create();
        room.forward(new ConnectionId(1), join(1, ANN));
        room.forward(new Object(), new Session.GetParticipants(answer.getRef()));
        room.failKept();
        assertThat(answer.receiveMessage()).isEqualTo(new Sessions.NotDone(Sessions.FULL));
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
    void listsTheActiveOnesNewestFirstInPages() {
        List<Room> all = new ArrayList<>();
        all.add(room);
        for (int number = 2; number <= 5; number++) {
            all.add(rooms.add(Lesson.stored(number)));
        }
        Sessions.Listed first = rooms.list(2, null);
        assertThat(numbers(first, all)).containsExactly(5, 4);
        rooms.ended(all.get(3), all.get(3).info().endedAt(Lesson.NOON)); // The one that the page ended with.
        Sessions.Listed second = rooms.list(2, first.next().orElseThrow());
        assertThat(numbers(second, all)).containsExactly(3, 2);
        Sessions.Listed last = rooms.list(2, second.next().orElseThrow());
        assertThat(numbers(last, all)).containsExactly(1);
        assertThat(last.next()).isEmpty();
        assertThat(rooms.list(2, all.get(0).id()).sessions()).isEmpty();
        assertThat(rooms.list(4, null).next()).isEmpty();
    }

    @Test
    void anEndedClassIsForgottenOnceNobodyIsThere() {
        take(1, ANN, Role.STUDENT);
        rooms.ended(room, room.info().endedAt(Lesson.NOON));
        assertThat(rooms.find(room.id())).isSameAs(room);
        assertThat(rooms.active()).isZero();
        room.free(new ConnectionId(1));
        rooms.forgetIfAbandoned(room);
        assertThat(rooms.find(room.id())).isNull();
    }

    @Test
    void aClassThatIsKnownIsNotOverwritten() {
        assertThat(rooms.add(room.session())).isSameAs(room);
        assertThat(rooms.find(room.id())).isSameAs(room);
    }

    private static List<Integer> numbers(Sessions.Listed listed, List<Room> all) {
        return listed.sessions().stream()
                .map(found -> all.stream()
                                .map(Room::id)
                                .toList()
                                .indexOf(found.session().id())
                        + 1)
                .toList();
    }

    private void take(long id, UserId user, Role role) {
        room.reserve(new ConnectionId(id), user, role);
        room.take(attendance(id, user, role));
    }

    private static Session.Join join(long id, UserId user) {
        return new Session.Join(attendance(id, user, Role.STUDENT));
    }

    private static Attendance attendance(long id, UserId user, Role role) {
        return new Attendance(
                new ConnectionId(id),
                user,
                role,
                ProtocolVersion.V1,
                new RecordingFollower(0, Integer.MAX_VALUE),
                TestInbox.<SessionEvent>create().getRef());
    }
}
