package switchboard.connection.outbound;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import switchboard.connection.codec.FrameEncoder;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.CloseReason;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.Follower;

/**
 * Everything between those who send to a client and whoever writes its socket: the {@link LogCursor cursor} in the
 * session's log, and bounded {@link OutboundLanes lanes}. This class gives them one lock and one end, and tells who
 * waits for what. So whoever offers, whenever: nothing is lost, doubled or reordered, {@code history_complete} stands
 * exactly where the replay ends, and {@code session_ended} exactly where the log ends.
 *
 * <p>Thread-safe; never blocks for longer than a copy of {@link OutboxLimits#writeBytes}. The listener is called
 * outside the lock.
 */
public final class Outbox implements Follower, OutboxBudget.Holder {
    private final OutboxListener listener;
    private final OutboxBudget budget;
    private final OutboundLanes lanes;
    private final LogCursor cursor;
    private final PresenceNotices presence;
    private final ReadLimit readLimit;
    private final KeptBytes kept;

    private OutboxPhase phase = OutboxPhase.OPEN;
    private int closeCode;
    private boolean closesAtEnd;
    private boolean writerIdle;

    /** An answer is on its way here: what is offered until then leaves with it. */
    private boolean answerFollows;

    /** @param client whose it is, for the budget that all outboxes share */
    public Outbox(OutboxLimits limits, OutboxBudget budget, AddressBlock client, Clock clock, OutboxListener listener) {
        this.listener = listener;
        this.budget = budget;
        lanes = new OutboundLanes(limits);
        cursor = new LogCursor(lanes, clock);
        presence = new PresenceNotices(limits.notices(), clock);
        readLimit = new ReadLimit(limits, lanes);
        kept = new KeptBytes(budget.account(client, this), limits, lanes, presence);
    }

    // ---- the cursor

    /**
     * Places the cursor. Until then every offer is refused.
     *
     * @param position what the client has already
     * @param joinHead where the replay ends: {@code history_complete} is queued as the cursor reaches it
     */
    public void start(long position, long joinHead) {
        change(signals -> {
            cursor.place(position, joinHead);
            presence.mayTell();
            if (phase == OutboxPhase.OPEN) {
                cursor.completeHistory();
                endIfReached(signals);
                signalWriter(signals);
            }
        });
    }

    /** Gives the replay up: the cursor jumps to where it would have ended. */
    public void skipHistory() {
        whileOpen(signals -> {
            cursor.skipHistory();
            endIfReached(signals);
            signalWriter(signals);
        });
    }

    /** What this client sees ends at {@code lastSeq}: {@code session_ended} is queued as the cursor reaches it. */
    public void endAt(long lastSeq, CloseReason reason, boolean thenClose) {
        whileOpen(signals -> {
            if (cursor.endAt(lastSeq, reason)) {
                closesAtEnd = thenClose;
                endIfReached(signals);
                signalWriter(signals);
            }
        });
    }

    @Override
    public long offer(long after, long upTo, List<EncodedMessage> messages, Executor writes) {
        Signals signals = new Signals(writes);
        long now;
        synchronized (this) {
            if (phase != OutboxPhase.OPEN || !cursor.isPositioned()) {
                return cursor.position();
            }
            if (cursor.take(after, upTo, messages, kept.mayQueue())) {
                endIfReached(signals);
                signals.censusDue |= kept.count();
                if (!answerFollows) {
                    signalWriter(signals);
                }
            }
            now = cursor.position();
            if (now != upTo) {
                signalRoom(signals);
            }
        }
        signals.send(listener, budget);
        return now;
    }

    /** These wait to be queued: they count with what is queued, until others wait instead. */
    public void countPending(List<EncodedMessage> messages) {
        whileOpen(signals -> signals.censusDue |= kept.pending(messages));
    }

    @Override
    public synchronized void answerFollows() {
        answerFollows = true;
    }

    /** The answer that was to follow is queued, or will not come: what waited for it leaves. */
    public void answerCame() {
        change(signals -> {
            answerFollows = false;
            signalWriter(signals);
        });
    }

