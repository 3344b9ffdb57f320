package switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.ANN;
import static switchboard.store.StoreSamples.TEACHER;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import switchboard.protocol.finding.SessionFilter;
import switchboard.protocol.finding.SessionFilter.Status;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;

/** What every dialect owes whoever lists sessions: of each list all, newest first, in pages of any size. */
class SessionListsContractTest extends DatabaseContract {
    private static final UserId ASSISTANT = new UserId("assistant");

    /** Newest first, as they are listed. */
    private final List<SessionInfo> all = new ArrayList<>();

    @BeforeEach
    void createSessions() throws Exception {
        for (int i = 0; i < 24; i++) {
            StoredSession created = create(database, by(i % 3 == 0 ? ASSISTANT : TEACHER));
            SessionInfo info = created.info();
            if (i % 4 < 2) {
                info = ((Written.Ended) database.write(List.of(new Write.End(created.key())))
                                .get(0))
                        .session();
            }
            all.add(info);
        }
        Collections.reverse(all);
    }

    private static SessionInfo by(UserId creator) {
        SessionInfo any = session();
        return new SessionInfo(any.id(), any.name(), creator, any.studentIds(), any.names(), any.startTime(), null);
    }

    @ParameterizedTest
    @EnumSource(Status.class)
    void eachListHasItsOwnInPagesThatMissNothing(Status status) throws Exception {
        for (UserId creator : new UserId[] {null, TEACHER, ASSISTANT, ANN}) {
            SessionFilter filter = new SessionFilter(status, creator);
            List<SessionInfo> expected = all.stream()
                    .filter(info -> status == Status.ALL || info.status().equals(status.wire()))
                    .filter(info -> creator == null || info.createdBy().equals(creator))
                    .toList();
            for (int limit : List.of(1, 5, 100)) {
                assertThat(inPages(filter, limit)).as("%s by %d", filter, limit).isEqualTo(expected);
            }
        }
    }

    private List<SessionInfo> inPages(SessionFilter filter, int limit) throws StoreException {
        List<SessionInfo> listed = new ArrayList<>();
        SessionId after = null;
        boolean more = true;
        while (more) {
            SessionPage page = database.page(filter, after, limit, Long.MAX_VALUE);
            assertThat(page.sessions()).hasSizeLessThanOrEqualTo(limit);
            page.sessions().forEach(session -> listed.add(session.info()));
            more = page.more();
            after = more ? listed.get(listed.size() - 1).id() : null;
        }
        return listed;
    }

    /** A page may end with a session that ends before the next page is asked for. */
    @Test
    void aPageGoesOnBehindWhatIsNotOfTheListAnyMore() throws Exception {
        List<StoredSession> first = page(SessionFilter.ACTIVE, null, 3);
        database.write(List.of(new Write.End(first.get(2).key())));
        SessionId last = first.get(2).info().id();

        assertThat(page(SessionFilter.ACTIVE, last, 1).get(0).info())
                .isEqualTo(all.stream()
                        .filter(SessionInfo::active)
                        .skip(3)
                        .findFirst()
                        .orElseThrow());
        assertThat(page(new SessionFilter(Status.ENDED, null), null, 100))
                .extracting(StoredSession::info)
                .extracting(SessionInfo::id)
                .contains(last);
    }

    private List<StoredSession> page(SessionFilter filter, @Nullable SessionId after, int limit) throws StoreException {
        return database.page(filter, after, limit, Long.MAX_VALUE).sessions();
    }

    @Test
    void aPageEndsByTheSizeOfItsLists() throws Exception {
        SessionPage page = database.page(new SessionFilter(Status.ENDED, TEACHER), null, 100, 1);

        assertThat(page.sessions()).hasSize(1);
        assertThat(page.more()).isTrue();
    }

    @Test
    void listsAreTheSameAfterAStart() throws Exception {
        startAgain();

        assertThat(inPages(new SessionFilter(Status.ALL, null), 7)).isEqualTo(all);
    }
}
