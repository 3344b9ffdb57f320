package switchboard.connection.outbound;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import switchboard.protocol.frames.CloseReason;
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
    private CloseReason endReason = CloseReason.SESSION_ENDED;
    private boolean endDone;

    /** Whether an offer was not taken whole, and whoever made it has not been told of room since. */
    private boolean refused;

    /** The size of the first message that did not fit; 0 where none was too large. */
    private int refusedBytes;

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
     * If it stands at {@code after}, takes the longest prefix that fits of what the view shows from there up to
     * {@code upTo}, and stands behind it.
     *
     * @param atMost the bytes that may be queued
     * @return whether it stood there, and goes on
     */
    boolean take(long after, long upTo, List<EncodedMessage> messages, int atMost) {
        refusedBytes = 0;
        boolean standsThere = !endDone && after == position;
        if (standsThere) {
            takePrefix(upTo, messages, atMost);
        }
        refused |= position != upTo;
        return standsThere;
    }

    private void takePrefix(long upTo, List<EncodedMessage> messages, int atMost) {
        for (EncodedMessage message : messages) {
            if (!lanes.fits(message.bytes(), atMost)) {
                // Nothing visible lies between the last one taken and this one.
                position = message.first() - 1;
                completeHistory(position);
                refusedBytes = message.bytes();
                return;
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
    }

    /** Whether something was not taken, and there is room for it now: true once. */
    boolean hasRoomAgain(KeptBytes kept) {
        if (refused && lanes.isHalfEmptyFor(refusedBytes, kept.mayQueue())) {
            refused = false;
            return true;
        }
        return false;
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

    /** If there is a replay, gives it up: queues {@code history_unavailable} and stands where it would have ended. */
    void skipHistory() {
        if (historyDone || !isPositioned()) {
            return;
        }
        historyDone = true;
        position = Math.max(position, joinHead);
        lanes.addOrdered(FrameWriter.historyUnavailable(clock.instant()));
    }

    /**
     * What the client sees ends at {@code lastSeq}, which it may have passed: then it ends here. Returns false, and
     * nothing changes, where an end is known already.
     *
     * @param reason of which {@code session_ended} tells
     */
    boolean endAt(long lastSeq, CloseReason reason) {
        if (endSeq != NO_END) {
            return false;
        }
        endSeq = lastSeq;
        endReason = reason;
        return true;
    }

    /** Why it ends, where it does. */
    CloseReason endReason() {
        return endReason;
    }

    /** Queues {@code session_ended} if the log ends where it stands; returns whether it did, which is true once. */
    boolean endIfReached() {
        if (endDone || endSeq == NO_END || position < endSeq) {
            return false;
        }
        endDone = true;
        Instant now = clock.instant();
        lanes.addOrdered(endReason == CloseReason.REMOVED ? FrameWriter.removed(now) : FrameWriter.sessionEnded(now));
        return true;
    }
}
