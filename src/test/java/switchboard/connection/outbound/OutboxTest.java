package switchboard.connection.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.testing.client.ClientFrames.utf8;

import java.util.List;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import switchboard.connection.Wire;
import switchboard.connection.codec.FrameEncoder;
import switchboard.protocol.frames.CloseReason;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.frames.Participant;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;

/** What leaves when, and who is told. */
class OutboxTest extends OutboxFixture {
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
        assertThat(Wire.drain(outbox).size()).isEqualTo(16_384 / 200 * 200);
        assertThat(Wire.drain(outbox).size()).isEqualTo((90 - 16_384 / 200) * 200);
        assertThat(Wire.drain(outbox).isEmpty()).isTrue();
    }

    @Test
    void slicesALargeFrameWithNothingInBetween() {
        queue(outbox, utf8("before"));
        queue(outbox, utf8("x".repeat(40_000)));
        queue(outbox, utf8("after"));
        assertThat(Wire.drain(outbox).size()).isEqualTo(2 + "before".length());
        ByteString first = Wire.drain(outbox);
        outbox.control(FrameEncoder.PONG, utf8("p"));
        outbox.notice(utf8("n"));
        ByteString second = Wire.drain(outbox);
        ByteString third = Wire.drain(outbox);
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
        assertThat(calls.writes).isZero();
        outbox.notice(utf8("receipt"));
        outbox.answerCame();
        assertThat(calls.writes).isEqualTo(1);
        assertThat(texts(outbox)).containsExactly("receipt", "1");

        outbox.offer(1, 2, messages(2, 2));
        assertThat(calls.writes).as("nothing follows any more").isEqualTo(2);
    }

    @Test
    void whatIsOfferedWhileAnAnswerFollowsLeavesWithoutOneThatSaysNothing() {
        outbox.start(0, 0);
        drainAll(outbox);
        outbox.answerFollows();
        outbox.offer(0, 1, messages(1, 1));
        outbox.answerCame();
        assertThat(calls.writes).isEqualTo(1);
        assertThat(texts(outbox)).containsExactly("1");
    }

    @Test
    void asksForAWriteOnceAfterNothingWasLeft() {
        queue(outbox, utf8("a"));
        assertThat(calls.writes).as("nobody has looked yet").isZero();
        drainAll(outbox);
        queue(outbox, utf8("b"));
        queue(outbox, utf8("c"));
        assertThat(calls.writes).isEqualTo(1);
    }

    @Test
    void aCloseWakesTheStageEvenInTheMiddleOfAWrite() {
        queue(outbox, utf8("x".repeat(40_000)));
        Wire.drain(outbox);
        outbox.close(4001, null);
        assertThat(calls.wakes).isEqualTo(1);
        assertThat(calls.writes).as("whoever writes goes on").isZero();
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
        Wire.drain(outbox);
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
        ByteString first = Wire.drain(outbox);
        queue(outbox, utf8("queued"));
        outbox.mute(utf8("replaced"));
        assertThat(textsOf(first.concat(Wire.drain(outbox)))).containsExactly("x".repeat(20_000));
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
        assertThat(Wire.drain(outbox).isEmpty()).isTrue();
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
        int signals = calls.writes + calls.wakes;
        assertThat(outbox.offer(1, 2, messages(2, 2))).isEqualTo(1);
        outbox.answered();
        queue(outbox, utf8("x"));
        outbox.notice(utf8("x"));
        outbox.control(FrameEncoder.PING, utf8("x"));
        outbox.close(1000, utf8("x"));
        outbox.endAt(1, CloseReason.SESSION_ENDED, true);
        assertThat(Wire.drain(outbox).isEmpty()).isTrue();
        assertThat(calls.writes + calls.wakes).isEqualTo(signals);
        assertThat(calls.roomAgain + calls.endReached).isZero();
    }

    // ---- who comes and goes

    @Test
    void tellsWhoCameAndWentOnceTheWelcomeIsOut() {
        Wire.drain(outbox);
        outbox.presenceChanged(ANN, Role.STUDENT, null, true);
        assertThat(calls.writes).as("nothing may leave yet").isZero();
        assertThat(texts(outbox)).isEmpty();
        outbox.notice(utf8("welcome"));
        outbox.start(0, 0);
        outbox.presenceChanged(BOB, Role.STUDENT, null, true);
        assertThat(texts(outbox)).containsExactly("welcome", "+ann", "+bob", "history_complete");
        int writes = calls.writes;
        outbox.presenceChanged(ANN, Role.STUDENT, null, false);
        assertThat(calls.writes).isEqualTo(writes + 1);
        assertThat(texts(outbox)).containsExactly("-ann");
    }

    @Test
    void ofEachUserTheLastChangeIsTold() {
        outbox.start(0, 0);
        outbox.presenceChanged(ANN, Role.STUDENT, null, true);
        outbox.presenceChanged(BOB, Role.STUDENT, null, true);
        outbox.presenceChanged(ANN, Role.STUDENT, null, false);
        assertThat(texts(outbox)).containsExactly("+bob", "-ann", "history_complete");
    }

    @Test
    void ofTooManyChangesOnlyTheWholeListIsTold() {
        outbox.start(0, 0);
        drainAll(outbox);
        for (int i = 0; i <= LIMITS.notices(); i++) {
            outbox.presenceChanged(new UserId("u" + i), Role.STUDENT, null, true);
        }
        assertThat(calls.participantsDue).isEqualTo(1);
        assertThat(outbox.participantsDue()).isTrue();
        outbox.presenceChanged(ANN, Role.STUDENT, null, true);
        assertThat(calls.participantsDue).as("said once").isEqualTo(1);
        assertThat(texts(outbox)).isEmpty();
        outbox.participants(JsonPieces.ofValue(List.of(new Participant(ANN, Role.STUDENT, true, null))));
        outbox.presenceChanged(BOB, Role.STUDENT, null, true);
        assertThat(outbox.participantsDue()).isFalse();
        assertThat(texts(outbox)).containsExactly("participants", "+bob");
    }

    @Test
    void whatIsDroppedHoldsPresenceToo() {
        outbox.start(0, 0);
        outbox.presenceChanged(ANN, Role.STUDENT, null, true);
        outbox.closeNow(4001, utf8("replaced"));
        outbox.presenceChanged(BOB, Role.STUDENT, null, true);
        assertThat(texts(outbox)).containsExactly("replaced", "close 4001");
    }
}
