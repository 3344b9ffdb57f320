package switchboard.session.api;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes the recent tails of all sessions may take together. Thread-safe. */
public final class TailBudget {
    private final long maxBytes;
    private final AtomicLong used = new AtomicLong();

    /** @param maxBytes beyond which each tail that grows drops its oldest */
    public TailBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** One session's share, given back as a whole when the session's actor is gone, however it went. */
    public Share share() {
        return new Share();
    }

    /** What one session holds. */
    public final class Share {
        private final AtomicLong held = new AtomicLong();

        /** Holds so much more, be it too much. */
        public void take(long bytes) {
            held.addAndGet(bytes);
            used.addAndGet(bytes);
        }

        /** Holds so much less. */
        public void giveBack(long bytes) {
            take(-bytes);
        }

        /** Holds nothing any more. May be called again. */
        public void giveBackAll() {
            used.addAndGet(-held.getAndSet(0));
        }

        /** Whether all sessions together hold more than they may. */
        public boolean overdrawn() {
            return used.get() > maxBytes;
        }
    }
}
