package switchboard.store.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.FaultyDatabase.blocked;
import static switchboard.store.FaultyDatabase.failsButIsCommitted;
import static switchboard.store.FaultyDatabase.failsWhileCommitting;
import static switchboard.store.FaultyDatabase.full;
import static switchboard.store.FaultyDatabase.none;
import static switchboard.store.FaultyDatabase.readOnly;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;
import static switchboard.store.StoreSamples.withRef;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Message;
import switchboard.store.AppendOutcome;
import switchboard.store.AppendOutcome.Appended;
import switchboard.store.AppendOutcome.Duplicate;
import switchboard.store.AppendOutcome.Failed;
import switchboard.store.AppendOutcome.Rejected;
import switchboard.store.FaultyDatabase;
import switchboard.store.NewMessage;
import switchboard.store.StoreException;

/** A ref means one message, however its sends meet in groups, retries and restarts of the writer. */
class WriterRefsTest extends WriterFixture {
    private static NewMessage r1(String json) {
        return withRef("r1", question(json));
    }

    private Message theOnlyOne() throws StoreException {
        assertThat(stored()).hasSize(1);
        return stored().get(0);
    }

    /** On two connections at the same moment. */
    @Test
    void sameRefFromTwoSendersInOneGroupIsOneMessage() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        database.next(blocked(latch, none()));
        writer.tell(new Writer.NoteJoins(session.key(), List.of(), List.of(), joins.ref()));
        database.awaitAttempt();
        TestProbe<Writer.Outcomes> other = kit.createTestProbe(Writer.Outcomes.class);
        NewMessage first = append(r1("{\"n\":1}"));
        NewMessage second = r1("{\"n\":2}");
        writer.tell(new Writer.Append(session.key(), second, Long.MAX_VALUE, other.ref()));
        NewMessage behind = append();
        status();
        latch.countDown();

