package switchboard.protocol.values;

import java.util.UUID;

/**
 * Names a message; a time-ordered UUID (version 7). Made once when a frame is read, so that handing the same frame in
 * again after a failure can be recognised.
 */
public record MessageId(UUID value) {

    /**
     * A new id, greater than all of messages that this process made before. Those of one millisecond follow each other
     * closely: who knows one can guess the next, and gets nothing by it, as no call takes one.
     */
    public static MessageId next() {
        return new MessageId(TimeOrderedIds.next());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
