package switchboard.bench.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import switchboard.bench.client.Dialect;
import switchboard.protocol.values.MessageType;

/** What version 2 adds to the account: receipts, a sender's own copy, people who go and come back. */
final class Version2BenchSessionTest {
    private static final int CONTENT_BYTES = 64;

    private final Tally tally = new Tally();
    private final BenchSession session = new BenchSession(
            3, "the-session", new BenchSession.Kind(2, 2, Dialect.V2_WITH_REFS, CONTENT_BYTES, 16), tally);
    private final BenchUser student0 = session.students().get(0);
    private final BenchUser student1 = session.students().get(1);
    private final BenchUser instructor0 = session.instructors().get(0);
    private final BenchUser instructor1 = session.instructors().get(1);
    private final List<Long> completedAt = new ArrayList<>();

    Version2BenchSessionTest() {
        session.listen((sender, scheduledAt, now) -> completedAt.add(now));
    }

    private void broadcastIsSent() {
        session.record(instructor0, MessageType.INSTRUCTOR_BROADCAST, null, 0);
    }

    private static String content(int number) {
        MessageText text = new MessageText(3, CONTENT_BYTES);
        text.content(number);
        return new String(text.bytes(), 0, text.length(), StandardCharsets.UTF_8);
    }

    private static String frame(String type, String from, int number, long seq, String ref) {
        return "{\"id\":\"x\",\"session_id\":\"the-session\",\"type\":\"" + type
                + "\",\"context\":\"bench\",\"from_user\":\"" + from + "\",\"content\":" + content(number)
                + ",\"timestamp\":\"y\",\"seq\":" + seq + ref + "}";
    }

    private static String broadcast(int number, long seq) {
        return frame("instructor_broadcast", "instructor-0", number, seq, "");
    }

    private static String ownBroadcast(int number, long seq) {
        return frame("instructor_broadcast", "instructor-0", number, seq, refMember(number));
    }

    private static String ref(int number) {
        return new String(new RefText().of(0, number), StandardCharsets.UTF_8);
    }

    private static String refMember(int number) {
        return ",\"ref\":\"" + ref(number) + "\"";
    }

