package switchboard.connection;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.connection.outbound.Outbox;

/** What a socket offers to the actor of its connection. Thread-safe. */
public interface Socket {
    /** What waits to be written to it. */
    Outbox outbox();

    /** When it last did what. */
    Liveness liveness();

    /** From now on the client's frames go to {@code connection}; before, the socket is not read. */
    void attach(ActorRef<ConnectionProtocol.Command> connection);

    /** Ends the socket without a close frame. */
    void abort();

    /** How long the peer may take to answer the close frame, from the moment when a close is asked for. */
    void lingerFor(Duration time);
}
