package switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.UserId;

class RosterChangeTest {
    private static final UserId ANN = new UserId("ann");
    private static final UserId BOB = new UserId("bob");
    private static final UserId CAT = new UserId("cat");
    private static final DisplayName ANNA = new DisplayName("Anna");
    private static final DisplayName BOBBY = new DisplayName("Bobby");

    private static SessionInfo session(List<UserId> students, Map<UserId, DisplayName> names) {
        return new SessionInfo(
                new SessionId(new UUID(7, 7)),
                new SessionName("Maths"),
                new UserId("teacher"),
                students,
                names,
                Instant.EPOCH,
                null);
    }

    @Test
    void addsAtTheEndAndSetsTheNamesThatAreGiven() {
        SessionInfo before = session(List.of(ANN, BOB), Map.of(ANN, ANNA));

        assertThat(new RosterChange.Add(List.of(CAT, ANN), Map.of(BOB, BOBBY), 3).applyTo(before))
                .isEqualTo(new RosterChange.Changed(session(List.of(ANN, BOB, CAT), Map.of(ANN, ANNA, BOB, BOBBY))));
    }

    @Test
    void changesNothingTheSecondTime() {
        RosterChange add = new RosterChange.Add(List.of(CAT), Map.of(CAT, BOBBY), 3);
        SessionInfo once = ((RosterChange.Changed) add.applyTo(session(List.of(ANN), Map.of()))).session();

        assertThat(add.applyTo(once)).isEqualTo(new RosterChange.Changed(once));
    }

    @Test
    void refusesMoreThanThereMayBe() {
        SessionInfo full = session(List.of(ANN, BOB), Map.of());

        assertThat(new RosterChange.Add(List.of(CAT), Map.of(), 2).applyTo(full))
                .isEqualTo(RosterChange.TooManyStudents.INSTANCE);
        // A limit that was lowered since then keeps nobody from being named.
        assertThat(new RosterChange.Add(List.of(ANN), Map.of(ANN, ANNA), 1).applyTo(full))
                .isEqualTo(new RosterChange.Changed(session(List.of(ANN, BOB), Map.of(ANN, ANNA))));
    }

    @Test
    void removesTheStudentAndTheName() {
        SessionInfo before = session(List.of(ANN, BOB), Map.of(ANN, ANNA, BOB, BOBBY));

        assertThat(new RosterChange.Remove(ANN).applyTo(before))
                .isEqualTo(new RosterChange.Changed(session(List.of(BOB), Map.of(BOB, BOBBY))));
    }

    @Test
    void removesNeitherWhoIsNotThereNorTheLast() {
        SessionInfo before = session(List.of(ANN), Map.of());

        assertThat(new RosterChange.Remove(CAT).applyTo(before)).isEqualTo(RosterChange.NotInList.INSTANCE);
        assertThat(new RosterChange.Remove(ANN).applyTo(before)).isEqualTo(RosterChange.NobodyLeft.INSTANCE);
    }
}