    private void arrives(BenchUser receiver, String json, long now) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        session.received(receiver, bytes, 0, bytes.length, now);
    }

    private void systemFrame(BenchUser receiver, String event, String content) {
        arrives(receiver, "{\"type\":\"system\",\"context\":\"" + event + "\",\"content\":{" + content + "}}", 0);
    }

    private void accepted(BenchUser receiver, int number, long seq) {
        systemFrame(
                receiver,
                "message_accepted",
                "\"event\":\"message_accepted\"" + refMember(number) + ",\"seq\":" + seq + ",\"duplicate\":false");
    }

    private void broadcastArrivesEverywhere(int number, long seq) {
        arrives(student0, broadcast(number, seq), 1);
        arrives(student1, broadcast(number, seq), 1);
        arrives(instructor1, broadcast(number, seq), 1);
        arrives(instructor0, ownBroadcast(number, seq), 1);
    }

    private Map<Wrong, Long> wrongInTheEnd() {
        session.countLost();
        return tally.wrong();
    }

    @Test
    void writesTheRefThatItReads() {
        MessageText text = new MessageText(3, CONTENT_BYTES);
        byte[] ref = new RefText().of(System.nanoTime(), 17);
        text.frame(MessageType.ANALYTICS, "", 17, ref);
        Envelope frame = new Envelope();

        assertThat(frame.read(text.bytes(), 0, text.length())).isTrue();

        assertThat(frame.ref.text(text.bytes())).hasSize(32).isEqualTo(new String(ref, StandardCharsets.UTF_8));
        assertThat(RefText.numberIn(text.bytes(), frame.ref.from(), frame.ref.to()))
                .isEqualTo(17);
    }

    @Test
    void completesAMessageWithItsLastRecipientAndSettlesItWithTheRest() {
        broadcastIsSent();

        arrives(student0, broadcast(0, 1), 130);
        arrives(student1, broadcast(0, 1), 150);
        assertThat(completedAt).containsExactly(150L);
        arrives(instructor1, broadcast(0, 1), 160);
        arrives(instructor0, ownBroadcast(0, 1), 170);
        assertThat(session.inFlight()).isEqualTo(1);
        accepted(instructor0, 0, 1);

        assertThat(session.inFlight()).isZero();
        assertThat(completedAt).hasSize(1);
        assertThat(wrongInTheEnd()).isEmpty();
    }

    @Test
    void expectsAStudentsQuestionAtTheInstructorsAndItsSenderOnly() {
        session.record(student0, MessageType.INSTRUCTOR_INBOX, null, 0);
        String question = frame("instructor_inbox", "student-0", 0, 1, "");
        arrives(instructor0, question, 1);
        arrives(instructor1, question, 1);
        arrives(student0, frame("instructor_inbox", "student-0", 0, 1, refMember(0)), 1);
        accepted(student0, 0, 1);
        assertThat(session.inFlight()).isZero();

        arrives(student1, question, 1);

        assertThat(wrongInTheEnd()).isEqualTo(Map.of(Wrong.NOT_FOR_RECEIVER, 1L));
    }

    @Test
    void missesASendersOwnCopyAndACoInstructorsOne() {
        broadcastIsSent();
        arrives(student0, broadcast(0, 1), 1);
        arrives(student1, broadcast(0, 1), 1);
        accepted(instructor0, 0, 1);

        assertThat(wrongInTheEnd()).isEqualTo(Map.of(Wrong.LOST, 2L));
    }

    @Test
    void missesAReceipt() {
        broadcastIsSent();
        broadcastArrivesEverywhere(0, 1);

        assertThat(wrongInTheEnd()).isEqualTo(Map.of(Wrong.RECEIPT_LOST, 1L));
    }

    @Test
    void seesASecondReceipt() {
        broadcastIsSent();
        broadcastArrivesEverywhere(0, 1);
        accepted(instructor0, 0, 1);
        accepted(instructor0, 0, 1);

        assertThat(wrongInTheEnd()).isEqualTo(Map.of(Wrong.RECEIPT_TWICE, 1L));
    }

    @Test
    void seesAReceiptWithAnotherSeqAlsoWhereItCameFirst() {
        broadcastIsSent();
        accepted(instructor0, 0, 2);
        broadcastArrivesEverywhere(0, 1);

        assertThat(wrongInTheEnd()).isEqualTo(Map.of(Wrong.RECEIPT_WRONG, 1L));
    }

    @Test
    void seesReceiptsThatAreNobodysOrSomebodyElses() {
        broadcastIsSent();
        broadcastArrivesEverywhere(0, 1);
        accepted(instructor1, 0, 1);
        accepted(student0, 0, 1);
        accepted(instructor0, 7, 1);
        systemFrame(instructor0, "message_accepted", "\"ref\":\"other-0\",\"seq\":1");
        systemFrame(instructor0, "message_accepted", "\"seq\":1");
        systemFrame(instructor0, "message_accepted", "\"ref\":\"" + ref(0) + "\",\"seq\":1,\"duplicate\":true");
        systemFrame(instructor0, "message_accepted", "\"ref\":\"" + ref(0) + "\"");
        accepted(instructor0, 0, 1);

        assertThat(wrongInTheEnd()).isEqualTo(Map.of(Wrong.RECEIPT_WRONG, 7L));
    }

    @Test
    void seesARefThatIsMissingFalseOrShownToOthers() {
        broadcastIsSent();
        arrives(student0, broadcast(0, 1), 1);
        arrives(student1, ownBroadcast(0, 1), 1);
        arrives(instructor0, broadcast(0, 1), 1);
        arrives(instructor0, frame("instructor_broadcast", "instructor-0", 0, 1, refMember(1)), 1);

        assertThat(tally.wrong()).isEqualTo(Map.of(Wrong.ALTERED, 3L));
    }

    @Test
    void knowsByItsRefWhichMessageWasRefused() {
        broadcastIsSent();
        broadcastIsSent();
        systemFrame(instructor0, "message_error", "\"code\":\"busy\"" + refMember(0));
        broadcastArrivesEverywhere(1, 1);
        accepted(instructor0, 1, 1);
        assertThat(session.inFlight()).isZero();
        assertThat(wrongInTheEnd()).isEmpty();

        accepted(instructor0, 0, 2);

        assertThat(tally.wrong()).isEqualTo(Map.of(Wrong.RECEIPT_WRONG, 1L));
    }

    @Test
    void seesAConnectedStudentCalledOffline() {
        session.record(instructor0, MessageType.REQUEST, student1, 0);
        systemFrame(instructor0, "recipient_offline", "\"to_user\":\"student-1\"");

        assertThat(tally.wrong()).isEqualTo(Map.of(Wrong.FALSELY_OFFLINE, 1L));
    }

    // ---- going and coming back

    /** One message that all have, then two that student-0 is not there for. */
    private void studentMissesTwo() {
        broadcastIsSent();
        broadcastArrivesEverywhere(0, 1);
        accepted(instructor0, 0, 1);
        student0.drop();
        for (int number = 1; number <= 2; number++) {
            broadcastIsSent();
            arrives(student1, broadcast(number, number + 1), 1);
            arrives(instructor1, broadcast(number, number + 1), 1);
            arrives(instructor0, ownBroadcast(number, number + 1), 1);
            accepted(instructor0, number, number + 1);
        }
        assertThat(completedAt).hasSize(3);
        assertThat(session.inFlight()).isZero();
    }

    @Test
    void doesNotWaitForWhoIsAwayAndExpectsWhatTheyMissed() {
        studentMissesTwo();

        assertThat(wrongInTheEnd()).isEqualTo(Map.of(Wrong.LOST, 2L));
    }

    @Test
    void takesWhatComesByReplayAndWaitsForWhatIsSentAfterwards() {
        studentMissesTwo();
        student0.comesBack();
        broadcastIsSent();
        assertThat(session.inFlight()).isEqualTo(1);
        arrives(student1, broadcast(3, 4), 1);
        arrives(instructor1, broadcast(3, 4), 1);
        arrives(instructor0, ownBroadcast(3, 4), 1);
        accepted(instructor0, 3, 4);
        arrives(student0, broadcast(1, 2), 1);
        arrives(student0, broadcast(2, 3), 1);
        assertThat(session.inFlight()).isEqualTo(1);
        systemFrame(student0, "history_complete", "\"count\":2,\"head_seq\":3");
        arrives(student0, broadcast(3, 4), 1);

        assertThat(session.inFlight()).isZero();
        assertThat(student0.isPresent()).isTrue();
        assertThat(wrongInTheEnd()).isEmpty();
    }

    @Test
    void seesAGapOnResume() {
        studentMissesTwo();
        student0.comesBack();
        arrives(student0, broadcast(2, 3), 1);
        systemFrame(student0, "history_complete", "\"count\":1,\"head_seq\":3");

        assertThat(wrongInTheEnd()).isEqualTo(Map.of(Wrong.LOST, 1L));
    }

    @Test
    void seesWhatComesAgainOnResume() {
        studentMissesTwo();
        student0.comesBack();
        arrives(student0, broadcast(0, 1), 1);
        arrives(student0, broadcast(1, 2), 1);
        arrives(student0, broadcast(2, 3), 1);
        systemFrame(student0, "history_complete", "\"count\":2,\"head_seq\":3");

        assertThat(wrongInTheEnd()).isEqualTo(Map.of(Wrong.TWICE, 1L));
    }

    @Test
    void seesAReplayThatGoesOnAfterItsEnd() {
        studentMissesTwo();
        student0.comesBack();
        arrives(student0, broadcast(1, 2), 1);
        systemFrame(student0, "history_complete", "\"count\":1,\"head_seq\":3");
        arrives(student0, broadcast(2, 3), 1);

        assertThat(wrongInTheEnd()).isEqualTo(Map.of(Wrong.OUT_OF_ORDER, 1L));
    }
}
