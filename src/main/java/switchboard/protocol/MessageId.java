package switchboard.protocol;

import java.util.UUID;

/**
 * Names a message; a time-ordered UUID (version 7). Made once when a frame is read, so that handing the same frame in
 * again after a failure can be recognised.
 */
public record MessageId(UUID value) {

    /** A new id, greater than all that this process made before. */
    public static MessageId next() {
        return new MessageId(TimeOrderedIds.next());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
