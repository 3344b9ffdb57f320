package switchboard.session;

import org.jspecify.annotations.Nullable;
import switchboard.protocol.EncodedMessage;
import switchboard.protocol.FrameWriter;
import switchboard.protocol.Message;
import switchboard.protocol.MessageType;
import switchboard.protocol.Ref;
import switchboard.protocol.UserId;
import switchboard.protocol.View;

/** A committed message, encoded once for all, with the little of it that decides who gets it. */
record RoutedMessage(
        MessageType type,
        UserId from,
        @Nullable UserId to,
        @Nullable Ref ref,
        EncodedMessage encoded) {

    static RoutedMessage of(Message message) {
        return new RoutedMessage(
                message.type(), message.from(), message.to(), message.ref(), FrameWriter.message(message));
    }

    long seq() {
        return encoded.seq();
    }

    /** The frame as this view gets it. */
    EncodedMessage encodedFor(View view) {
        return ref != null && view.showsRef(from) ? encoded.withRef(ref) : encoded;
    }

    boolean shownTo(View view) {
        return view.shows(encoded.seq(), type, from, to);
    }
}
