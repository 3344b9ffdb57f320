package switchboard.connection;

import org.apache.pekko.actor.typed.ActorRef;
import switchboard.connection.outbound.Outbox;
import switchboard.protocol.frames.CloseReason;
import switchboard.session.api.SessionEvent;
import switchboard.store.history.History;

/**
 * What the actor of a {@link Connection} is told: by its socket, by {@link Connections}, and by its own timers and
 * adapters.
 */
public interface ConnectionProtocol {
    /** Anything that a connection is told. */
    sealed interface Command {}

    /** The client sent a whole text message, valid UTF-8. Counted by {@link Outbox#received} already. */
    record TextReceived(byte[] payload) implements Command {}

    /** The client sent a whole binary message. Counted by {@link Outbox#received} already. */
    enum BinaryReceived implements Command {
        INSTANCE
    }

    /** The client broke the rules of the socket, or is not believed any more; nothing more is read. */
    record Violated(CloseReason reason) implements Command {}

    /** The socket is gone, with or without a close frame. The last that a socket tells. */
    enum SocketClosed implements Command {
        INSTANCE
    }

    /** The outbox refused a part of an offer, and has room now. */
    enum RoomAgain implements Command {
        INSTANCE
    }

    /**
     * Check whether the cursor can go on, whatever was told before: comes every few seconds, so that a signal that got
     * lost does not hold it for ever.
     */
    enum CheckCursor implements Command {
        INSTANCE
    }

    /** {@code session_ended} is on its way. */
    enum EndReached implements Command {
        INSTANCE
    }

    /** Too many came and went for the client to be told of each. */
    enum ParticipantsDue implements Command {
        INSTANCE
    }

    /** The socket took nothing for too long. */
    enum Stuck implements Command {
        INSTANCE
    }

    /** The outbox had to drop what waited. */
    enum GaveWay implements Command {
        INSTANCE
    }

    /** The oldest frame has waited for its answer as long as anybody may. */
    enum AnswersOverdue implements Command {
        INSTANCE
    }

    /** The server shuts down. */
    enum ShutDown implements Command {
        INSTANCE
    }

    /** Take no more frames; tell {@code replyTo} once those that were taken are answered. */
    record Drain(ActorRef<Connections.Command> replyTo) implements Command {}

    /** What the session says to this connection. */
    record SessionTold(SessionEvent event) implements Command {}

    /** What the store answered to {@link PageReader}. */
    record PageRead(History.ReadReply reply) implements Command {}

    /** The actor of the session, which {@link Subscription} watches. */
    enum SessionLost implements Command {
        INSTANCE
    }

    /** By a timer of {@link Subscription}. */
    enum JoinAgainDue implements Command {
        INSTANCE
    }

    /** By a timer of {@link Subscription}. */
    enum JoinOverdue implements Command {
        INSTANCE
    }

    /** By a timer of {@link CatchUp}. */
    enum ReadOverdue implements Command {
        INSTANCE
    }

    /** By a timer of {@link CatchUp}. */
    enum ReadAgainDue implements Command {
        INSTANCE
    }

    /** By a timer: a client of version 1 has had its time with the end of the session. */
    enum GraceOver implements Command {
        INSTANCE
    }
}
