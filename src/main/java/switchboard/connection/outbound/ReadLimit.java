package switchboard.connection.outbound;

/**
 * Whether the client's socket may be read: while few enough of its frames are unanswered, and it takes the answers.
 * Knows whether the reader found that it may not, and so has to be woken.
 *
 * <p>Not thread-safe: under {@link Outbox}'s lock.
 */
final class ReadLimit {
    private final int maxUnanswered;
    private final OutboundLanes lanes;

    /** Frames that were read and nobody has answered, on their way to the connection's actor or with it. */
    private int unanswered;

    private boolean stopped;
    private boolean paused;

    ReadLimit(OutboxLimits limits, OutboundLanes lanes) {
        this.maxUnanswered = limits.unansweredFrames();
        this.lanes = lanes;
    }

    void received() {
        unanswered++;
    }

    void answered() {
        unanswered--;
    }

    boolean allAnswered() {
        return unanswered == 0;
    }

    /** Nothing more may be read. */
    void stop() {
        stopped = true;
    }

    /** For the reader, which does not read if not, until it is woken. */
    boolean mayRead() {
        paused = !hasRoom();
        return !paused;
    }

    /** Whether the reader found no room, and there is some now: true once. */
    boolean endPause() {
        if (paused && hasRoom()) {
            paused = false;
            return true;
        }
        return false;
    }

    /** The reader need not be woken: it is, or nobody is there any more. */
    void forgetPause() {
        paused = false;
    }

    private boolean hasRoom() {
        return !stopped && unanswered < maxUnanswered && !lanes.noticesFull();
    }
}
