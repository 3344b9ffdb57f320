package switchboard.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.NOON;
import static switchboard.session.Lesson.TEACHER;
import static switchboard.testing.Records.set;

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
import switchboard.session.api.ConnectionId;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.Subscriber;
import switchboard.session.api.TailBudget;
import switchboard.testing.Records;

class ReservationsTest {
    private static final long EXPIRY = Duration.ofSeconds(20).toNanos();

    private final SessionRegistry registry = new SessionRegistry(
            new ActiveSessionQuota(100), new TailBudget(1 << 20), new SessionMemoryBudget(1 << 20, 8));
    private final SessionEntry entry = registry.add(Lesson.stored(1));
    private final AtomicLong lastConnection = new AtomicLong(7);
    /** For two connections. */
    private final Admissions admissions = new Admissions(Records.with(
            Lesson.HUB,
            set("maxActive", 10),
            set("inUseBytes", 1 << 20),
            set("maxStudents", 10),
            set("maxPending", 10),
            set("maxConnections", 2),
            set("maxConnectionsPerSession", 2),
            set("joinsPerSecond", 100),
            set("joinsPerUser", 100),
            set("maxReplaced", 5),
            set("createsPerMinute", 10)));

    private final Reservations reservations = new Reservations(registry, admissions, lastConnection);

    @Test
    void numbersGoOnRisingAcrossHubs_I6() {
        ConnectionId first = reservations.reserve(entry, ANN, Role.STUDENT, AddressBlock.UNKNOWN, 0);
        ConnectionId second = reservations.reserve(entry, ANN, Role.STUDENT, AddressBlock.UNKNOWN, 0);
        assertThat(second.replaces(first)).isTrue();
        Reservations anew = new Reservations(registry, admissions, lastConnection);
        assertThat(anew.reserve(entry, ANN, Role.STUDENT, AddressBlock.UNKNOWN, 0)
                        .replaces(second))
                .isTrue();
    }

    @Test
    void whatNobodyTakesExpiresAndWhatIsTakenStays() {
        ConnectionId ann = reservations.reserve(entry, ANN, Role.STUDENT, AddressBlock.UNKNOWN, 5);
        ConnectionId bob = reservations.reserve(entry, BOB, Role.STUDENT, AddressBlock.UNKNOWN, 6);
        reservations.take(entry, subscriber(bob));
        assertThat(isFull()).isTrue();
        reservations.expire(4 + EXPIRY);
        assertThat(entry.isReserved(ann)).isTrue();
        reservations.expire(6 + EXPIRY);
        assertThat(entry.isReserved(ann)).isFalse();
        assertThat(entry.connected()).isEqualTo(1);
        assertThat(isFull()).isFalse();
    }

    @Test
    void whoComesTooLateIsTakenAllTheSameAndCounted() {
        ConnectionId bob = reservations.reserve(entry, BOB, Role.STUDENT, AddressBlock.UNKNOWN, 0);
        reservations.expire(EXPIRY);
        reservations.take(entry, subscriber(bob));
        reservations.reserve(entry, ANN, Role.STUDENT, AddressBlock.UNKNOWN, EXPIRY);
        assertThat(isFull()).isTrue();
    }

    @Test
    void aSlotIsFreedOnce() {
        ConnectionId ann = reservations.reserve(entry, ANN, Role.STUDENT, AddressBlock.UNKNOWN, 0);
        reservations.reserve(entry, TEACHER, Role.INSTRUCTOR, AddressBlock.UNKNOWN, 0);
        reservations.free(entry.id(), ann);
        reservations.free(entry.id(), ann);
        reservations.reserve(entry, ANN, Role.STUDENT, AddressBlock.UNKNOWN, 0);
        assertThat(isFull()).isTrue();
    }

    @Test
    void anEndedSessionIsForgottenWithItsLastSlot() {
        ConnectionId bob = reservations.reserve(entry, BOB, Role.STUDENT, AddressBlock.UNKNOWN, 0);
        registry.ended(entry.session().number(), entry.info().endedAt(NOON));
        assertThat(registry.find(entry.id())).isSameAs(entry);
        reservations.free(entry.id(), bob);
        assertThat(registry.find(entry.id())).isNull();
        reservations.expire(EXPIRY);
    }

