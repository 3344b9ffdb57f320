package switchboard.connection.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.testing.ClientFrames.utf8;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import switchboard.connection.RawClient;
import switchboard.connection.Wire;
import switchboard.connection.codec.FrameEncoder;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.values.Participant;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;

public class OutboxTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T03:05:33.123Z"), ZoneOffset.UTC);
    private static final Pattern PRESENCE = Pattern.compile("\"event\":\"user_(joined|left)\".*\"user_id\":\"(\\w+)\"");
    private static final OutboxLimits LIMITS = new OutboxLimits(100, 1_048_576, 200, 16, 16_384);

    private final Calls calls = new Calls();
    private final Outbox outbox = new Outbox(LIMITS, Wire.AMPLE, Wire.CLIENT, CLOCK, calls);

    // ---- the cursor

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
        Outbox small = new Outbox(new OutboxLimits(100, 1_000, 200, 16, 16_384), Wire.AMPLE, Wire.CLIENT, CLOCK, calls);
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
        Outbox small = new Outbox(new OutboxLimits(100, 1_000, 200, 16, 16_384), Wire.AMPLE, Wire.CLIENT, CLOCK, calls);
        small.start(0, 0);
        assertThat(small.offer(0, 1, List.of(new EncodedMessage(1, new byte[5_000]))))
                .isZero();
        assertThat(calls.roomAgain).isZero();
        drainAll(small);
        assertThat(calls.roomAgain).isEqualTo(1);
    }

    @Test
    void announcesRoomOnceAtHalf() {
        Outbox slow =
                new Outbox(new OutboxLimits(100, 1_048_576, 200, 16, 1_024), Wire.AMPLE, Wire.CLIENT, CLOCK, calls);
        slow.start(0, 0);
        drainAll(slow);
        List<EncodedMessage> many = new ArrayList<>();
        for (int seq = 1; seq <= 101; seq++) {
            many.add(new EncodedMessage(seq, new byte[500])); // two go into one write
        }
        assertThat(slow.offer(0, 101, many)).isEqualTo(100);
        for (int i = 0; i < 24; i++) {
            slow.drain();
        }
        assertThat(calls.roomAgain).isZero();
        slow.drain();
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
        outbox.endAt(3, false);
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
        outbox.endAt(0, false);
        outbox.endAt(0, false);
        assertThat(calls.endReached).isEqualTo(1);
        assertThat(texts(outbox)).containsExactly("history_complete", "session_ended");
    }

    @Test
    void anEndThatIsKnownBeforeTheCursorComesAfterTheReplay() {
        outbox.endAt(2, true);
        outbox.start(0, 2);
        outbox.offer(0, 2, messages(1, 2));
        assertThat(texts(outbox)).containsExactly("1", "2", "history_complete", "session_ended", "close 1000");
        assertThat(outbox.closed()).isTrue();
    }

    // ---- lanes

    @Test
    void controlGoesFirstThenNoticesThenMessages() {
        outbox.start(0, 0);
        outbox.offer(0, 1, messages(1, 1));
        outbox.notice(utf8("notice"));
        outbox.control(FrameEncoder.PONG, utf8("p"));
        assertThat(texts(outbox)).containsExactly("pong p", "notice", "history_complete", "1");
    }

    @Test
    void ofTooManyControlFramesTheOldestGivesWay() {
        for (int i = 0; i < 20; i++) {
            outbox.control(FrameEncoder.PONG, utf8("p" + i));
        }
        assertThat(texts(outbox)).hasSize(16).startsWith("pong p4").endsWith("pong p19");
    }

    @Test
    void putsAsManyFramesIntoOneWriteAsFit() {
        outbox.start(0, 0);
        drainAll(outbox);
        for (int i = 0; i < 90; i++) {
            queue(outbox, new byte[196]); // 200 with the header
        }
        assertThat(outbox.drain().size()).isEqualTo(16_384 / 200 * 200);
        assertThat(outbox.drain().size()).isEqualTo((90 - 16_384 / 200) * 200);
        assertThat(outbox.drain().isEmpty()).isTrue();
    }

    @Test
    void slicesALargeFrameWithNothingInBetween() {
        queue(outbox, utf8("before"));
        queue(outbox, utf8("x".repeat(40_000)));
        queue(outbox, utf8("after"));
        assertThat(outbox.drain().size()).isEqualTo(2 + "before".length());
        ByteString first = outbox.drain();
        outbox.control(FrameEncoder.PONG, utf8("p"));
        outbox.notice(utf8("n"));
        ByteString second = outbox.drain();
        ByteString third = outbox.drain();
        assertThat(first.size()).isEqualTo(16_384);
        assertThat(second.size()).isEqualTo(16_384);
        assertThat(third.size()).isEqualTo(40_004 - 2 * 16_384);
        assertThat(textsOf(first.concat(second).concat(third))).containsExactly("x".repeat(40_000));
        assertThat(texts(outbox)).containsExactly("pong p", "n", "after");
    }

    // ---- waking

    @Test
    void whatIsOfferedWhileAnAnswerFollowsLeavesWithIt() {
        outbox.start(0, 0);
        drainAll(outbox);
        outbox.answerFollows();
        assertThat(outbox.offer(0, 1, messages(1, 1))).isEqualTo(1);
        assertThat(calls.wakes).isZero();
        outbox.notice(utf8("receipt"));
        outbox.answerCame();
        assertThat(calls.wakes).isEqualTo(1);
        assertThat(texts(outbox)).containsExactly("receipt", "1");

        outbox.offer(1, 2, messages(2, 2));
        assertThat(calls.wakes).as("nothing follows any more").isEqualTo(2);
    }

    @Test
    void whatIsOfferedWhileAnAnswerFollowsLeavesWithoutOneThatSaysNothing() {
        outbox.start(0, 0);
        drainAll(outbox);
        outbox.answerFollows();
        outbox.offer(0, 1, messages(1, 1));
        outbox.answerCame();
        assertThat(calls.wakes).isEqualTo(1);
        assertThat(texts(outbox)).containsExactly("1");
    }

    @Test
    void wakesTheStageOnceAfterItFoundNothing() {
        queue(outbox, utf8("a"));
        assertThat(calls.wakes).as("the stage has not looked yet").isZero();
        drainAll(outbox);
        queue(outbox, utf8("b"));
        queue(outbox, utf8("c"));
        assertThat(calls.wakes).isEqualTo(1);
    }

    @Test
    void aCloseWakesTheStageEvenInTheMiddleOfAWrite() {
        queue(outbox, utf8("a"));
        outbox.drain();
        outbox.close(4001, null);
        assertThat(calls.wakes).isEqualTo(1);
    }

    @Test
    void isReadUntilSoManyFramesAreUnanswered() {
        for (int i = 0; i < 16; i++) {
            assertThat(outbox.mayRead()).isTrue();
            outbox.received();
        }
        assertThat(outbox.mayRead()).isFalse();
        outbox.answered();
        assertThat(calls.wakes).isEqualTo(1);
        assertThat(outbox.mayRead()).isTrue();
    }

    @Test
    void isNotReadWhileItsNoticesAreNotTaken() {
        for (int i = 0; i < 200; i++) {
            outbox.notice(new byte[1_000]);
        }
        assertThat(outbox.mayRead()).isFalse();
        outbox.drain();
        assertThat(outbox.mayRead()).isTrue();
    }

    // ---- ends

    @Test
    void aReplacedConnectionGetsOneLastFrameAndPings() {
        outbox.start(0, 0);
        outbox.offer(0, 3, messages(1, 3));
        outbox.notice(utf8("notice"));
        outbox.mute(utf8("replaced"));
        outbox.mute(utf8("replaced twice"));
        assertThat(outbox.offer(3, 4, messages(4, 4))).isEqualTo(3);
        queue(outbox, utf8("system"));
        outbox.notice(utf8("notice"));
        outbox.control(FrameEncoder.PING, utf8("ping"));
        assertThat(texts(outbox)).containsExactly("ping ping", "replaced");
        outbox.closeNow(1012, utf8("closing"));
        assertThat(texts(outbox)).containsExactly("closing", "close 1012");
    }

    @Test
    void aReplacementLetsTheSocketBeReadAgain() {
        for (int i = 0; i < 200; i++) {
            outbox.notice(utf8("n"));
        }
        assertThat(outbox.mayRead()).isFalse();
        drainSome(outbox);
        outbox.mute(utf8("replaced"));
        assertThat(outbox.mayRead()).isTrue();
    }

    @Test
    void aReplacementInTheMiddleOfALargeFrameFinishesIt() {
        queue(outbox, utf8("x".repeat(20_000)));
        ByteString first = outbox.drain();
        queue(outbox, utf8("queued"));
        outbox.mute(utf8("replaced"));
        assertThat(textsOf(first.concat(outbox.drain()))).containsExactly("x".repeat(20_000));
        assertThat(texts(outbox)).containsExactly("replaced");
    }

    @Test
    void closeLetsOutWhatIsQueuedThenTheCloseFrameAndNothingMore() {
        outbox.start(0, 0);
        outbox.offer(0, 1, messages(1, 1));
        outbox.close(4001, utf8("last"));
        outbox.close(1011, utf8("second"));
        outbox.closeNow(1011, utf8("third"));
        assertThat(outbox.offer(1, 2, messages(2, 2))).isEqualTo(1);
        queue(outbox, utf8("late"));
        assertThat(outbox.closing()).isTrue();
        assertThat(outbox.closed()).isFalse();
        assertThat(texts(outbox)).containsExactly("history_complete", "1", "last", "close 4001");
        assertThat(outbox.closed()).isTrue();
        outbox.control(FrameEncoder.PONG, utf8("late"));
        assertThat(outbox.drain().isEmpty()).isTrue();
    }

    @Test
    void closeNowDropsWhatIsQueued() {
        outbox.start(0, 0);
        outbox.offer(0, 1, messages(1, 1));
        outbox.notice(utf8("notice"));
        outbox.closeNow(4008, utf8("closing"));
        assertThat(texts(outbox)).containsExactly("closing", "close 4008");
    }

    @Test
    void anAbandonedOneKeepsNothingAndTellsNobody() {
        outbox.start(0, 0);
        outbox.offer(0, 1, messages(1, 1));
        drainAll(outbox);
        for (int i = 0; i < 16; i++) {
            outbox.received();
        }
        outbox.mayRead();
        outbox.abandon();
        int wakes = calls.wakes;
        assertThat(outbox.offer(1, 2, messages(2, 2))).isEqualTo(1);
        outbox.answered();
        queue(outbox, utf8("x"));
        outbox.notice(utf8("x"));
        outbox.control(FrameEncoder.PING, utf8("x"));
        outbox.close(1000, utf8("x"));
        outbox.endAt(1, true);
        assertThat(outbox.drain().isEmpty()).isTrue();
        assertThat(calls.wakes).isEqualTo(wakes);
        assertThat(calls.roomAgain + calls.endReached).isZero();
    }

    // ---- who comes and goes

    @Test
    void tellsWhoCameAndWentOnceTheWelcomeIsOut() {
        outbox.drain();
        outbox.presenceChanged(ANN, Role.STUDENT, true);
        assertThat(calls.wakes).as("nothing may leave yet").isZero();
        assertThat(texts(outbox)).isEmpty();
        outbox.notice(utf8("welcome"));
        outbox.start(0, 0);
        outbox.presenceChanged(BOB, Role.STUDENT, true);
        assertThat(texts(outbox)).containsExactly("welcome", "+ann", "+bob", "history_complete");
        int wakes = calls.wakes;
        outbox.presenceChanged(ANN, Role.STUDENT, false);
        assertThat(calls.wakes).isEqualTo(wakes + 1);
        assertThat(texts(outbox)).containsExactly("-ann");
    }

    @Test
    void ofEachUserTheLastChangeIsTold() {
        outbox.start(0, 0);
        outbox.presenceChanged(ANN, Role.STUDENT, true);
        outbox.presenceChanged(BOB, Role.STUDENT, true);
        outbox.presenceChanged(ANN, Role.STUDENT, false);
        assertThat(texts(outbox)).containsExactly("+bob", "-ann", "history_complete");
    }

    @Test
    void ofTooManyChangesOnlyTheWholeListIsTold() {
        outbox.start(0, 0);
        drainAll(outbox);
        for (int i = 0; i <= LIMITS.notices(); i++) {
            outbox.presenceChanged(new UserId("u" + i), Role.STUDENT, true);
        }
        assertThat(calls.participantsDue).isEqualTo(1);
        assertThat(outbox.participantsDue()).isTrue();
        outbox.presenceChanged(ANN, Role.STUDENT, true);
        assertThat(calls.participantsDue).as("said once").isEqualTo(1);
        assertThat(texts(outbox)).isEmpty();
        outbox.participants(JsonPieces.ofValue(List.of(new Participant(ANN, Role.STUDENT, true, null))));
        outbox.presenceChanged(BOB, Role.STUDENT, true);
        assertThat(outbox.participantsDue()).isFalse();
        assertThat(texts(outbox)).containsExactly("participants", "+bob");
    }

    @Test
    void whatIsDroppedHoldsPresenceToo() {
        outbox.start(0, 0);
        outbox.presenceChanged(ANN, Role.STUDENT, true);
        outbox.closeNow(4001, utf8("replaced"));
        outbox.presenceChanged(BOB, Role.STUDENT, true);
        assertThat(texts(outbox)).containsExactly("replaced", "close 4001");
    }

    // ----

    private static final class Calls implements OutboxListener {
        private int wakes;
        private int roomAgain;
        private int endReached;
        private int participantsDue;
        private int gaveWay;

        @Override
        public void wake() {
            wakes++;
        }

        @Override
        public void roomAgain() {
            roomAgain++;
        }

        @Override
        public void endReached() {
            endReached++;
        }

        @Override
        public void participantsDue() {
            participantsDue++;
        }

        @Override
        public void gaveWay(boolean amidFrame) {
            gaveWay++;
        }
    }

    static EncodedMessage message(long seq) {
        return new EncodedMessage(seq, utf8(Long.toString(seq)));
    }

    static List<EncodedMessage> messages(long first, long last) {
        List<EncodedMessage> messages = new ArrayList<>();
        for (long seq = first; seq <= last; seq++) {
            messages.add(message(seq));
        }
        return messages;
    }

    /** Queues a frame in the ordered lane, as the message that comes next. */
    static void queue(Outbox outbox, byte[] json) {
        if (outbox.position() < 0) {
            outbox.start(0, Long.MAX_VALUE); // A replay that never ends queues nothing else.
        }
        long position = outbox.position();
        outbox.offer(position, position + 1, List.of(new EncodedMessage(position + 1, json)));
    }

    static ByteString drainAll(Outbox outbox) {
        ByteString all = ByteString.emptyByteString();
        for (ByteString batch = outbox.drain(); !batch.isEmpty(); batch = outbox.drain()) {
            all = all.concat(batch);
        }
        return all;
    }

    private static void drainSome(Outbox outbox) {
        outbox.drain();
    }

    private static List<String> texts(Outbox outbox) {
        return textsOf(drainAll(outbox));
    }

    private static List<RawClient.Frame> frames(Outbox outbox) {
        return framesOf(drainAll(outbox));
    }

    /** Each frame in short: its text or, of a system frame of the outbox itself, its event. */
    public static List<String> textsOf(ByteString bytes) {
        return framesOf(bytes).stream().map(OutboxTest::word).toList();
    }

    private static String word(RawClient.Frame frame) {
        return switch (frame.opcode()) {
            case FrameEncoder.CLOSE -> "close " + frame.closeCode();
            case FrameEncoder.PING -> "ping " + frame.text();
            case FrameEncoder.PONG -> "pong " + frame.text();
            default -> eventOr(frame.text());
        };
    }

    private static String eventOr(String text) {
        Matcher presence = PRESENCE.matcher(text);
        if (presence.find()) {
            return (presence.group(1).equals("joined") ? "+" : "-") + presence.group(2);
        }
        for (String event : List.of(
                "history_complete", "history_unavailable", "messages_damaged", "session_ended", "participants")) {
            if (text.contains("\"event\":\"" + event + "\"")) {
                return event;
            }
        }
        return text;
    }

    static List<RawClient.Frame> framesOf(ByteString bytes) {
        List<RawClient.Frame> frames = new ArrayList<>();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toArray()));
        try {
            while (in.available() > 0) {
                frames.add(RawClient.read(in));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frames;
    }
}
