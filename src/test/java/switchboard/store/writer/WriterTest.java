package switchboard.store.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.FaultyDatabase.blocked;
import static switchboard.store.FaultyDatabase.failsButIsCommitted;
import static switchboard.store.FaultyDatabase.failsWhileCommitting;
import static switchboard.store.FaultyDatabase.full;
import static switchboard.store.FaultyDatabase.none;
import static switchboard.store.FaultyDatabase.readOnly;
import static switchboard.store.StoreSamples.ANN;
import static switchboard.store.StoreSamples.SQLITE;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;
import static switchboard.store.StoreSamples.withRef;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionInfo;
import switchboard.store.AppendOutcome;
import switchboard.store.AppendOutcome.Appended;
import switchboard.store.AppendOutcome.Duplicate;
import switchboard.store.AppendOutcome.Failed;
import switchboard.store.AppendOutcome.Rejected;
import switchboard.store.FaultyDatabase;
import switchboard.store.FirstJoin;
import switchboard.store.Joiner;
import switchboard.store.NewMessage;
import switchboard.store.Rows;
import switchboard.store.SessionKey;
import switchboard.store.StoreException;
import switchboard.store.StoreSamples;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
import switchboard.store.Write;
import switchboard.store.sqlite.SqliteDatabase;

class WriterTest {
    @TempDir
    private Path folder;

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(kit.system());
    private final AtomicLong nanos = new AtomicLong();
    private final TestProbe<Writer.Outcomes> sender = kit.createTestProbe(Writer.Outcomes.class);
    private final TestProbe<Writer.Status> statuses = kit.createTestProbe(Writer.Status.class);
    private final TestProbe<Writer.HeadReply> heads = kit.createTestProbe(Writer.HeadReply.class);
    private final TestProbe<Writer.Drained> drained = kit.createTestProbe(Writer.Drained.class);

    private final TestProbe<Writer.JoinsReply> joins = kit.createTestProbe(Writer.JoinsReply.class);

    private FaultyDatabase database;
    private StoredSession session;
    private ActorRef<Writer.Command> writer;

    @BeforeEach
    void start() throws Exception {
        database = new FaultyDatabase(SqliteDatabase.open(folder, SQLITE, Clock.systemUTC()));
        session = create(database, session());
        database.awaitAttempt();
        start(StoreSamples.WRITER);
    }

    private void start(WriterSettings settings) throws Exception {
        writer = kit.spawn(Behaviors.supervise(Writer.create(database, settings, nanos::get))
                .onFailure(SupervisorStrategy.restartWithBackoff(Duration.ofMillis(100), Duration.ofSeconds(1), 0.0)));
        assertThat(database.awaitAttempt()).containsExactly(Write.Probe.INSTANCE);
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
        database.close();
    }

    private void pass(Duration duration) {
        nanos.addAndGet(duration.toNanos());
        time.timePasses(duration);
    }

    private NewMessage append(NewMessage message) {
        writer.tell(new Writer.Append(session.key(), message, Long.MAX_VALUE, sender.ref()));
        return message;
    }

    private NewMessage append() {
        return append(question("{}"));
    }

    private List<AppendOutcome> outcomes() {
        return sender.receiveMessage(Duration.ofSeconds(10)).outcomes();
    }

    private AppendOutcome outcome() {
        List<AppendOutcome> outcomes = outcomes();
        assertThat(outcomes).hasSize(1);
        return outcomes.get(0);
    }

    private Writer.Status status() {
        writer.tell(new Writer.GetStatus(statuses.ref()));
        return statuses.receiveMessage();
    }

    /** Asks until the writer has come to what the test waits for: it has no other way to tell. */
    private Writer.Status awaitStatus(Predicate<Writer.Status> wanted) {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        Writer.Status status = status();
        while (!wanted.test(status)) {
            assertThat(System.nanoTime()).as("still %s", status).isLessThan(until);
            Thread.yield();
            status = status();
        }
        return status;
    }

    private List<Message> stored() throws StoreException {
        return Rows.all(database, session);
    }

    // ---- all goes well

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
        start(new WriterSettings(1_000, 1 << 20, 1_000, 1 << 20, 3, 1_000));
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

        assertThat(heads.receiveMessage()).isEqualTo(new Writer.HeadRead(2, 260, null));
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

    // ---- refs

    private static NewMessage r1(String json) {
        return withRef("r1", question(json));
    }