    @Test
    void aStudentGetsTheSlotOfAnInstructorOfWhomNothingIsKnown_I5() {
        TestInbox<SessionEvent> inbox = TestInbox.create();
        AddressBlock elsewhere = new AddressBlock(true, 66);
        UserId invented = new UserId("invented");
        ConnectionId notEnrolled = reservations.reserve(entry, invented, Role.INSTRUCTOR, elsewhere, 0);
        reservations.take(
                entry,
                new Subscriber(
                        notEnrolled,
                        invented,
                        Role.INSTRUCTOR,
                        ProtocolVersion.V1,
                        elsewhere,
                        new RecordingFollower(0, Integer.MAX_VALUE),
                        inbox.getRef(),
                        null));
        reservations.reserve(entry, BOB, Role.STUDENT, AddressBlock.UNKNOWN, 0);
        assertThat(reservations.canMakeWay(entry, ANN, Role.STUDENT, AddressBlock.UNKNOWN))
                .isTrue();
        assertThat(reservations.canMakeWay(entry, invented, Role.INSTRUCTOR, elsewhere))
                .isFalse();

        reservations.reserve(entry, ANN, Role.STUDENT, AddressBlock.UNKNOWN, 0);
        inbox.expectMessage(SessionEvent.GiveWay.INSTANCE);
        assertThat(entry.slotsOf(invented)).isZero();
        assertThat(reservations.canMakeWay(entry, TEACHER, Role.INSTRUCTOR, AddressBlock.UNKNOWN))
                .as("of those who are known")
                .isFalse();
    }

    @Test
    void aStudentGetsTheSlotOfAnUnknownUserInAnotherSessionAndAnUnknownUserThatOfNobody_I5() {
        SessionEntry other = registry.add(Lesson.stored(2));
        UserId invented = new UserId("invented");
        reservations.reserve(entry, invented, Role.INSTRUCTOR, AddressBlock.UNKNOWN, 0);
        reservations.reserve(entry, BOB, Role.STUDENT, AddressBlock.UNKNOWN, 0);
        assertThat(reservations.canMakeWay(other, ANN, Role.STUDENT, AddressBlock.UNKNOWN))
                .isTrue();
        assertThat(reservations.canMakeWay(other, invented, Role.INSTRUCTOR, AddressBlock.UNKNOWN))
                .isFalse();
    }

    @Test
    void whoComesTooLateLeavesAgainWhereAllSlotsAreTaken_I5() {
        TestInbox<SessionEvent> inbox = TestInbox.create();
        ConnectionId bob = reservations.reserve(entry, BOB, Role.STUDENT, AddressBlock.UNKNOWN, 0);
        reservations.expire(EXPIRY);
        reservations.reserve(entry, ANN, Role.STUDENT, AddressBlock.UNKNOWN, EXPIRY);
        reservations.reserve(entry, TEACHER, Role.INSTRUCTOR, AddressBlock.UNKNOWN, EXPIRY);

        reservations.take(
                entry,
                new Subscriber(
                        bob,
                        BOB,
                        Role.STUDENT,
                        ProtocolVersion.V1,
                        AddressBlock.UNKNOWN,
                        new RecordingFollower(0, Integer.MAX_VALUE),
                        inbox.getRef(),
                        null));
        inbox.expectMessage(SessionEvent.GiveWay.INSTANCE);
    }

    private boolean isFull() {
        return admissions
                .refusal(
                        new SessionEntry(Lesson.stored(2), new TailBudget(1).share(), 0, unused -> {}),
                        ANN,
                        ProtocolVersion.V2,
                        AddressBlock.UNKNOWN,
                        false,
                        0)
                .isPresent();
    }

    private static Subscriber subscriber(ConnectionId id) {
        return new Subscriber(
                id,
                BOB,
                Role.STUDENT,
                ProtocolVersion.V1,
                AddressBlock.UNKNOWN,
                new RecordingFollower(0, Integer.MAX_VALUE),
                TestInbox.<SessionEvent>create().getRef(),
                null);
    }
}
