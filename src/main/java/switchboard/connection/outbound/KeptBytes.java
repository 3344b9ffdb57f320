package switchboard.connection.outbound;

import java.util.List;
import java.util.function.Consumer;
import switchboard.protocol.frames.EncodedMessage;

/**
 * What one outbox keeps in memory, as the {@link OutboxBudget} of all counts it: what is queued, what waits to be
 * queued, and what was written and the socket may still hold.
 *
 * <p>Not thread-safe: under {@link Outbox}'s lock.
 */
final class KeptBytes {
    private final OutboxBudget.Account account;
    private final int maxBytes;
    private final OutboundLanes lanes;
    private final PresenceNotices presence;

    /** Recent messages of the session, which wait before the outbox until there is room. */
    private List<EncodedMessage> pending = List.of();

    private long pendingBytes;

    /** The last two batches: the socket asks for the next one before it has let go of them. */
    private int lastBatch;

    private int batchBefore;

    KeptBytes(OutboxBudget.Account account, OutboxLimits limits, OutboundLanes lanes, PresenceNotices presence) {
        this.account = account;
        this.maxBytes = limits.bytes();
        this.lanes = lanes;
        this.presence = presence;
    }

    /** How many bytes the ordered lane may hold at the moment. */
    int mayQueue() {
        return account.mayQueue(maxBytes);
    }

    /** These wait to be queued, and none that did before. */
    void pending(List<EncodedMessage> messages) {
        long bytes = 0;
        for (EncodedMessage message : messages) {
            bytes += message.bytes();
        }
        pending = messages;
        pendingBytes = bytes;
    }

    /** A batch was handed to the socket. */
    void written(int bytes) {
        batchBefore = lastBatch;
        lastBatch = bytes;
    }

    /** Tells the budget; returns whether {@link OutboxBudget#takeCensus} is due. */
    boolean count() {
        return account.hold(lanes.bytes() + presence.bytes() + pendingBytes + lastBatch + batchBefore);
    }

    /** Tells the budget that nothing is kept any more. */
    void countNothing() {
        account.hold(0);
    }

    /** As {@link OutboxBudget.Holder#tellKept}. */
    long tellKept(Consumer<byte[]> arrays) {
        lanes.forEachArray(arrays);
        presence.forEachArray(arrays);
        pending.forEach(message -> arrays.accept(message.json()));
        return lanes.besides() + presence.bytes() + lastBatch + batchBefore;
    }
}
