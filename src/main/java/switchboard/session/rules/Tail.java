package switchboard.session.rules;

import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.RoutedMessage;
import switchboard.protocol.frames.View;
import switchboard.session.api.TailBudget;

/**
 * The newest messages of a session's log, without a gap, as encoded frames: what lets most followers catch up without
 * the database. When it is full the oldest go.
 */
public final class Tail {
    private final int maxMessages;
    private final long maxBytes;
    private final TailBudget.Share budget;

    /** A ring: the message of seq {@code s} stands at {@code s % length}, so that a seq is found without a search. */
    private @Nullable RoutedMessage[] ring = new @Nullable RoutedMessage[16];

    private long before;
    private long head;
    private long bytes;

    /** @param head where the log stands: the tail begins empty behind it */
    public Tail(int maxMessages, long maxBytes, TailBudget.Share budget, long head) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
        this.budget = budget;
        this.head = head;
        this.before = head;
    }

    /** The head of the log. */
    public long head() {
        return head;
    }

    /** Appends the message that follows the head. */
    public void add(RoutedMessage message) {
        if (message.seq() != head + 1) {
            throw new IllegalArgumentException("seq " + message.seq() + " after " + head);
        }
        if (head - before == ring.length) {
            grow();
        }
        head++;
        ring[slot(head)] = message;
        bytes += message.encoded().bytes();
        budget.take(message.encoded().bytes());
        while (head - before > maxMessages || bytes > maxBytes || (budget.overdrawn() && before < head)) {
            dropOldest();
        }
    }

    /** Forgets everything: the log has reached {@code head} in a way that the tail did not see. */
    public void restartAt(long head) {
        while (before < this.head) {
            dropOldest();
        }
        this.head = head;
        this.before = head;
    }

    /** Whether everything behind {@code after} is here. */
    public boolean reaches(long after) {
        return after >= before;
    }

    /** What the view shows of {@code after} &lt; seq ≤ head. {@code after} must be {@linkplain #reaches reached}. */
    public List<EncodedMessage> visible(View view, long after) {
        return view.shown(() -> LongStream.rangeClosed(after + 1, head)
                .mapToObj(seq -> Objects.requireNonNull(ring[slot(seq)]))
                .iterator());
    }

    private void dropOldest() {
        before++;
        RoutedMessage message = ring[slot(before)];
        if (message != null) {
            bytes -= message.encoded().bytes();
            budget.giveBack(message.encoded().bytes());
        }
        ring[slot(before)] = null;
    }

    private void grow() {
        @Nullable RoutedMessage[] larger = new @Nullable RoutedMessage[ring.length * 2];
        for (long seq = before + 1; seq <= head; seq++) {
            larger[(int) (seq % larger.length)] = ring[slot(seq)];
        }
        ring = larger;
    }

    private int slot(long seq) {
        return (int) (seq % ring.length);
    }
}
