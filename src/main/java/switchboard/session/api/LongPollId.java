package switchboard.session.api;

import java.util.concurrent.atomic.AtomicLong;

/** One long poll, unlike any other of this process. */
public record LongPollId(long number) {
    private static final AtomicLong LAST = new AtomicLong();

    /** One that no other long poll has. Thread-safe. */
    public static LongPollId next() {
        return new LongPollId(LAST.incrementAndGet());
    }
}
