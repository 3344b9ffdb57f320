package switchboard.store.history;

import java.util.ArrayList;
import java.util.List;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.RoutedMessage;
import switchboard.protocol.frames.View;

/**
 * What was read of a log at once: {@code after} &lt; seq ≤ {@code upTo}. A log does not change, so it stays right.
 *
 * @param end what was to be read up to: if {@code upTo} is less, the batch is as large as it may get
 * @param messages everybody's, or those of the one view that it was read for; in seq order
 * @param damaged where what was said cannot be read, whosever it was; in seq order
 * @param bytes of their frames
 */
record LogBatch(
        long after, long upTo, long end, List<RoutedMessage> messages, List<EncodedMessage> damaged, long bytes) {

    /** Whether who reads up to {@code end} finds as much here as another scan of the log would bring. */
    boolean suffices(long end) {
        return upTo < this.end || upTo >= end;
    }

    /** What the view shows of it up to {@code end}. */
    History.Page page(View view, long end) {
        long position = Math.max(after, Math.min(upTo, end));
        int count = messages.size();
        while (count > 0 && messages.get(count - 1).seq() > position) {
            count--;
        }
        List<EncodedMessage> shown = view.shown(messages.subList(0, count));
        return new History.Page(after, position, end, damaged.isEmpty() ? shown : withDamaged(shown, position));
    }

    private List<EncodedMessage> withDamaged(List<EncodedMessage> shown, long position) {
        List<EncodedMessage> merged = new ArrayList<>(shown.size() + damaged.size());
        int next = 0;
        for (EncodedMessage gap : damaged) {
            if (gap.first() > position) {
                break;
            }
            while (next < shown.size() && shown.get(next).seq() < gap.first()) {
                merged.add(shown.get(next++));
            }
            merged.add(EncodedMessage.damaged(gap.first(), Math.min(gap.seq(), position)));
        }
        merged.addAll(shown.subList(next, shown.size()));
        return merged;
    }
}
