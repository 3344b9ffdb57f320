package switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.ANN;
import static switchboard.store.StoreSamples.BOB;
import static switchboard.store.StoreSamples.TEACHER;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.UserId;
import switchboard.store.people.Device;
import switchboard.store.people.PeopleChange;
import switchboard.store.people.PeopleOutcome;
import switchboard.store.people.PeopleOutcome.NotDone;
import switchboard.store.people.SecretHash;
import switchboard.store.people.Teacher;

/** What every dialect owes whoever says who they are (protocol.md, section 8, People). */
class PeopleContractTest extends DatabaseContract {
    private static final JoinCode CODE = new JoinCode("ABCDEF");
    private static final UserId WEBER = new UserId("weber");
    private static final UserId KLEIN = new UserId("klein");
    private static final DisplayName NAME = new DisplayName("Ms Weber");

    private StoredSession algebra;
    private Instant later;

    @BeforeEach
    void openTheDoor() throws Exception {
        algebra = create(database, session());
        database.write(List.of(new Write.SetJoinCode(algebra.key(), List.of(CODE))));
        later = now.get().plus(Duration.ofDays(7));
    }

    /** A secret of which there is nothing but its hash. */
    private static SecretHash secret(int number) {
        byte[] bytes = new byte[SecretHash.LENGTH];
        Arrays.fill(bytes, (byte) number);
        return new SecretHash(bytes);
    }

    private PeopleOutcome change(PeopleChange change) throws StoreException {
        List<Written> written = database.write(List.of(new Write.ChangePeople(change)));
        return ((Written.PeopleChanged) written.get(0)).outcome();
    }

    private Device letIn(PeopleChange change) throws StoreException {
        return ((PeopleOutcome.LetIn) change(change)).device();
    }

    private static PeopleOutcome nothingVoid() {
        return PeopleOutcome.Changed.NOTHING_VOID;
    }

    private static PeopleOutcome voids(Device... devices) {
        return new PeopleOutcome.Changed(
                Arrays.stream(devices).map(Device::number).toList());
    }

    private PeopleChange accept(int link, boolean setup, UserId user, int device) {
        return new PeopleChange.Accept(secret(link), setup, Optional.of(user), Optional.of(NAME), secret(device));
    }

    private PeopleChange claim(UserId user, int device) {
        return new PeopleChange.Claim(algebra.info().id(), CODE, user, secret(device));
    }

    private PeopleChange reclaim(UserId user, int device) {
        return new PeopleChange.Reclaim(algebra.info().id(), user, secret(device));
    }

    private Device weber() throws StoreException {
        change(new PeopleChange.OfferSetup(secret(1), later));
        return letIn(accept(1, true, WEBER, 2));
    }

    // ---- teachers

    @Test
    void theSetupLinkMakesOneTeacher() throws Exception {
        change(new PeopleChange.OfferSetup(secret(1), later));
        startAgain();
        Device device = letIn(accept(1, true, WEBER, 2));

        assertThat(device.kind()).isEqualTo(Device.Kind.TEACHER);
        assertThat(device.user()).isEqualTo(WEBER);
        assertThat(change(accept(1, true, KLEIN, 3))).isEqualTo(NotDone.UNKNOWN_SECRET);
        assertThat(change(new PeopleChange.OfferSetup(secret(4), later))).isEqualTo(NotDone.TEACHERS_THERE);
        startAgain();
        assertThat(database.people().teachers()).containsExactly(new Teacher(WEBER, NAME, device.madeAt()));
        assertThat(database.people().device(secret(2))).contains(device);
        assertThat(database.people().device(secret(1))).isEmpty();
    }

    @Test
    void ofTwoWhoComeAtOnceOneIsLetIn() throws Exception {
        change(new PeopleChange.OfferSetup(secret(1), later));
        List<Written> written = database.write(List.of(
                new Write.ChangePeople(accept(1, true, WEBER, 2)), new Write.ChangePeople(accept(1, true, KLEIN, 3))));

        assertThat(written.get(1)).isEqualTo(new Written.PeopleChanged(NotDone.UNKNOWN_SECRET));
        assertThat(database.people().teachers()).extracting(Teacher::user).containsExactly(WEBER);
    }

