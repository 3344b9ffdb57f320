package switchboard.connection.outbound;

/** How far an {@link Outbox} is from its end. */
enum OutboxPhase {
    OPEN,
    /** Replaced, version 1: nothing but a close goes out any more. */
    MUTE,
    /** What is queued goes out, then the close frame. */
    CLOSING,
    /** The close frame is written, or the socket is gone. */
    CLOSED;

    /** Whether a close was asked for. */
    boolean isEnd() {
        return this == CLOSING || this == CLOSED;
    }

    /** What follows where all that is queued was dropped: no close frame can follow in the middle of another. */
    OutboxPhase afterGivingWay(boolean amidFrame) {
        if (amidFrame) {
            return CLOSED;
        }
        return this == OPEN ? MUTE : this;
    }
}
