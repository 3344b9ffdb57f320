package switchboard.store;

import switchboard.protocol.Draft;
import switchboard.protocol.MessageId;
import switchboard.protocol.UserId;

/**
 * A message on its way to the log.
 *
 * @param knownHead a position that the log had reached before this message was first handed in: what could already
 *     hold it lies above. Only looked at where {@code resubmitted}
 * @param resubmitted whether it was handed in before and nobody knows what became of it: it is then looked up before it
 *     is stored
 */
public record NewMessage(MessageId id, UserId from, Draft draft, long knownHead, boolean resubmitted) {
    /** The same, handed in once more. */
    public NewMessage again() {
        return new NewMessage(id, from, draft, knownHead, true);
    }

    /** What it takes of its session's limit, and of the bytes that may wait for the disk. */
    public long storedBytes() {
        return StoredSize.of(draft);
    }
}
