package switchboard.bench.account;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import switchboard.bench.client.BenchFailure;
import switchboard.bench.client.Dialect;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;

/**
 * One session under load: who is in it, what was sent, and an account of every delivery. By version 2 of the protocol
 * each sender's own copy is part of the account, and with refs each receipt.
 *
 * <p>Used on the loop's thread only.
 */
public final class BenchSession {

    /** What a scenario waits for. */
    public interface Listener {
        /** The last recipient has a message of {@code sender}: its own copy and its receipt may be still to come. */
        void completed(BenchUser sender, long scheduledAt, long now);

        /** {@code receiver} has one message more. */
        default void delivered(BenchUser receiver, long scheduledAt, long now) {}

        /** A frame of {@code sender} was refused: nobody will get it. */
        default void refused(BenchUser sender) {}
    }

    /**
     * What one is like.
     *
     * @param contentBytes the size of each message's content
     * @param rememberedFrames how many are kept for comparison, a power of two
     */
    public record Kind(int students, int instructors, Dialect dialect, int contentBytes, int rememberedFrames) {
        public int people() {
            return students + instructors;
        }

        public Kind speaking(Dialect newDialect) {
            return new Kind(students, instructors, newDialect, contentBytes, rememberedFrames);
        }

        public Kind withContentBytes(int newContentBytes) {
            return new Kind(students, instructors, dialect, newContentBytes, rememberedFrames);
        }

        public Kind remembering(int newRememberedFrames) {
            return new Kind(students, instructors, dialect, contentBytes, newRememberedFrames);
        }
    }

    private static final byte[] SYSTEM = "system".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_REF = {};

    private final String sessionId;
    private final byte[] sessionIdBytes;
    private final List<BenchUser> students = new ArrayList<>();
    private final List<BenchUser> instructors = new ArrayList<>();
    private final List<BenchUser> lateJoiners = new ArrayList<>();
    private final Tally tally;
    private final MessageText text;
    private final SentLog sent = new SentLog();
    private final Dialect dialect;
    private final Due due;
    private final RefText refs = new RefText();
    private final Receipts receipts;
    private final SystemFrames systemFrames;
    private final SeenFrames seen;
    private final Envelope envelope = new Envelope();
    private Listener listener = (sender, scheduledAt, now) -> {};
    private int inFlight;

    /** @param number tells its content from that of other sessions */
    public BenchSession(int number, String sessionId, Kind kind, Tally tally) {
        this.sessionId = sessionId;
        this.sessionIdBytes = sessionId.getBytes(StandardCharsets.US_ASCII);
        this.tally = tally;
        text = new MessageText(number, kind.contentBytes);
        dialect = kind.dialect;
        due = new Due(dialect.version(), students, instructors, sent);
        receipts = new Receipts(sent, tally);
        systemFrames = new SystemFrames(this, sent, receipts, tally);
        seen = new SeenFrames(kind.rememberedFrames);
        for (int i = 0; i < kind.students; i++) {
            students.add(new BenchUser(this, i, Role.STUDENT, student(i), 0));
        }
        for (int i = 0; i < kind.instructors; i++) {
            instructors.add(new BenchUser(this, kind.students + i, Role.INSTRUCTOR, instructor(i), 0));
        }
    }

    public static String student(int index) {
        return "student-" + index;
    }

    public static String instructor(int index) {
        return "instructor-" + index;
    }

    public String sessionId() {
        return sessionId;
    }

    ProtocolVersion version() {
        return dialect.version();
    }

    public List<BenchUser> students() {
        return students;
    }

    public List<BenchUser> instructors() {
        return instructors;
    }

    /** Everybody, late joiners included. */
    public List<BenchUser> participants() {
        List<BenchUser> all = new ArrayList<>(students);
        all.addAll(instructors);
        all.addAll(lateJoiners);
        return all;
    }

