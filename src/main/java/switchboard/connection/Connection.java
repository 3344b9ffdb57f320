package switchboard.connection;

import switchboard.protocol.CloseReason;

/** One WebSocket: its cursor, its unanswered frames, its end. */
final class Connection {
    sealed interface Command {}

    /** The client sent a whole text message, valid UTF-8. Counted by {@link Outbox#received} already. */
    record TextReceived(byte[] payload) implements Command {}

    /** The client sent a whole binary message. Counted by {@link Outbox#received} already. */
    enum BinaryReceived implements Command {
        INSTANCE
    }

    /** The client broke the rules of the socket; the stage reads nothing more. */
    record Violated(CloseReason reason) implements Command {}

    /** {@link Outbox.Listener#roomAgain}. */
    enum RoomAgain implements Command {
        INSTANCE
    }

    /** {@link Outbox.Listener#endReached}. */
    enum EndReached implements Command {
        INSTANCE
    }

    /** The socket is gone, with or without a close frame. The last event of a stage. */
    enum SocketClosed implements Command {
        INSTANCE
    }

    private Connection() {}
}
