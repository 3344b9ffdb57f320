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
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.Subscriber;
import switchboard.session.api.TailBudget;

class SessionEntryTest {
    private final ActiveSessionQuota active = new ActiveSessionQuota(100);
    private final SessionMemoryBudget budget = new SessionMemoryBudget(1 << 20, 8);
    private final SessionRegistry registry = new SessionRegistry(active, new TailBudget(1 << 20), budget);
    private final SessionEntry entry = registry.add(Lesson.stored(1));
    private final TestInbox<SessionProtocol.Command> actor = TestInbox.create();

    @Test
    void replacedConnectionsCountNowhere_I6() {
        take(1, ANN, Role.STUDENT);
        take(2, ANN, Role.STUDENT);
        take(3, TEACHER, Role.INSTRUCTOR);
        assertThat(entry.connected()).isEqualTo(2);
        assertThat(entry.connectedOrReserved()).isEqualTo(2);
        assertThat(entry.connected(Role.STUDENT)).isEqualTo(1);
        assertThat(entry.slotsOf(ANN)).as("but they are open").isEqualTo(2);
        assertThat(entry.freeSlot(new ConnectionId(1)))
                .as("late end of the old one")
                .isTrue();
        assertThat(entry.connected(Role.STUDENT)).isEqualTo(1);
        assertThat(entry.freeSlot(new ConnectionId(1))).isFalse();
        assertThat(entry.freeSlot(new ConnectionId(2))).isTrue();
        assertThat(entry.connected()).isEqualTo(1);
        assertThat(entry.slotsOf(ANN)).isZero();
    }

    @Test
    void aReservationIsASlotUntilItIsUsedOrFreed() {
        entry.reserveSlot(new ConnectionId(1), ANN, Role.STUDENT);
        entry.reserveSlot(new ConnectionId(2), BOB, Role.STUDENT);
        assertThat(entry.connectedOrReserved()).isEqualTo(2);
        assertThat(entry.connected()).isZero();
        assertThat(entry.takeSlot(subscriber(1, ANN, Role.STUDENT))).isTrue();
        assertThat(entry.isReserved(new ConnectionId(1))).isFalse();
        assertThat(entry.isReserved(new ConnectionId(2))).isTrue();
        assertThat(entry.connectedOrReserved()).isEqualTo(2);
        entry.freeSlot(new ConnectionId(2));
        assertThat(entry.connectedOrReserved()).isEqualTo(1);
        assertThat(entry.takeSlot(subscriber(2, BOB, Role.STUDENT)))
                .as("it had expired")
                .isFalse();
        assertThat(entry.connectedOrReserved()).isEqualTo(2);
    }

    @Test
    void requestsThatWaitForTheNextActorAreAnsweredIfThereWillBeNone_I8() {
        TestInbox<HubProtocol.ParticipantsReply> answer = TestInbox.create();
        entry.forward(new ConnectionId(1), join(1, ANN));
        entry.forward(new SessionProtocol.GetParticipants(null, answer.getRef()));
        entry.failKept();
        assertThat(answer.receiveMessage()).isEqualTo(new HubProtocol.NotDone(HubProtocol.FULL));
        assertThat(entry.hasKept()).isFalse();
    }

    @Test
    void joinsWaitForTheNextActorOncePerConnection() {
        entry.forward(new ConnectionId(1), join(1, ANN));
        entry.forward(new ConnectionId(1), join(1, ANN));
        entry.forward(new ConnectionId(2), join(2, BOB));
        assertThat(entry.hasKept()).isTrue();
        entry.actorStarted(actor.getRef(), 0, 0);
        entry.forwardKept();
        assertThat(actor.getAllReceived()).hasSize(2);
        assertThat(entry.forwards()).isEqualTo(2);
        entry.actorStopping();
        entry.forward(new ConnectionId(3), join(3, TEACHER));
        assertThat(actor.getAllReceived()).as("it was told to stop").isEmpty();
        assertThat(entry.actorGone()).isTrue();
        assertThat(entry.hasKept()).isTrue();
    }

    @Test
    void theJoinOfAConnectionThatIsGoneIsNotKept() {
        take(1, ANN, Role.STUDENT);
        entry.forward(new ConnectionId(1), join(1, ANN));
        entry.freeSlot(new ConnectionId(1));
        assertThat(entry.hasKept()).isFalse();
    }

    /** A session that failed now and then for days started again after 6.4 s each time. */
    @Test
    void aFailureLongAfterTheLastOneIsTheFirstAgain() {
        long minute = Duration.ofSeconds(60).toNanos();
        entry.actorStarted(actor.getRef(), 0, 0);
        assertThat(entry.countFailure(1)).isEqualTo(1);
        entry.actorStarted(actor.getRef(), 0, 2);
        assertThat(entry.countFailure(3)).isEqualTo(2);
        entry.actorStarted(actor.getRef(), 0, 4);
        assertThat(entry.countFailure(5 + minute)).isEqualTo(1);
    }

    @Test
    void aSessionIsForgottenOnceNobodyIsThereAndCountsAsActiveUntilItHasEnded() {
        active.areActive(List.of(entry.session().number()));
        take(1, ANN, Role.STUDENT);
        entry.actorStarted(actor.getRef(), 0, 0);
        entry.freeSlot(new ConnectionId(1));
        assertThat(registry.find(entry.id())).as("it has an actor").isSameAs(entry);
        assertThat(budget.allows(TEACHER, 1 << 20)).as("all is left").isFalse();
        entry.actorStopping();
        entry.actorGone();
        assertThat(registry.find(entry.id())).isNull();
        assertThat(budget.allows(TEACHER, 1 << 20)).as("all is left").isTrue();
        assertThat(active.count()).isEqualTo(1);
        registry.ended(entry.session().number(), entry.info().endedAt(Lesson.NOON));
        assertThat(active.count()).isZero();
    }

    @Test
    void aSessionThatIsKnownIsNotOverwritten() {
        assertThat(registry.add(entry.session())).isSameAs(entry);
        assertThat(registry.find(entry.id())).isSameAs(entry);
    }

    private void take(long id, UserId user, Role role) {
        entry.reserveSlot(new ConnectionId(id), user, role);
        entry.takeSlot(subscriber(id, user, role));
    }

    private static SessionProtocol.Join join(long id, UserId user) {
        return new SessionProtocol.Join(subscriber(id, user, Role.STUDENT));
    }

    private static Subscriber subscriber(long id, UserId user, Role role) {
        return new Subscriber(
                new ConnectionId(id),
                user,
                role,
                ProtocolVersion.V1,
                AddressBlock.UNKNOWN,
                new RecordingFollower(0, Integer.MAX_VALUE),
                TestInbox.<SessionEvent>create().getRef(),
                null);
    }
}