        assertThat(database.awaitAttempt()).hasSize(3);
        List<AppendOutcome> mine = outcomes();
        Message stored = ((Appended) mine.get(0)).message();
        assertThat(stored.id()).isEqualTo(first.id());
        assertThat(mine.get(1).id()).isEqualTo(behind.id());
        assertThat(other.receiveMessage().outcomes()).containsExactly(new Duplicate(second.id(), stored));
        assertThat(stored()).extracting(Message::id).containsExactly(first.id(), behind.id());
    }

    /** The first of the group is found on disk, the other is then its duplicate. */
    @Test
    void sameRefInAGroupThatWasCommittedInTruthIsOneMessage() throws Exception {
        NewMessage[] sent = sameRefInOneGroupWith(failsButIsCommitted());
        assertThat(((Appended) outcome()).message().id()).isEqualTo(sent[0].id());
        passUntilRetry();

        assertThat(outcome()).isEqualTo(new Duplicate(sent[1].id(), theOnlyOne()));
        assertThat(theOnlyOne().id()).isEqualTo(sent[0].id());
    }

    @Test
    void sameRefInAGroupThatIsTriedAgainIsOneMessage() throws Exception {
        for (FaultyDatabase.Fault fault : List.of(full(), failsWhileCommitting())) {
            NewMessage[] sent = sameRefInOneGroupWith(fault);
            awaitStatus(status -> status.trouble() != null);
            long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (!database.hasAttempt()) {
                assertThat(System.nanoTime()).isLessThan(until);
                pass(Duration.ofSeconds(1));
                status();
            }
            database.awaitAttempt();
            List<AppendOutcome> outcomes = outcomes(2);
            if (outcomes.get(0) instanceof Appended appended) {
                assertThat(appended.message().id()).isEqualTo(sent[0].id());
                assertThat(outcomes.get(1)).isEqualTo(new Duplicate(sent[1].id(), theOnlyOne()));
            } else {
                assertThat(outcomes)
                        .containsExactly(
                                new Duplicate(sent[0].id(), theOnlyOne()), new Duplicate(sent[1].id(), theOnlyOne()));
            }
        }
    }

    /** Two messages of one ref that come in one group, which meets that fault. */
    private NewMessage[] sameRefInOneGroupWith(FaultyDatabase.Fault fault) throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        database.next(blocked(latch, none()), fault);
        writer.tell(new Writer.NoteJoins(session.key(), List.of(), List.of(), joins.ref()));
        database.awaitAttempt();
        NewMessage[] sent = {append(r1("{\"n\":1}")), append(r1("{\"n\":2}"))};
        status();
        latch.countDown();
        assertThat(database.awaitAttempt()).hasSize(2);
        return sent;
    }

    /** Its sender heard that nobody knows, and sends it again under another id. */
    @Test
    void messageOfUnknownFateIsADuplicateWhenItTurnsUp() throws Exception {
        database.next(failsButIsCommitted(), full(), failsWhileCommitting(), full(), full(), none());
        NewMessage lost = append(r1("{\"n\":1}"));
        database.awaitAttempt();
        database.awaitAttempt();
        passUntilRetry();
        assertThat(outcome()).isEqualTo(new Failed(lost.id(), true));
        passUntilAccepted();
        NewMessage again = append(r1("{\"n\":2}"));

        assertThat(outcome()).isEqualTo(new Duplicate(again.id(), theOnlyOne()));
        assertThat(theOnlyOne().id()).isEqualTo(lost.id());
    }

    @Test
    void messageThatWasRefusedIsStoredWhenItComesAgain() throws Exception {
        database.next(readOnly());
        NewMessage refused = append(r1("{}"));
        assertThat(outcome()).isEqualTo(new Failed(refused.id(), false));
        passUntilAccepted();
        NewMessage again = append(r1("{}"));

        assertThat(((Appended) outcome()).message().id()).isEqualTo(again.id());
    }

    /** I8: also where the other is retried before it. */
    @Test
    void sameRefAcrossAFailureOfTheWriterBehindTheCommitIsOneMessage() throws Exception {
        NewMessage[] sent = sameRefAcross(FaultyDatabase.crashOnceCommitted());

        assertThat(outcomes(2)).containsExactly(new Duplicate(sent[1].id(), theOnlyOne()), new Appended(theOnlyOne()));
        assertThat(theOnlyOne().id()).isEqualTo(sent[0].id());
    }

    /** I8. */
    @Test
    void sameRefAcrossAFailureOfTheWriterBeforeTheCommitIsOneMessage() throws Exception {
        NewMessage[] sent = sameRefAcross(FaultyDatabase.crash());

        assertThat(outcomes(2)).containsExactly(new Appended(theOnlyOne()), new Duplicate(sent[0].id(), theOnlyOne()));
        assertThat(theOnlyOne().id()).isEqualTo(sent[1].id());
    }

    /** The first meets that fault, and comes again behind another of its ref. */
    private NewMessage[] sameRefAcross(FaultyDatabase.Fault fault) throws InterruptedException {
        database.next(fault);
        NewMessage first = append(r1("{\"n\":1}"));
        database.awaitAttempt();
        passUntilRestarted();
        NewMessage second = append(r1("{\"n\":2}").again());
        append(first.again());
        return new NewMessage[] {first, second};
    }

    @Test
    void refsOfAnEndedSessionAreKnown() throws Exception {
        TestProbe<Writer.EndReply> caller = kit.createTestProbe(Writer.EndReply.class);
        append(r1("{}"));
        writer.tell(new Writer.EndSession(session.key(), caller.ref()));
        NewMessage again = append(r1("{}"));
        NewMessage late = append();

        assertThat(outcomes(3).subList(1, 3))
                .containsExactly(
                        new Duplicate(again.id(), theOnlyOne()), new Rejected(late.id(), Refusal.SESSION_ENDED));
    }
}
