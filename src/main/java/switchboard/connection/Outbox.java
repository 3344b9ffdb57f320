package switchboard.connection;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.CloseReason;
import switchboard.protocol.EncodedMessage;
import switchboard.protocol.FrameWriter;
import switchboard.session.Follower;

/**
 * Everything between those who send to a client and the one stage that writes its socket: the cursor in the session's
 * log, and a bounded queue.
 *
 * <pre>
 *  Session, Connection ── offer, system ──▶ ordered lane ─┐
 *  Connection ─────────── notice ─────────▶ notices lane ─┼─ drain ──▶ stage ──▶ socket
 *  stage, sweeper ─────── control ────────▶ control lane ─┘
 * </pre>
 *
 * Control frames go first, then notices, then the ordered lane; the close frame goes last of all. The three share one
 * lock with the cursor, so that whoever offers, whenever: nothing is lost, doubled or reordered, {@code
 * history_complete} stands exactly where the replay ends, and {@code session_ended} exactly where the log ends.
 *
 * <p>Thread-safe; never blocks for longer than a copy of {@link OutboxLimits#writeBytes}. The listener is called outside
 * the lock.
 */
final class Outbox implements Follower {

    /** Whom the outbox tells what changed; called from any thread, must not block. */
    interface Listener {
        /**
         * There is something to write again, or the socket may be read again: called only after the stage found that there
         * was not. Or a close was asked for.
         */
        void wake();

        /** An offer was not taken whole, and now there is room: follow again. */
        void roomAgain();

        /** {@code session_ended} was queued: the cursor has reached the end of the log. */
        void endReached();
    }

    private enum Phase {
        OPEN,
        /** Replaced, version 1: nothing but a close goes out any more. */
        MUTE,
        /** What is queued goes out, then the close frame. */
        CLOSING,
        /** The close frame is written, or the socket is gone. */
        CLOSED
    }

    private static final int MAX_CONTROL = 16;
    private static final long NO_END = Long.MAX_VALUE;

    /** Where the cursor stands before {@link #start}: nobody's offer begins there. */
    private static final long NOWHERE = -1;

    private final OutboxLimits limits;
    private final Clock clock;
    private final Listener listener;

    private final ArrayDeque<byte[]> ordered = new ArrayDeque<>(0);
    private final ArrayDeque<byte[]> notices = new ArrayDeque<>(0);
    private final ArrayDeque<byte[]> control = new ArrayDeque<>(0);
    private int orderedBytes;

    /** A frame of which a part has been handed to the socket: nothing may come before its rest. */
    private byte @Nullable [] partial;

    private int partialWritten;

    private Phase phase = Phase.OPEN;
    private int closeCode;

    private long covered = NOWHERE;
    private long joinHead;
    private boolean historyDone;
    private long replayed;
    private long endSeq = NO_END;
    private boolean closesAtEnd;
    private boolean endDone;

    private int unanswered;
    private boolean writerIdle;
    private boolean readerPaused;
    private boolean readingStopped;
    private boolean owesRoomAgain;
    private int owedBytes;

    Outbox(OutboxLimits limits, Clock clock, Listener listener) {
        this.limits = limits;
        this.clock = clock;
        this.listener = listener;
    }

    // ---- the cursor

    /**
     * Places the cursor. Until then every offer is refused.
     *
     * @param covered what the client has already
     * @param joinHead where the replay ends: {@code history_complete} is queued as the cursor reaches it
     */
    void start(long covered, long joinHead) {
        Signals signals = new Signals();
        synchronized (this) {
            this.covered = covered;
            this.joinHead = joinHead;
            completeHistoryAt(covered, signals);
            endIfReached(signals);
        }
        signals.send();
    }

    /** Gives the replay up: the cursor jumps to where it would have ended. */
    void skipHistory() {
        Signals signals = new Signals();
        synchronized (this) {
            if (historyDone || covered == NOWHERE || phase != Phase.OPEN) {
                return;
            }
            historyDone = true;
            covered = Math.max(covered, joinHead);
            enqueue(FrameWriter.historyUnavailable(clock.instant()), signals);
            endIfReached(signals);
        }
        signals.send();
    }

    /** The log ends at {@code lastSeq}: {@code session_ended} is queued as the cursor reaches it. */
    void endAt(long lastSeq, boolean thenClose) {
        Signals signals = new Signals();
        synchronized (this) {
            if (phase != Phase.OPEN || endSeq != NO_END) {
                return;
            }
            endSeq = lastSeq;
            closesAtEnd = thenClose;
            endIfReached(signals);
        }
        signals.send();
    }

    @Override
    public long offer(long after, long upTo, List<EncodedMessage> messages) {
        Signals signals = new Signals();
        long now;
        synchronized (this) {
            if (phase != Phase.OPEN || covered == NOWHERE) {
                return covered;
            }
            owedBytes = 0;
            if (after == covered) {
                take(upTo, messages, signals);
            }
            if (covered != upTo) {
                owesRoomAgain = true;
                signalRoom(signals);
            }
            now = covered;
        }
        signals.send();
        return now;
    }

