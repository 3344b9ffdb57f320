package switchboard.store.history;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.message;
import static switchboard.store.StoreSamples.session;
import static switchboard.testing.Records.set;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;
import switchboard.store.HistoryPoison;
import switchboard.store.StoreSamples;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
import switchboard.testing.Records;

/** What those get who wait when reading fails, or the history itself. */
class HistoryFailuresTest extends HistoryFixture {
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
        start(
                Records.with(
                        StoreSamples.HISTORY, set("readers", 2), set("sharedBytes", 4 << 20), set("waitingFinds", 10)),
                gate);
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
        start(
                Records.with(StoreSamples.HISTORY, set("readers", 2), set("sharedBytes", 0), set("waitingFinds", 10)),
                gate);
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
        start(ONE_PAGE_IN_FLIGHT, StoreSamples::encoded);
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
}
