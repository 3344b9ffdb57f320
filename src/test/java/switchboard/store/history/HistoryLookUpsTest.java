package switchboard.store.history;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.ANN;
import static switchboard.store.StoreSamples.BOB;
import static switchboard.store.StoreSamples.TEACHER;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;
import static switchboard.store.StoreSamples.withRef;
import static switchboard.testing.Records.set;

import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.finding.SessionFilter;
import switchboard.protocol.finding.SessionFilter.Status;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.Role;
import switchboard.store.FirstJoin;
import switchboard.store.Joiner;
import switchboard.store.Rows;
import switchboard.store.SessionCode;
import switchboard.store.StoreSamples;
import switchboard.store.Trouble;
import switchboard.store.Write;
import switchboard.testing.Records;

/** What is found beside pages: sessions, refs, first joins, and whether the database answers. */
class HistoryLookUpsTest extends HistoryFixture {
    @Test
    void findsSessions() {
        TestProbe<History.FindReply> finder = kit.createTestProbe(History.FindReply.class);
        history.tell(new History.FindSession(session.info().id(), finder.ref()));
        history.tell(new History.FindSession(session().id(), finder.ref()));

        assertThat(List.of(finder.receiveMessage(), finder.receiveMessage()))
                .containsExactlyInAnyOrder(
                        new History.Found(Optional.of(session)), new History.Found(Optional.empty()));
    }

    @Test
    void findsJoinCodesAndSessionsByThem() throws Exception {
        JoinCode code = new JoinCode("ABCDEF");
        TestProbe<Object> finder = kit.createTestProbe(Object.class);
        history.tell(new History.FindJoinCode(session.info().id(), finder.ref()));
        assertThat(finder.receiveMessage()).isEqualTo(new History.JoinCodeFound(Optional.of(new SessionCode(null))));
        history.tell(new History.FindByJoinCode(code, finder.ref()));
        assertThat(finder.receiveMessage()).isEqualTo(new History.Found(Optional.empty()));
        database.write(List.of(new Write.SetJoinCode(session.key(), List.of(code))));

        history.tell(new History.FindJoinCode(session.info().id(), finder.ref()));
        assertThat(finder.receiveMessage()).isEqualTo(new History.JoinCodeFound(Optional.of(new SessionCode(code))));
        history.tell(new History.FindByJoinCode(code, finder.ref()));
        assertThat(finder.receiveMessage()).isEqualTo(new History.Found(Optional.of(session)));
        history.tell(new History.FindJoinCode(session().id(), finder.ref()));
        assertThat(finder.receiveMessage()).isEqualTo(new History.JoinCodeFound(Optional.empty()));
    }

    @Test
    void listsSessionsByWhatTheyAreFilteredBy() throws Exception {
        TestProbe<History.ListReply> finder = kit.createTestProbe(History.ListReply.class);
        database.write(List.of(new Write.End(session.key())));
        for (Status status : Status.values()) {
            history.tell(new History.ListSessions(new SessionFilter(status, TEACHER), null, 10, finder.ref()));
            assertThat(finder.expectMessageClass(History.Listed.class).page().sessions())
                    .hasSize(status == Status.ACTIVE ? 0 : 1);
        }
    }

    @Test
    void findsRefs() throws Exception {
        database.write(List.of(new Write.Append(session.key(), withRef("r1", question("{}")))));
        TestProbe<History.RefReply> finder = kit.createTestProbe(History.RefReply.class);
        history.tell(new History.FindRef(session.key(), ANN, new Ref("r1"), finder.ref()));
        assertThat(finder.receiveMessage())
                .isEqualTo(new History.RefFound(
                        Optional.of(Rows.all(database, session).get(0))));
        history.tell(new History.FindRef(session.key(), BOB, new Ref("r1"), finder.ref()));
        assertThat(finder.receiveMessage()).isEqualTo(new History.RefFound(Optional.empty()));
    }

    @Test
    void findsFirstJoins() throws Exception {
        TestProbe<History.JoinsReply> finder = kit.createTestProbe(History.JoinsReply.class);
        history.tell(new History.FindJoins(session.key(), finder.ref()));
        assertThat(finder.receiveMessage()).isEqualTo(new History.JoinsFound(List.of()));
        database.write(List.of(new Write.NoteJoins(session.key(), List.of(new Joiner(ANN, Role.STUDENT)), List.of())));
        history.tell(new History.FindJoins(session.key(), finder.ref()));
        assertThat(((History.JoinsFound) finder.receiveMessage()).firstJoins())
                .extracting(FirstJoin::user)
                .containsExactly(ANN);
    }

    /** I5. */
    @Test
    void tooManyLookUpsAreAnsweredAsFailed() throws Exception {
        Gate gate = new Gate();
        start(
                Records.with(
                        StoreSamples.HISTORY, set("readers", 1), set("sharedBytes", 4 << 20), set("waitingFinds", 2)),
                gate);
        append(session, 1, "{}");
        history.tell(new History.Read(session.key(), TEACHERS, 0, 1, AddressBlock.UNKNOWN, reader.ref()));
        gate.awaitReading();
        TestProbe<Object> finder = kit.createTestProbe(Object.class);
        history.tell(new History.FindRef(session.key(), ANN, new Ref("r1"), finder.ref()));
        history.tell(new History.FindJoins(session.key(), finder.ref()));

        history.tell(new History.FindRef(session.key(), ANN, new Ref("r1"), finder.ref()));
        assertThat(finder.expectMessageClass(History.FindFailed.class).trouble())
                .isEqualTo(Trouble.TOO_MANY_READS);
        history.tell(new History.FindJoins(session.key(), finder.ref()));
        assertThat(finder.expectMessageClass(History.FindFailed.class).trouble())
                .isEqualTo(Trouble.TOO_MANY_READS);
        gate.open();
        finder.expectMessageClass(History.RefFound.class);
        finder.expectMessageClass(History.JoinsFound.class);
    }

    @Test
    void lookUpsAndPagesThatCannotBeReadAreToldSo() {
        TestProbe<Object> finder = kit.createTestProbe(Object.class);
        database.close();
        history.tell(new History.FindRef(session.key(), ANN, new Ref("r1"), finder.ref()));
        assertThat(finder.expectMessageClass(History.FindFailed.class).trouble())
                .isEqualTo(Trouble.UNUSABLE);
        history.tell(new History.FindJoins(session.key(), finder.ref()));
        assertThat(finder.expectMessageClass(History.FindFailed.class).trouble())
                .isEqualTo(Trouble.UNUSABLE);
        history.tell(new History.FindJoinCode(session.info().id(), finder.ref()));
        assertThat(finder.expectMessageClass(History.FindFailed.class).trouble())
                .isEqualTo(Trouble.UNUSABLE);
        history.tell(new History.ReadToEnd(session.key(), TEACHERS, 0, 10, AddressBlock.UNKNOWN, reader.ref()));
        assertThat(reader.expectMessageClass(History.ReadFailed.class).trouble())
                .isEqualTo(Trouble.UNUSABLE);
    }

    @Test
    void pingTellsWhetherTheDatabaseIsThere() throws Exception {
        assertThat(pingAnswers().trouble()).isEmpty();
        Files.move(folder.resolve("switchboard.db"), folder.resolve("aside"));

        assertThat(pingAnswers().trouble()).contains(Trouble.REPLACED);
    }
}
