package switchboard.connection;

import java.util.List;
import switchboard.protocol.frames.EncodedMessage;

/**
 * Messages that were read and wait for room in the outbox: a page of the store or a slice of a session's tail.
 *
 * @param upTo everything that the view shows up to here is in it or before it
 */
record PendingBatch(long upTo, List<EncodedMessage> messages) {

    static final PendingBatch NOTHING = new PendingBatch(0, List.of());

    /** The messages of it that come after {@code position}. */
    PendingBatch after(long position) {
        int taken = 0;
        while (taken < messages.size() && messages.get(taken).seq() <= position) {
            taken++;
        }
        return taken == 0 ? this : new PendingBatch(upTo, messages.subList(taken, messages.size()));
    }

    boolean isDoneAt(long position) {
        return position >= upTo;
    }
}