    @Test
    void aNewSetupLinkVoidsTheOneBefore() throws Exception {
        change(new PeopleChange.OfferSetup(secret(1), later));
        change(new PeopleChange.OfferSetup(secret(2), later));

        assertThat(change(accept(1, true, WEBER, 3))).isEqualTo(NotDone.UNKNOWN_SECRET);
        assertThat(letIn(accept(2, true, WEBER, 3)).user()).isEqualTo(WEBER);
    }

    @Test
    void anInviteMakesOneMoreTeacherUntilItExpiresOrIsTakenBack() throws Exception {
        weber();
        change(new PeopleChange.MakeInvite(secret(10), Optional.of(WEBER), Optional.empty(), later));
        change(new PeopleChange.MakeInvite(secret(11), Optional.of(WEBER), Optional.empty(), later));
        change(new PeopleChange.MakeInvite(secret(12), Optional.of(WEBER), Optional.empty(), later));

        assertThat(change(accept(10, true, KLEIN, 20))).as("as a setup link").isEqualTo(NotDone.UNKNOWN_SECRET);
        assertThat(change(accept(10, false, WEBER, 20)))
                .as("somebody else's id")
                .isEqualTo(NotDone.TAKEN);
        assertThat(letIn(accept(10, false, KLEIN, 20)).user()).isEqualTo(KLEIN);
        assertThat(letIn(accept(10, false, KLEIN, 20)).user())
                .as("done once more")
                .isEqualTo(KLEIN);
        assertThat(change(accept(10, false, KLEIN, 21))).isEqualTo(NotDone.UNKNOWN_SECRET);

        long number = database.people().invites().get(0).number();
        assertThat(change(new PeopleChange.TakeBackInvite(number))).isEqualTo(nothingVoid());
        assertThat(change(new PeopleChange.TakeBackInvite(number))).isEqualTo(NotDone.NO_SUCH_INVITE);
        assertThat(change(accept(12, false, ANN, 22))).isEqualTo(NotDone.UNKNOWN_SECRET);
        now.set(later);
        assertThat(change(accept(11, false, ANN, 22))).as("expired").isEqualTo(NotDone.UNKNOWN_SECRET);
    }

    @Test
    void aLinkForATeachersOtherDeviceLetsInNobodyElse() throws Exception {
        weber();
        change(new PeopleChange.MakeInvite(secret(10), Optional.empty(), Optional.of(WEBER), later));

        assertThat(change(accept(10, false, KLEIN, 20))).isEqualTo(NotDone.NOT_THEIRS);
        Device second =
                letIn(new PeopleChange.Accept(secret(10), false, Optional.empty(), Optional.empty(), secret(20)));
        assertThat(second.user()).isEqualTo(WEBER);
        assertThat(change(new PeopleChange.MakeInvite(secret(11), Optional.empty(), Optional.of(KLEIN), later)))
                .isEqualTo(NotDone.NO_SUCH_TEACHER);
        change(new PeopleChange.MakeInvite(secret(12), Optional.empty(), Optional.empty(), later));
        assertThat(change(new PeopleChange.Accept(secret(12), false, Optional.empty(), Optional.empty(), secret(21))))
                .as("it must say who")
                .isEqualTo(NotDone.WHO);
    }

    @Test
    void whoIsLockedOutHasNoDeviceAndNoLink() throws Exception {
        Device device = weber();
        change(new PeopleChange.MakeInvite(secret(10), Optional.of(WEBER), Optional.empty(), later));

        assertThat(change(new PeopleChange.LockOut(KLEIN, true))).isEqualTo(NotDone.NO_SUCH_TEACHER);
        assertThat(change(new PeopleChange.LockOut(WEBER, false))).isEqualTo(voids(device));
        assertThat(database.people().device(secret(2)).orElseThrow().isGood(Instant.EPOCH))
                .isFalse();
        assertThat(database.people().invites()).isEmpty();
        assertThat(database.people().teachers()).hasSize(1);
        assertThat(change(new PeopleChange.LockOut(WEBER, true)))
                .as("the answer before may have been lost")
                .isEqualTo(voids(device));
        assertThat(database.people().teachers()).isEmpty();
    }

    // ---- students

    @Test
    void aNameIsClaimedOnce() throws Exception {
        Device ann = letIn(claim(ANN, 1));
        startAgain();

        assertThat(database.people().device(secret(1))).contains(ann);
        assertThat(ann.session()).contains(algebra.info().id());
        assertThat(change(claim(ANN, 2))).isEqualTo(NotDone.CLAIMED);
        assertThat(letIn(claim(ANN, 1))).as("done once more").isEqualTo(ann);
        assertThat(change(claim(new UserId("stranger"), 3))).isEqualTo(NotDone.NOT_LISTED);
        assertThat(database.people().studentsOf(algebra)).containsExactly(ann);
    }

