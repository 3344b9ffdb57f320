package switchboard.session.api;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;
import switchboard.net.ClientAddress;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.finding.SessionFilter;
import switchboard.protocol.frames.IncomingFrame;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.UserId;
import switchboard.store.RosterChange;
import switchboard.store.StoredSession;

/**
 * What the hub is told and asked, and what it answers. Connections, the REST calls and the actors of sessions know the
 * hub by this alone.
 */
public interface HubProtocol {
    /** All that the hub is told. What it tells itself is {@link Internal}. */
    sealed interface Command {}

    /** What somebody waits for an answer to. A bug in answering it is answered, too. */
    sealed interface Request extends Command, Awaited {}

    /** @param client who asks for it: whoever creates most is refused first where too much is created */
    record Create(
            SessionName name,
            UserId createdBy,
            List<UserId> studentIds,
            Map<UserId, DisplayName> names,
            ClientAddress client,
            ActorRef<CreateReply> replyTo)
            implements Request {
        public Create {
            studentIds = List.copyOf(studentIds);
            names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
        }
    }

    /** @param client who asks for it: whoever creates most is refused first where too much is created */
    record End(SessionId session, ClientAddress client, ActorRef<EndReply> replyTo) implements Request {}

    /** Change the people of a session. @param client who asks for it */
    record ChangeRoster(SessionId session, RosterChange change, ClientAddress client, ActorRef<RosterReply> replyTo)
            implements Request {}

    /**
     * Give a session a join code.
     *
     * @param open whether it is to have a new one, in place of the one before, or none
     * @param client who asks for it
     */
    record SetJoinCode(SessionId session, boolean open, AddressBlock client, ActorRef<JoinCodeReply> replyTo)
            implements Request {}

    /** Active or ended. */
    record Find(SessionId session, ActorRef<FindReply> replyTo) implements Request {}

    /**
     * A list of sessions, newest first.
     *
     * @param after only those behind this one in that order; null for the first page
     */
    record ListSessions(
            SessionFilter filter, int limit, @Nullable SessionId after, ActorRef<ListReply> replyTo)
            implements Request {}

    /** May this user join now? A yes reserves a slot, which expires unless {@link Join} takes it soon. */
    record Admit(
            SessionId session,
            UserId user,
            Role role,
            ProtocolVersion version,
            AddressBlock client,
            ActorRef<AdmitReply> replyTo)
            implements Request {}

    /** May this user read the log? So also of an ended session. */
    record MayRead(SessionId session, UserId user, Role role, ActorRef<MayReadReply> replyTo) implements Request {}

    /**
     * A message that comes without a connection. Answered once it is committed and routed, or refused.
     *
     * @param frame whether it can be read or not: a known {@code ref} is answered nevertheless
     */
    record Post(SessionId session, UserId user, Role role, IncomingFrame frame, ActorRef<PostReply> replyTo)
            implements Request {}

    /**
     * Wait until there may be something behind {@code after} that this user may read, and say so by {@link Readable}:
     * when the log goes on, when the session has ended, or when the time is over. The user counts as connected
     * meanwhile, and for a while after.
     *
     * @param id what {@link StopLongPoll} names it by
     * @param atMost the time after which it is over in any case
     */
    record LongPoll(
            SessionId session,
            UserId user,
            Role role,
            AddressBlock client,
            long after,
            Duration atMost,
            LongPollId id,
            ActorRef<LongPollReply> replyTo)
            implements Request {}

    /** The client of a long poll has gone: it is not answered. */
    record StopLongPoll(SessionId session, LongPollId id) implements Command {}

    /**
     * Who belongs to a session, active or ended.
     *
     * @param student who asks, if that is to be told of themselves and the instructors alone; null otherwise
     */
    record GetParticipants(SessionId session, @Nullable UserId student, ActorRef<ParticipantsReply> replyTo)
            implements Request {}

    /**
     * Take the slot that was reserved. Answered by the session's events to {@code subscriber.connection()}; to be said
     * again where no answer comes, as the session may fail with the question.
     */
    record Join(SessionId session, Subscriber subscriber) implements Command {}

    /**
     * The connection's session stopped: find or start its successor. To be said again where no answer comes.
     *
     * @param lost the actor that stopped: the hub may hear of it later than its connections
     */
    record Rejoin(SessionId session, Subscriber subscriber, View view, ActorRef<SessionProtocol.Command> lost)
            implements Command {}

    /** The slot is not needed any more: the connection is about to close, or the upgrade came to nothing. */
    record Release(SessionId session, ConnectionId connection) implements Command {}

    /** A device asks for a name of a session that another one has: its instructors are to hear of it. */
    record JoinRequested(SessionId session, SessionEvent.JoinRequested event) implements Command {}

