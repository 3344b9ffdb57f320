package switchboard.store.history;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.ANN;
import static switchboard.store.StoreSamples.BOB;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.message;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;
import static switchboard.store.StoreSamples.withRef;
import static switchboard.testing.Records.set;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.FrameWriter;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.store.StoreSamples;
import switchboard.store.Write;
import switchboard.store.sqlite.RawDatabase;
import switchboard.testing.Records;

/** Pages up to the end of the log, wherever that is. */
class HistoryToEndTest extends HistoryFixture {
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
        start(
                Records.with(
                        StoreSamples.HISTORY,
                        set("readers", 1),
                        set("pageScan", 100),
                        set("inFlightBytes", 1 << 20),
                        set("sharedBytes", 4 << 20),
                        set("waitingFinds", 10)),
                StoreSamples::encoded);
        assertThat(readToEnd(TEACHERS, 0, 1_000)).satisfies(page -> {
            assertThat(page.upTo()).isEqualTo(100);
            assertThat(page.end()).isEqualTo(1_209);
        });
    }

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
}
