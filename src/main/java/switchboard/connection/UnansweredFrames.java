package switchboard.connection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.IncomingFrame;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.Ref;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;

/**
 * The frames that a client sent and that are not answered yet, in the order in which they came. Answers arrive in any
 * order and leave in that of the frames. It keeps {@link Liveness} told of the oldest, for the sweeper.
 */
final class UnansweredFrames {

    /** A frame, which is submitted to the session, and to its successor if the session fails. */
    static final class Frame {
        private final MessageId id;
        private final IncomingFrame frame;
        private final long searchAfterSeq;
        private final long receivedAt;
        private boolean submitted;
        private SessionEvent.@Nullable Answer answer;

        private Frame(MessageId id, IncomingFrame frame, long searchAfterSeq, long receivedAt) {
            this.id = id;
            this.frame = frame;
            this.searchAfterSeq = searchAfterSeq;
            this.receivedAt = receivedAt;
        }

        /** The command that submits it: as one that is resubmitted if it was made before. */
        SessionProtocol.Submit submit(ConnectionId connection) {
            boolean again = submitted;
            submitted = true;
            return new SessionProtocol.Submit(connection, id, frame, searchAfterSeq, again);
        }
    }

    /**
     * What became of a frame.
     *
     * @param ref what its sender called it, if it did
     */
    record Answered(SessionEvent.Answer answer, @Nullable Ref ref) {}

    private final Deque<Frame> frames = new ArrayDeque<>(0);
    private final Liveness liveness;

    UnansweredFrames(Liveness liveness) {
        this.liveness = liveness;
    }

    Frame add(IncomingFrame frame, long searchAfterSeq, long now) {
        if (frames.isEmpty()) {
            liveness.waitsForAnswer(now);
        }
        Frame added = new Frame(MessageId.next(), frame, searchAfterSeq, now);
        frames.add(added);
        return added;
    }

    /** Notes an answer. One that came too late, or for the second time, changes nothing. */
    void answer(MessageId id, SessionEvent.Answer answer) {
        for (Frame frame : frames) {
            if (frame.id.equals(id)) {
                frame.answer = frame.answer == null ? answer : frame.answer;
                return;
            }
        }
    }

    /** Answers all that came at or before {@code time} and wait still. */
    void answerOlderThan(long time, SessionEvent.Answer answer) {
        for (Frame frame : frames) {
            if (frame.answer == null && frame.receivedAt - time <= 0) {
                frame.answer = answer;
            }
        }
    }

    /** Takes the next answer that may leave; null if the oldest frame still waits, or there is none. */
    @Nullable
    Answered poll() {
        Frame oldest = frames.peek();
        if (oldest == null || oldest.answer == null) {
            return null;
        }
        frames.remove();
        if (frames.isEmpty()) {
            liveness.allAnswered();
        } else {
            liveness.waitsForAnswer(frames.getFirst().receivedAt);
        }
        return new Answered(oldest.answer, oldest.frame.ref());
    }

    /** Those that nobody has answered, oldest first. */
    List<Frame> waiting() {
        List<Frame> waiting = new ArrayList<>(frames);
        waiting.removeIf(frame -> frame.answer != null);
        return waiting;
    }

    /** Forgets all, and returns how many they were. */
    int forgetAll() {
        int count = frames.size();
        frames.clear();
        liveness.allAnswered();
        return count;
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }
}
