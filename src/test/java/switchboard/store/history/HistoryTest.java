package switchboard.store.history;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.BOB;
import static switchboard.store.StoreSamples.TEACHER;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.message;
import static switchboard.store.StoreSamples.session;
import static switchboard.testing.Records.set;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;
import switchboard.protocol.values.MessageType;
import switchboard.store.Rows;
import switchboard.store.StoreSamples;
import switchboard.store.StoredSession;
import switchboard.store.Write;
import switchboard.testing.Records;

/** Pages between two places of a log. */
class HistoryTest extends HistoryFixture {
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
        start(
                Records.with(
                        StoreSamples.HISTORY,
                        set("readers", 1),
                        set("pageBytes", 1_024),
                        set("pageScan", 1_000),
                        set("inFlightBytes", 1 << 20),
                        set("sharedBytes", 4 << 20),
                        set("waitingFinds", 10)),
                StoreSamples::encoded);
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
        start(
                Records.with(
                        StoreSamples.HISTORY,
                        set("readers", 1),
                        set("pageScan", 1_000),
                        set("inFlightBytes", 1 << 20),
                        set("sharedBytes", 4 << 20),
                        set("waitingFinds", 10)),
                StoreSamples::encoded);
        List<Write> others = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            others.add(new Write.Append(session.key(), message(MessageType.ANALYTICS, BOB, null, "{}")));
        }
        database.write(others);

        assertThat(read(ANNS, 0, 2_500)).isEqualTo(new History.Page(0, 1_000, 2_500, List.of()));
        assertThat(read(ANNS, 2_000, 2_500)).isEqualTo(new History.Page(2_000, 2_500, 2_500, List.of()));
    }

    /** I5. */
    @Test
    void waitsWhileTooMuchIsReadAndNotTaken() throws Exception {
        start(ONE_PAGE_IN_FLIGHT, StoreSamples::encoded);
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
        start(ONE_PAGE_IN_FLIGHT, StoreSamples::encoded);
        append(session, 3, "{\"x\":\"" + "y".repeat(60_000) + "\"}");

        assertThat(seqs(read(TEACHERS, 0, 3))).containsExactly(1L);
        assertThat(seqs(read(TEACHERS, 1, 3))).containsExactly(2L);
        assertThat(seqs(read(TEACHERS, 2, 3))).containsExactly(3L);
    }

    @Test
    void pageOfAReaderThatStoppedIsGivenBack() throws Exception {
        start(ONE_PAGE_IN_FLIGHT, StoreSamples::encoded);
        append(session, 1, "{\"x\":\"" + "y".repeat(60_000) + "\"}");
        TestProbe<History.ReadReply> second = kit.createTestProbe(History.ReadReply.class);
        read(TEACHERS, 0, 1);
        history.tell(new History.Read(session.key(), TEACHERS, 0, 1, AddressBlock.UNKNOWN, second.ref()));

        reader.stop();

        page(second);
    }
}