    /** An instructor who connects only after all that was sent has arrived, and must get all of it by replay. */
    public BenchUser addLateInstructor() {
        return addLateInstructor(0);
    }

    /** The same for one who asks only for what follows {@code afterSeq}, and must get nothing else. */
    public BenchUser addLateInstructor(long afterSeq) {
        BenchUser late = new BenchUser(this, -1, Role.INSTRUCTOR, "late-" + lateJoiners.size(), afterSeq);
        lateJoiners.add(late);
        return late;
    }

    public void listen(Listener newListener) {
        listener = newListener;
    }

    /** Messages that were not refused and of which something is still to come to those who are there. */
    public int inFlight() {
        return inFlight;
    }

    public int messagesSent() {
        return sent.size();
    }

    // ---- sending

    /**
     * Sends the next message.
     *
     * @param recipient whom a direct message is for; null for the other types
     * @param scheduledAt when it should have been sent
     */
    public void send(BenchUser sender, MessageType type, @Nullable BenchUser recipient, long scheduledAt) {
        int number = record(sender, type, recipient, scheduledAt);
        byte[] ref = dialect.sendsRefs() ? refs.of(scheduledAt, number) : NO_REF;
        text.frame(type, recipient == null ? "" : recipient.user(), number, ref);
        sender.send(text.bytes(), text.length());
    }

    /** Takes a message into the account as sent, and returns its number. */
    public int record(BenchUser sender, MessageType type, @Nullable BenchUser recipient, long scheduledAt) {
        inFlight++;
        int to = recipient == null ? SentLog.NOBODY : recipient.index();
        int others = due.onlookers(type) + (dialect.sendsRefs() ? 1 : 0);
        return sent.add(type, sender.index(), to, due.recipients(type, recipient), others, scheduledAt);
    }

    // ---- receiving

    public void received(BenchUser receiver, byte[] buffer, int from, int to, long now) {
        SeenFrames.Frame known = seen.find(receiver.lastSeq() + 1, buffer, from, to);
        if (known != null && sent.sender(known.number()) != receiver.index()) { // A sender's own copy has its ref.
            delivered(receiver, known.number(), known.seq(), now);
            return;
        }
        if (!envelope.read(buffer, from, to) || !envelope.type.isPresent()) {
            throw new BenchFailure(
                    "the server sent a frame that is no message: " + BenchFailure.excerpt(buffer, from, to));
        }
        if (envelope.type.is(buffer, SYSTEM)) {
            systemFrames.read(receiver, envelope, buffer, from, to, now);
            return;
        }
        message(receiver, buffer, from, to, now);
    }

    private void message(BenchUser receiver, byte[] buffer, int from, int to, long now) {
        if (!envelope.session.is(buffer, sessionIdBytes)) {
            tally.delivered();
            tally.add(Wrong.WRONG_SESSION, 1);
            return;
        }
        int number = text.numberIn(buffer, envelope.content.from(), envelope.content.to());
        if (number < 0 || number >= sent.size() || !isAsSent(number, receiver, buffer)) {
            tally.delivered();
            tally.add(Wrong.ALTERED, 1);
            return;
        }
        long seq = envelope.seq();
        boolean own = sent.sender(number) == receiver.index();
        if (!own && (receiver.isLate() || due.hasSeveralReceivers(sent.type(number)))) {
            seen.remember(seq, number, buffer, from, to);
        }
        delivered(receiver, number, seq, now);
    }

    private boolean isAsSent(int number, BenchUser receiver, byte[] buffer) {
        text.content(number);
        if (!envelope.content.is(buffer, text.bytes(), text.length()) || !hasRightRef(number, receiver, buffer)) {
            return false;
        }
        int recipient = sent.recipient(number);
        return isText(envelope.type, buffer, sent.type(number).wire())
                && isText(
                        envelope.fromUser,
                        buffer,
                        participant(sent.sender(number)).user())
                && (recipient == SentLog.NOBODY
                        ? !envelope.toUser.isPresent()
                        : isText(envelope.toUser, buffer, participant(recipient).user()));
    }

