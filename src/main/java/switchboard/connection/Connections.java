package switchboard.connection;

import org.apache.pekko.actor.typed.ActorRef;

/** The parent of all connections: starts one for every socket, watches their pulses, closes all at shutdown. */
public final class Connections {
    public sealed interface Command {}

    /** A stage started: give it a connection. */
    record Opened(Handshake handshake, Socket socket) implements Command {}

    /** Take no more frames; answer once all that were taken are answered. */
    public record StopReading(ActorRef<Quiet> replyTo) implements Command {}

    /** Close every socket with {@code shutdown}; answer once all are gone. */
    public record CloseAll(ActorRef<AllClosed> replyTo) implements Command {}

    public enum Quiet {
        INSTANCE
    }

    public enum AllClosed {
        INSTANCE
    }

    private Connections() {}
}
