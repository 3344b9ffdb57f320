package switchboard.session.api;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.IncomingFrame;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;

/**
 * What the actor of a session is told and asked by the hub and by connections. It answers connections by
 * {@link SessionEvent}, and the hub by {@link HubProtocol}.
 */
public interface SessionProtocol {
    public interface Command {}

    /** Join; a connection of the same user that is older gives way. Answered by {@link SessionEvent.Joined}. */
    record Join(Subscriber subscriber) implements Command {}

    /** Join again after this actor was started anew; what the connection sees has not changed. */
    record Rejoin(Subscriber subscriber, View view) implements Command {}

    /**
     * Go on behind {@code position}: answered by {@link SessionEvent.Live}, {@link SessionEvent.TailSlice} or
     * {@link SessionEvent.ReadUpTo}.
     */
    record Follow(ConnectionId connection, long position) implements Command {}

    /**
     * A frame of a client, readable or not. Answered by exactly one {@link SessionEvent.Answered} with this
     * {@code message}, unless the connection has been replaced: then by none.
     *
     * @param searchAfterSeq where the connection's cursor stood when the frame was read
     * @param resubmitted whether an earlier actor of this session got it and did not answer
     */
    record Submit(
            ConnectionId connection, MessageId message, IncomingFrame frame, long searchAfterSeq, boolean resubmitted)
            implements Command {}

    /** A message without a connection. Answered once it is in the log, or refused. */
    record Post(UserId user, Role role, IncomingFrame frame, ActorRef<HubProtocol.PostReply> replyTo) implements OfHub {
        @Override
        public void fail(Refused refused) {
            replyTo.tell(new HubProtocol.NotDone(refused));
        }
    }

    /** Wait until there may be something to read behind {@code after}; see {@link HubProtocol.Wait}. */
    record Wait(
            LongPollId id,
            UserId user,
            Role role,
            AddressBlock client,
            long after,
            Duration atMost,
            ActorRef<HubProtocol.LongPollReply> replyTo)
            implements OfHub {
        @Override
        public void fail(Refused refused) {
            replyTo.tell(new HubProtocol.NotDone(refused));
        }
    }

    /** Who waited is gone. */
    record StopLongPoll(LongPollId id) implements Command {}

    /** Nobody may wait any longer: the server shuts down. */
    enum EndLongPolls implements Command {
        INSTANCE
    }

    record GetParticipants(ActorRef<HubProtocol.ParticipantsReply> replyTo) implements OfHub {
        @Override
        public void fail(Refused refused) {
            replyTo.tell(new HubProtocol.NotDone(refused));
        }
    }

    /** A message between the parts of a session; it stands with the part that sends it. */
    interface Internal extends Command {}

    /** What the hub sends on for somebody who waits for an answer; like joins, it counts them. */
    sealed interface OfHub extends Command {
        void fail(Refused refused);
    }

    /** Give this connection the list of all: too many came and went for it to be told of each. */
    record TellParticipants(ConnectionId connection) implements Command {}

    /** The connection is on its way out: nothing more for it. */
    record Leave(ConnectionId connection) implements Command {}

    /** The end is on disk, behind {@code lastSeq}. */
    public record End(SessionInfo info, long lastSeq) implements Command {}

    /** The end may be on disk: look where the log stands. */
    enum LookForEnd implements Command {
        INSTANCE
    }

    /** Tell the hub, which was started anew, who is here. Answered by {@link HubProtocol.Registered}. */
    record Register(ActorRef<HubProtocol.Command> hub) implements Command {}

    /** The hub agrees that nobody needs this actor. */
    enum Stop implements Command {
        INSTANCE
    }

    /** Fail. Nobody sends it but tests, to see that nothing is lost by it. */
    record Poison(RuntimeException cause) implements Command {}

    record ConnectionLost(ConnectionId connection) implements Command {}

    enum SettlingOver implements Command {
        INSTANCE
    }
}
