package switchboard.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the disk, in the order in which it came. What was taken out as a group goes on counting until it is
 * {@linkplain #release released}: it still takes memory, and its senders still wait.
 */
final class WriteQueue {
    private final WriterSettings settings;
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private final Load all = new Load();
    private final Map<Long, Load> bySession = new HashMap<>();

    WriteQueue(WriterSettings settings) {
        this.settings = settings;
    }

    /** Puts it at the end; false, and nothing else, if that would be more than may wait. */
    boolean offer(Pending pending) {
        Load session = bySession.getOrDefault(pending.sessionNumber(), new Load());
        if (!all.hasRoomFor(pending, settings.queueMessages(), settings.queueBytes())
                || !session.hasRoomFor(pending, settings.sessionMessages(), settings.sessionBytes())) {
            return false;
        }
        put(pending);
        return true;
    }

    /** Puts it at the end, whatever waits: for what was accepted before and came back. */
    void put(Pending pending) {
        waiting.add(pending);
        all.add(pending);
        bySession.computeIfAbsent(pending.sessionNumber(), n -> new Load()).add(pending);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** What came first of all that is not taken out. */
    @Nullable
    Pending first() {
        return waiting.peek();
    }

    /** Takes out what one commit may hold: at least one if there is any. */
    List<Pending> takeGroup() {
        List<Pending> group = new ArrayList<>();
        long bytes = 0;
        while (!waiting.isEmpty() && group.size() < settings.groupMessages()) {
            bytes += waiting.element().bytes();
            if (!group.isEmpty() && bytes > settings.groupBytes()) {
                break;
            }
            group.add(waiting.remove());
        }
        return group;
    }

    List<Pending> takeAll() {
        List<Pending> taken = new ArrayList<>(waiting);
        waiting.clear();
        return taken;
    }

    /** It does not wait any more. */
    void release(Pending pending) {
        all.remove(pending);
        Load session = bySession.get(pending.sessionNumber());
        if (session != null && session.remove(pending)) {
            bySession.remove(pending.sessionNumber());
        }
    }

    private static final class Load {
        private int messages;
        private long bytes;

        boolean hasRoomFor(Pending pending, int maxMessages, long maxBytes) {
            return messages < maxMessages && bytes + pending.bytes() <= maxBytes;
        }

        void add(Pending pending) {
            messages++;
            bytes += pending.bytes();
        }

        /** Returns whether nothing is left. */
        boolean remove(Pending pending) {
            messages--;
            bytes -= pending.bytes();
            return messages == 0;
        }
    }
}
