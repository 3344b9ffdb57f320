package switchboard.session.api;

import java.time.Duration;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.IncomingFrame;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;
import switchboard.store.StoredSession;

/**
 * What the actor of a session is told and asked by the hub and by connections. It answers connections by
 * {@link SessionEvent}, and the hub by {@link HubProtocol}.
 */
public interface SessionProtocol {
    /** All that the actor of a session is told. What it tells itself is {@link Internal}. */
    sealed interface Command {}

    /**
     * What the hub forwards for somebody. The hub counts what it sends, and the actor what it sees: while the two
     * differ, the actor is not idle, whatever it says.
     */
    sealed interface Forwarded extends Command {}

    /** What somebody waits for an answer to. */
    sealed interface Request extends Forwarded, Awaited {}

    /**
     * Join; an older connection of the same user is {@linkplain ConnectionId#replaces replaced}. Answered by
     * {@link SessionEvent.Joined}.
     */
    record Join(Subscriber subscriber) implements Forwarded {}

    /** Join again after this actor was started anew; what the connection sees has not changed. */
    record Rejoin(Subscriber subscriber, View view) implements Forwarded {}

    /**
     * Go on behind {@code position}: answered by {@link SessionEvent.Live}, {@link SessionEvent.TailSlice} or
     * {@link SessionEvent.ReadUpTo}.
     */
    record Follow(ConnectionId connection, long position) implements Command {}

    /**
     * A frame of a connection. Answered by exactly one {@link SessionEvent.Answered} with this {@code message}, unless
     * the connection has been replaced: then by none.
     *
     * @param searchAfterSeq where the connection's cursor stood when the frame was read
     */
    record Submit(
            ConnectionId connection, MessageId message, IncomingFrame frame, long searchAfterSeq, boolean resubmitted)
            implements Command, Submission {}

    /** A message without a connection. Answered once it is in the log, or refused. */
    record Post(UserId user, Role role, IncomingFrame frame, ActorRef<HubProtocol.PostReply> replyTo)
            implements Request {}

    /** Wait until there may be something to read behind {@code after}; see {@link HubProtocol.LongPoll}. */
    record LongPoll(
            LongPollId id,
            UserId user,
            Role role,
            AddressBlock client,
            long after,
            Duration atMost,
            ActorRef<HubProtocol.LongPollReply> replyTo)
            implements Request {}

    /** The client of a long poll has gone: it is not answered. */
    record StopLongPoll(LongPollId id) implements Command {}

    /** No long poll may wait any longer: the server shuts down. */
    enum EndLongPolls implements Command {
        INSTANCE
    }

    /** Who belongs to the session, and who of them is there. */
    record GetParticipants(@Nullable UserId student, ActorRef<HubProtocol.ParticipantsReply> replyTo)
            implements Request {}

    /** Give this connection the list of participants: too many came and went for it to be told of each. */
    record TellParticipants(ConnectionId connection) implements Command {}

    /** The connection is about to close, and wants nothing more. */
    record Leave(ConnectionId connection) implements Command {}

    /** A device asks for a name that another one has: the instructors of version 2 are to hear of it. */
    record JoinRequested(SessionEvent.JoinRequested event) implements Command {}

    /** The connection was replaced, and its client had been heard of shortly before. */
    record TakenOver(UserId user, Role role) implements Command {}

    /**
     * The people of the session were changed on disk.
     *
     * @param students who is enrolled now; shared, not changed by anybody
     */
    record RosterChanged(StoredSession session, Set<UserId> students) implements Command {}

    /** The end is on disk, behind {@code lastSeq}. */
    record End(SessionInfo info, long lastSeq) implements Command {}

    /** The end may be on disk: ask the log. */
    enum LookForEnd implements Command {
        INSTANCE
    }

    /** Tell the hub, which was started anew, who is here. Answered by {@link HubProtocol.Registered}. */
    record Register(ActorRef<HubProtocol.Command> hub) implements Command {}

    /** The hub agrees that nobody needs this actor. */
    enum Stop implements Command {
        INSTANCE
    }

    /** What the actor tells itself. Each of these stands in the class that sends it. */
    non-sealed interface Internal extends Command {}
}
