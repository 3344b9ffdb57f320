package switchboard.store;

import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.protocol.EncodedMessage;
import switchboard.protocol.SessionId;
import switchboard.protocol.View;

/** Reads what is on disk, page by page, for everybody in turn. Never blocks the writer. */
public final class History {
    public sealed interface Command {}

    /**
     * Read the next page: what {@code view} shows of {@code after} &lt; seq ≤ {@code upTo}. One at a time for each
     * {@code replyTo}; it waits its turn and is never refused, and is dropped when {@code replyTo} stops. The page counts
     * against the pages in flight until {@link PageTaken}, or the next {@code Read} of the same {@code replyTo}.
     */
    public record Read(SessionKey session, View view, long after, long upTo, ActorRef<? super ReadReply> replyTo)
            implements Command {}

    /** The page that {@code reader} got last is not held any more. */
    public record PageTaken(ActorRef<? super ReadReply> reader) implements Command {}

    /** Find a session, active or ended. */
    public record FindSession(SessionId session, ActorRef<? super FindReply> replyTo) implements Command {}

    /** Read one row, to see that the database answers. */
    public record Ping(ActorRef<? super PingReply> replyTo) implements Command {}

    public sealed interface ReadReply {}

    /**
     * @param messages what the view shows, in seq order
     * @param upTo everything visible with {@code after} &lt; seq ≤ {@code upTo} is in this page
     */
    public record Page(long after, long upTo, List<EncodedMessage> messages) implements ReadReply {
        public Page {
            messages = List.copyOf(messages);
        }
    }

    /** @param problem for the log */
    public record ReadFailed(String problem) implements ReadReply {}

    public sealed interface FindReply {}

    public record Found(Optional<StoredSession> session) implements FindReply {}

    public record FindFailed(String problem) implements FindReply {}

    /** @param problem empty where the database answered */
    public record PingReply(Optional<String> problem) {}

    private History() {}
}
