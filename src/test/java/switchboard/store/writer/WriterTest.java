package switchboard.store.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.FaultyDatabase.blocked;
import static switchboard.store.FaultyDatabase.full;
import static switchboard.store.FaultyDatabase.none;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;
import static switchboard.testing.Records.set;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.SessionInfo;
import switchboard.store.AppendOutcome;
import switchboard.store.AppendOutcome.Appended;
import switchboard.store.AppendOutcome.Rejected;
import switchboard.store.NewMessage;
import switchboard.store.SessionKey;
import switchboard.store.StoreSamples;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
import switchboard.store.Write;
import switchboard.testing.Records;

/** The writer while the disk takes what it is given. */
class WriterTest extends WriterFixture {
    /** I1, I2. */
    @Test
    void appendedMessagesAreOnDiskAndNumbered() throws Exception {
        append();
        Appended first = (Appended) outcome();
        append();
        Appended second = (Appended) outcome();

        assertThat(first.message().seq()).isEqualTo(1);
        assertThat(second.message().seq()).isEqualTo(2);
        assertThat(stored()).containsExactly(first.message(), second.message());
    }

    @Test
    void whatComesDuringACommitIsTheNextGroupAndIsAnsweredTogetherInOrder() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        database.next(blocked(latch, none()));
        append();
        database.awaitAttempt();
        List<NewMessage> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sent.add(append());
        }
        status();
        latch.countDown();

        assertThat(outcomes()).hasSize(1);
        assertThat(outcomes())
                .extracting(AppendOutcome::id)
                .isEqualTo(sent.stream().map(NewMessage::id).toList());
    }

    @Test
    void groupsAreLimitedByMessagesAndBytes() throws Exception {
        kit.stop(writer);
        start(Records.with(
                StoreSamples.WRITER,
                set("queueMessages", 1_000),
                set("queueBytes", 1 << 20),
                set("sessionBytes", 1 << 20),
                set("groupMessages", 3),
                set("groupBytes", 1_000)));
        CountDownLatch latch = new CountDownLatch(1);
        database.next(blocked(latch, none()));
        append();
        database.awaitAttempt();
        for (int i = 0; i < 4; i++) {
            append();
        }
        append(question("{\"x\":\"" + "y".repeat(2_000) + "\"}"));
        append();
        latch.countDown();

        assertThat(outcomes()).hasSize(1);
        assertThat(outcomes()).hasSize(3);
        assertThat(outcomes()).hasSize(1);
        assertThat(outcomes()).hasSize(1);
        assertThat(outcomes()).hasSize(1);
    }

    @Test
    void headIsReadBehindWhatWasHandedInBefore() {
        append();
        append();
        writer.tell(new Writer.ReadHead(session.key(), false, heads.ref()));

        assertThat(heads.receiveMessage()).isEqualTo(StoreSamples.headRead(2, 260, null));
    }

    @Test
    void sessionsAreCreatedAndEndedInTheirTurn() {
        TestProbe<Object> caller = kit.createTestProbe(Object.class);
        SessionInfo info = session();
        writer.tell(new Writer.CreateSession(info, caller.ref()));
        StoredSession created = caller.expectMessageClass(Writer.Created.class).session();
        writer.tell(new Writer.Append(created.key(), question("{}"), Long.MAX_VALUE, sender.ref()));
        writer.tell(new Writer.EndSession(created.key(), caller.ref()));
        writer.tell(new Writer.Append(created.key(), question("{}"), Long.MAX_VALUE, sender.ref()));
        writer.tell(new Writer.EndSession(created.key(), caller.ref()));

        Writer.Ended ended = caller.expectMessageClass(Writer.Ended.class);
        assertThat(ended.lastSeq()).isEqualTo(1);
        assertThat(ended.session().active()).isFalse();
        assertThat(caller.expectMessageClass(Writer.AlreadyEnded.class).session())
                .isEqualTo(ended.session());
        List<AppendOutcome> all = new ArrayList<>();
        while (all.size() < 2) {
            all.addAll(outcomes());
        }
        assertThat(all.get(0)).isInstanceOf(Appended.class);
        assertThat(((Rejected) all.get(1)).refusal()).isEqualTo(Refusal.SESSION_ENDED);
    }

    @Test
    void joinCodesAreOnDiskWhenTheyAreAnsweredAndGoWithTheSession() throws Exception {
        TestProbe<Object> caller = kit.createTestProbe(Object.class);
        JoinCode code = new JoinCode("ABCDEF");
        writer.tell(new Writer.SetJoinCode(session.key(), List.of(code), caller.ref()));
        assertThat(caller.receiveMessage()).isEqualTo(new Writer.JoinCodeSet(Optional.of(code)));
        assertThat(database.findByJoinCode(code)).contains(session);
        writer.tell(new Writer.SetJoinCode(session.key(), List.of(), caller.ref()));
        assertThat(caller.receiveMessage()).isEqualTo(new Writer.JoinCodeSet(Optional.empty()));
        assertThat(database.findByJoinCode(code)).isEmpty();

        writer.tell(new Writer.SetJoinCode(session.key(), List.of(code), caller.ref()));
        writer.tell(new Writer.EndSession(session.key(), caller.ref()));
        writer.tell(new Writer.SetJoinCode(session.key(), List.of(code), caller.ref()));
        caller.expectMessageClass(Writer.JoinCodeSet.class);
        caller.expectMessageClass(Writer.Ended.class);
        assertThat(caller.expectMessageClass(Writer.NotStored.class).refused().refusal())
                .isEqualTo(Refusal.ALREADY_ENDED);
        assertThat(database.findByJoinCode(code)).isEmpty();
    }

    @Test
    void joinCodeOfASessionThatIsNotThereIsRefused() {
        TestProbe<Object> caller = kit.createTestProbe(Object.class);
        writer.tell(new Writer.SetJoinCode(
                new SessionKey(99, session().id()), List.of(new JoinCode("ABCDEF")), caller.ref()));

        assertThat(caller.expectMessageClass(Writer.NotStored.class).refused().refusal())
                .isEqualTo(Refusal.SESSION_NOT_FOUND);
    }

    @Test
    void theStatusSaysThatTheDatabaseHoldsAsMuchAsItMay() {
        append();
        outcome();
        database.storage().taken(1L << 40);
        assertThat(status().trouble()).isEqualTo(Trouble.AT_LIMIT);
        assertThat(awaitStatus(status -> status.trouble() == null).trouble())
                .as("it is measured again")
                .isNull();
    }

    /** I5. */
    @Test
    void isBusyBeyondItsBoundsButNeverToWhatWasAcceptedBefore() throws Exception {
        kit.stop(writer);
        start(Records.with(
                StoreSamples.WRITER,
                set("queueMessages", 5),
                set("queueBytes", 1 << 20),
                set("sessionMessages", 3),
                set("sessionBytes", 1 << 20)));
        StoredSession other = create(database, session());
        database.awaitAttempt();
        CountDownLatch latch = new CountDownLatch(1);
        database.next(blocked(latch, none()));
        append();
        database.awaitAttempt();
        append();
        append();

        NewMessage tooMuchForTheSession = append();
        assertThat(outcome()).isEqualTo(new Rejected(tooMuchForTheSession.id(), Refusal.BUSY));
        append(question("{}").again());
        writer.tell(new Writer.Append(other.key(), question("{}"), Long.MAX_VALUE, sender.ref()));
        NewMessage tooMuch = question("{}");
        writer.tell(new Writer.Append(other.key(), tooMuch, Long.MAX_VALUE, sender.ref()));
        assertThat(outcome()).isEqualTo(new Rejected(tooMuch.id(), Refusal.BUSY));
        TestProbe<Writer.CreateReply> caller = kit.createTestProbe(Writer.CreateReply.class);
        writer.tell(new Writer.CreateSession(session(), caller.ref()));
        assertThat(((Writer.NotStored) caller.receiveMessage()).refused().refusal())
                .isEqualTo(Refusal.BUSY);

        latch.countDown();
        assertThat(outcomes()).hasSize(1);
        assertThat(outcomes()).hasSize(4).allMatch(Appended.class::isInstance);
        append();
        assertThat(outcome()).isInstanceOf(Appended.class);
    }

    @Test
    void isBusyBeyondTheBytesOfASession() throws Exception {
        kit.stop(writer);
        start(Records.with(
                StoreSamples.WRITER,
                set("queueMessages", 1_000),
                set("queueBytes", 1 << 20),
                set("sessionBytes", 128 << 10)));
        CountDownLatch latch = new CountDownLatch(1);
        database.next(blocked(latch, none()));
        String json = "{\"x\":\"" + "y".repeat(60_000) + "\"}";
        append(question(json));
        database.awaitAttempt();
        append(question(json));
        NewMessage tooMuch = append(question(json));

        assertThat(outcome()).isEqualTo(new Rejected(tooMuch.id(), Refusal.BUSY));
        latch.countDown();
        assertThat(outcomes()).hasSize(1);
        assertThat(outcomes()).hasSize(1);
    }

    @Test
    void probesOnlyAfterSilence() throws Exception {
        append();
        outcome();
        database.awaitAttempt();
        pass(Duration.ofSeconds(30));
        assertThat(status().msSinceCommit()).isEqualTo(30_000);
        append();
        outcome();
        assertThat(database.awaitAttempt().get(0)).isInstanceOf(Write.Append.class);

        pass(Duration.ofMillis(30_001));
        status();
        assertThat(database.awaitAttempt()).containsExactly(Write.Probe.INSTANCE);
        awaitStatus(status -> status.msSinceCommit() == 0);
    }

    /** I10. */
    @Test
    void drainingCommitsAllThatIsQueuedWithoutWaitingForTheRetry() throws Exception {
        database.next(full());
        append();
        database.awaitAttempt();
        awaitStatus(status -> status.trouble() != null);
        append();
        writer.tell(new Writer.Drain(drained.ref()));

        assertThat(outcome()).isInstanceOf(Appended.class);
        assertThat(outcome()).isInstanceOf(Appended.class);
        drained.receiveMessage();
    }
}
