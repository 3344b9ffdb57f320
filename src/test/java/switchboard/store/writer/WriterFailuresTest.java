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

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.values.Message;
import switchboard.store.AppendOutcome.Appended;
import switchboard.store.AppendOutcome.Failed;
import switchboard.store.FaultyDatabase;
import switchboard.store.NewMessage;
import switchboard.store.StoreException;
import switchboard.store.StoreSamples;
import switchboard.store.Trouble;
import switchboard.store.Write;

/** What the writer does when commits fail, do not answer, or make it fail itself. */
class WriterFailuresTest extends WriterFixture {
    @Test
    void failedGroupIsTriedOnceMoreAfterFiveSeconds() throws Exception {
        database.next(full());
        append();
        database.awaitAttempt();
        awaitStatus(status -> status.trouble() != null);
        NewMessage meanwhile = append();

        pass(Duration.ofMillis(4_999));
        assertThat(status().trouble()).isEqualTo(Trouble.NO_ROOM);
        assertThat(database.hasAttempt()).isFalse();
        sender.expectNoMessage(Duration.ZERO);

        pass(Duration.ofMillis(1));
        assertThat(outcome()).isInstanceOf(Appended.class);
        assertThat(outcome().id()).isEqualTo(meanwhile.id());
        assertThat(stored()).hasSize(2);
        assertThat(status().trouble()).isNull();
    }

    @Test
    void afterAFailedRetryEverythingIsRefusedAtOnceUntilAProbeSucceeds() throws Exception {
        database.next(full(), full(), full(), none());
        NewMessage first = append();
        database.awaitAttempt();
        awaitStatus(status -> status.trouble() != null);
        NewMessage queued = append();
        pass(Duration.ofSeconds(5));

        assertThat(outcomes()).containsExactly(new Failed(first.id(), false), new Failed(queued.id(), false));
        NewMessage later = append();
        assertThat(outcome()).isEqualTo(new Failed(later.id(), false));
        NewMessage resubmitted = append(question("{}").again());
        assertThat(outcome()).isEqualTo(new Failed(resubmitted.id(), true));
        database.awaitAttempt();

        pass(Duration.ofSeconds(1));
        assertThat(database.awaitAttempt()).containsExactly(Write.Probe.INSTANCE);
        passUntilAccepted();
        append();
        assertThat(outcome()).isInstanceOf(Appended.class);
        assertThat(stored()).hasSize(1);
    }

    /** I8: a commit that failed and was made in truth is answered as what it is, and nothing is stored twice. */
    @Test
    void groupThatWasCommittedInTruthIsAnsweredAtOnce() throws Exception {
        database.next(failsButIsCommitted());
        append();

        assertThat(outcome()).isInstanceOf(Appended.class);
        assertThat(stored()).hasSize(1);
        append();
        assertThat(((Appended) outcome()).message().seq()).isEqualTo(2);
    }

    /** What is found may not have reached the disk: it is not answered before a commit behind it has. */
    @Test
    void whatIsFoundIsNotAnsweredBeforeACommitBehindIt() throws Exception {
        database.next(failsButIsCommitted(), full());
        append();
        database.awaitAttempt();
        assertThat(database.awaitAttempt()).containsExactly(Write.Probe.INSTANCE);
        status();
        sender.expectNoMessage(Duration.ZERO);

        List<Write> retry = passUntilRetry();
        assertThat(((Write.Append) retry.get(0)).message().resubmitted()).isTrue();
        assertThat(((Appended) outcome()).message().seq()).isEqualTo(1);
        assertThat(stored()).hasSize(1);
    }

    @Test
    void groupThatWasNotCommittedInTruthIsStoredOnceByTheRetry() throws Exception {
        database.next(failsWhileCommitting());
        NewMessage message = append();
        database.awaitAttempt();
        passUntilRetry();

        assertThat(outcome().id()).isEqualTo(message.id());
        assertThat(stored()).extracting(Message::id).containsExactly(message.id());
    }

    @Test
    void whatFailedTwiceWhileCommittingIsUnknown() throws Exception {
        database.next(failsWhileCommitting(), failsWhileCommitting(), full());
        NewMessage message = append();
        database.awaitAttempt();
        passUntilRetry();

        assertThat(outcome()).isEqualTo(new Failed(message.id(), true));
    }

    @Test
    void sessionThatWasEndedInTruthIsNotCalledAlreadyEnded() throws Exception {
        TestProbe<Writer.EndReply> caller = kit.createTestProbe(Writer.EndReply.class);
        database.next(failsButIsCommitted());
        writer.tell(new Writer.EndSession(session.key(), caller.ref()));
        database.awaitAttempt();
        passUntilRetry();

        caller.expectMessageClass(Writer.Ended.class);
    }

    /** Whoever asked would be told of another code than the one that others may have seen. */
    @Test
    void joinCodeThatWasStoredInTruthIsTheOneThatIsAnswered() throws Exception {
        TestProbe<Writer.JoinCodeReply> caller = kit.createTestProbe(Writer.JoinCodeReply.class);
        JoinCode code = new JoinCode("ABCDEF");
        database.next(failsButIsCommitted());
        writer.tell(new Writer.SetJoinCode(session.key(), List.of(code, new JoinCode("GHJKMN")), caller.ref()));
        database.awaitAttempt();
        passUntilRetry();

        assertThat(caller.receiveMessage()).isEqualTo(new Writer.JoinCodeSet(Optional.of(code)));
        assertThat(database.findByJoinCode(code)).contains(session);
    }

