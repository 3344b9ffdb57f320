package switchboard.store;

import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.UserId;

/** Takes the rows of a scan, in seq order, from the thread that scans. */
public interface RowSink {
    /** Whether this row is wanted: only then is the rest of it read. */
    boolean wants(long seq, MessageType type, UserId from, @Nullable UserId to);

    /** Takes a wanted row; false leaves it, and ends the scan before it. */
    boolean take(Message message);

    /**
     * Takes that the messages from {@code first} to {@code last} cannot be read, whosever they were; false leaves that,
     * and ends the scan before it.
     */
    boolean damaged(long first, long last);
}
