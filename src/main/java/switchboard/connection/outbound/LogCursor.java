package switchboard.connection.outbound;

import java.time.Clock;
import java.util.List;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.FrameWriter;

/**
 * Where a connection stands in its session's log. Everything that its view shows up to {@link #position} is in the
 * ordered lane or has left it; and so are, each exactly in its place, {@code history_complete} where the replay ends
 * and {@code session_ended} where the log ends.
 *
 * <p>Not thread-safe: under {@link Outbox}'s lock.
 */
final class LogCursor {
    /** Where it stands before {@link #place}: nobody's offer begins there. */
    static final long NOWHERE = -1;

    private static final long NO_END = Long.MAX_VALUE;

    private final OutboundLanes lanes;
    private final Clock clock;

    private long position = NOWHERE;
    private long joinHead;
    private boolean historyDone;
    private long replayed;
    private long endSeq = NO_END;
    private boolean endDone;

    LogCursor(OutboundLanes lanes, Clock clock) {
        this.lanes = lanes;
        this.clock = clock;
    }

    /** Where it stands; {@link #NOWHERE} before it is placed. */
    long position() {
        return position;
    }

    boolean isPositioned() {
        return position != NOWHERE;
    }

    /** Whether the replay has ended, one way or the other. */
    boolean historyDone() {
        return historyDone;
    }

    /** @param joinHead where the replay ends */
    void place(long position, long joinHead) {
        this.position = position;
        this.joinHead = joinHead;
    }

    /**
     * Takes the longest prefix that fits of what the view shows from here up to {@code upTo}, and stands behind it.
     *
     * @param atMost the bytes that may be queued
     * @return the bytes of the first that did not fit; 0 if all was taken
     */
    int take(long upTo, List<EncodedMessage> messages, int atMost) {
        for (EncodedMessage message : messages) {
            if (!lanes.fits(message.bytes(), atMost)) {
                // Nothing visible lies between the last one taken and this one.
                position = message.first() - 1;
                completeHistory(position);
                return message.bytes();
            }
            completeHistory(message.first() - 1);
            if (message.isDamaged()) {
                lanes.addOrdered(FrameWriter.messagesDamaged(message.first(), message.seq(), clock.instant()));
            } else {
                lanes.addOrdered(message.json());
                replayed += historyDone ? 0 : 1;
            }
            position = message.seq();
        }
        position = upTo;
        completeHistory(position);
        return 0;
    }

    /** Queues {@code history_complete} if the replay ends where it stands, or before. */
    void completeHistory() {
        completeHistory(position);
    }

    private void completeHistory(long seq) {
        if (!historyDone && seq >= joinHead) {
            historyDone = true;
            lanes.addOrdered(FrameWriter.historyComplete(replayed, joinHead, clock.instant()));
        }
    }

    /** Gives the replay up: queues {@code history_unavailable} and stands where it would have ended. */
    void skipHistory() {
        historyDone = true;
        position = Math.max(position, joinHead);
        lanes.addOrdered(FrameWriter.historyUnavailable(clock.instant()));
    }

    /** Whether it is known where the log ends. */
    boolean knowsEnd() {
        return endSeq != NO_END;
    }

    /** The log ends at {@code lastSeq}. */
    void endAt(long lastSeq) {
        endSeq = lastSeq;
    }

    /** Queues {@code session_ended} if the log ends where it stands; returns whether it did, which is true once. */
    boolean endIfReached() {
        if (endDone || endSeq == NO_END || position < endSeq) {
            return false;
        }
        endDone = true;
        lanes.addOrdered(FrameWriter.sessionEnded(clock.instant()));
        return true;
    }
}
