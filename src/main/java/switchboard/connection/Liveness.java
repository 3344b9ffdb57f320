package switchboard.connection;

import java.util.function.LongSupplier;

/**
 * When a socket last did what, on a monotonic ticker in nanoseconds. Whoever reads or writes the socket and the
 * connection write it, and the sweeper reads it: one sweep over all is much cheaper than timers for every socket.
 * Thread-safe.
 */
public final class Liveness {
    private final LongSupplier ticker;
    private volatile long heardAt;
    private volatile boolean reading = true;
    private volatile boolean writing;
    private volatile long writingSince;
    private volatile boolean messageComing;
    private volatile long messageSince;
    private volatile boolean unanswered;
    private volatile long unansweredSince;

    public Liveness(LongSupplier ticker) {
        this.ticker = ticker;
        heardAt = ticker.getAsLong();
    }

    /** The client sent something. */
    public void heard() {
        heardAt = ticker.getAsLong();
    }

    /** Whether the server reads the socket: while it does not, silence is the server's own doing. */
    public void reading(boolean reading) {
        if (reading && !this.reading) {
            heardAt = ticker.getAsLong();
            messageSince = heardAt;
        }
        this.reading = reading;
    }

    /** A message has begun and is not whole, or there is none any more; said anew for each. */
    public void messageComing(boolean coming) {
        if (coming) {
            messageSince = ticker.getAsLong();
        }
        messageComing = coming;
    }

    /** The kernel did not take all that was written, or took some more of it and is full again. */
    public void writeBegan() {
        writingSince = ticker.getAsLong();
        writing = true;
    }

    /** The kernel took the rest. */
    public void writeTaken() {
        writing = false;
    }

    /** A frame of the client that came at {@code since} is the oldest that waits for its answer. */
    void waitsForAnswer(long since) {
        unansweredSince = since;
        unanswered = true;
    }

    /** Every frame of the client is answered. */
    void allAnswered() {
        unanswered = false;
    }

    /** For how long the client has waited for an answer; 0 while it waits for none. */
    long unansweredNanos() {
        return unanswered ? ticker.getAsLong() - unansweredSince : 0;
    }

    /** For how long the client has sent nothing although the server reads; 0 while it does not. */
    public long silentNanos() {
        return reading ? ticker.getAsLong() - heardAt : 0;
    }

    /** For how long a message of the client has been on its way while the server reads; 0 if there is none. */
    long messageNanos() {
        return reading && messageComing ? ticker.getAsLong() - messageSince : 0;
    }

    /** For how long the kernel has taken nothing of what waits for it; 0 while nothing does. */
    public long stuckNanos() {
        return writing ? ticker.getAsLong() - writingSince : 0;
    }
}
