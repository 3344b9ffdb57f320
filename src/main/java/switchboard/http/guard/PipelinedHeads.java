package switchboard.http.guard;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import switchboard.http.request.RequestHead;

/**
 * The heads of those requests of a connection that the guard has read and pekko-http has not handed to the handler yet,
 * in their order. There are several where a client sends requests ahead of the answers. The guard adds, the handler
 * takes: thread-safe.
 */
final class PipelinedHeads {
    private final Queue<RequestHead> heads = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();

    void add(RequestHead head) {
        bytes.addAndGet(head.weight());
        heads.add(head);
    }

    /** The first one, which stays; null if there is none. */
    @Nullable
    RequestHead peek() {
        return heads.peek();
    }

    /** Takes the first one; there must be one. */
    RequestHead take() {
        RequestHead head = heads.remove();
        bytes.addAndGet(-head.weight());
        return head;
    }

    /** About how many bytes of memory they take together. */
    long bytes() {
        return bytes.get();
    }
}
