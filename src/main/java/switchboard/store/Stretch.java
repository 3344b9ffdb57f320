package switchboard.store;

import java.util.List;
import switchboard.protocol.RoutedMessage;
import switchboard.protocol.View;

/**
 * What was read of a log at once: {@code after} &lt; seq ≤ {@code upTo}. A log does not change, so it stays right.
 *
 * @param end what was to be read up to: if {@code upTo} is less, the stretch is as large as it may get
 * @param messages everybody's, or those of the one view that it was read for; in seq order
 * @param bytes of their frames
 */
record Stretch(long after, long upTo, long end, List<RoutedMessage> messages, long bytes) {

    /** Whether who reads up to {@code end} finds as much here as another look at the log would bring. */
    boolean suffices(long end) {
        return upTo < this.end || upTo >= end;
    }

    /** What the view shows of it up to {@code end}. */
    History.Page page(View view, long end) {
        long covered = Math.max(after, Math.min(upTo, end));
        int count = messages.size();
        while (count > 0 && messages.get(count - 1).seq() > covered) {
            count--;
        }
        return new History.Page(after, covered, end, view.shown(messages.subList(0, count)));
    }
}