    private void take(long upTo, List<EncodedMessage> messages, Signals signals) {
        for (EncodedMessage message : messages) {
            if (!fits(message.bytes())) {
                // Nothing visible lies between the last one taken and this one.
                covered = message.seq() - 1;
                completeHistoryAt(covered, signals);
                owedBytes = message.bytes();
                return;
            }
            completeHistoryAt(message.seq() - 1, signals);
            enqueue(message.json(), signals);
            covered = message.seq();
            if (!historyDone) {
                replayed++;
            }
        }
        covered = upTo;
        completeHistoryAt(covered, signals);
        endIfReached(signals);
    }

    private void completeHistoryAt(long seq, Signals signals) {
        if (!historyDone && seq >= joinHead && phase == Phase.OPEN) {
            historyDone = true;
            enqueue(FrameWriter.historyComplete(replayed, joinHead, clock.instant()), signals);
        }
    }

    private void endIfReached(Signals signals) {
        if (endSeq != NO_END && covered >= endSeq && !endDone && phase == Phase.OPEN) {
            endDone = true;
            enqueue(FrameWriter.sessionEnded(clock.instant()), signals);
            signals.endReached = true;
            if (closesAtEnd) {
                beginClose(CloseReason.SESSION_ENDED.closeCode(), signals);
            }
        }
    }

    /** Everything the client's view shows up to here is queued or written; -1 before {@link #start}. */
    synchronized long covered() {
        return covered;
    }

    /** Whether the replay has ended, one way or the other. */
    synchronized boolean historyDone() {
        return historyDone;
    }

    // ---- other frames

    /** Queues a system frame in its place among the messages. */
    void system(byte[] json) {
        Signals signals = new Signals();
        synchronized (this) {
            if (phase == Phase.OPEN) {
                enqueue(json, signals);
            }
        }
        signals.send();
    }

    /** Queues a notice to the sender of a frame; notices overtake messages. */
    void notice(byte[] json) {
        Signals signals = new Signals();
        synchronized (this) {
            if (phase == Phase.OPEN) {
                notices.add(json);
                signalWriter(signals);
            }
        }
        signals.send();
    }

    /**
     * Queues a ping or a pong. Of more than {@value #MAX_CONTROL} that wait the oldest gives way: only the latest ping needs
     * an answer (RFC 6455, 5.5.3).
     */
    void control(int opcode, byte[] payload) {
        Signals signals = new Signals();
        synchronized (this) {
            if (phase != Phase.CLOSED) {
                if (control.size() >= MAX_CONTROL) {
                    control.remove();
                }
                control.add(FrameEncoder.frame(opcode, payload));
                signalWriter(signals);
            }
        }
        signals.send();
    }

    // ---- the client's own frames

    /** A frame of the client was read; it counts until {@link #answered}. */
    synchronized void received() {
        unanswered++;
    }

    /** The oldest frame that was not answered is now. */
    void answered() {
        Signals signals = new Signals();
        synchronized (this) {
            unanswered--;
            signalReader(signals);
        }
        signals.send();
    }

    /** Whether nothing that was read waits for an answer. */
    synchronized boolean allAnswered() {
        return unanswered == 0;
    }

    /** Whether the socket may be read. If not, {@link Listener#wake} follows as soon as it may. */
    synchronized boolean mayRead() {
        readerPaused = !hasRoomToRead();
        return !readerPaused;
    }

    /** From now on the socket is not read, until it is to be closed. */
    synchronized void stopReading() {
        readingStopped = true;
    }

    private boolean hasRoomToRead() {
        return !readingStopped && unanswered < limits.unansweredFrames() && notices.size() < limits.notices();
    }

    // ---- the end

    /** Drops what is queued and lets nothing out any more but {@code lastFrame}, and later a close. */
    void mute(byte[] lastFrame) {
        Signals signals = new Signals();
        synchronized (this) {
            if (phase == Phase.OPEN) {
                dropQueued();
                enqueue(lastFrame, signals);
                phase = Phase.MUTE;
                signalReader(signals);
            }
        }
        signals.send();
    }

    /** Lets out what is queued, then {@code lastFrame}, then the close frame. The first close decides. */
    void close(int code, byte @Nullable [] lastFrame) {
        close(code, lastFrame, false);
    }

    /** As {@link #close}, but drops what is queued. */
    void closeNow(int code, byte @Nullable [] lastFrame) {
        close(code, lastFrame, true);
    }

    private void close(int code, byte @Nullable [] lastFrame, boolean dropQueued) {
        Signals signals = new Signals();
        synchronized (this) {
            if (phase == Phase.CLOSING || phase == Phase.CLOSED) {
                return;
            }
            if (dropQueued) {
                dropQueued();
            }
            if (lastFrame != null) {
                enqueue(lastFrame, signals);
            }
            beginClose(code, signals);
        }
        signals.send();
    }

    /** Wakes the stage whatever it is doing: stuck in a write or not reading, it has to measure the linger time. */
    private void beginClose(int code, Signals signals) {
        phase = Phase.CLOSING;
        closeCode = code;
        writerIdle = false;
        readerPaused = false;
        signals.wake = true;
    }

