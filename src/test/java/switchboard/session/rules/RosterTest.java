package switchboard.session.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.CAT;
import static switchboard.session.Lesson.NOON;
import static switchboard.session.Lesson.NOT_ENROLLED;
import static switchboard.session.Lesson.TEACHER;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.Lesson;
import switchboard.session.OneHashCode;
import switchboard.session.RecordingFollower;
import switchboard.store.FirstJoin;
import switchboard.store.Joiner;
import switchboard.store.StoreSamples;

class RosterTest {
    private static final AddressBlock CROWD = new AddressBlock(true, 1);
    private static final AddressBlock SCHOOL = new AddressBlock(true, 2);
    private static final AddressBlock HOME = new AddressBlock(true, 3);

    private long written;
    private final List<Set<UserId>> full = new ArrayList<>();
    private final Roster roster = new Roster(Lesson.session(ANN, BOB), 3, full::add);

    // ---- a list of students that changes

    @Test
    void studentsComeAtTheEndAndGoFromWhereTheyStand() {
        comes("i-1");
        roster.enrol(Lesson.session(BOB, CAT));
        assertThat(names()).isEqualTo("[-bob,+i-1,-cat]");
        assertThat(roster.toForget()).containsExactly(new Joiner(ANN, Role.STUDENT));
        roster.enrol(Lesson.session(BOB, CAT, ANN));
        assertThat(names()).isEqualTo("[-bob,+i-1,-cat,-ann]");
        assertThat(roster.toForget()).isEmpty();
    }

    @Test
    void joinsOfStudentsWhoAreNotInTheListAnyMoreAreForgotten() {
        roster.load(List.of(StoreSamples.firstJoin(CAT, Role.STUDENT, Lesson.NOON)));
        assertThat(names()).isEqualTo("[-ann,-bob]");
        assertThat(roster.toForget()).containsExactly(new Joiner(CAT, Role.STUDENT));
    }

    @Test
    void aLargeListKeepsItsPiecesInOrder() {
        List<UserId> students =
                IntStream.range(0, 100).mapToObj(i -> new UserId("s-" + i)).toList();
        Roster large = new Roster(Lesson.session(students), 3, full::add);
        large.json();
        List<UserId> odd =
                students.stream().filter(id -> id.value().matches(".*[13579]")).toList();

        large.enrol(Lesson.session(odd));

        assertThat(large.json().toString())
                .isEqualTo(new Roster(Lesson.session(odd), 3, full::add).json().toString());
    }

    // ---- instructors, whom anybody may call themselves

    @Test
    void whoCameAndWentGivesWayToWhoComesAndWhoJoinedFirstGoesFirst_I5() {
        for (int i = 0; i < 1_000; i++) {
            comesAndGoes("i-" + i);
        }
        assertThat(names()).isEqualTo("[-ann,-bob,-i-997,-i-998,-i-999]");
        assertThat(roster.toForget()).hasSize(997);
        assertThat(roster.unnoted()).hasSize(3);
        assertThat(full).isEmpty();
    }

    @Test
    void whoIsThereOrCreatedTheSessionStays() {
        comesAndGoes("teacher");
        comes("i-1");
        comes("i-2");
        assertThat(roster.hasSlotFor(NOT_ENROLLED, Role.INSTRUCTOR)).isFalse();
        assertThat(roster.hasSlotFor(TEACHER, Role.INSTRUCTOR)).isTrue();
        assertThat(roster.hasSlotFor(new UserId("i-2"), Role.INSTRUCTOR)).isTrue();
        assertThat(roster.hasSlotFor(NOT_ENROLLED, Role.STUDENT)).isTrue();
        goes("i-1");
        assertThat(roster.hasSlotFor(NOT_ENROLLED, Role.INSTRUCTOR)).isTrue();
        comes("not-enrolled");
        assertThat(names()).isEqualTo("[-ann,-bob,-teacher,+i-2,+not-enrolled]");
        assertThat(full)
                .containsExactly(
                        Set.of(TEACHER, new UserId("i-1"), new UserId("i-2")),
                        Set.of(),
                        Set.of(TEACHER, NOT_ENROLLED, new UserId("i-2")));
    }

