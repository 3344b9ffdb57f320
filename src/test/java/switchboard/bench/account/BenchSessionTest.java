package switchboard.bench.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import switchboard.bench.client.BenchFailure;
import switchboard.bench.client.Dialect;
import switchboard.protocol.values.MessageType;

/** The account of deliveries, frame by frame. Sending goes nowhere: what arrives is written here by hand. */
final class BenchSessionTest {
    private static final int CONTENT_BYTES = 64;

    private final Tally tally = new Tally();
    private final BenchSession session =
            new BenchSession(3, "the-session", new BenchSession.Kind(2, 2, Dialect.V1, CONTENT_BYTES, 16), tally);
    private final BenchUser student0 = session.students().get(0);
    private final BenchUser student1 = session.students().get(1);
    private final BenchUser instructor0 = session.instructors().get(0);
    private final BenchUser instructor1 = session.instructors().get(1);
    private final List<Long> completedAfter = new ArrayList<>();

    BenchSessionTest() {
        session.listen((sender, scheduledAt, now) -> completedAfter.add(now - scheduledAt));
    }

    private void sent(BenchUser sender, MessageType type, BenchUser recipient, long at) {
        session.record(sender, type, recipient, at);
    }

    private static String content(int number) {
        MessageText text = new MessageText(3, CONTENT_BYTES);
        text.content(number);
        return new String(text.bytes(), 0, text.length(), StandardCharsets.UTF_8);
    }

    private static String frame(String session, String type, String from, int number, long seq) {
        return "{\"id\":\"x\",\"session_id\":\"" + session + "\",\"type\":\"" + type
                + "\",\"context\":\"bench\",\"from_user\":\"" + from + "\",\"content\":" + content(number)
                + ",\"timestamp\":\"y\",\"seq\":" + seq + "}";
    }

    private static String broadcast(int number, long seq) {
        return frame("the-session", "instructor_broadcast", "instructor-0", number, seq);
    }