    @Test
    void brokenDatabaseIsNotTriedAgainButReopenedEveryThirtySeconds() throws Exception {
        database.next(readOnly(), readOnly(), none());
        int reopenedBefore = database.reopened();
        NewMessage message = append();

        assertThat(outcome()).isEqualTo(new Failed(message.id(), false));
        assertThat(status().trouble()).isEqualTo(Trouble.READ_ONLY);
        database.awaitAttempt();
        pass(Duration.ofMillis(29_999));
        status();
        assertThat(database.hasAttempt()).isFalse();
        pass(Duration.ofMillis(1));
        database.awaitAttempt();
        assertThat(database.reopened()).isEqualTo(reopenedBefore + 1);
        passUntilAccepted();
        assertThat(database.reopened()).isEqualTo(reopenedBefore + 2);
        append();
        assertThat(outcome()).isInstanceOf(Appended.class);
    }

    /** A full disk can be read: whoever joins a session then must not wait for room. */
    @Test
    void headsAreReadWhileNothingCanBeWritten() throws Exception {
        append();
        outcome();
        database.next(readOnly());
        append();
        outcome();

        writer.tell(new Writer.ReadHead(session.key(), false, heads.ref()));

        assertThat(heads.receiveMessage()).isEqualTo(StoreSamples.headRead(1, 130, null));
    }

    /** I1: rows whose commit failed are not given out while no commit behind them has succeeded. */
    @Test
    void headsWaitWhileItIsUncertainWhatIsOnDisk() throws Exception {
        database.next(failsButIsCommitted(), full(), failsWhileCommitting(), full(), full(), none());
        NewMessage message = append();
        database.awaitAttempt();
        database.awaitAttempt();
        passUntilRetry();
        assertThat(outcome()).isEqualTo(new Failed(message.id(), true));

        writer.tell(new Writer.ReadHead(session.key(), false, heads.ref()));
        status();
        heads.expectNoMessage(Duration.ZERO);
        passUntilAccepted();
        assertThat(heads.expectMessageClass(Writer.HeadRead.class).seq()).isEqualTo(1);
    }

    @Test
    void nobodyWaitsLongerThanTenSecondsForADiskThatDoesNotAnswer() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        database.next(blocked(latch, none()));
        NewMessage inFlight = append();
        database.awaitAttempt();
        NewMessage queued = append();
        status();
        pass(Duration.ofMillis(8_400));
        status();
        sender.expectNoMessage(Duration.ZERO);
        pass(Duration.ofMillis(1_200));

        assertThat(outcomes()).containsExactly(new Failed(inFlight.id(), true), new Failed(queued.id(), false));
        assertThat(status().trouble()).isEqualTo(Trouble.NO_ANSWER);
        latch.countDown();
        passUntilAccepted();
        append();
        assertThat(((Appended) outcome()).message().seq()).isEqualTo(2);
    }

    /** Files that are there again say nothing of commits: once such a late answer was taken for a recovery. */
    @Test
    void afterAllWasRefusedOnlyACommitIsARecovery() throws Exception {
        append();
        outcome();
        database.awaitAttempt();
        CountDownLatch latch = new CountDownLatch(1);
        database.verificationWaits(latch);
        status();
        NewMessage queued = append();
        status();
        pass(Duration.ofMillis(8_400));
        status();
        pass(Duration.ofMillis(1_200));
        assertThat(outcome()).isEqualTo(new Failed(queued.id(), false));

        latch.countDown();
        assertThat(database.awaitAttempt()).containsExactly(Write.Probe.INSTANCE);
        passUntilAccepted();
    }

    /** I8. */
    @Test
    void restartsWithNewConnectionsAndAnswersWhatIsHandedInAgain() throws Exception {
        append();
        outcome();
        database.awaitAttempt();
        int reopenedBefore = database.reopened();
        database.next(FaultyDatabase.crash());
        NewMessage lost = append();
        database.awaitAttempt();
        List<Write> probe = passUntilRestarted();
        append(lost.again());

        assertThat(probe).containsExactly(Write.Probe.INSTANCE);
        assertThat(database.reopened()).isEqualTo(reopenedBefore + 1);
        assertThat(((Appended) outcome()).message().seq()).isEqualTo(2);
    }

    @Test
    void statusFindsADatabaseThatWasDeletedWithoutAnyTraffic() {
        database.verificationFinds(new StoreException(Trouble.REPLACED, "The file was deleted."));
        database.reopeningFinds(new StoreException(Trouble.REPLACED, "The file was deleted."));

        awaitStatus(status -> status.trouble() != null);
        NewMessage message = append();
        assertThat(outcome()).isEqualTo(new Failed(message.id(), false));

        database.verificationFinds(null);
        database.reopeningFinds(null);
        passUntilAccepted();
    }

    @Test
    void drainingTriesOnceMoreAtOnceAndThenGivesUp() {
        writer.tell(new Writer.Drain(drained.ref()));
        drained.receiveMessage();
        database.next(full(), full());
        NewMessage message = append();
        writer.tell(new Writer.Drain(drained.ref()));

        pass(Duration.ZERO);
        assertThat(outcome()).isEqualTo(new Failed(message.id(), false));
        drained.receiveMessage();
    }
}
