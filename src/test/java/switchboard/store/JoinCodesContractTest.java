package switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.session;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.protocol.finding.JoinCode;

/** What every dialect owes whoever finds a session by its join code. */
class JoinCodesContractTest extends DatabaseContract {
    private static final JoinCode FIRST = new JoinCode("ABCDEF");
    private static final JoinCode SECOND = new JoinCode("234567");
    private static final JoinCode THIRD = new JoinCode("ZZZ999");

    private StoredSession physics;
    private StoredSession music;

    @BeforeEach
    void createSessions() throws Exception {
        physics = create(database, session());
        music = create(database, session());
    }

    private Written set(StoredSession session, JoinCode... drawn) throws StoreException {
        return database.write(List.of(new Write.SetJoinCode(session.key(), List.of(drawn))))
                .get(0);
    }

    private static Written has(JoinCode code) {
        return new Written.JoinCodeSet(Optional.of(code));
    }

    private static Written hasNone() {
        return new Written.JoinCodeSet(Optional.empty());
    }

    private Optional<JoinCode> codeOf(StoredSession session) throws StoreException {
        return Optional.ofNullable(
                database.joinCode(session.info().id()).orElseThrow().code());
    }

    @Test
    void aSessionIsFoundByTheCodeThatItHas() throws Exception {
        assertThat(codeOf(physics)).isEmpty();
        assertThat(set(physics, FIRST)).isEqualTo(has(FIRST));
        assertThat(set(music, SECOND)).isEqualTo(has(SECOND));
        startAgain();

        assertThat(database.findByJoinCode(FIRST)).contains(physics);
        assertThat(database.findByJoinCode(SECOND)).contains(music);
        assertThat(database.findByJoinCode(THIRD)).isEmpty();
        assertThat(codeOf(physics)).contains(FIRST);
        assertThat(codeOf(music)).contains(SECOND);
    }

    @Test
    void aNewCodeVoidsTheOneBeforeAndAnotherSessionMayGetThat() throws Exception {
        set(physics, FIRST);
        assertThat(set(physics, SECOND)).isEqualTo(has(SECOND));
        assertThat(database.findByJoinCode(FIRST)).isEmpty();

        assertThat(set(music, FIRST)).isEqualTo(has(FIRST));
        assertThat(database.findByJoinCode(FIRST)).contains(music);
        assertThat(database.findByJoinCode(SECOND)).contains(physics);
    }

    @Test
    void aCodeThatIsTakenAwayFindsNothing() throws Exception {
        set(physics, FIRST);
        assertThat(set(physics)).isEqualTo(hasNone());

        assertThat(database.findByJoinCode(FIRST)).isEmpty();
        assertThat(codeOf(physics)).isEmpty();
        assertThat(set(physics)).as("once more").isEqualTo(hasNone());
    }

    @Test
    void ofDrawnCodesTheFirstIsTakenThatNoOtherSessionHas() throws Exception {
        set(physics, FIRST);

        assertThat(set(music, FIRST, SECOND, THIRD)).isEqualTo(has(SECOND));
        assertThat(set(music, FIRST, SECOND, THIRD)).as("done once more").isEqualTo(has(SECOND));
        assertThat(database.findByJoinCode(FIRST)).contains(physics);
    }

    @Test
    void whereOthersHaveAllOfThemNothingChanges() throws Exception {
        set(physics, FIRST);
        set(music, SECOND);

        assertThat(set(music, FIRST)).isInstanceOf(Written.RefusedRow.class);
        assertThat(codeOf(music)).contains(SECOND);
        assertThat(codeOf(physics)).contains(FIRST);
    }

    @Test
    void theEndOfASessionVoidsItsCodeInTheOrderOfTheGroup() throws Exception {
        List<Written> written = database.write(List.of(
                new Write.SetJoinCode(physics.key(), List.of(FIRST)),
                new Write.End(physics.key()),
                new Write.SetJoinCode(physics.key(), List.of(SECOND)),
                new Write.SetJoinCode(physics.key(), List.of()),
                new Write.SetJoinCode(music.key(), List.of(FIRST))));
        startAgain();

        assertThat(List.of(written.get(0), written.get(2), written.get(3), written.get(4)))
                .containsExactly(has(FIRST), Written.SessionEnded.INSTANCE, hasNone(), has(FIRST));
        assertThat(database.findByJoinCode(FIRST)).contains(music);
        assertThat(codeOf(physics)).isEmpty();
    }

    @Test
    void knowsNoSessionThatIsNotThere() throws Exception {
        SessionKey none = new SessionKey(99, session().id());

        assertThat(database.write(
                        List.of(new Write.SetJoinCode(none, List.of(FIRST)), new Write.SetJoinCode(none, List.of()))))
                .containsOnly(Written.NoSuchSession.INSTANCE);
        assertThat(database.joinCode(session().id())).isEmpty();
        assertThat(database.findByJoinCode(FIRST)).isEmpty();
    }
}
