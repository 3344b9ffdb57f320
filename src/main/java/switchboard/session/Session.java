package switchboard.session;

import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.EncodedMessage;
import switchboard.protocol.IncomingFrame;
import switchboard.protocol.MessageId;
import switchboard.protocol.Refused;
import switchboard.protocol.SessionInfo;
import switchboard.protocol.UserId;
import switchboard.protocol.View;

/** One class: who is in it and what goes to whom. Routes nothing before its commit. */
public final class Session {
    public sealed interface Command {}

    /** Take a seat; a connection of the same user that is older gives way. Answered by {@link Joined}. */
    public record Join(Attendance attendance) implements Command {}

    /** Take the seat again after this actor was started anew; what the connection sees has not changed. */
    public record Rejoin(Attendance attendance, View view) implements Command {}

    /** Go on behind {@code covered}: answered by offers to the follower, {@link TailSlice} or {@link ReadUpTo}. */
    public record Follow(ConnectionId connection, long covered) implements Command {}

    /**
     * A frame of a client, readable or not. Answered by exactly one {@link Answered} with this {@code message}.
     *
     * @param knownHead where the connection's cursor stood when the frame was read
     * @param resubmitted whether an earlier actor of this session got it and did not answer
     */
    public record Submit(
            ConnectionId connection, MessageId message, IncomingFrame frame, long knownHead, boolean resubmitted)
            implements Command {}

    /** What a session tells one of its connections. */
    public sealed interface Event {}

    /** @param head the head of the log at the moment of joining */
    public record Joined(ActorRef<Command> session, SessionInfo info, long head) implements Event {}

    /** Seated again; {@code Follow} and hand in again what was not answered. */
    public record Rejoined(ActorRef<Command> session) implements Event {}

    /** What comes next is older than what the session keeps in memory: read the store up to here, then follow again. */
    public record ReadUpTo(long head) implements Event {}

    /** What comes next, too much for the queue as it stood: feed it as there is room, then follow again. */
    public record TailSlice(long after, long upTo, List<EncodedMessage> messages) implements Event {}

    /** A newer connection of the same user has the seat now. */
    public enum Replaced implements Event {
        INSTANCE
    }

    /** The session was ended; its log ends at {@code lastSeq}. */
    public record SessionEnded(long lastSeq) implements Event {}

    public record Answered(MessageId message, Answer answer) implements Event {}

    /** What became of one frame. */
    public sealed interface Answer {}

    /** @param offline the student it is for, where that student is not connected; null otherwise */
    public record Accepted(long seq, @Nullable UserId offline) implements Answer {}

    public record NotAccepted(Refused refused) implements Answer {}

    /** Past ten times the limit: the connection is to be closed. */
    public record Flooding(Refused refused) implements Answer {}

    /** The connection has been replaced: its frames are not looked at. */
    public enum Ignored implements Answer {
        INSTANCE
    }

    private Session() {}
}
