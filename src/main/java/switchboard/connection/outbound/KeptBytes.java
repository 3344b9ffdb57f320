package switchboard.connection.outbound;

import java.util.List;
import java.util.function.Consumer;
import switchboard.protocol.frames.EncodedMessage;

/**
 * What one outbox keeps in memory, as the {@link OutboxBudget} of all counts it: what is queued, what waits to be
 * queued, and what the kernel did not take yet.
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

    /** What was taken to be written, and the kernel did not take. */
    private int unwritten;

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

    /** These wait to be queued, and none that did before. Counts as {@link #count}. */
    boolean pending(List<EncodedMessage> messages) {
        long bytes = 0;
        for (EncodedMessage message : messages) {
            bytes += message.bytes();
        }
        pending = messages;
        pendingBytes = bytes;
        return count();
    }

    /** So many bytes were taken and wait for the kernel, and none that did before. Counts as {@link #count}. */
    boolean unwritten(int bytes) {
        unwritten = bytes;
        return count();
    }

    /** Tells the budget; returns whether {@link OutboxBudget#takeCensus} is due. */
    boolean count() {
        return account.hold(lanes.bytes() + presence.bytes() + pendingBytes + unwritten);
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
        return lanes.besides() + presence.bytes() + unwritten;
    }
}
