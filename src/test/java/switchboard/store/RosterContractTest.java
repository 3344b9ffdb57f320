package switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.ANN;
import static switchboard.store.StoreSamples.BOB;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.message;
import static switchboard.store.StoreSamples.session;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import switchboard.protocol.finding.SessionFilter;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;

/** The people of a session: stored with it, changed while it is open, each change counted. */
class RosterContractTest extends DatabaseContract {
    private static final UserId ZOE = new UserId("zoe");
    private static final DisplayName ZOE_NAME = new DisplayName("Zoë \"Z\" 李");

    private Written change(StoredSession session, RosterChange change) throws StoreException {
        return database.write(List.of(new Write.ChangeRoster(session.key(), change)))
                .get(0);
    }

    private StoredSession found(StoredSession session) throws StoreException {
        return database.find(session.info().id()).orElseThrow();
    }

    private static RosterChange add(UserId user, Map<UserId, DisplayName> names) {
        return new RosterChange.Add(List.of(user), names, 2_000);
    }

    @Test
    void namesAreStoredWithTheSession() throws Exception {
        SessionInfo plain = session();
        SessionInfo named = plain.withPeople(plain.studentIds(), Map.of(ANN, ZOE_NAME));
        StoredSession session = create(database, named);

        startAgain();

        assertThat(found(session)).isEqualTo(session);
        assertThat(found(session).info().names()).containsExactly(Map.entry(ANN, ZOE_NAME));
        assertThat(database.page(SessionFilter.ACTIVE, null, 10, 1 << 20).sessions())
                .containsExactly(session);
    }

    @Test
    void changesAreKeptAndCounted() throws Exception {
        StoredSession session = create(database, session());

        Written added = change(session, add(ZOE, Map.of(ZOE, ZOE_NAME)));
        StoredSession after = ((Written.RosterChanged) added).session();
        assertThat(after.hasNewerRosterThan(session)).isTrue();
        assertThat(after.info().studentIds()).endsWith(ZOE);
        assertThat(change(session, add(ZOE, Map.of()))).isEqualTo(new Written.RosterChanged(after));
        assertThat(found(session)).isEqualTo(after);

        StoredSession last = ((Written.RosterChanged) change(session, new RosterChange.Remove(ANN))).session();
        assertThat(last.hasNewerRosterThan(after)).isTrue();
        startAgain();
        assertThat(found(session)).isEqualTo(last);
        assertThat(last.info().studentIds()).doesNotContain(ANN).contains(ZOE);
    }

    @Test
    void aHeadTellsOfThePeopleWhereTheyAreAskedFor() throws Exception {
        StoredSession session = create(database, session());

        List<Written> written = database.write(List.of(
                new Write.ChangeRoster(session.key(), add(ZOE, Map.of())), new Write.Head(session.key(), true)));

        StoredSession changed = ((Written.RosterChanged) written.get(0)).session();
        assertThat(written.get(1)).isEqualTo(new Written.Head(0, 0, null, changed, List.of()));
    }

    @Test
    void whatBreaksARuleIsRefusedAndChangesNothing() throws Exception {
        StoredSession session = create(database, session());

        assertRefused(change(session, new RosterChange.Add(List.of(ZOE), Map.of(), 1)), Refusal.TOO_MANY_STUDENTS);
        assertRefused(change(session, new RosterChange.Remove(ZOE)), Refusal.STUDENT_NOT_FOUND);
        database.write(List.of(new Write.End(session.key())));
        assertRefused(change(session, add(ZOE, Map.of())), Refusal.ALREADY_ENDED);

        assertThat(found(session).info().studentIds()).isEqualTo(session.info().studentIds());
        assertThat(found(session).hasNewerRosterThan(session)).isFalse();
        assertThat(change(new StoredSession(99, session(), 0), add(ZOE, Map.of())))
                .isEqualTo(Written.NoSuchSession.INSTANCE);
    }

    private static void assertRefused(Written written, Refusal refusal) {
        assertThat(((Written.RosterRefused) written).refused().refusal()).isEqualTo(refusal);
    }

    /** What was checked against the list before stays valid: the store does not check it again. */
    @Test
    void messagesOfOneWhoIsRemovedAreStored() throws Exception {
        StoredSession session = create(database, session());

        List<Written> written = database.write(List.of(
                new Write.ChangeRoster(session.key(), new RosterChange.Remove(BOB)),
                new Write.Append(session.key(), message(MessageType.INSTRUCTOR_INBOX, BOB, null, "{}"))));

        assertThat(written.get(1))
                .isInstanceOfSatisfying(
                        Written.AppendDone.class,
                        done -> assertThat(done.outcome()).isInstanceOf(AppendOutcome.Appended.class));
    }
}
