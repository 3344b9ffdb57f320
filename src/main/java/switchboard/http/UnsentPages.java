package switchboard.http;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes of all pages of messages that were answered and not yet taken by their clients, up to a limit. Thread-safe. */
final class UnsentPages {
    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();

    UnsentPages(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    long maxBytes() {
        return maxBytes;
    }

    /** @return false beyond the limit, where nothing is kept */
    boolean keep(long more) {
        if (bytes.addAndGet(more) > maxBytes) {
            bytes.addAndGet(-more);
            return false;
        }
        return true;
    }

    void taken(long before) {
        bytes.addAndGet(-before);
    }
}
