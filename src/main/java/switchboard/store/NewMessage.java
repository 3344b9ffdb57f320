package switchboard.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.Draft;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;

/**
 * A message on its way to the log.
 *
 * @param ref what its sender calls it: where the session has a message of this sender by that name, nothing is stored.
 *     Null for none
 * @param searchAfterSeq a position that the log had reached before this message was first submitted: what could already
 *     hold it lies above. Only looked at where {@code resubmitted}
 * @param resubmitted whether it was submitted before and nobody knows what became of it: it is then looked up before it
 *     is stored
 */
public record NewMessage(
        MessageId id, UserId from, Draft draft, @Nullable Ref ref, long searchAfterSeq, boolean resubmitted) {
    /** The same, submitted once more. */
    public NewMessage again() {
        return new NewMessage(id, from, draft, ref, searchAfterSeq, true);
    }

    /** What it is once it has its place in the log of {@code session}. */
    public Message inLog(SessionId session, long seq, Instant timestamp) {
        return new Message(
                id, session, seq, draft.type(), draft.context(), from, draft.to(), draft.content(), timestamp, ref);
    }

    /** What it takes of its session's limit, and of the bytes that may wait for the disk. */
    public long storedBytes() {
        return StoredSize.of(draft);
    }
}