    @Test
    void nobodyComesInWhileTheDoorIsClosed() throws Exception {
        database.write(List.of(new Write.SetJoinCode(algebra.key(), List.of())));
        assertThat(change(claim(ANN, 1))).isEqualTo(NotDone.DOOR_CLOSED);
    }

    @Test
    void anotherDeviceTakesTheNameByATeachersWord() throws Exception {
        Device first = letIn(claim(ANN, 1));
        PeopleOutcome.LetIn second = (PeopleOutcome.LetIn) change(reclaim(ANN, 2));

        assertThat(second.voided()).containsExactly(first.number());
        assertThat(change(reclaim(ANN, 2))).as("done once more").isEqualTo(second);
        assertThat(database.people().studentsOf(algebra)).containsExactly(second.device());
        assertThat(database.people().device(secret(1)).orElseThrow().voidAt()).isPresent();
        assertThat(database.people().voidSince(Instant.EPOCH))
                .extracting(Device::number)
                .containsExactly(first.number());
    }

    @Test
    void aNameThatIsReleasedMayBeClaimedAnew() throws Exception {
        assertThat(change(new PeopleChange.Release(algebra.info().id(), ANN))).isEqualTo(NotDone.NOT_LISTED);
        Device first = letIn(claim(ANN, 1));
        PeopleChange release = new PeopleChange.Release(algebra.info().id(), ANN);

        assertThat(change(release)).isEqualTo(voids(first));
        assertThat(change(release)).as("done once more").isEqualTo(voids(first));
        assertThat(letIn(claim(ANN, 2)).number()).isGreaterThan(first.number());
    }

    @Test
    void whoHasACardHasTheirName() throws Exception {
        PeopleChange cards =
                new PeopleChange.MakeCards(algebra.info().id(), Map.of(ANN, secret(1), new UserId("x"), secret(9)));
        assertThat(change(cards)).isEqualTo(nothingVoid());
        Device card = database.people().device(secret(1)).orElseThrow();

        assertThat(card.kind()).isEqualTo(Device.Kind.CARD);
        assertThat(card.teacher()).contains(TEACHER);
        assertThat(database.people().device(secret(9))).as("not in the list").isEmpty();
        assertThat(change(claim(ANN, 2))).isEqualTo(NotDone.CLAIMED);
        assertThat(letIn(claim(BOB, 3)).user()).isEqualTo(BOB);
        assertThat(change(cards)).as("done once more").isEqualTo(nothingVoid());
        assertThat(change(new PeopleChange.MakeCards(algebra.info().id(), Map.of(ANN, secret(4)))))
                .as("new cards")
                .isEqualTo(voids(card));
        assertThat(change(new PeopleChange.Release(algebra.info().id(), ANN)))
                .isInstanceOf(PeopleOutcome.Changed.class);
        assertThat(database.people().device(secret(4)).orElseThrow().voidAt()).isPresent();
    }

    @Test
    void aDeviceIsForgottenAndACardIsNot() throws Exception {
        Device bob = letIn(claim(BOB, 1));
        change(new PeopleChange.MakeCards(algebra.info().id(), Map.of(ANN, secret(2))));
        Device card = database.people().device(secret(2)).orElseThrow();

        assertThat(change(new PeopleChange.Forget(bob.number()))).isEqualTo(voids(bob));
        assertThat(change(new PeopleChange.Forget(card.number()))).isEqualTo(nothingVoid());
        assertThat(change(new PeopleChange.Forget(99))).isEqualTo(nothingVoid());
        assertThat(database.people().studentsOf(algebra)).containsExactly(card);
    }

    @Test
    void whatNobodyUsesIsDeletedInTime() throws Exception {
        letIn(claim(ANN, 1));
        Device bob = letIn(claim(BOB, 2));
        now.set(later);
        change(new PeopleChange.Use(bob.number()));
        change(new PeopleChange.Tidy(NOW, NOW.plusSeconds(1), NOW));

        assertThat(database.people().device(secret(1))).isEmpty();
        assertThat(database.people().device(secret(2)).orElseThrow().isGood(NOW.plusSeconds(1)))
                .isTrue();
    }
}
