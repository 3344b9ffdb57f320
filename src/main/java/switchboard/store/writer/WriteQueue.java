package switchboard.store.writer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the disk, in the order in which it came. What was taken out as a group goes on counting until it is
 * {@linkplain #release released}: it still takes memory, and its senders still wait.
 */
final class WriteQueue {
    private final WriterSettings settings;
    private final QueueBounds bounds;
    private final Deque<Pending> waiting = new ArrayDeque<>();

    WriteQueue(WriterSettings settings) {
        this.settings = settings;
        this.bounds = new QueueBounds(settings);
    }

    /** Puts it at the end; false, and nothing else, if that would be more than may wait. */
    boolean offer(Pending pending) {
        if (!bounds.hasRoom(pending.sessionNumber(), pending.bytes())) {
            return false;
        }
        put(pending);
        return true;
    }

    /** Puts it at the end, whatever waits: for what was accepted before and came back. */
    void put(Pending pending) {
        waiting.add(pending);
        bounds.add(pending.sessionNumber(), pending.bytes());
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
        bounds.remove(pending.sessionNumber(), pending.bytes());
    }
}