    private void endIfReached(Signals signals) {
        if (cursor.endIfReached()) {
            signals.endReached = true;
            if (closesAtEnd) {
                close(cursor.endReason().closeCode(), null, signals);
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
    public void presenceChanged(UserId user, Role role, @Nullable DisplayName name, boolean online) {
        whileOpen(signals -> {
            signals.participantsDue = presence.changed(user, role, name, online);
            queued(signals);
        });
    }

    @Override
    public void participants(JsonPieces participants) {
        whileOpen(signals -> {
            presence.replace(participants);
            queued(signals);
        });
    }

    /** Whether the session was to be asked for {@link #participants}, and has not answered yet. */
    public synchronized boolean participantsDue() {
        return presence.listDue();
    }

    // ---- other frames

    /** Queues a notice to the sender of a frame, or the first frame of all; notices overtake messages. */
    public void notice(byte[] json) {
        notice(JsonPieces.of(json));
    }

    /** The same, of what many may share. */
    public void notice(JsonPieces json) {
        whileOpen(signals -> {
            lanes.addNotice(json);
            queued(signals);
        });
    }

    /** Queues a ping or a pong. Of too many that wait the oldest gives way. */
    public void control(int opcode, byte[] payload) {
        change(signals -> {
            if (phase != OutboxPhase.CLOSED) {
                lanes.addControl(FrameEncoder.frame(opcode, payload));
                signalWriter(signals);
            }
        });
    }

    // ---- the client's own frames

    /** A frame of the client was read; it counts until {@link #answered}. */
    public synchronized void received() {
        readLimit.received();
    }

    /** The oldest frame that was not answered is now. */
    public void answered() {
        change(signals -> {
            readLimit.answered();
            signals.wake |= readLimit.endPause();
        });
    }

    /** Whether nothing that was read waits for an answer. */
    public synchronized boolean allAnswered() {
        return readLimit.allAnswered();
    }

    /** Whether the socket may be read. If not, {@link OutboxListener#wake} follows as soon as it may. */
    public synchronized boolean mayRead() {
        return readLimit.mayRead();
    }

    /** From now on the socket is not read, until it is to be closed. */
    public synchronized void stopReading() {
        readLimit.stop();
    }

    // ---- the end

    /** Drops what is queued and lets nothing out any more but {@code lastFrame}, and later a close. */
    public void mute(byte[] lastFrame) {
        whileOpen(signals -> {
            dropQueued();
            lanes.addOrdered(lastFrame);
            phase = OutboxPhase.MUTE;
            signalWriter(signals);
            signals.wake |= readLimit.endPause();
        });
    }

    /** Lets out what is queued, then {@code lastFrame}, then the close frame. The first close decides. */
    public void close(int code, byte @Nullable [] lastFrame) {
        change(signals -> close(code, lastFrame, signals));
    }

    /** As {@link #close}, but drops what is queued. */
    public void closeNow(int code, byte @Nullable [] lastFrame) {
        change(signals -> {
            if (!phase.isEnd()) {
                dropQueued();
                close(code, lastFrame, signals);
            }
        });
    }

    /** Wakes the socket's own thread, whether or not anything can be written: it has to measure the linger time. */
    private void close(int code, byte @Nullable [] lastFrame, Signals signals) {
        if (phase.isEnd()) {
            return;
        }
        if (lastFrame != null) {
            lanes.addOrdered(lastFrame);
        }
        phase = OutboxPhase.CLOSING;
        closeCode = code;
        signals.write |= writerIdle;
        writerIdle = false;
        readLimit.forgetPause();
        signals.wake = true;
    }

    /** Whether a close was asked for: what the client sends now is ignored. */
    public synchronized boolean closing() {
        return phase.isEnd();
    }

    /** Whether the close frame has been drained: nothing comes after it. */
    public synchronized boolean closed() {
        return phase == OutboxPhase.CLOSED;
    }

    /** The socket is gone: nothing is kept any more, and nobody is told anything. */
    public synchronized void abandon() {
        phase = OutboxPhase.CLOSED;
        dropQueued();
        lanes.dropAll();
        kept.countNothing();
        writerIdle = false;
        readLimit.forgetPause();
    }

    private void dropQueued() {
        presence.drop();
        lanes.drop();
        kept.pending(List.of());
    }

    // ---- the budget of all outboxes

    @Override
    public synchronized long tellKept(Consumer<byte[]> arrays) {
        return kept.tellKept(arrays);
    }

    /** Of a frame that was begun the rest may be all that there is to let go: nothing can follow then. */
    @Override
    public void giveWay() {
        boolean amidFrame;
        synchronized (this) {
            if (phase == OutboxPhase.CLOSED) {
                return;
            }
            dropQueued();
            amidFrame = lanes.dropAll();
            phase = phase.afterGivingWay(amidFrame);
            kept.count();
        }
        listener.gaveWay(amidFrame);
    }

    // ---- the writer's side

    /**
     * Puts what is to be written next into an empty buffer: as many frames as fit, or a slice of one that is larger. To
     * be called by one thread at a time, which writes it before it calls again.
     *
     * @param to has room for {@link OutboxLimits#batchBytes}
     * @return whether there is more; if not, {@link OutboxListener#write} follows as soon as there is
     */
    public boolean drain(ByteBuffer to) {
        Signals signals = new Signals();
        boolean more;
        synchronized (this) {
            presence.tellBy(lanes);
            lanes.take(to);
            if (phase == OutboxPhase.CLOSING && lanes.isEmpty() && !presence.hasToTell()) {
                phase = OutboxPhase.CLOSED;
                to.put(FrameEncoder.closeFrame(closeCode));
                signals.wake = true;
            }
            kept.unwritten(0);
            more = !lanes.isEmpty() || presence.hasToTell() || phase == OutboxPhase.CLOSING;
            writerIdle = !more;
            signalRoom(signals);
            signals.wake |= readLimit.endPause();
        }
        signals.send(listener, budget);
        return more;
    }

    /** So many bytes of what was drained wait until the kernel takes them; they count until the next {@link #drain}. */
    public void unwritten(int bytes) {
        change(signals -> signals.censusDue |= phase != OutboxPhase.CLOSED && kept.unwritten(bytes));
    }

    // ---- under the lock

    /** Makes a change, unless the end has begun, and tells what follows from it. */
    private void whileOpen(Consumer<Signals> change) {
        change(signals -> {
            if (phase == OutboxPhase.OPEN) {
                change.accept(signals);
            }
        });
    }

    /** Makes a change under the lock, and without it tells what follows from it. */
    private void change(Consumer<Signals> change) {
        Signals signals = new Signals();
        synchronized (this) {
            change.accept(signals);
        }
        signals.send(listener, budget);
    }

    /** Something was queued: it counts, and is to be written. */
    private void queued(Signals signals) {
        signals.censusDue |= kept.count();
        signalWriter(signals);
    }

    private void signalWriter(Signals signals) {
        if (writerIdle && (!lanes.isEmpty() || presence.hasToTell())) {
            writerIdle = false;
            signals.write = true;
        }
    }

    private void signalRoom(Signals signals) {
        signals.roomAgain |= phase == OutboxPhase.OPEN && cursor.hasRoomAgain(kept);
    }
}
