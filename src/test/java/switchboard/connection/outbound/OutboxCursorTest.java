package switchboard.connection.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.testing.Records.set;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import switchboard.connection.Wire;
import switchboard.protocol.frames.CloseReason;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.testing.Records;

/** What is taken of offers, and where the replay and the log end. */
class OutboxCursorTest extends OutboxFixture {
    // ---- offers

    @Test
    void refusesEveryOfferBeforeItsCursorIsPlaced() {
        assertThat(outbox.offer(0, 3, messages(1, 3))).isNotEqualTo(3);
        assertThat(texts(outbox)).isEmpty();
        assertThat(calls.roomAgain).isZero();
        outbox.start(0, 0);
        assertThat(outbox.offer(0, 3, messages(1, 3))).isEqualTo(3);
    }

    @Test
    void takesAnOfferOnlyExactlyAtItsCursor() {
        outbox.start(5, 5);
        assertThat(outbox.offer(4, 7, messages(5, 7))).isEqualTo(5);
        assertThat(outbox.offer(6, 7, messages(7, 7))).isEqualTo(5);
        assertThat(outbox.offer(5, 7, messages(6, 7))).isEqualTo(7);
        assertThat(outbox.offer(5, 7, messages(6, 7))).isEqualTo(7);
        assertThat(texts(outbox)).containsExactly("history_complete", "6", "7");
    }

    @Test
    void movesOverWhatIsNotVisible() {
        outbox.start(0, 0);
        assertThat(outbox.offer(0, 1_000, List.of())).isEqualTo(1_000);
        assertThat(outbox.position()).isEqualTo(1_000);
    }

    @Test
    void standsRightBeforeTheFirstThatDoesNotFit() {
        outbox.start(0, 0);
        List<EncodedMessage> everyTenth = new ArrayList<>();
        for (int i = 1; i <= 120; i++) {
            everyTenth.add(message(i * 10));
        }
        // history_complete takes one of the 100 places.
        assertThat(outbox.offer(0, 1_200, everyTenth)).isEqualTo(999);
        drainAll(outbox);
        assertThat(calls.roomAgain).isEqualTo(1);
        assertThat(outbox.offer(999, 1_200, everyTenth.subList(99, 120))).isEqualTo(1_200);
    }

    @Test
    void boundsTheBytesButAnEmptyQueueTakesAnyOne() {
        Outbox small = new Outbox(
                Records.with(Wire.LIMITS, set("frames", 100), set("bytes", 1_000), set("writeBytes", 16_384)),
                Wire.AMPLE,
                Wire.CLIENT,
                CLOCK,
                calls);
        small.start(0, 0);
        drainAll(small);
        EncodedMessage large = new EncodedMessage(1, new byte[5_000]);
        assertThat(small.offer(0, 2, List.of(large, message(2)))).isEqualTo(1);
        drainAll(small);
        assertThat(small.offer(1, 2, List.of(message(2)))).isEqualTo(2);
    }

    /** It did, and so a follower span: room was announced that was none. */
    @Test
    void announcesRoomOnlyWhenTheOneThatDidNotFitFits() {
        Outbox small = new Outbox(
                Records.with(Wire.LIMITS, set("frames", 100), set("bytes", 1_000), set("writeBytes", 16_384)),
                Wire.AMPLE,
                Wire.CLIENT,
                CLOCK,
                calls);
        small.start(0, 0);
        assertThat(small.offer(0, 1, List.of(new EncodedMessage(1, new byte[5_000]))))
                .isZero();
        assertThat(calls.roomAgain).isZero();
        drainAll(small);
        assertThat(calls.roomAgain).isEqualTo(1);
    }