    /** The ref goes back to the sender, and to nobody else. */
    private boolean hasRightRef(int number, BenchUser receiver, byte[] buffer) {
        Envelope.Span ref = envelope.ref;
        return dialect.sendsRefs() && sent.sender(number) == receiver.index()
                ? ref.is(buffer, refs.of(sent.scheduledAt(number), number))
                : !ref.isPresent();
    }

    private static boolean isText(Envelope.Span span, byte[] buffer, String expected) {
        return span.is(buffer, expected.getBytes(StandardCharsets.US_ASCII));
    }

    private BenchUser participant(int index) {
        return index < students.size() ? students.get(index) : instructors.get(index - students.size());
    }

    private void delivered(BenchUser receiver, int number, long seq, long now) {
        tally.delivered();
        if (!due.isFor(receiver, number)) {
            tally.add(Wrong.NOT_FOR_RECEIVER, 1);
            return;
        }
        if (!receiver.receive(number)) {
            tally.add(Wrong.TWICE, 1);
            return;
        }
        if (!receiver.advance(seq)) {
            tally.add(Wrong.OUT_OF_ORDER, 1);
        }
        long known = sent.seq(number);
        if (known == 0) {
            sent.seq(number, seq);
        } else if (known != seq) {
            tally.add(Wrong.RENUMBERED, 1);
        }
        if (receiver.isLate()) {
            return;
        }
        listener.delivered(receiver, sent.scheduledAt(number), now);
        if (!receiver.wasAwayFor(number)) {
            settleOne(number);
            if (due.isRecipient(receiver, number) && sent.receivedByOneMore(number)) {
                listener.completed(participant(sent.sender(number)), sent.scheduledAt(number), now);
            }
        }
    }

    /** One of those who are there has one thing more of what it is to get of a message. */
    void settleOne(int number) {
        if (sent.settledByOneMore(number)) {
            inFlight--;
        }
    }

    /** A frame of {@code sender} was refused: nobody will get it. */
    void refused(BenchUser sender) {
        inFlight--;
        listener.refused(sender);
    }

    // ---- the account

    /** Whether it has everything that was sent so far and was for it. */
    public boolean hasEverything(BenchUser receiver) {
        for (int number = 0; number < sent.size(); number++) {
            if (!sent.isRefused(number) && due.isFor(receiver, number) && !receiver.has(number)) {
                return false;
            }
        }
        return true;
    }

    /** Counts what is still missing. To be called once, when everything had time to arrive. */
    public void countLost() {
        int[] refusals = refusalsBySender();
        if (dialect.sendsRefs()) {
            receipts.countWrong();
        }
        for (int number = 0; number < sent.size(); number++) {
            if (sent.isRefused(number)) {
                continue;
            }
            if (sent.seq(number) == 0 && refusals[sent.sender(number)] > 0) {
                // Nobody has it and its sender was told so of one: which one, version 1 does not say.
                refusals[sent.sender(number)]--;
                continue;
            }
            for (BenchUser student : students) {
                countIfLost(student, number);
            }
            for (BenchUser instructor : instructors) {
                countIfLost(instructor, number);
            }
            for (BenchUser late : lateJoiners) {
                countIfLost(late, number);
            }
        }
    }

    private int[] refusalsBySender() {
        int[] refusals = new int[students.size() + instructors.size()];
        for (BenchUser student : students) {
            refusals[student.index()] = student.refusals();
        }
        for (BenchUser instructor : instructors) {
            refusals[instructor.index()] = instructor.refusals();
        }
        return refusals;
    }

    private void countIfLost(BenchUser receiver, int number) {
        if (due.isFor(receiver, number) && !receiver.has(number)) {
            tally.add(Wrong.LOST, 1);
        }
    }
}
