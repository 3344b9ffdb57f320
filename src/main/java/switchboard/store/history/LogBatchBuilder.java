package switchboard.store.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.RoutedMessage;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.UserId;
import switchboard.store.RowSink;

/** Gathers a batch, encoded, until it is as large as a page may be. At least one message fits. */
final class LogBatchBuilder implements RowSink {
    private final @Nullable View view;
    private final Function<Message, EncodedMessage> encoder;
    private final int maxMessages;
    private final long maxBytes;
    private final List<RoutedMessage> messages = new ArrayList<>();
    private List<EncodedMessage> damaged = List.of();
    private long bytes;

    /** @param view whose messages are gathered; null for everybody's */
    LogBatchBuilder(@Nullable View view, Function<Message, EncodedMessage> encoder, int maxMessages, long maxBytes) {
        this.view = view;
        this.encoder = encoder;
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    @Override
    public boolean wants(long seq, MessageType type, UserId from, @Nullable UserId to) {
        return view == null || view.shows(seq, type, from, to);
    }

    @Override
    public boolean take(Message message) {
        if (isFull()) {
            return false;
        }
        RoutedMessage routed = RoutedMessage.of(message, encoder.apply(message));
        if (!messages.isEmpty() && bytes + routed.maxBytes() > maxBytes) {
            return false;
        }
        messages.add(routed);
        bytes += routed.maxBytes();
        return true;
    }

    @Override
    public boolean damaged(long first, long last) {
        if (isFull()) {
            return false;
        }
        if (damaged.isEmpty()) {
            damaged = new ArrayList<>();
        }
        EncodedMessage before = damaged.isEmpty() ? null : damaged.get(damaged.size() - 1);
        if (before != null && before.seq() == first - 1) {
            damaged.set(damaged.size() - 1, EncodedMessage.damaged(before.first(), last));
        } else {
            damaged.add(EncodedMessage.damaged(first, last));
        }
        return true;
    }

    private boolean isFull() {
        return messages.size() + damaged.size() >= maxMessages;
    }

    /** Where messages are missing; in seq order. */
    List<EncodedMessage> damaged() {
        return damaged;
    }

    List<RoutedMessage> messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }
}
