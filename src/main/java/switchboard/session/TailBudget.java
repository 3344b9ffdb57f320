package switchboard.session;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes the recent tails of all sessions may take together. Thread-safe. */
final class TailBudget {
    private final long maxBytes;
    private final AtomicLong used = new AtomicLong();

    TailBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** One session's share, given back as a whole when the session's actor is gone, however it went. */
    Share share() {
        return new Share();
    }

    long usedBytes() {
        return used.get();
    }

    final class Share {
        private final AtomicLong held = new AtomicLong();

        void take(long bytes) {
            held.addAndGet(bytes);
            used.addAndGet(bytes);
        }

        void giveBack(long bytes) {
            take(-bytes);
        }

        void giveBackAll() {
            used.addAndGet(-held.getAndSet(0));
        }

        /** Whether all sessions together hold more than they may. */
        boolean overdrawn() {
            return used.get() > maxBytes;
        }
    }
}