    @Test
    void announcesRoomOnceAtHalf() {
        Outbox slow = new Outbox(
                Records.with(Wire.LIMITS, set("frames", 100), set("writeBytes", 1_024)),
                Wire.AMPLE,
                Wire.CLIENT,
                CLOCK,
                calls);
        slow.start(0, 0);
        drainAll(slow);
        List<EncodedMessage> many = new ArrayList<>();
        for (int seq = 1; seq <= 101; seq++) {
            many.add(new EncodedMessage(seq, new byte[500])); // two go into one write
        }
        assertThat(slow.offer(0, 101, many)).isEqualTo(100);
        for (int i = 0; i < 24; i++) {
            Wire.drain(slow);
        }
        assertThat(calls.roomAgain).isZero();
        Wire.drain(slow);
        assertThat(calls.roomAgain).isEqualTo(1);
        drainAll(slow);
        assertThat(calls.roomAgain).isEqualTo(1);
    }

    // ---- the replay's end and the log's end

    @Test
    void historyIsCompleteAtOnceWhereThereIsNone() {
        outbox.start(7, 7);
        assertThat(texts(outbox)).containsExactly("history_complete");
        assertThat(outbox.historyDone()).isTrue();
    }

    @Test
    void historyIsCompleteExactlyAtTheHeadOfJoiningWithinOneOffer() {
        outbox.start(0, 3);
        outbox.offer(0, 6, messages(1, 6));
        assertThat(texts(outbox)).containsExactly("1", "2", "3", "history_complete", "4", "5", "6");
    }

    @Test
    void historyIsCompleteWhereTheLastOfItIsNotVisible() {
        outbox.start(0, 3);
        outbox.offer(0, 6, List.of(message(2), message(5)));
        assertThat(texts(outbox)).containsExactly("2", "history_complete", "5");
    }

    @Test
    void countsWhatWasReplayedOnly() {
        outbox.start(1, 3);
        outbox.offer(1, 4, messages(2, 4));
        assertThat(frames(outbox).get(2).text()).contains("\"count\":2").contains("\"head_seq\":3");
    }

    @Test
    void whatIsDamagedIsToldInItsPlaceAndNotCounted() {
        outbox.start(0, 6);
        outbox.offer(0, 6, List.of(message(1), EncodedMessage.damaged(2, 4), message(5), EncodedMessage.damaged(6, 6)));
        assertThat(texts(outbox)).containsExactly("1", "messages_damaged", "5", "messages_damaged", "history_complete");
        assertThat(outbox.position()).isEqualTo(6);
    }

    @Test
    void aReplayThatIsGivenUpJumpsToWhereItWouldHaveEnded() {
        outbox.start(0, 9);
        outbox.offer(0, 4, messages(1, 4));
        outbox.skipHistory();
        outbox.skipHistory();
        assertThat(outbox.position()).isEqualTo(9);
        assertThat(outbox.offer(4, 9, messages(5, 9))).isEqualTo(9);
        assertThat(outbox.offer(9, 10, messages(10, 10))).isEqualTo(10);
        assertThat(texts(outbox)).containsExactly("1", "2", "3", "4", "history_unavailable", "10");
    }

    @Test
    void theSessionEndsExactlyAtTheEndOfTheLog() {
        outbox.start(0, 0);
        outbox.endAt(3, CloseReason.SESSION_ENDED, false);
        outbox.offer(0, 2, messages(1, 2));
        assertThat(calls.endReached).isZero();
        outbox.offer(2, 3, messages(3, 3));
        assertThat(calls.endReached).isEqualTo(1);
        assertThat(texts(outbox)).containsExactly("history_complete", "1", "2", "3", "session_ended");
        assertThat(outbox.closing()).isFalse();
    }

    @Test
    void theSessionEndsOnceHoweverOftenItIsSaid() {
        outbox.start(0, 0);
        outbox.endAt(0, CloseReason.SESSION_ENDED, false);
        outbox.endAt(0, CloseReason.SESSION_ENDED, false);
        assertThat(calls.endReached).isEqualTo(1);
        assertThat(texts(outbox)).containsExactly("history_complete", "session_ended");
    }

    @Test
    void anEndThatIsKnownBeforeTheCursorComesAfterTheReplay() {
        outbox.endAt(2, CloseReason.SESSION_ENDED, true);
        outbox.start(0, 2);
        outbox.offer(0, 2, messages(1, 2));
        assertThat(texts(outbox)).containsExactly("1", "2", "history_complete", "session_ended", "close 1000");
        assertThat(outbox.closed()).isTrue();
    }
}