    /** What {@code /health} counts. */
    record GetCounts(ActorRef<Counts> replyTo) implements Command {}

    /** From now on nobody is admitted and nothing is created or ended. */
    enum StopAdmitting implements Command {
        INSTANCE
    }

    /**
     * A session's actor sees no need for itself. It stays until it is told to stop.
     *
     * @param forwardsSeen how many {@link SessionProtocol.Forwarded} it has seen: where the hub has sent more, some are
     *     on their way
     */
    record SessionIdle(SessionId session, ActorRef<SessionProtocol.Command> actor, long forwardsSeen)
            implements Command {}

    /**
     * A session's actor and who is there, told to a hub that was started anew.
     *
     * @param forwardsSeen as in {@link SessionIdle}
     */
    record Registered(
            StoredSession session,
            ActorRef<SessionProtocol.Command> actor,
            TailBudget.Share tailBudget,
            long forwardsSeen,
            List<Subscriber> subscribers)
            implements Command {}

    /**
     * Which instructors may join this session.
     *
     * @param instructors only these, and the creator; empty where any may
     */
    record InstructorsFull(SessionId session, ActorRef<SessionProtocol.Command> actor, Set<UserId> instructors)
            implements Command {}

    /** A session found that its people were changed, without the hub having told it. */
    record RosterSeen(StoredSession session) implements Command {}

    /** A session found in the log that it has ended, without the hub having told it. */
    record EndSeen(StoredSession session) implements Command {}

    sealed interface CreateReply {}

    sealed interface EndReply {}

    sealed interface RosterReply {}

    sealed interface JoinCodeReply {}

    sealed interface FindReply {}

    sealed interface ListReply {}

    sealed interface AdmitReply {}

    sealed interface MayReadReply {}

    sealed interface PostReply {}

    sealed interface LongPollReply {}

    sealed interface ParticipantsReply {}

    /**
     * This user may read the log, and after a {@link LongPoll} it is time to.
     *
     * @param session as it is now: what is read of an ended one from now on is all that there will be
     */
    record Readable(StoredSession session) implements MayReadReply, LongPollReply {}

    /**
     * @param message the one in the log: where {@code duplicate}, the first of this {@code ref}
     * @param recipients connections that get it, the sender's own not counted
     */
    record Posted(Message message, boolean duplicate, int recipients) implements PostReply {}

    /**
     * The long poll is over with nothing to read: the user has as many newer ones as may be, or nobody waits for it any
     * more. Answer with nothing, and do not wait again.
     */
    enum LongPollSuperseded implements LongPollReply {
        INSTANCE
    }

    /** @param participants the list (protocol.md, section 3) */
    record Participants(JsonPieces participants) implements ParticipantsReply {}

    /** It is on disk. */
    record Created(SessionInfo session) implements CreateReply {}

    /** The change is on disk. */
    record RosterChanged(SessionInfo session) implements RosterReply {}

    /** Its end is on disk. */
    record Ended(SessionInfo session) implements EndReply {}

    /**
     * It is on disk.
     *
     * @param code the session's from now on; empty for none
     */
    record JoinCodeSet(Optional<JoinCode> code) implements JoinCodeReply {}

    /** @param connectionCount who is connected; replaced connections are not counted */
    record Found(SessionInfo session, int connectionCount) implements FindReply {}

    /** @param next where the next page begins, empty on the last */
    record Listed(List<Found> sessions, Optional<SessionId> next) implements ListReply {
        public Listed {
            sessions = List.copyOf(sessions);
        }
    }

    /** @param connection the one that a slot is reserved for */
    record Admitted(ConnectionId connection, SessionInfo session) implements AdmitReply {}

    /**
     * Anything that was refused.
     *
     * @param refused where waiting helps, its details hold {@code retry_after_ms}
     */
    record NotDone(Refused refused)
            implements CreateReply,
                    EndReply,
                    RosterReply,
                    JoinCodeReply,
                    FindReply,
                    ListReply,
                    AdmitReply,
                    MayReadReply,
                    PostReply,
                    LongPollReply,
                    ParticipantsReply {}

    /**
     * What {@code /health} counts. Replaced connections count nowhere.
     *
     * @param activeSessions sessions that are active
     * @param sessionsWithConnections active sessions that somebody is connected to
     */
    record Counts(int activeSessions, int sessionsWithConnections, int instructors, int students) {
        /** All who are connected. */
        public int connections() {
            return instructors + students;
        }
    }

    /** What the hub tells itself. Each of these stands in the class that sends it. */
    non-sealed interface Internal extends Command {}

    Refused FULL = Refusal.UNAVAILABLE.refused().with("retry_after_ms", 1_000);
    Refused DRAINING =
            Refusal.UNAVAILABLE.because("the server is shutting down").with("retry_after_ms", 5_000);
}
