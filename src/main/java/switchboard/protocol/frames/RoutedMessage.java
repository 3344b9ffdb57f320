package switchboard.protocol.frames;

import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.UserId;

/** A committed message, encoded once for all, with the little of it that decides who gets it. */
public record RoutedMessage(
        MessageType type,
        UserId from,
        @Nullable UserId to,
        @Nullable Ref ref,
        EncodedMessage encoded) {

    /** Encodes the message. */
    public static RoutedMessage of(Message message) {
        return of(message, FrameWriter.message(message));
    }

    /** @param encoded the message's frame */
    public static RoutedMessage of(Message message, EncodedMessage encoded) {
        return new RoutedMessage(message.type(), message.from(), message.to(), message.ref(), encoded);
    }

    /** Its position in the log. */
    public long seq() {
        return encoded.seq();
    }

    /** The bytes of its longest frame, which is its sender's. */
    public int maxBytes() {
        return encoded.bytes() + (ref == null ? 0 : MessageEncoder.bytesOf(ref));
    }

    /** The frame as this view gets it. */
    EncodedMessage encodedFor(View view) {
        return ref != null && view.showsRef(from) ? encoded.withRef(ref) : encoded;
    }

    /** Whether this view shows it. */
    public boolean shownTo(View view) {
        return view.shows(encoded.seq(), type, from, to);
    }
}
