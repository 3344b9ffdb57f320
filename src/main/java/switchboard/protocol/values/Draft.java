package switchboard.protocol.values;

import org.jspecify.annotations.Nullable;

/**
 * A message that passed every check and has no position in the log yet.
 *
 * @param to the student it is for; null unless the type {@linkplain MessageType#needsRecipient() needs} one
 */
public record Draft(
        MessageType type, Context context, @Nullable UserId to, Content content) {
    public Draft {
        type.checkRecipient(to);
    }
}
