package switchboard.session.api;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes the recent tails of all sessions may take together. Thread-safe. */
public final class TailBudget {
    private final long maxBytes;
    private final AtomicLong used = new AtomicLong();

    public TailBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** One session's share, given back as a whole when the session's actor is gone, however it went. */
    public Share share() {
        return new Share();
    }

    public long usedBytes() {
        return used.get();
    }

    public final class Share {
        private final AtomicLong held = new AtomicLong();

        public void take(long bytes) {
            held.addAndGet(bytes);
            used.addAndGet(bytes);
        }

        public void giveBack(long bytes) {
            take(-bytes);
        }

        public void giveBackAll() {
            used.addAndGet(-held.getAndSet(0));
        }

        /** Whether all sessions together hold more than they may. */
        public boolean overdrawn() {
            return used.get() > maxBytes;
        }
    }
}
