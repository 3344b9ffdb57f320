package switchboard.connection.outbound;

import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import switchboard.connection.codec.FrameEncoder;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.CloseReason;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.Follower;

/**
 * Everything between those who send to a client and the one stage that writes its socket: the {@link LogCursor cursor}
 * in the session's log, and bounded {@link OutboundLanes lanes}. This class gives them one lock and one end, and tells
 * who waits for what.
 *
 * <pre>
 *  Session, Connection ── offer, system ──▶ ordered lane ─┐
 *  Connection ─────────── notice ─────────▶ notices lane ─┼─ drain ──▶ stage ──▶ socket
 *  Session ────── presenceChanged ────────▶      ▲        │
 *  stage, sweeper ─────── control ────────▶ control lane ─┘
 * </pre>
 *
 * Control frames go first, then notices, then the ordered lane; the close frame goes last of all. The three share one
 * lock with the cursor, so that whoever offers, whenever: nothing is lost, doubled or reordered,
 * {@code history_complete} stands exactly where the replay ends, and {@code session_ended} exactly where the log ends.
 *
 * <p>Thread-safe; never blocks for longer than a copy of {@link OutboxLimits#writeBytes}. The listener is called
 * outside the lock.
 */
public final class Outbox implements Follower, OutboxBudget.Holder {

    /** Whom the outbox tells what changed; called from any thread, must not block. */
    public interface Listener {
        /**
         * There is something to write again, or the socket may be read again: called only after the stage found that
         * there was not. Or a close was asked for.
         */
        void wake();

        /** An offer was not taken whole, and now there is room: follow again. */
        void roomAgain();

        /** {@code session_ended} was queued: the cursor has reached the end of the log. */
        void endReached();

        /** Too many came and went to be told one by one: ask the session for {@link Outbox#participants}. */
        void participantsDue();

        /**
         * What waited is dropped, as all outboxes together kept too much: the connection is to end.
         *
         * @param amidFrame no close frame can be written
         */
        void gaveWay(boolean amidFrame);
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

    private final OutboxLimits limits;
    private final Listener listener;
    private final OutboundLanes lanes;
    private final LogCursor cursor;
    private final PresenceNotices presence;
    private final OutboxBudget budget;
    private final OutboxBudget.Account account;

    private Phase phase = Phase.OPEN;
    private int closeCode;
    private boolean closesAtEnd;

    private int unanswered;
    private boolean writerIdle;
    private boolean readerPaused;
    private boolean readingStopped;
    private boolean owesRoomAgain;

    /** An answer is on its way here: what is offered until then leaves with it. */
    private boolean awaitsAnswer;

    private int owedBytes;

    /** What waits before it until there is room here, of the recent messages of the session. */
    private List<EncodedMessage> pending = List.of();

    private long pendingBytes;

    /** The last two batches: the socket still has them in its hands. */
    private int handed;

    private int handedBefore;

    /** @param client whose it is, for the budget that all outboxes share */
    public Outbox(OutboxLimits limits, OutboxBudget budget, AddressBlock client, Clock clock, Listener listener) {
        this.limits = limits;
        this.budget = budget;
        this.account = budget.account(client, this);
        this.listener = listener;
        lanes = new OutboundLanes(limits);
        cursor = new LogCursor(lanes, clock);
        presence = new PresenceNotices(limits.notices(), clock);
    }

    // ---- the cursor

    /**
     * Places the cursor. Until then every offer is refused.
     *
     * @param position what the client has already
     * @param joinHead where the replay ends: {@code history_complete} is queued as the cursor reaches it
     */
    public void start(long position, long joinHead) {
        Signals signals = new Signals();
        synchronized (this) {
            cursor.place(position, joinHead);
            if (phase == Phase.OPEN) {
                cursor.completeHistory();
                endIfReached(signals);
                signalWriter(signals);
            }
        }
        signals.send();
    }

    /** Gives the replay up: the cursor jumps to where it would have ended. */
    public void skipHistory() {
        Signals signals = new Signals();
        synchronized (this) {
            if (cursor.historyDone() || !cursor.isPositioned() || phase != Phase.OPEN) {
                return;
            }
            cursor.skipHistory();
            endIfReached(signals);
            signalWriter(signals);
        }
        signals.send();
    }

    /** The log ends at {@code lastSeq}: {@code session_ended} is queued as the cursor reaches it. */
    public void endAt(long lastSeq, boolean thenClose) {
        Signals signals = new Signals();
        synchronized (this) {
            if (phase != Phase.OPEN || cursor.knowsEnd()) {
                return;
            }
            cursor.endAt(lastSeq);
            closesAtEnd = thenClose;
            endIfReached(signals);
            signalWriter(signals);
        }
        signals.send();
    }