    /** Whether a close was asked for: what the client sends now is not looked at. */
    synchronized boolean closing() {
        return phase == Phase.CLOSING || phase == Phase.CLOSED;
    }

    /** Whether the close frame has been drained: nothing comes after it. */
    synchronized boolean closed() {
        return phase == Phase.CLOSED;
    }

    /** The socket is gone: nothing is kept any more, and nobody is told anything. */
    synchronized void abandon() {
        phase = Phase.CLOSED;
        dropQueued();
        partial = null;
        writerIdle = false;
        readerPaused = false;
    }

    private void dropQueued() {
        ordered.clear();
        orderedBytes = 0;
        notices.clear();
        control.clear();
    }

    // ---- the stage's side

    /**
     * Takes what is to be written next, in one piece of at most {@link OutboxLimits#writeBytes}: as many frames as fit,
     * or a part of one that is larger. Empty if there is nothing; {@link Listener#wake} then follows as soon as there is.
     */
    ByteString drain() {
        Signals signals = new Signals();
        ByteString batch;
        synchronized (this) {
            batch = nextBatch();
            writerIdle = batch.isEmpty();
            signalRoom(signals);
            signalReader(signals);
        }
        // The stage is running now: it looks at mayRead itself, so that wake is only for others' threads.
        signals.wake = false;
        signals.send();
        return batch;
    }

    private ByteString nextBatch() {
        if (partial != null) {
            return nextPart();
        }
        int bytes = 0;
        int frames = 0;
        for (byte[] frame : control) {
            bytes += frame.length;
        }
        for (byte[] json : notices) {
            int size = FrameEncoder.headerBytes(json.length) + json.length;
            if (bytes + size > limits.writeBytes()) {
                break;
            }
            bytes += size;
            frames++;
        }
        int fromNotices = frames;
        if (fromNotices == notices.size()) {
            for (byte[] json : ordered) {
                int size = FrameEncoder.headerBytes(json.length) + json.length;
                if (bytes + size > limits.writeBytes()) {
                    break;
                }
                bytes += size;
                frames++;
            }
        }
        if (bytes == 0) {
            return firstOfALargeFrameOrClose();
        }
        byte[] batch = new byte[bytes];
        int at = 0;
        while (!control.isEmpty()) {
            byte[] frame = control.remove();
            System.arraycopy(frame, 0, batch, at, frame.length);
            at += frame.length;
        }
        for (int i = 0; i < frames; i++) {
            byte[] json = i < fromNotices ? notices.remove() : removeOrdered();
            at = FrameEncoder.writeHeader(batch, at, FrameEncoder.TEXT, json.length);
            System.arraycopy(json, 0, batch, at, json.length);
            at += json.length;
        }
        return ByteString.fromArrayUnsafe(batch);
    }

    private ByteString firstOfALargeFrameOrClose() {
        if (!notices.isEmpty() || !ordered.isEmpty()) {
            partial = FrameEncoder.frame(FrameEncoder.TEXT, notices.isEmpty() ? removeOrdered() : notices.remove());
            partialWritten = 0;
            return nextPart();
        }
        if (phase == Phase.CLOSING) {
            phase = Phase.CLOSED;
            return ByteString.fromArrayUnsafe(
                    FrameEncoder.frame(FrameEncoder.CLOSE, FrameEncoder.closePayload(closeCode)));
        }
        return ByteString.emptyByteString();
    }

    private ByteString nextPart() {
        byte[] frame = Objects.requireNonNull(partial);
        int length = Math.min(limits.writeBytes(), frame.length - partialWritten);
        ByteString part = ByteString.fromArrayUnsafe(frame, partialWritten, length);
        partialWritten += length;
        if (partialWritten == frame.length) {
            partial = null;
        }
        return part;
    }

    private byte[] removeOrdered() {
        byte[] json = ordered.remove();
        orderedBytes -= json.length;
        return json;
    }

    // ---- under the lock

    private boolean fits(int bytes) {
        return ordered.isEmpty() || (ordered.size() < limits.frames() && orderedBytes + bytes <= limits.bytes());
    }

    private void enqueue(byte[] json, Signals signals) {
        ordered.add(json);
        orderedBytes += json.length;
        signalWriter(signals);
    }

    private void signalWriter(Signals signals) {
        if (writerIdle) {
            writerIdle = false;
            signals.wake = true;
        }
    }

    private void signalReader(Signals signals) {
        if (readerPaused && hasRoomToRead()) {
            readerPaused = false;
            signals.wake = true;
        }
    }

    private void signalRoom(Signals signals) {
        if (owesRoomAgain
                && phase == Phase.OPEN
                && ordered.size() <= limits.frames() / 2
                && orderedBytes <= limits.bytes() / 2
                && fits(owedBytes)) {
            owesRoomAgain = false;
            signals.roomAgain = true;
        }
    }

    /** What to tell the listener once the lock is left. */
    private final class Signals {
        private boolean wake;
        private boolean roomAgain;
        private boolean endReached;

        void send() {
            if (wake) {
                listener.wake();
            }
            if (roomAgain) {
                listener.roomAgain();
            }
            if (endReached) {
                listener.endReached();
            }
        }
    }
}
