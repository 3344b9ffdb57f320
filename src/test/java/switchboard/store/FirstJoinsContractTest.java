package switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.ANN;
import static switchboard.store.StoreSamples.BOB;
import static switchboard.store.StoreSamples.TEACHER;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.message;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;

/** Who joined when for the first time is kept, whatever comes later. */
class FirstJoinsContractTest extends DatabaseContract {
    private static final UserId ZOE = new UserId("zoe");
    private static final Instant NINE = Instant.parse("2026-11-24T09:00:00.000Z");
    private static final Instant TEN = Instant.parse("2026-11-24T10:00:00.000Z");

    private StoredSession session;

    @BeforeEach
    void createSession() throws Exception {
        now.set(NINE);
        session = create(database, session());
    }

    private static NewMessage broadcast(UserId instructor) {
        return message(MessageType.INSTRUCTOR_BROADCAST, instructor, null, "{}");
    }

    private Written note(Joiner... joined) throws StoreException {
        return database.write(List.of(new Write.NoteJoins(session.key(), List.of(joined), List.of())))
                .get(0);
    }

    @Test
    void firstTimeIsKept() throws Exception {
        Joiner ann = new Joiner(ANN, Role.STUDENT);
        FirstJoin first = StoreSamples.firstJoin(ANN, Role.STUDENT, NINE);
        assertThat(note(ann)).isEqualTo(new Written.JoinsNoted(List.of(first)));
        now.set(TEN);

        assertThat(note(new Joiner(BOB, Role.STUDENT), ann))
                .isEqualTo(new Written.JoinsNoted(List.of(StoreSamples.firstJoin(BOB, Role.STUDENT, TEN), first)));
        startAgain();
        assertThat(note(ann)).isEqualTo(new Written.JoinsNoted(List.of(first)));
        assertThat(database.firstJoins(session.key()))
                .containsExactlyInAnyOrder(first, StoreSamples.firstJoin(BOB, Role.STUDENT, TEN));
    }

    @Test
    void rolesOfOneUserAreTold() throws Exception {
        note(new Joiner(ANN, Role.STUDENT));
        now.set(TEN);
        note(new Joiner(ANN, Role.INSTRUCTOR));

        assertThat(database.firstJoins(session.key()))
                .containsExactlyInAnyOrder(
                        StoreSamples.firstJoin(ANN, Role.STUDENT, NINE),
                        StoreSamples.firstJoin(ANN, Role.INSTRUCTOR, TEN));
    }

    @Test
    void sessionsShareNoJoins() throws Exception {
        StoredSession other = create(database, session());
        note(new Joiner(ANN, Role.STUDENT));

        assertThat(database.firstJoins(other.key())).isEmpty();
    }

    @Test
    void headIsReadWithWhatWasNotedBeforeIt() throws Exception {
        List<Written> written = database.write(List.of(
                new Write.NoteJoins(session.key(), List.of(new Joiner(TEACHER, Role.INSTRUCTOR)), List.of()),
                new Write.Append(session.key(), question("{}")),
                new Write.Head(session.key(), true),
                new Write.Head(session.key(), false),
                new Write.NoteJoins(session.key(), List.of(new Joiner(ANN, Role.STUDENT)), List.of())));

        FirstJoin teacher = StoreSamples.firstJoin(TEACHER, Role.INSTRUCTOR, NINE);
        assertThat(written.get(2)).isEqualTo(new Written.Head(1, 130, null, session, List.of(teacher)));
        assertThat(written.get(3)).isEqualTo(new Written.Head(1, 130, null, null, List.of()));
        assertThat(database.firstJoins(session.key())).hasSize(2);
    }

    /** It was known while the session's actor lived, and of none who posted before the first join. */
    @Test
    void whereAnInstructorBeganToWriteIsKnownBeforeTheJoinAndAfterARestart() throws Exception {
        Joiner teacher = new Joiner(TEACHER, Role.INSTRUCTOR);
        database.write(List.of(
                new Write.Append(session.key(), question("{}")),
                new Write.Append(session.key(), broadcast(TEACHER)),
                new Write.Append(session.key(), broadcast(ZOE)),
                new Write.Append(session.key(), broadcast(TEACHER))));
        FirstJoin first = new FirstJoin(TEACHER, Role.INSTRUCTOR, NINE, 2);
        FirstJoin ann = StoreSamples.firstJoin(ANN, Role.STUDENT, NINE);
        FirstJoin asInstructor = StoreSamples.firstJoin(ANN, Role.INSTRUCTOR, NINE);

        assertThat(note(teacher, new Joiner(ANN, Role.STUDENT), new Joiner(ANN, Role.INSTRUCTOR)))
                .isEqualTo(new Written.JoinsNoted(List.of(first, ann, asInstructor)));
        startAgain();
        database.write(List.of(new Write.Append(session.key(), broadcast(TEACHER))));
        assertThat(database.firstJoins(session.key())).containsExactlyInAnyOrder(first, ann, asInstructor);
    }

    @Test
    void oneWhoseMessageIsNotInTheLogHasNotWritten() throws Exception {
        database.write(List.of(new Write.End(session.key())));
        database.write(List.of(new Write.Append(session.key(), broadcast(TEACHER))));

        assertThat(note(new Joiner(TEACHER, Role.INSTRUCTOR)))
                .isEqualTo(new Written.JoinsNoted(List.of(StoreSamples.firstJoin(TEACHER, Role.INSTRUCTOR, NINE))));
    }

    @Test
    void ofMoreInstructorsThanAreReadThoseWhoHaveWrittenAreRead_I5() throws Exception {
        database.write(List.of(new Write.Append(session.key(), broadcast(TEACHER))));
        note(new Joiner(TEACHER, Role.INSTRUCTOR), new Joiner(ZOE, Role.INSTRUCTOR));
        now.set(TEN);
        note(IntStream.range(0, FirstJoin.MOST_INSTRUCTORS)
                .mapToObj(i -> new Joiner(new UserId("i-" + i), Role.INSTRUCTOR))
                .toArray(Joiner[]::new));

        assertThat(database.firstJoins(session.key()))
                .hasSize(FirstJoin.MOST_INSTRUCTORS)
                .extracting(FirstJoin::user)
                .contains(TEACHER)
                .doesNotContain(ZOE);
    }

    /** Who came before the end, and is noted behind it. */
    @Test
    void joinsAreNotedBehindAnEndToo() throws Exception {
        database.write(List.of(new Write.End(session.key())));

        assertThat(note(new Joiner(ANN, Role.STUDENT)))
                .isEqualTo(new Written.JoinsNoted(List.of(StoreSamples.firstJoin(ANN, Role.STUDENT, NINE))));
    }

    @Test
    void nothingIsNotedOfASessionThatIsNotThere() throws Exception {
        SessionKey none = new SessionKey(99, session().id());

        assertThat(database.write(
                        List.of(new Write.NoteJoins(none, List.of(new Joiner(ANN, Role.STUDENT)), List.of()))))
                .containsExactly(Written.NoSuchSession.INSTANCE);
        assertThat(database.firstJoins(none)).isEmpty();
    }
}
