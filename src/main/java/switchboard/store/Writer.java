package switchboard.store;

import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.Refused;
import switchboard.protocol.SessionInfo;

/** The only one who writes the database. Commits what is queued in groups, in the order in which it came. */
public final class Writer {
    public sealed interface Command {}

    /** Append to a session's log. The answers of one group come as one {@link Outcomes} to each {@code replyTo}. */
    public record Append(SessionKey session, NewMessage message, ActorRef<? super Outcomes> replyTo)
            implements Command {}

    /** Where the log of a session stands, behind everything that was handed in before. */
    public record ReadHead(SessionKey session, ActorRef<? super HeadRead> replyTo) implements Command {}

    public record CreateSession(SessionInfo session, ActorRef<? super CreateReply> replyTo) implements Command {}

    /** End a session behind everything that was handed in before: what comes later is rejected. */
    public record EndSession(SessionKey session, ActorRef<? super EndReply> replyTo) implements Command {}

    /** Answered at once, whatever is queued. */
    public record GetStatus(ActorRef<Status> replyTo) implements Command {}

    /** Commit all that is queued, without waiting between retries, then answer. */
    public record Drain(ActorRef<Drained> replyTo) implements Command {}

    /** What became of appends, in the order in which they were handed in by this {@code replyTo}. */
    public record Outcomes(List<AppendOutcome> outcomes) {
        public Outcomes {
            outcomes = List.copyOf(outcomes);
        }
    }

    /**
     * @param seq the head of the log, 0 for an empty one
     * @param storedBytes what the session takes of its limit
     * @param endedAt null while it is active
     */
    public record HeadRead(
            long seq, long storedBytes, @Nullable Instant endedAt) {}

    public sealed interface CreateReply {}

    public sealed interface EndReply {}

    public record Created(StoredSession session) implements CreateReply {}

    /** @param lastSeq the head of the log when the session ended: nothing ever comes behind it */
    public record Ended(SessionInfo session, long lastSeq) implements EndReply {}

    public record AlreadyEnded(SessionInfo session) implements EndReply {}

    /** Nothing was done, or nobody knows whether it was; {@code busy} or {@code storage_failed}. */
    public record NotStored(Refused refused) implements CreateReply, EndReply {}

    /**
     * @param problem why commits are not accepted, for people; null while they are
     * @param msSinceCommit time since the last successful commit
     */
    public record Status(@Nullable String problem, long msSinceCommit) {}

    /**
     * Published on the system's event stream whenever a writer starts. After the first, it means that whatever was not
     * answered must be handed in again.
     */
    public enum Started {
        INSTANCE
    }

    public enum Drained {
        INSTANCE
    }

    private Writer() {}
}
