package switchboard.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.TEACHER;
import static switchboard.testing.Records.set;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.Lesson;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.TailBudget;
import switchboard.testing.Records;

class AdmissionsTest {
    private static final long SECOND = 1_000_000_000L;

    private final TailBudget budget = new TailBudget(1 << 20);
    private final SessionEntry entry = new SessionEntry(Lesson.stored(1), budget.share(), 0, unused -> {});
    private long nextConnection = 1;

    @Test
    void refusesBeyondTheConnectionsOfTheServer() {
        Admissions admissions = admissions(2, 10, 100, 100, 5);
        admissions.opened();
        admissions.opened();
        assertRefused(ask(admissions, ANN, 0), 1_000);
        admissions.closed();
        assertThat(ask(admissions, ANN, 0)).isEmpty();
    }

    @Test
    void refusesBeyondTheConnectionsOfTheSession() {
        Admissions admissions = admissions(10, 2, 100, 100, 5);
        reserve(ANN);
        reserve(BOB);
        assertRefused(ask(admissions, TEACHER, 0), 1_000);
    }

    @Test
    void refusesBeyondTheJoinsOfOneSecondSliding() {
        Admissions admissions = admissions(10, 10, 2, 100, 5);
        assertThat(ask(admissions, ANN, 0)).isEmpty();
        assertThat(ask(admissions, BOB, SECOND / 2)).isEmpty();
        assertRefused(ask(admissions, TEACHER, SECOND - 1), 1_000);
        assertThat(ask(admissions, TEACHER, SECOND)).isEmpty();
        assertRefused(ask(admissions, TEACHER, SECOND), 1_000);
    }

    @Test
    void letsAUserJoinASessionSoOftenInAMinuteAndSaysWhenAgain() {
        Admissions admissions = admissions(10, 10, 1_000, 300, 5);
        for (int i = 0; i < 300; i++) {
            assertThat(ask(admissions, ANN, i)).isEmpty();
        }
        assertRefused(ask(admissions, ANN, SECOND), 59_000);
        assertThat(ask(admissions, BOB, SECOND)).as("others may").isEmpty();
        assertThat(ask(admissions, ANN, 60 * SECOND)).isEmpty();
    }

    /** I5: ids that were never seen before come as fast as joins are let in. */
    @Test
    void forgetsWhoHasNotJoinedForAWindowWhoeverElseJoins() {
        Admissions admissions = admissions(10, 10, 1_000, 2, 5);
        for (int i = 0; i < 500; i++) {
            assertThat(ask(admissions, new UserId("i-" + i), i)).isEmpty();
        }
        assertThat(ask(admissions, ANN, 10)).isEmpty();
        assertThat(ask(admissions, ANN, 30 * SECOND)).isEmpty();
        assertThat(ask(admissions, BOB, 30 * SECOND)).isEmpty();
        admissions.expireIdle(60 * SECOND + 250);
        assertThat(admissions.joiners())
                .as("of the 500, those that came later, and two")
                .isEqualTo(249 + 2);
        admissions.expireIdle(61 * SECOND);
        assertThat(admissions.joiners()).isEqualTo(2);
        assertThat(ask(admissions, ANN, 61 * SECOND)).as("one of two is old").isEmpty();
        assertRefused(ask(admissions, ANN, 61 * SECOND), 29_000);
        admissions.expireIdle(121 * SECOND);
        assertThat(admissions.joiners()).isZero();
    }

    @Test
    void letsAUserLeaveTwentyReplacedVersion1ConnectionsOpen() {
        Admissions admissions = admissions(1_000, 1_000, 1_000, 300, 20);
        for (int i = 0; i < 21; i++) {
            assertThat(ask(admissions, ANN, 0)).as("connection " + i).isEmpty();
            reserve(ANN);
        }
        assertRefused(ask(admissions, ANN, 0), 60_000);
        assertThat(admissions.refusal(entry, ANN, ProtocolVersion.V2, AddressBlock.UNKNOWN, false, 0))
                .as("version 2 closes the ones that it replaces")
                .isEmpty();
        assertThat(ask(admissions, BOB, 0)).isEmpty();
    }

    private Admissions admissions(int server, int session, int perSecond, int perUser, int replaced) {
        return new Admissions(Records.with(
                Lesson.HUB,
                set("maxActive", 10),
                set("inUseBytes", 1 << 20),
                set("maxStudents", 10),
                set("maxPending", 10),
                set("maxConnections", server),
                set("maxConnectionsPerSession", session),
                set("joinsPerSecond", perSecond),
                set("joinsPerUser", perUser),
                set("maxReplaced", replaced),
                set("createsPerMinute", 10)));
    }

    private void reserve(UserId user) {
        entry.reserveSlot(new ConnectionId(nextConnection++), user, Role.STUDENT);
    }

    private Optional<Refused> ask(Admissions admissions, UserId user, long now) {
        return admissions.refusal(entry, user, ProtocolVersion.V1, AddressBlock.UNKNOWN, false, now);
    }

    private static void assertRefused(Optional<Refused> refused, long retryAfterMs) {
        assertThat(refused).isPresent();
        assertThat(refused.get().refusal()).isEqualTo(Refusal.UNAVAILABLE);
        assertThat(refused.get().details()).containsEntry("retry_after_ms", retryAfterMs);
    }
}
