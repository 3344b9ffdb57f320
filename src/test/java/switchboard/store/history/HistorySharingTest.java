package switchboard.store.history;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.BOB;
import static switchboard.store.StoreSamples.TEACHER;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.message;
import static switchboard.store.StoreSamples.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.store.StoreException;
import switchboard.store.StoreSamples;
import switchboard.store.StoredSession;
import switchboard.store.Write;

/** Several who read the same at the same time: it is read once, and each gets its own. */
class HistorySharingTest extends HistoryFixture {
    /** I4: a session with many readers takes no more turns than one with a single reader. */
    @Test
    void sessionsAreServedRoundRobin() throws Exception {
        Gate gate = new Gate();
        start(ONE_READER, gate);
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
        start(ONE_READER, gate);
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
}
