package switchboard.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.NOON;
import static switchboard.session.Lesson.TEACHER;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
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
import switchboard.session.api.SessionEvent;
import switchboard.session.api.TailBudget;

class PlacesTest {
    private static final long LAPSE = Duration.ofSeconds(20).toNanos();

    private final Rooms rooms = new Rooms(new ActiveSessions(100), new TailBudget(1 << 20), new RoomBudget(1 << 20, 8));
    private final Room room = rooms.add(Lesson.stored(1));
    private final AtomicLong lastConnection = new AtomicLong(7);
    /** For two connections. */
    private final Admissions admissions = new Admissions(new SessionsSettings(
            10, 1 << 20, 10, 10, 2, 2, 100, 100, Duration.ofSeconds(60), 5, 10, Duration.ofSeconds(60)));

    private final Places places = new Places(rooms, admissions, lastConnection);

    @Test
    void numbersGoOnRisingAcrossHubs_I6() {
        ConnectionId first = places.reserve(room, ANN, Role.STUDENT, AddressBlock.UNKNOWN, 0);
        ConnectionId second = places.reserve(room, ANN, Role.STUDENT, AddressBlock.UNKNOWN, 0);
        assertThat(second.isNewerThan(first)).isTrue();
        Places anew = new Places(rooms, admissions, lastConnection);
        assertThat(anew.reserve(room, ANN, Role.STUDENT, AddressBlock.UNKNOWN, 0)
                        .isNewerThan(second))
                .isTrue();
    }

    @Test
    void whatNobodyTakesLapsesAndWhatIsTakenStays() {
        ConnectionId ann = places.reserve(room, ANN, Role.STUDENT, AddressBlock.UNKNOWN, 5);
        ConnectionId bob = places.reserve(room, BOB, Role.STUDENT, AddressBlock.UNKNOWN, 6);
        places.take(room, attendance(bob));
        assertThat(isFull()).isTrue();
        places.lapse(4 + LAPSE);
        assertThat(room.isReserved(ann)).isTrue();
        places.lapse(6 + LAPSE);
        assertThat(room.isReserved(ann)).isFalse();
        assertThat(room.connected()).isEqualTo(1);
        assertThat(isFull()).isFalse();
    }

    @Test
    void whoComesTooLateIsTakenAllTheSameAndCounted() {
        ConnectionId bob = places.reserve(room, BOB, Role.STUDENT, AddressBlock.UNKNOWN, 0);
        places.lapse(LAPSE);
        places.take(room, attendance(bob));
        places.reserve(room, ANN, Role.STUDENT, AddressBlock.UNKNOWN, LAPSE);
        assertThat(isFull()).isTrue();
    }

    @Test
    void aPlaceIsFreedOnce() {
        ConnectionId ann = places.reserve(room, ANN, Role.STUDENT, AddressBlock.UNKNOWN, 0);
        places.reserve(room, TEACHER, Role.INSTRUCTOR, AddressBlock.UNKNOWN, 0);
        places.free(room.id(), ann);
        places.free(room.id(), ann);
        places.reserve(room, ANN, Role.STUDENT, AddressBlock.UNKNOWN, 0);
        assertThat(isFull()).isTrue();
    }

    @Test
    void anEndedClassIsForgottenWithItsLastPlace() {
        ConnectionId bob = places.reserve(room, BOB, Role.STUDENT, AddressBlock.UNKNOWN, 0);
        rooms.ended(room.session().ended(room.info().endedAt(NOON)));
        assertThat(rooms.find(room.id())).isSameAs(room);
        places.free(room.id(), bob);
        assertThat(rooms.find(room.id())).isNull();
        places.lapse(LAPSE);
    }

    @Test
    void aStudentGetsThePlaceOfAnInstructorOfWhomNothingIsKnown_I5() {
        TestInbox<SessionEvent> inbox = TestInbox.create();
        AddressBlock elsewhere = new AddressBlock(true, 66);
        UserId invented = new UserId("invented");
        ConnectionId stranger = places.reserve(room, invented, Role.INSTRUCTOR, elsewhere, 0);
        places.take(
                room,
                new Attendance(
                        stranger,
                        invented,
                        Role.INSTRUCTOR,
                        ProtocolVersion.V1,
                        elsewhere,
                        new RecordingFollower(0, Integer.MAX_VALUE),
                        inbox.getRef()));
        places.reserve(room, BOB, Role.STUDENT, AddressBlock.UNKNOWN, 0);
        assertThat(places.canMakeWay(room, ANN, Role.STUDENT, AddressBlock.UNKNOWN))
                .isTrue();
        assertThat(places.canMakeWay(room, invented, Role.INSTRUCTOR, elsewhere))
                .isFalse();

        places.reserve(room, ANN, Role.STUDENT, AddressBlock.UNKNOWN, 0);
        inbox.expectMessage(SessionEvent.GiveWay.INSTANCE);
        assertThat(room.connectionsOf(invented)).isZero();
        assertThat(places.canMakeWay(room, TEACHER, Role.INSTRUCTOR, AddressBlock.UNKNOWN))
                .as("of those who are known")
                .isFalse();
    }

    @Test
    void aStudentGetsThePlaceOfAStrangerInAnotherClassAndAStrangerThatOfNobody_I5() {
        Room other = rooms.add(Lesson.stored(2));
        UserId invented = new UserId("invented");
        places.reserve(room, invented, Role.INSTRUCTOR, AddressBlock.UNKNOWN, 0);
        places.reserve(room, BOB, Role.STUDENT, AddressBlock.UNKNOWN, 0);
        assertThat(places.canMakeWay(other, ANN, Role.STUDENT, AddressBlock.UNKNOWN))
                .isTrue();
        assertThat(places.canMakeWay(other, invented, Role.INSTRUCTOR, AddressBlock.UNKNOWN))
                .isFalse();
    }

    @Test
    void whoComesTooLateLeavesAgainWhereAllPlacesAreTaken_I5() {
        TestInbox<SessionEvent> inbox = TestInbox.create();
        ConnectionId bob = places.reserve(room, BOB, Role.STUDENT, AddressBlock.UNKNOWN, 0);
        places.lapse(LAPSE);
        places.reserve(room, ANN, Role.STUDENT, AddressBlock.UNKNOWN, LAPSE);
        places.reserve(room, TEACHER, Role.INSTRUCTOR, AddressBlock.UNKNOWN, LAPSE);

        places.take(
                room,
                new Attendance(
                        bob,
                        BOB,
                        Role.STUDENT,
                        ProtocolVersion.V1,
                        AddressBlock.UNKNOWN,
                        new RecordingFollower(0, Integer.MAX_VALUE),
                        inbox.getRef()));
        inbox.expectMessage(SessionEvent.GiveWay.INSTANCE);
    }

    private boolean isFull() {
        return admissions
                .refusal(
                        new Room(Lesson.stored(2), new TailBudget(1).share(), 0, unused -> {}),
                        ANN,
                        ProtocolVersion.V2,
                        AddressBlock.UNKNOWN,
                        false,
                        0)
                .isPresent();
    }

    private static Attendance attendance(ConnectionId id) {
        return new Attendance(
                id,
                BOB,
                Role.STUDENT,
                ProtocolVersion.V1,
                AddressBlock.UNKNOWN,
                new RecordingFollower(0, Integer.MAX_VALUE),
                TestInbox.<SessionEvent>create().getRef());
    }
}
