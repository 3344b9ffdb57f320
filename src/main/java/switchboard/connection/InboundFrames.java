package switchboard.connection;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import switchboard.connection.outbound.Outbox;
import switchboard.protocol.frames.IncomingFrame;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.StorageFailure;

/**
 * What a client sent, from its reading to its answer: submitted to the session, to its successor if it fails, and
 * answered in the order in which it came, once, however many answers there are and however late.
 *
 * <p>Belongs to one connection's actor.
 */
final class InboundFrames {
    private final ConnectionId connection;
    private final ProtocolVersion version;
    private final Outbox outbox;
    private final Connection.Dependencies dependencies;
    private final UnansweredFrames unanswered;

    /** Who waits for all to be answered. */
    private @Nullable ActorRef<Connections.Command> drainListener;

    InboundFrames(Handshake handshake, Socket socket, Connection.Dependencies dependencies) {
        this.connection = handshake.connection();
        this.version = handshake.version();
        this.outbox = socket.outbox();
        this.dependencies = dependencies;
        this.unanswered = new UnansweredFrames(socket.liveness());
    }

    /** @param session null while there is none: the frame waits for {@link #submitAllTo} */
    void submit(IncomingFrame frame, @Nullable ActorRef<SessionProtocol.Command> session) {
        UnansweredFrames.Frame added =
                unanswered.add(frame, outbox.position(), dependencies.ticker().getAsLong());
        if (session != null) {
            session.tell(added.submit(connection));
        }
    }

    /** Submits all that nobody has answered; the successor of a session finds out which of them are stored. */
    void submitAllTo(ActorRef<SessionProtocol.Command> session) {
        unanswered.waiting().forEach(frame -> session.tell(frame.submit(connection)));
    }

    // ---- answers: noted by any of these three, told by releaseAnswers

    void answered(SessionEvent.Answered answered) {
        unanswered.answer(answered.message(), answered.answer());
    }

    /** Nobody takes what the client sends, and nobody else will say so. */
    void refuseAll(Refused refused) {
        unanswered.answerOlderThan(dependencies.ticker().getAsLong(), new SessionEvent.NotAccepted(refused));
    }

    /** Nobody waits for longer than {@code timeout}. */
    void overdue(Duration timeout) {
        unanswered.answerOlderThan(
                dependencies.ticker().getAsLong() - timeout.toNanos(),
                new SessionEvent.NotAccepted(StorageFailure.UNKNOWN));
    }

    /**
     * Tells the client all answers that may leave: those to its oldest frames.
     *
     * @return false if one says that the client floods the session: then the others are not told
     */
    boolean releaseAnswers() {
        for (UnansweredFrames.Answered next = unanswered.poll(); next != null; next = unanswered.poll()) {
            AnswerNotice.of(
                            next.answer(),
                            next.ref(),
                            version,
                            dependencies.clock().instant())
                    .forEach(outbox::notice);
            if (next.answer() instanceof SessionEvent.Flooding) {
                return false;
            }
            outbox.answered();
        }
        if (unanswered.isEmpty()) {
            tellIfDrained();
        }
        return true;
    }

    // ---- the end

    /** Nothing more is read; {@code replyTo} hears once all that was read is answered. */
    void drain(ActorRef<Connections.Command> replyTo) {
        outbox.stopReading();
        drainListener = replyTo;
        tellIfDrained();
    }

    /** What waits for an answer gets none: the connection is not open any more. */
    void forgetAll() {
        for (int i = unanswered.forgetAll(); i > 0; i--) {
            outbox.answered();
        }
        tellDrained();
    }

    private void tellIfDrained() {
        // The outbox counts what was read, also what is still on its way to this actor.
        if (outbox.allAnswered()) {
            tellDrained();
        }
    }

    private void tellDrained() {
        if (drainListener != null) {
            drainListener.tell(new Connections.Drained(connection));
            drainListener = null;
        }
    }
}