    /** So many invented ids kept every new co-teacher out for as long as the session was there. */
    @Test
    void whoHasWrittenAndIsNotThereKeepsNobodyOut_I5() {
        for (int i = 0; i < 3; i++) {
            writes("i-" + i);
        }
        assertThat(roster.hasSlotFor(NOT_ENROLLED, Role.INSTRUCTOR)).isTrue();
        comes("not-enrolled", SCHOOL);
        assertThat(names()).isEqualTo("[-ann,-bob,-i-0,-i-1,+not-enrolled]");
        assertThat(roster.toForget()).containsExactly(instructor("i-2"));
        assertThat(full).isEmpty();
    }

    @Test
    void whoHasWrittenNothingGoesBeforeWhoHas() {
        writes("i-1");
        comesAndGoes("i-2");
        writes("i-3");
        comes("i-4");
        assertThat(names()).isEqualTo("[-ann,-bob,-i-1,-i-3,+i-4]");
    }

    @Test
    void ofThoseTheAddressGoesFirstThatHasMostSlotsAndMakesWayForItsNextOneItself_I5() {
        writes("carl", SCHOOL);
        writes("i-1");
        writes("i-2");
        comesAndGoes("dora", HOME);
        assertThat(names()).as("the crowd had two").isEqualTo("[-ann,-bob,-carl,-i-1,-dora]");
        roster.wrote(new UserId("dora"), 4);
        for (int i = 3; i < 1_000; i++) {
            writes("i-" + i);
        }
        assertThat(names()).isEqualTo("[-ann,-bob,-carl,-dora,-i-999]");
    }

    @Test
    void ofOneAddressWhoBeganToWriteLastGoesFirst() {
        writes("i-1");
        writes("i-2");
        writes("i-3");
        roster.wrote(new UserId("i-2"), 100);
        comes("i-4");
        assertThat(names()).isEqualTo("[-ann,-bob,-i-1,-i-2,+i-4]");
    }

    @Test
    void ofWhomOnlyTheStoreKnowsNobodySharesAnAddress_I5() {
        roster.load(List.of(join("carl", 1, 7), join("dora", 2, 8), join("emil", 3, 0)));
        for (int i = 0; i < 1_000; i++) {
            writes("i-" + i);
        }
        assertThat(names()).isEqualTo("[-ann,-bob,-carl,-dora,-i-999]");
    }

    /** By REST, before the first join. */
    @Test
    void theNoteOfTheJoinTellsWhoHasWrittenBefore() {
        comesAndGoes("i-1");
        comesAndGoes("i-2");
        comesAndGoes("i-3");
        roster.noted(List.of(join("i-1", 1, 5)));
        comes("i-4");
        assertThat(names()).isEqualTo("[-ann,-bob,-i-1,-i-3,+i-4]");
    }

    @Test
    void theCreatorComesThoughAllSlotsAreTakenAndWhoSlippedInIsLetGoLater() {
        for (String id : List.of("i-1", "i-2", "i-3", "teacher", "i-4")) {
            comes(id);
        }
        assertThat(names()).isEqualTo("[-ann,-bob,+i-1,+i-2,+i-3,+teacher,+i-4]");
        for (String id : List.of("i-1", "i-2", "i-3", "i-4")) {
            goes(id);
        }
        comes("i-5");
        assertThat(names()).isEqualTo("[-ann,-bob,+teacher,-i-4,+i-5]");
    }