    private List<AppendOutcome> outcomes(int count) {
        List<AppendOutcome> all = new ArrayList<>();
        while (all.size() < count) {
            all.addAll(outcomes());
        }
        assertThat(all).hasSize(count);
        return all;
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

    // ---- first joins

    private static final Joiner JOINER = new Joiner(ANN, Role.STUDENT);

    private void noteJoin() {
        writer.tell(new Writer.NoteJoins(session.key(), List.of(JOINER), List.of(), joins.ref()));
    }

    private List<FirstJoin> noted() {
        return ((Writer.JoinsNoted) joins.receiveMessage()).firstJoins();
    }

    @Test
    void joinsAreNotedOnceAndReadWithTheHead() {
        noteJoin();
        List<FirstJoin> first = noted();
        noteJoin();
        writer.tell(new Writer.ReadHead(session.key(), true, heads.ref()));

        assertThat(first).extracting(FirstJoin::user).containsExactly(ANN);
        assertThat(noted()).isEqualTo(first);
        assertThat(heads.expectMessageClass(Writer.HeadRead.class).firstJoins()).isEqualTo(first);
    }

    @Test
    void joinOfAGroupThatFailsIsNotedByItsRetry() throws Exception {
        database.next(failsButIsCommitted());
        noteJoin();
        database.awaitAttempt();
        passUntilRetry();

        assertThat(noted()).isEqualTo(database.firstJoins(session.key()));
    }

    @Test
    void joinsAreNotStoredWhileNothingIs() throws Exception {
        database.next(readOnly(), readOnly());
        noteJoin();
        assertThat(notStored()).isEqualTo(Refusal.STORAGE_FAILED);
        noteJoin();
        assertThat(notStored()).isEqualTo(Refusal.STORAGE_FAILED);

        passUntilAccepted();
        noteJoin();
        assertThat(noted()).hasSize(1);
    }

    private Refusal notStored() {
        return ((Writer.NotStored) joins.receiveMessage()).refused().refusal();
    }

    /** I5: anybody may be an instructor who joins. */
    @Test
    void joinsAreNotNotedInTheLastTenthOfTheDatabase_I5() {
        append();
        outcome();
        database.storage().taken((1L << 40) / 100 * 95);
        noteJoin();
        assertThat(notStored()).isEqualTo(Refusal.STORAGE_FAILED);
        database.storage().taken(0);
        noteJoin();
        assertThat(noted()).hasSize(1);
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

    @Test
    void joinsOfNoSessionAreNotStored() {
        writer.tell(new Writer.NoteJoins(new SessionKey(99, session().id()), List.of(JOINER), List.of(), joins.ref()));

        assertThat(notStored()).isEqualTo(Refusal.SESSION_NOT_FOUND);
    }

    /** I5. */
    @Test
    void joinsBeyondTheBoundsAreBusy() throws Exception {
        kit.stop(writer);
        start(new WriterSettings(2, 1 << 20, 2, 1 << 20, 512, 1 << 20));
        CountDownLatch latch = new CountDownLatch(1);
        database.next(blocked(latch, none()));
        append();
        database.awaitAttempt();
        noteJoin();
        noteJoin();

        assertThat(notStored()).isEqualTo(Refusal.BUSY);
        latch.countDown();
        assertThat(noted()).hasSize(1);
    }

    // ---- bounds

    /** I5. */
    @Test
    void isBusyBeyondItsBoundsButNeverToWhatWasAcceptedBefore() throws Exception {
        kit.stop(writer);
        start(new WriterSettings(5, 1 << 20, 3, 1 << 20, 512, 1 << 20));
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
        start(new WriterSettings(1_000, 1 << 20, 1_000, 128 << 10, 512, 1 << 20));
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

    // ---- failures

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

    private void passUntilAccepted() {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (status().trouble() != null) {
            assertThat(System.nanoTime()).isLessThan(until);
            pass(Duration.ofSeconds(5));
        }
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

    /** After a commit that may have been made: when the writer has looked for it, lets it try again. */
    private List<Write> passUntilRetry() throws InterruptedException {
        database.awaitSettled();
        status(); // The turn in which it asked for the look is over, so what was found is in its mailbox.
        status(); // It has heard of that.
        pass(Duration.ofSeconds(5));
        return database.awaitAttempt();
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

        assertThat(heads.receiveMessage()).isEqualTo(new Writer.HeadRead(1, 130, null));
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

    // ---- failure of the actor itself

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

    private List<Write> passUntilRestarted() throws InterruptedException {
        while (!database.hasAttempt()) {
            pass(Duration.ofMillis(100));
        }
        return database.awaitAttempt();
    }

    // ---- status and draining

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