    private void arrives(BenchUser receiver, String json, long now) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        session.received(receiver, bytes, 0, bytes.length, now);
    }

    private void systemFrame(BenchUser receiver, String event, String content) {
        arrives(receiver, "{\"type\":\"system\",\"context\":\"" + event + "\",\"content\":{" + content + "}}", 0);
    }

    @Test
    void completesAMessageWithItsLastReceiver() {
        sent(instructor0, MessageType.INSTRUCTOR_BROADCAST, null, 100);

        arrives(student0, broadcast(0, 1), 130);
        assertThat(completedAfter).isEmpty();
        assertThat(session.inFlight()).isEqualTo(1);
        arrives(student1, broadcast(0, 1), 150);

        assertThat(completedAfter).containsExactly(50L);
        assertThat(session.inFlight()).isZero();
        assertRight(2);
    }

    @Test
    void countsWhatNeverCameForEachWhoShouldHaveIt() {
        sent(instructor0, MessageType.INSTRUCTOR_BROADCAST, null, 0);
        sent(student0, MessageType.INSTRUCTOR_INBOX, null, 0);
        arrives(student0, broadcast(0, 1), 1);

        session.countLost();

        assertThat(tally.wrong()).isEqualTo(Map.of(Wrong.LOST, 3L));
    }

    @Test
    void countsTheSameMessageOnce() {
        sent(instructor0, MessageType.INSTRUCTOR_BROADCAST, null, 0);
        arrives(student0, broadcast(0, 1), 1);
        arrives(student0, broadcast(0, 1), 1);
        arrives(student1, broadcast(0, 1), 1);

        assertThat(completedAfter).hasSize(1);
        assertThat(tally.wrong()).isEqualTo(Map.of(Wrong.TWICE, 1L));
    }

    @Test
    void seesMessagesOutOfOrderAlsoWhereAnotherHadThemInOrder() {
        sent(instructor0, MessageType.INSTRUCTOR_BROADCAST, null, 0);
        sent(instructor0, MessageType.INSTRUCTOR_BROADCAST, null, 0);
        arrives(student0, broadcast(0, 1), 1);
        arrives(student0, broadcast(1, 2), 1);
        arrives(student1, broadcast(1, 2), 1);
        arrives(student1, broadcast(0, 1), 1);

        assertThat(tally.wrong()).isEqualTo(Map.of(Wrong.OUT_OF_ORDER, 1L));
    }

    @Test
    void seesAnotherNumberForAnotherReceiver() {
        sent(instructor0, MessageType.INSTRUCTOR_BROADCAST, null, 0);
        arrives(student0, broadcast(0, 1), 1);
        arrives(student1, broadcast(0, 2), 1);

        assertThat(tally.wrong()).isEqualTo(Map.of(Wrong.RENUMBERED, 1L));
    }

    @Test
    void seesMessagesOfAnotherSession() {
        sent(instructor0, MessageType.INSTRUCTOR_BROADCAST, null, 0);
        arrives(student0, frame("another", "instructor_broadcast", "instructor-0", 0, 1), 1);

        assertThat(tally.wrong()).isEqualTo(Map.of(Wrong.WRONG_SESSION, 1L));
    }

    @Test
    void seesWhatIsNotForAReceiver() {
        sent(student0, MessageType.INSTRUCTOR_INBOX, null, 0);
        String question = frame("the-session", "instructor_inbox", "student-0", 0, 1);
        arrives(instructor0, question, 1);
        arrives(instructor1, question, 1);
        arrives(student1, question, 1);
        arrives(student0, question, 1);

        assertThat(tally.wrong()).isEqualTo(Map.of(Wrong.NOT_FOR_RECEIVER, 2L));
        assertThat(completedAfter).hasSize(1);
    }

    @Test
    void seesADirectMessageThatReachesAnotherStudent() {
        sent(instructor0, MessageType.REQUEST, student1, 0);
        String request = frame("the-session", "request", "instructor-0", 0, 1)
                .replace("\"content\"", "\"to_user\":\"student-1\",\"content\"");
        arrives(student0, request, 1);
        arrives(student1, request, 1);

        assertThat(tally.wrong()).isEqualTo(Map.of(Wrong.NOT_FOR_RECEIVER, 1L));
    }

    @Test
    void seesEveryMemberThatIsNotAsSent() {
        sent(instructor0, MessageType.INSTRUCTOR_BROADCAST, null, 0);
        String right = broadcast(0, 1);
        List<String> altered = List.of(
                right.replace("instructor_broadcast", "analytics"),
                right.replace("instructor-0", "instructor-1"),
                right.replace("\"content\"", "\"to_user\":\"student-0\",\"content\""),
                right.replace("xxx", "xyx"),
                right.replace("\"class\":3", "\"class\":4"),
                right.replace("\"n\":0", "\"n\":1"),
                right.replace("\"n\":0", "\"n\":99999999999"));

        altered.forEach(frame -> arrives(student0, frame, 1));

        assertThat(tally.wrong()).isEqualTo(Map.of(Wrong.ALTERED, (long) altered.size()));
    }

    @Test
    void readsAFrameThatDiffersFromTheOneThatAnotherReceiverGot() {
        sent(instructor0, MessageType.INSTRUCTOR_BROADCAST, null, 0);
        arrives(student0, broadcast(0, 1), 1);
        arrives(student1, broadcast(0, 1).replace("xxx", "xyx"), 1);

        assertThat(tally.wrong()).isEqualTo(Map.of(Wrong.ALTERED, 1L));
    }

    @Test
    void doesNotCountAsLostWhatItsSenderWasRefused() {
        sent(instructor0, MessageType.INSTRUCTOR_BROADCAST, null, 0);
        sent(instructor0, MessageType.INSTRUCTOR_BROADCAST, null, 0);
        systemFrame(instructor0, "message_error", "\"code\":\"busy\"");

        session.countLost();

        assertThat(session.inFlight()).isEqualTo(1);
        assertThat(tally.refusals()).isEqualTo(Map.of("busy", 1L));
        assertThat(tally.wrong()).isEqualTo(Map.of(Wrong.LOST, 2L));
    }

    @Test
    void doesNotTakeARefusalForAnExcuseOfSomebodyElsesLoss() {
        sent(instructor0, MessageType.INSTRUCTOR_BROADCAST, null, 0);
        systemFrame(student0, "message_error", "\"code\":\"busy\"");

        session.countLost();

        assertThat(tally.wrong()).isEqualTo(Map.of(Wrong.LOST, 2L));
    }

    @Test
    void expectsEverythingInAnInstructorsReplay() {
        sent(instructor0, MessageType.INSTRUCTOR_BROADCAST, null, 0);
        sent(instructor1, MessageType.INSTRUCTOR_BROADCAST, null, 0);
        String second = frame("the-session", "instructor_broadcast", "instructor-1", 1, 2);
        for (BenchUser student : session.students()) {
            arrives(student, broadcast(0, 1), 1);
            arrives(student, second, 1);
        }
        BenchUser complete = session.addLateInstructor();
        arrives(complete, broadcast(0, 1), 1);
        arrives(complete, second, 1);
        systemFrame(complete, "history_complete", "\"count\":2,\"head_seq\":2");
        BenchUser incomplete = session.addLateInstructor();
        arrives(incomplete, second, 1);
        systemFrame(incomplete, "history_complete", "\"count\":2,\"head_seq\":2");

        session.countLost();

        assertThat(complete.isPresent()).isTrue();
        assertThat(tally.wrong()).isEqualTo(Map.of(Wrong.LOST, 1L, Wrong.HISTORY_MISCOUNTED, 1L));
    }

    @Test
    void expectsOnlyTheRestInAReplayOfTheRest() {
        for (int number = 0; number < 3; number++) {
            sent(instructor0, MessageType.INSTRUCTOR_BROADCAST, null, 0);
            for (BenchUser student : session.students()) {
                arrives(student, broadcast(number, number + 1), 1);
            }
        }
        BenchUser complete = session.addLateInstructor(1);
        arrives(complete, broadcast(1, 2), 1);
        arrives(complete, broadcast(2, 3), 1);
        systemFrame(complete, "history_complete", "\"count\":2,\"head_seq\":3");
        BenchUser withTooMuch = session.addLateInstructor(2);
        arrives(withTooMuch, broadcast(1, 2), 1);
        arrives(withTooMuch, broadcast(2, 3), 1);
        BenchUser withNothing = session.addLateInstructor(2);
        systemFrame(withNothing, "history_complete", "\"count\":0,\"head_seq\":3");
        session.addLateInstructor(3);

        session.countLost();

        assertThat(complete.lastSeq()).isEqualTo(3);
        assertThat(tally.wrong()).isEqualTo(Map.of(Wrong.NOT_FOR_RECEIVER, 1L, Wrong.LOST, 1L));
    }

    @Test
    void seesAConnectedStudentCalledOffline() {
        sent(instructor0, MessageType.REQUEST, student1, 0);
        systemFrame(instructor0, "message_error", "\"code\":\"recipient_offline\"");

        assertThat(tally.wrong()).isEqualTo(Map.of(Wrong.FALSELY_OFFLINE, 1L));
        assertThat(session.inFlight()).isEqualTo(1);
    }

    @Test
    void endsTheRunWhereTheServerEndsTheConnection() {
        assertThatThrownBy(() -> systemFrame(student0, "closing", "\"code\":\"too_slow\""))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("student-0")
                .hasMessageContaining("too_slow");
    }

    @Test
    void letsTheServerCallTooSlowWhoDoesNotReadAndCallItNothingElse() {
        student0.stopReading();

        systemFrame(student0, "closing", "\"code\":\"too_slow\"");

        assertThatThrownBy(() -> systemFrame(student0, "closing", "\"code\":\"internal_error\""))
                .isInstanceOf(BenchFailure.class);
        assertThatThrownBy(() -> systemFrame(student1, "closing", "\"code\":\"too_slow\""))
                .isInstanceOf(BenchFailure.class);
    }

    @Test
    void waitsForNobodyTwiceWhoWasAwayMoreThanOnce() {
        student0.goAway();
        sent(instructor0, MessageType.INSTRUCTOR_BROADCAST, null, 0);
        student0.comesBack();
        student0.goAway();
        sent(instructor0, MessageType.INSTRUCTOR_BROADCAST, null, 0);
        student0.comesBack();
        arrives(student0, broadcast(0, 1), 1);
        arrives(student0, broadcast(1, 2), 1);

        assertThat(session.inFlight()).isEqualTo(2);
        assertThat(session.hasEverything(student0)).isTrue();
        assertThat(session.hasEverything(student1)).isFalse();
        arrives(student1, broadcast(0, 1), 1);
        arrives(student1, broadcast(1, 2), 1);

        assertThat(session.inFlight()).isZero();
        assertRight(4);
    }

    @Test
    void ignoresSystemEventsThatItDoesNotKnow() {
        systemFrame(student0, "something_new", "");

        assertRight(0);
    }

    private void assertRight(int deliveries) {
        session.countLost();
        assertThat(tally.wrong()).isEmpty();
        assertThat(tally.deliveries()).isEqualTo(deliveries);
    }
}
