package switchboard.store.history;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.ANN;
import static switchboard.store.StoreSamples.BOB;
import static switchboard.store.StoreSamples.SQLITE;
import static switchboard.store.StoreSamples.TEACHER;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.message;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;
import static switchboard.store.StoreSamples.withRef;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.FrameWriter;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.Role;
import switchboard.store.FirstJoin;
import switchboard.store.HistoryPoison;
import switchboard.store.Joiner;
import switchboard.store.Rows;
import switchboard.store.StoreException;
import switchboard.store.StoreSamples;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
import switchboard.store.Write;
import switchboard.store.sqlite.RawDatabase;
import switchboard.store.sqlite.SqliteDatabase;

class HistoryTest {
    private static final View TEACHERS = new View(TEACHER, Role.INSTRUCTOR, ProtocolVersion.V2, 0);
    private static final View ANNS = new View(ANN, Role.STUDENT, ProtocolVersion.V2, 0);

    @TempDir
    private Path folder;

    private final ActorTestKit kit = ActorTestKit.create();
    private final TestProbe<History.ReadReply> reader = kit.createTestProbe(History.ReadReply.class);

    private SqliteDatabase database;
    private StoredSession session;
    private ActorRef<History.Command> history;

    @BeforeEach
    void open() throws Exception {
        database = SqliteDatabase.open(folder, SQLITE, Clock.systemUTC());
        session = create(database, session());
        start(StoreSamples.HISTORY, StoreSamples::encoded);
    }

    private void start(HistorySettings settings, Function<Message, EncodedMessage> encoder) {
        history = kit.spawn(Behaviors.supervise(History.create(database, settings, encoder))
                .onFailure(SupervisorStrategy.restart()));
    }

    @AfterEach
    void close() {
        kit.shutdownTestKit();
        database.close();
    }

