package switchboard.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.EncodedMessage;
import switchboard.protocol.Message;
import switchboard.protocol.MessageType;
import switchboard.protocol.UserId;
import switchboard.protocol.View;

/** Gathers one page: what the view shows, encoded, until the page is full. At least one message fits. */
final class PageBuilder implements RowSink {
    private final View view;
    private final Function<Message, EncodedMessage> encoder;
    private final int maxMessages;
    private final long maxBytes;
    private final List<EncodedMessage> messages = new ArrayList<>();
    private long bytes;

    PageBuilder(View view, Function<Message, EncodedMessage> encoder, int maxMessages, long maxBytes) {
        this.view = view;
        this.encoder = encoder;
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    @Override
    public boolean wants(long seq, MessageType type, UserId from, @Nullable UserId to) {
        return view.shows(seq, type, from, to);
    }

    @Override
    public boolean take(Message message) {
        if (messages.size() == maxMessages) {
            return false;
        }
        EncodedMessage encoded = encoder.apply(message);
        if (message.ref() != null && view.showsRef(message.from())) {
            encoded = encoded.withRef(message.ref());
        }
        if (!messages.isEmpty() && bytes + encoded.bytes() > maxBytes) {
            return false;
        }
        messages.add(encoded);
        bytes += encoded.bytes();
        return true;
    }

    List<EncodedMessage> messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }
}