    @Override
    public long offer(long after, long upTo, List<EncodedMessage> messages) {
        Signals signals = new Signals();
        long now;
        synchronized (this) {
            if (phase != Phase.OPEN || !cursor.isPositioned()) {
                return cursor.position();
            }
            owedBytes = 0;
            if (after == cursor.position()) {
                owedBytes = cursor.take(upTo, messages, mayQueue());
                endIfReached(signals);
                count(signals);
                if (!awaitsAnswer) {
                    signalWriter(signals);
                }
            }
            now = cursor.position();
            if (now != upTo) {
                owesRoomAgain = true;
                signalRoom(signals);
            }
        }
        signals.send();
        return now;
    }

    /** Waits before this outbox until there is room: counts with what is queued, until other messages do. */
    public void countPending(List<EncodedMessage> messages) {
        Signals signals = new Signals();
        synchronized (this) {
            if (phase == Phase.OPEN) {
                long bytes = 0;
                for (EncodedMessage message : messages) {
                    bytes += message.bytes();
                }
                setPending(messages, bytes);
                count(signals);
            }
        }
        signals.send();
    }

    @Override
    public synchronized void answerFollows() {
        awaitsAnswer = true;
    }

    /** The answer that was to follow is queued, or will not come: what waited for it leaves. */
    public void answerCame() {
        Signals signals = new Signals();
        synchronized (this) {
            awaitsAnswer = false;
            signalWriter(signals);
        }
        signals.send();
    }

    private void endIfReached(Signals signals) {
        if (cursor.endIfReached()) {
            signals.endReached = true;
            if (closesAtEnd) {
                beginClose(CloseReason.SESSION_ENDED.closeCode(), signals);
            }
        }
    }

    /** Everything the client's view shows up to here is queued or written; -1 before {@link #start}. */
    public synchronized long position() {
        return cursor.position();
    }

    /** Whether the replay has ended, one way or the other. */
    public synchronized boolean historyDone() {
        return cursor.historyDone();
    }

    // ---- who comes and goes

    @Override
    public void presenceChanged(UserId user, Role role, boolean online) {
        Signals signals = new Signals();
        synchronized (this) {
            if (phase != Phase.OPEN) {
                return;
            }
            boolean wasDue = presence.listDue();
            presence.changed(user, role, online);
            signals.participantsDue = presence.listDue() && !wasDue;
            count(signals);
            signalWriter(signals);
        }
        signals.send();
    }

    @Override
    public void participants(JsonPieces participants) {
        Signals signals = new Signals();
        synchronized (this) {
            if (phase != Phase.OPEN) {
                return;
            }
            presence.replace(participants);
            count(signals);
            signalWriter(signals);
        }
        signals.send();
    }

    /** Whether the session was to be asked for {@link #participants}, and has not answered yet. */
    public synchronized boolean participantsDue() {
        return presence.listDue();
    }

    // ---- other frames

    /** Queues a system frame in its place among the messages. */
    public void system(byte[] json) {
        Signals signals = new Signals();
        synchronized (this) {
            if (phase == Phase.OPEN) {
                lanes.addOrdered(json);
                count(signals);
                signalWriter(signals);
            }
        }
        signals.send();
    }

    /** Queues a notice to the sender of a frame, or the first frame of all; notices overtake messages. */
    public void notice(byte[] json) {
        notice(JsonPieces.of(json));
    }

    /** The same, of what many may share. */
    public void notice(JsonPieces json) {
        Signals signals = new Signals();
        synchronized (this) {
            if (phase == Phase.OPEN) {
                lanes.addNotice(json);
                count(signals);
                signalWriter(signals);
            }
        }
        signals.send();
    }

    /** Queues a ping or a pong. Of too many that wait the oldest gives way. */
    public void control(int opcode, byte[] payload) {
        Signals signals = new Signals();
        synchronized (this) {
            if (phase != Phase.CLOSED) {
                lanes.addControl(FrameEncoder.frame(opcode, payload));
                signalWriter(signals);
            }
        }
        signals.send();
    }

    // ---- the client's own frames

    /** A frame of the client was read; it counts until {@link #answered}. */
    public synchronized void received() {
        unanswered++;
    }

    /** The oldest frame that was not answered is now. */
    public void answered() {
        Signals signals = new Signals();
        synchronized (this) {
            unanswered--;
            signalReader(signals);
        }
        signals.send();
    }

    /** Whether nothing that was read waits for an answer. */
    public synchronized boolean allAnswered() {
        return unanswered == 0;
    }

    /** Whether the socket may be read. If not, {@link Listener#wake} follows as soon as it may. */
    public synchronized boolean mayRead() {
        readerPaused = !hasRoomToRead();
        return !readerPaused;
    }

    /** From now on the socket is not read, until it is to be closed. */
    public synchronized void stopReading() {
        readingStopped = true;
    }

    private boolean hasRoomToRead() {
        return !readingStopped && unanswered < limits.unansweredFrames() && !lanes.noticesFull();
    }

    // ---- the end