    private void append(StoredSession session, int count, String json) throws StoreException {
        List<Write> group = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            group.add(new Write.Append(session.key(), question(json)));
        }
        database.write(group);
    }

    private History.Page read(View view, long after, long upTo) {
        history.tell(new History.Read(session.key(), view, after, upTo, AddressBlock.UNKNOWN, reader.ref()));
        return page(reader);
    }

    private static History.Page page(TestProbe<History.ReadReply> reader) {
        return reader.expectMessageClass(History.Page.class);
    }

    private static List<Long> seqs(History.Page page) {
        return page.messages().stream().map(EncodedMessage::seq).toList();
    }

    @Test
    void readsWhatLiesBetweenTwoPlacesInOrder() throws Exception {
        append(session, 10, "{}");

        History.Page page = read(TEACHERS, 3, 7);

        assertThat(page.after()).isEqualTo(3);
        assertThat(page.upTo()).isEqualTo(7);
        assertThat(seqs(page)).containsExactly(4L, 5L, 6L, 7L);
        assertThat(new String(page.messages().get(0).json(), StandardCharsets.UTF_8))
                .isEqualTo(Rows.all(database, session).get(3).id() + " {}");
        assertThat(read(TEACHERS, 7, 7)).isEqualTo(new History.Page(7, 7, 7, List.of()));
    }

    @Test
    void readsNothingOfOtherSessions() throws Exception {
        StoredSession other = create(database, session());
        append(session, 1, "{}");
        append(other, 3, "{}");

        assertThat(seqs(read(TEACHERS, 0, 1))).containsExactly(1L);
    }

    @Test
    void pageEndsAtItsMessages() throws Exception {
        append(session, 1_500, "{}");

        History.Page first = read(TEACHERS, 0, 1_500);
        assertThat(first.messages()).hasSize(1_000);
        assertThat(first.upTo()).isEqualTo(1_000);
        assertThat(seqs(read(TEACHERS, first.upTo(), 1_500))).hasSize(500).startsWith(1_001L);
    }

    @Test
    void pageEndsAtItsBytesButHoldsOneMessage() throws Exception {
        append(session, 9, "{\"x\":\"" + "y".repeat(60_000) + "\"}");

        assertThat(seqs(read(TEACHERS, 0, 9))).containsExactly(1L, 2L, 3L, 4L);
        start(new HistorySettings(1, 1_000, 1_024, 1_000, 1 << 20, 4 << 20, 10), StoreSamples::encoded);
        assertThat(read(TEACHERS, 4, 9)).satisfies(page -> {
            assertThat(seqs(page)).containsExactly(5L);
            assertThat(page.upTo()).isEqualTo(5);
        });
    }

    @Test
    void pageThatShowsNothingSaysHowFarItLooked() throws Exception {
        database.write(List.of(
                new Write.Append(session.key(), message(MessageType.REQUEST, TEACHER, BOB, "{}")),
                new Write.Append(session.key(), message(MessageType.ANALYTICS, BOB, null, "{}"))));

        assertThat(read(ANNS, 0, 2)).isEqualTo(new History.Page(0, 2, 2, List.of()));
    }

    @Test
    void onePageLooksAtNoMoreThanItsShareOfALongLog() throws Exception {
        start(new HistorySettings(1, 1_000, 256 << 10, 1_000, 1 << 20, 4 << 20, 10), StoreSamples::encoded);
        List<Write> others = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            others.add(new Write.Append(session.key(), message(MessageType.ANALYTICS, BOB, null, "{}")));
        }
        database.write(others);

        assertThat(read(ANNS, 0, 2_500)).isEqualTo(new History.Page(0, 1_000, 2_500, List.of()));
        assertThat(read(ANNS, 2_000, 2_500)).isEqualTo(new History.Page(2_000, 2_500, 2_500, List.of()));
    }

    /** I4: a session with many readers takes no more turns than one with a single reader. */
    @Test
    void sessionsTakeTurns() throws Exception {
        Gate gate = new Gate();
        start(new HistorySettings(1, 1_000, 256 << 10, 100_000, 32 << 20, 4 << 20, 10), gate);
        StoredSession other = create(database, session());
        append(session, 1, "{}");
        append(other, 1, "{}");
        TestProbe<History.ReadReply> all = kit.createTestProbe(History.ReadReply.class);
        for (int i = 0; i < 5; i++) {
            TestProbe<History.ReadReply> one = kit.createTestProbe(History.ReadReply.class);
            history.tell(new History.Read(session.key(), TEACHERS, 0, 1, AddressBlock.UNKNOWN, one.ref()));
        }
        gate.awaitReading();
        history.tell(new History.Read(other.key(), TEACHERS, 0, 1, AddressBlock.UNKNOWN, all.ref()));
        gate.open();

        page(all);
        assertThat(gate.readBefore(other)).isLessThanOrEqualTo(2);
    }

    /** I5. */
    @Test
    void waitsWhileTooMuchIsReadAndNotTaken() throws Exception {
        start(new HistorySettings(4, 1_000, 64 << 10, 100_000, 100 << 10, 4 << 20, 10), StoreSamples::encoded);
        append(session, 1, "{\"x\":\"" + "y".repeat(60_000) + "\"}");
        TestProbe<History.ReadReply> second = kit.createTestProbe(History.ReadReply.class);
        read(TEACHERS, 0, 1);
        history.tell(new History.Read(session.key(), TEACHERS, 0, 1, AddressBlock.UNKNOWN, second.ref()));
        pingAnswers();
        second.expectNoMessage(Duration.ZERO);

        history.tell(new History.PageTaken(reader.ref()));

        page(second);
    }

    @Test
    void askingAgainGivesTheFormerPageBack() throws Exception {
        start(new HistorySettings(4, 1_000, 64 << 10, 100_000, 100 << 10, 4 << 20, 10), StoreSamples::encoded);
        append(session, 3, "{\"x\":\"" + "y".repeat(60_000) + "\"}");

        assertThat(seqs(read(TEACHERS, 0, 3))).containsExactly(1L);
        assertThat(seqs(read(TEACHERS, 1, 3))).containsExactly(2L);
        assertThat(seqs(read(TEACHERS, 2, 3))).containsExactly(3L);
    }

    @Test
    void pageOfAReaderThatStoppedIsGivenBack() throws Exception {
        start(new HistorySettings(4, 1_000, 64 << 10, 100_000, 100 << 10, 4 << 20, 10), StoreSamples::encoded);
        append(session, 1, "{\"x\":\"" + "y".repeat(60_000) + "\"}");
        TestProbe<History.ReadReply> second = kit.createTestProbe(History.ReadReply.class);
        read(TEACHERS, 0, 1);
        history.tell(new History.Read(session.key(), TEACHERS, 0, 1, AddressBlock.UNKNOWN, second.ref()));

        reader.stop();

        page(second);
    }

    // ---- several who read the same

    private List<TestProbe<History.ReadReply>> ask(long after, long upTo, List<View> views) {
        List<TestProbe<History.ReadReply>> readers = new ArrayList<>();
        for (View view : views) {
            TestProbe<History.ReadReply> one = kit.createTestProbe(History.ReadReply.class);
            history.tell(new History.Read(session.key(), view, after, upTo, AddressBlock.UNKNOWN, one.ref()));
            readers.add(one);
        }
        return readers;
    }

    @Test
    void whatInstructorsReadAtTheSameTimeIsReadOnce() throws Exception {
        Gate gate = new Gate();
        start(StoreSamples.HISTORY, gate);
        append(session, 10, "{}");
        List<TestProbe<History.ReadReply>> readers = ask(0, 10, Collections.nCopies(5, TEACHERS));
        gate.awaitReading();
        gate.open();

        for (TestProbe<History.ReadReply> one : readers) {
            assertThat(seqs(page(one))).hasSize(10);
        }
        assertThat(gate.encoded()).isEqualTo(10);
    }

    /** Ten messages, which may be read. */
    private Gate openGate() throws StoreException {
        Gate gate = new Gate();
        gate.open();
        start(StoreSamples.HISTORY, gate);
        append(session, 10, "{}");
        return gate;
    }

    /** One who holds a page may be followed by others; once nobody does, the next one reads what is on disk. */
    @Test
    void whatWasReadIsKeptWhileAnybodyReads() throws Exception {
        Gate gate = openGate();
        assertThat(seqs(read(TEACHERS, 0, 10))).hasSize(10);
        assertThat(seqs(page(ask(0, 10, List.of(TEACHERS)).get(0)))).hasSize(10);
        assertThat(seqs(page(ask(0, 7, List.of(ANNS)).get(0)))).hasSize(7);
        assertThat(gate.encoded()).isEqualTo(10);
    }

    @Test
    void whatWasReadIsForgottenWhenNobodyReads() throws Exception {
        Gate gate = openGate();
        read(TEACHERS, 0, 10);
        history.tell(new History.PageTaken(reader.ref()));
        read(TEACHERS, 0, 10);

        assertThat(gate.encoded()).isEqualTo(20);
    }

    /** I7. */
    @Test
    void manyStudentsWhoWaitAreServedByOneReadingAndEachGetsItsOwn() throws Exception {
        Gate gate = new Gate();
        start(new HistorySettings(1, 1_000, 256 << 10, 100_000, 32 << 20, 4 << 20, 10), gate);
        append(session, 10, "{}");
        database.write(List.of(
                new Write.Append(session.key(), message(MessageType.ANALYTICS, BOB, null, "{}")),
                new Write.Append(session.key(), message(MessageType.INSTRUCTOR_BROADCAST, TEACHER, null, "{}"))));
        View bobs = new View(BOB, Role.STUDENT, ProtocolVersion.V2, 0);
        TestProbe<History.ReadReply> first = ask(0, 12, List.of(bobs)).get(0);
        gate.awaitReading();
        List<TestProbe<History.ReadReply>> anns = ask(0, 12, Collections.nCopies(9, ANNS));
        gate.open();

        assertThat(seqs(page(first))).containsExactly(11L, 12L);
        for (TestProbe<History.ReadReply> one : anns) {
            assertThat(seqs(page(one))).hasSize(11).doesNotContain(11L);
        }
        assertThat(gate.encoded()).isEqualTo(2 + 12);
    }

    @Test
    void failureOfASharedReadingIsToldToAll() throws Exception {
        Gate gate = new Gate();
        start(StoreSamples.HISTORY, message -> {
            gate.apply(message);
            throw new IllegalArgumentException("a fault of the test");
        });
        append(session, 1, "{}");
        List<TestProbe<History.ReadReply>> readers = ask(0, 1, List.of(TEACHERS, TEACHERS, TEACHERS));
        gate.open();

        for (TestProbe<History.ReadReply> one : readers) {
            one.expectMessageClass(History.ReadFailed.class);
        }
    }

    @Test
    void findsSessions() {
        TestProbe<History.FindReply> finder = kit.createTestProbe(History.FindReply.class);
        history.tell(new History.FindSession(session.info().id(), finder.ref()));
        history.tell(new History.FindSession(session().id(), finder.ref()));

        assertThat(List.of(finder.receiveMessage(), finder.receiveMessage()))
                .containsExactlyInAnyOrder(
                        new History.Found(Optional.of(session)), new History.Found(Optional.empty()));
    }

    // ---- up to the end, wherever that is

    private History.Page readToEnd(View view, long after, int limit) {
        history.tell(new History.ReadToEnd(session.key(), view, after, limit, AddressBlock.UNKNOWN, reader.ref()));
        return page(reader);
    }

    @Test
    void anEmptyLogEndsAtNothing() {
        assertThat(readToEnd(TEACHERS, 0, 10)).isEqualTo(new History.Page(0, 0, 0, List.of()));
    }

    @Test
    void readsToTheEndAsItIsWhenThePageIsRead() throws Exception {
        append(session, 3, "{}");
        assertThat(readToEnd(TEACHERS, 0, 10)).satisfies(page -> {
            assertThat(seqs(page)).containsExactly(1L, 2L, 3L);
            assertThat(page.upTo()).isEqualTo(3);
            assertThat(page.end()).isEqualTo(3);
        });
        assertThat(readToEnd(TEACHERS, 3, 10)).isEqualTo(new History.Page(3, 3, 3, List.of()));
        append(session, 1, "{}");
        assertThat(seqs(readToEnd(TEACHERS, 3, 10))).containsExactly(4L);
    }

    /** Messages may be deleted, and their places are not used again. */
    @Test
    void endIsTheHeadOfTheLogWhereItsLastMessagesAreGone() throws Exception {
        append(session, 2, "{}");
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("UPDATE sessions SET last_seq = 5");
        }

        assertThat(readToEnd(TEACHERS, 0, 10)).satisfies(page -> {
            assertThat(seqs(page)).containsExactly(1L, 2L);
            assertThat(page.upTo()).isEqualTo(5);
            assertThat(page.end()).isEqualTo(5);
        });
    }

    @Test
    void behindTheEndThereIsNothingWhateverOtherSessionsHold() throws Exception {
        append(create(database, session()), 5, "{}");
        append(session, 2, "{}");
        append(create(database, session()), 5, "{}");

        for (long after :
                new long[] {3, 100_000, 0xFFFF_FFFFL, 1L << 32, 2L << 32, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
            assertThat(readToEnd(TEACHERS, after, 10)).isEqualTo(new History.Page(after, after, 2, List.of()));
        }
    }

    @Test
    void pagesToTheEndHoldNoMoreThanTheirLimitAndLeaveNothingOut() throws Exception {
        append(session, 25, "{}");
        List<Long> read = new ArrayList<>();
        History.Page page = readToEnd(TEACHERS, 0, 10);
        read.addAll(seqs(page));
        while (page.upTo() < page.end()) {
            assertThat(page.messages()).hasSize(10);
            page = readToEnd(TEACHERS, page.upTo(), 10);
            read.addAll(seqs(page));
        }

        assertThat(page.messages()).hasSize(5);
        assertThat(read).isEqualTo(LongStream.rangeClosed(1, 25).boxed().toList());
    }

    /** One that is full, and behind which there is nothing more to see, is the last. */
    @Test
    void fullPageKnowsThatTheRestShowsNothing() throws Exception {
        append(session, 2, "{}");
        database.write(List.of(new Write.Append(session.key(), message(MessageType.ANALYTICS, BOB, null, "{}"))));

        assertThat(readToEnd(ANNS, 0, 2)).satisfies(page -> {
            assertThat(seqs(page)).containsExactly(1L, 2L);
            assertThat(page.upTo()).isEqualTo(3);
        });
        assertThat(readToEnd(ANNS, 0, 1).upTo()).isEqualTo(1);
    }

    @Test
    void pagesToTheEndHoldNoMoreThanAnyPage() throws Exception {
        append(session, 1_200, "{}");
        append(session, 9, "{\"x\":\"" + "y".repeat(60_000) + "\"}");

        assertThat(readToEnd(TEACHERS, 0, Integer.MAX_VALUE).messages()).hasSize(1_000);
        assertThat(seqs(readToEnd(TEACHERS, 1_200, 1_000))).containsExactly(1_201L, 1_202L, 1_203L, 1_204L);
        start(new HistorySettings(1, 1_000, 256 << 10, 100, 1 << 20, 4 << 20, 10), StoreSamples::encoded);
        assertThat(readToEnd(TEACHERS, 0, 1_000)).satisfies(page -> {
            assertThat(page.upTo()).isEqualTo(100);
            assertThat(page.end()).isEqualTo(1_209);
        });
    }

    // ---- refs and first joins

    @Test
    void onlyTheSenderGetsTheRef() throws Exception {
        start(StoreSamples.HISTORY, FrameWriter::message);
        database.write(List.of(new Write.Append(session.key(), withRef("r1", question("{}")))));

        assertThat(json(readToEnd(ANNS, 0, 10))).endsWith("\"seq\":1,\"ref\":\"r1\"}");
        assertThat(json(readToEnd(TEACHERS, 0, 10))).endsWith("\"seq\":1}");
        assertThat(json(readToEnd(new View(ANN, Role.STUDENT, ProtocolVersion.V1, 1), 0, 10)))
                .endsWith("\"seq\":1}");
    }

    private static String json(History.Page page) {
        return new String(page.messages().get(0).json(), StandardCharsets.UTF_8);
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
        start(new HistorySettings(1, 1_000, 256 << 10, 100_000, 32 << 20, 4 << 20, 2), gate);
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
        history.tell(new History.ReadToEnd(session.key(), TEACHERS, 0, 10, AddressBlock.UNKNOWN, reader.ref()));
        assertThat(reader.expectMessageClass(History.ReadFailed.class).trouble())
                .isEqualTo(Trouble.UNUSABLE);
    }

    private History.PingReply pingAnswers() {
        TestProbe<History.PingReply> pinger = kit.createTestProbe(History.PingReply.class);
        history.tell(new History.Ping(pinger.ref()));
        return pinger.receiveMessage();
    }

    @Test
    void pingTellsWhetherTheDatabaseIsThere() throws Exception {
        assertThat(pingAnswers().trouble()).isEmpty();
        Files.move(folder.resolve("switchboard.db"), folder.resolve("aside"));

        assertThat(pingAnswers().trouble()).contains(Trouble.REPLACED);
    }

    @Test
    void failureIsToldToWhoeverAskedAndTheNextReadIsTriedAnew() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        start(StoreSamples.HISTORY, message -> {
            if (calls.getAndIncrement() == 0) {
                throw new IllegalArgumentException("a fault of the test");
            }
            return StoreSamples.encoded(message);
        });
        append(session, 1, "{}");
        history.tell(new History.Read(session.key(), TEACHERS, 0, 1, AddressBlock.UNKNOWN, reader.ref()));

        reader.expectMessageClass(History.ReadFailed.class);
        assertThat(seqs(read(TEACHERS, 0, 1))).containsExactly(1L);
    }

    // ---- after a failure of its own

    private void fail() {
        history.tell(HistoryPoison.of(new IllegalStateException("on purpose")));
    }

    /** It failed again with each of them: they were watched already, by a message that was not the same. */
    @Test
    void whoReadBeforeItFailedReadsOn_I8() throws Exception {
        append(session, 3, "{}");
        assertThat(seqs(read(TEACHERS, 0, 1))).containsExactly(1L);
        for (int i = 0; i < 3; i++) {
            fail();
            assertThat(seqs(read(TEACHERS, 1, 3))).containsExactly(2L, 3L);
        }
    }

    /** I5, I8: whoever waits is not left without an answer, nor answered twice. */
    @Test
    void whatWaitsWhenItFailsIsAnsweredAsFailed_I8() throws Exception {
        Gate gate = new Gate();
        start(new HistorySettings(2, 1_000, 256 << 10, 100_000, 32 << 20, 4 << 20, 10), gate);
        append(session, 1, "{}");
        StoredSession other = create(database, session());
        append(other, 1, "{}");
        TestProbe<History.ReadReply> underWay = kit.createTestProbe(History.ReadReply.class);
        TestProbe<History.ReadReply> sharing = kit.createTestProbe(History.ReadReply.class);
        TestProbe<History.ReadReply> waiting = kit.createTestProbe(History.ReadReply.class);
        TestProbe<Object> finder = kit.createTestProbe(Object.class);
        for (TestProbe<History.ReadReply> one : List.of(underWay, sharing)) {
            history.tell(new History.Read(session.key(), TEACHERS, 0, 1, AddressBlock.UNKNOWN, one.ref()));
        }
        gate.awaitReading();
        history.tell(new History.Read(other.key(), TEACHERS, 0, 1, AddressBlock.UNKNOWN, reader.ref()));
        history.tell(new History.ReadToEnd(session.key(), TEACHERS, 0, 10, AddressBlock.UNKNOWN, waiting.ref()));
        history.tell(new History.FindSession(session.info().id(), finder.ref()));
        history.tell(new History.Ping(finder.ref()));

        fail();

        for (TestProbe<History.ReadReply> one : List.of(underWay, sharing, reader, waiting)) {
            one.expectMessage(new History.ReadFailed(Trouble.INTERNAL));
        }
        finder.expectMessageClass(History.FindFailed.class);
        assertThat(finder.expectMessageClass(History.PingReply.class).trouble()).hasValue(Trouble.INTERNAL);
        gate.open();
        assertThat(seqs(read(TEACHERS, 0, 1))).containsExactly(1L);
        history.tell(new History.Read(session.key(), TEACHERS, 0, 1, AddressBlock.UNKNOWN, underWay.ref()));
        assertThat(seqs(page(underWay))).containsExactly(1L);
        sharing.expectNoMessage(Duration.ZERO);
        waiting.expectNoMessage(Duration.ZERO);
        finder.expectNoMessage(Duration.ZERO);
    }

    /** I5: each thread that reads opens a connection of the database, which stays open. */
    @Test
    void howeverOftenItFailsNoMoreThreadsRead_I8() throws Exception {
        Gate gate = new Gate();
        start(new HistorySettings(2, 1_000, 256 << 10, 100_000, 32 << 20, 0, 10), gate);
        List<StoredSession> sessions = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sessions.add(create(database, session()));
            append(sessions.get(i), 1, "{}");
        }
        for (int i = 0; i < 10; i++) {
            List<TestProbe<History.ReadReply>> asking = new ArrayList<>();
            for (StoredSession one : sessions) {
                asking.add(kit.createTestProbe(History.ReadReply.class));
                history.tell(new History.Read(
                        one.key(),
                        TEACHERS,
                        0,
                        1,
                        AddressBlock.UNKNOWN,
                        asking.get(asking.size() - 1).ref()));
            }
            gate.awaitReading();
            fail();
            asking.forEach(one -> one.expectMessageClass(History.ReadFailed.class));
        }
        history.tell(new History.Read(session.key(), TEACHERS, 0, 1, AddressBlock.UNKNOWN, reader.ref()));
        gate.open();

        page(reader);
        assertThat(gate.threads()).hasSizeLessThanOrEqualTo(2);
        assertThat(gate.encoded()).as("what had not begun is left").isLessThanOrEqualTo(2);
    }

    /** I5: what those before it had handed out or were reading takes nothing of what this one may have in flight. */
    @Test
    void pagesOfThoseThatFailedTakeNoRoom_I8() throws Exception {
        start(new HistorySettings(4, 1_000, 64 << 10, 100_000, 100 << 10, 4 << 20, 10), StoreSamples::encoded);
        append(session, 1, "{\"x\":\"" + "y".repeat(60_000) + "\"}");
        for (int i = 0; i < 10; i++) {
            TestProbe<History.ReadReply> holding = kit.createTestProbe(History.ReadReply.class);
            history.tell(new History.Read(session.key(), TEACHERS, 0, 1, AddressBlock.UNKNOWN, holding.ref()));
            page(holding);
            fail();
            history.tell(new History.PageTaken(holding.ref()));
        }
        TestProbe<History.ReadReply> second = kit.createTestProbe(History.ReadReply.class);
        read(TEACHERS, 0, 1);
        history.tell(new History.Read(session.key(), TEACHERS, 0, 1, AddressBlock.UNKNOWN, second.ref()));
        pingAnswers();
        second.expectNoMessage(Duration.ZERO);
        history.tell(new History.PageTaken(reader.ref()));
        page(second);
    }

    /** Encodes nothing before it is opened, and notes in which order the pages were read. */
    private static final class Gate implements Function<Message, EncodedMessage> {
        private final CountDownLatch reading = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);
        private final List<Message> order = new ArrayList<>();
        private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

        @Override
        public EncodedMessage apply(Message message) {
            threads.add(Thread.currentThread());
            return encode(message);
        }

        private synchronized EncodedMessage encode(Message message) {
            reading.countDown();
            try {
                // Not for ever: a test that fails before it opens must end, too.
                assertThat(open.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            order.add(message);
            return StoreSamples.encoded(message);
        }

        void awaitReading() throws InterruptedException {
            assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
        }

        void open() {
            open.countDown();
        }

        Set<Thread> threads() {
            return threads;
        }

        synchronized int encoded() {
            return order.size();
        }

        /** How many messages were read before the first of that session. */
        synchronized int readBefore(StoredSession session) {
            return order.stream()
                    .map(Message::session)
                    .toList()
                    .indexOf(session.info().id());
        }
    }
}