    @Test
    void ofTooManyInTheStoreThoseWhoHaveWrittenAreKeptAndThenWhoJoinedLastAndTheOthersForgotten_I5() {
        List<FirstJoin> joins = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            joins.add(0, join("i-" + i, i, i == 3 ? 1 : 0));
        }
        joins.add(StoreSamples.firstJoin(TEACHER, Role.INSTRUCTOR, NOON.minusSeconds(1)));
        joins.add(StoreSamples.firstJoin(ANN, Role.STUDENT, NOON));
        roster.load(joins);
        assertThat(names()).isEqualTo("[-ann,-bob,-teacher,-i-3,-i-9]");
        assertThat(roster.toForget()).hasSize(8).contains(instructor("i-0"), instructor("i-8"));
        roster.forgotten(roster.toForget());
        assertThat(roster.toForget()).isEmpty();
        assertThat(roster.unnoted()).isEmpty();
    }

    @Test
    void whoComesBackIsNotForgottenAndWhoIsNotedTooLateDoesNotComeBack() {
        for (int i = 0; i < 4; i++) {
            comesAndGoes("i-" + i);
        }
        assertThat(roster.toForget()).containsExactly(instructor("i-0"));
        roster.noted(List.of(StoreSamples.firstJoin(new UserId("i-0"), Role.INSTRUCTOR, NOON)));
        assertThat(names()).doesNotContain("i-0");
        comes("i-0");
        assertThat(roster.toForget()).containsExactly(instructor("i-1"));
        assertThat(roster.unnoted()).contains(instructor("i-0"));
    }

    // ---- the list, in pieces

    @Test
    void onlyThePieceIsMadeAnewInWhichSomethingHasChanged() {
        List<UserId> students =
                IntStream.range(0, 2_000).mapToObj(i -> new UserId("s-" + i)).toList();
        Roster large = new Roster(Lesson.session(students), 250, instructors -> {});
        JsonPieces before = large.json();
        assertThat(large.json().pieces()).as("nothing has changed").isEqualTo(before.pieces());
        large.came(new Joiner(new UserId("s-1000"), Role.STUDENT), CROWD);
        large.came(new Joiner(TEACHER, Role.INSTRUCTOR), CROWD);
        JsonPieces after = large.json();
        assertThat(after.pieces().stream().filter(piece -> !before.pieces().contains(piece)))
                .hasSize(2);
        assertThat(RecordingFollower.online(after)).containsExactly("s-1000", "teacher");
        assertThat(RecordingFollower.names(after).split(",")).hasSize(2_001);
        assertThat(RecordingFollower.online(before)).as("never changes").isEmpty();
    }

    /** Hash maps were searched one by one where all ids had one hash code: this took minutes. */
    @Test
    void idsOfOneHashCodeAreNoMoreWorkThanOthers() {
        List<UserId> students = OneHashCode.ids(1 << 15);
        Roster large = new Roster(Lesson.session(students), 250, instructors -> {});
        for (UserId student : students) {
            large.came(new Joiner(student, Role.STUDENT), CROWD);
        }
        assertThat(large.online()).hasSize(1 << 15);
    }

    private void writes(String instructor) {
        writes(instructor, CROWD);
    }

    private void writes(String instructor, AddressBlock client) {
        comesAndGoes(instructor, client);
        roster.wrote(new UserId(instructor), ++written);
    }

    private void comesAndGoes(String instructor) {
        comesAndGoes(instructor, CROWD);
    }

    private void comesAndGoes(String instructor, AddressBlock client) {
        comes(instructor, client);
        goes(instructor);
    }

    private void comes(String instructor) {
        comes(instructor, CROWD);
    }

    private void comes(String instructor, AddressBlock client) {
        roster.came(instructor(instructor), client);
    }

    private void goes(String instructor) {
        roster.gone(instructor(instructor));
    }

    private static FirstJoin join(String instructor, int second, long firstSeq) {
        return new FirstJoin(new UserId(instructor), Role.INSTRUCTOR, NOON.plusSeconds(second), firstSeq);
    }

    private static Joiner instructor(String id) {
        return new Joiner(new UserId(id), Role.INSTRUCTOR);
    }

    private String names() {
        return RecordingFollower.names(roster.json());
    }
}
