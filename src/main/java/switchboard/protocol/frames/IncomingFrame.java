package switchboard.protocol.frames;

import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.Content;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Ref;

/**
 * A client's frame as {@link FrameReader} found it, before anything that depends on the session was checked. Which
 * refusal is answered depends on the order of the checks, so what is wrong is kept until it is checked.
 */
public sealed interface IncomingFrame {
    /** What the sender calls it: known ones are answered before anything else is checked. Null where it has none. */
    @Nullable
    Ref ref();

    /** A frame whose first checks failed: it has no type that could be judged further. */
    record Unreadable(Refused refused, @Nullable Ref ref) implements IncomingFrame {}

    /**
     * A JSON object with a known type.
     *
     * @param context as written; null where missing, null or empty
     * @param toUser as written; null where missing or null
     * @param content what was written, or why it cannot be taken
     */
    record Readable(
            MessageType type,
            @Nullable String context,
            @Nullable String toUser,
            ContentRead content,
            @Nullable Ref ref) implements IncomingFrame {}

    /** The outcome of reading {@code content}. */
    sealed interface ContentRead {
        public record Good(Content content) implements ContentRead {}

        public record Bad(Refused refused) implements ContentRead {}
    }
}