    /** Drops what is queued and lets nothing out any more but {@code lastFrame}, and later a close. */
    public void mute(byte[] lastFrame) {
        Signals signals = new Signals();
        synchronized (this) {
            if (phase == Phase.OPEN) {
                dropQueued();
                lanes.addOrdered(lastFrame);
                phase = Phase.MUTE;
                signalWriter(signals);
                signalReader(signals);
            }
        }
        signals.send();
    }

    /** Lets out what is queued, then {@code lastFrame}, then the close frame. The first close decides. */
    public void close(int code, byte @Nullable [] lastFrame) {
        close(code, lastFrame, false);
    }

    /** As {@link #close}, but drops what is queued. */
    public void closeNow(int code, byte @Nullable [] lastFrame) {
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
                lanes.addOrdered(lastFrame);
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
    public synchronized boolean closing() {
        return phase == Phase.CLOSING || phase == Phase.CLOSED;
    }

    /** Whether the close frame has been drained: nothing comes after it. */
    public synchronized boolean closed() {
        return phase == Phase.CLOSED;
    }

    /** The socket is gone: nothing is kept any more, and nobody is told anything. */
    public synchronized void abandon() {
        phase = Phase.CLOSED;
        presence.drop();
        lanes.dropAll();
        setPending(List.of(), 0);
        account.hold(0);
        writerIdle = false;
        readerPaused = false;
    }

    private void dropQueued() {
        presence.drop();
        lanes.drop();
        setPending(List.of(), 0);
    }

    // ---- the budget of all outboxes

    @Override
    public synchronized long tellKept(Consumer<byte[]> arrays) {
        lanes.forEachArray(arrays);
        presence.forEachArray(arrays);
        pending.forEach(message -> arrays.accept(message.json()));
        return lanes.besides() + presence.bytes() + handed + handedBefore;
    }

    /** Of a frame that was begun the rest may be all that there is to let go: nothing can follow then. */
    @Override
    public void giveWay() {
        boolean amidFrame;
        synchronized (this) {
            if (phase == Phase.CLOSED) {
                return;
            }
            dropQueued();
            amidFrame = !lanes.isEmpty();
            lanes.dropAll();
            if (amidFrame) {
                phase = Phase.CLOSED;
            } else if (phase == Phase.OPEN) {
                phase = Phase.MUTE;
            }
            account.hold(kept());
        }
        listener.gaveWay(amidFrame);
    }

    private int mayQueue() {
        return account.mayQueue(limits.bytes());
    }

    private long kept() {
        return lanes.bytes() + presence.bytes() + pendingBytes + handed + handedBefore;
    }

    private void setPending(List<EncodedMessage> messages, long bytes) {
        pending = messages;
        pendingBytes = bytes;
    }

    private void count(Signals signals) {
        signals.look |= account.hold(kept());
    }

    // ---- the stage's side

    /**
     * Takes what is to be written next, in one piece of at most {@link OutboxLimits#writeBytes}: as many frames as fit,
     * or a part of one that is larger. Empty if there is nothing; {@link Listener#wake} then follows as soon as there
     * is.
     */
    public ByteString drain() {
        Signals signals = new Signals();
        ByteString batch;
        synchronized (this) {
            tellPresence();
            batch = lanes.take();
            if (batch.isEmpty() && phase == Phase.CLOSING) {
                phase = Phase.CLOSED;
                batch = ByteString.fromArrayUnsafe(
                        FrameEncoder.frame(FrameEncoder.CLOSE, FrameEncoder.closePayload(closeCode)));
            }
            handedBefore = handed;
            handed = batch.size();
            account.hold(kept());
            writerIdle = batch.isEmpty();
            signalRoom(signals);
            signalReader(signals);
        }
        // The stage is running now: it looks at mayRead itself, so that wake is only for others' threads.
        signals.wake = false;
        signals.send();
        return batch;
    }

    // ---- under the lock

    /** Not before the welcome, which holds who is there; and as long as it does not fit it is merged. */
    private void tellPresence() {
        if (hasPresenceToTell() && !lanes.noticesFull()) {
            presence.take().forEach(lanes::addNotice);
        }
    }

    private boolean hasPresenceToTell() {
        return cursor.isPositioned() && !presence.isEmpty();
    }

    private void signalWriter(Signals signals) {
        if (writerIdle && (!lanes.isEmpty() || hasPresenceToTell())) {
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
        if (owesRoomAgain && phase == Phase.OPEN && lanes.isHalfEmptyFor(owedBytes, mayQueue())) {
            owesRoomAgain = false;
            signals.roomAgain = true;
        }
    }

    /** What to tell the listener once the lock is left. */
    private final class Signals {
        private boolean wake;
        private boolean roomAgain;
        private boolean endReached;
        private boolean participantsDue;
        private boolean look;

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
            if (participantsDue) {
                listener.participantsDue();
            }
            if (look) {
                budget.look();
            }
        }
    }
}
