package switchboard.protocol.values;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message of a session's log. Exists only once its commit is on disk.
 *
 * @param seq position in the session: 1, 2, 3 … without gaps, in commit order
 * @param to the student it is for; null unless the type {@linkplain MessageType#needsRecipient() needs} one
 * @param timestamp when the server committed it, in whole milliseconds
 * @param ref what its sender calls it: for nobody else's eyes; null where it was given none
 */
public record Message(
        MessageId id,
        SessionId session,
        long seq,
        MessageType type,
        Context context,
        UserId from,
        @Nullable UserId to,
        Content content,
        Instant timestamp,
        @Nullable Ref ref) {
    public Message {
        if (seq < 1) {
            throw new IllegalArgumentException("seq: " + seq + " (allowed: from 1 on)");
        }
        type.checkRecipient(to);
    }
}
