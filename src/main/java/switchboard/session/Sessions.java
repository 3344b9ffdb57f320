package switchboard.session;

import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.ProtocolVersion;
import switchboard.protocol.Refused;
import switchboard.protocol.Role;
import switchboard.protocol.SessionId;
import switchboard.protocol.SessionInfo;
import switchboard.protocol.SessionName;
import switchboard.protocol.UserId;
import switchboard.protocol.View;

/** The hub: knows every active class and every connection, and finds or starts the actor of a class. */
public final class Sessions {
    public sealed interface Command {}

    public record Create(SessionName name, UserId createdBy, List<UserId> studentIds, ActorRef<CreateReply> replyTo)
            implements Command {
        public Create {
            studentIds = List.copyOf(studentIds);
        }
    }

    public record End(SessionId session, ActorRef<EndReply> replyTo) implements Command {}

    /** Active or ended. */
    public record Find(SessionId session, ActorRef<FindReply> replyTo) implements Command {}

    /**
     * Active ones, newest first.
     *
     * @param after only those behind this one in that order; null for the first page
     */
    public record ListActive(int limit, @Nullable SessionId after, ActorRef<ListReply> replyTo) implements Command {}

    /** May this user join now? A yes reserves a place, which lapses unless {@link Join} uses it soon. */
    public record Admit(
            SessionId session, UserId user, Role role, ProtocolVersion version, ActorRef<AdmitReply> replyTo)
            implements Command {}

    /** Use the place that was reserved. Answered by the session's events to {@code attendance.connection()}. */
    public record Join(SessionId session, Attendance attendance) implements Command {}

    /** The connection's session stopped: find or start its successor. */
    public record Rejoin(SessionId session, Attendance attendance, View view) implements Command {}

    /** The place is not needed: the upgrade came to nothing. */
    public record Release(SessionId session, ConnectionId connection) implements Command {}

    public record GetCounts(ActorRef<Counts> replyTo) implements Command {}

    /** From now on nobody is admitted and nothing is created or ended. */
    public enum StopAdmitting implements Command {
        INSTANCE
    }

    public sealed interface CreateReply {}

    public sealed interface EndReply {}

    public sealed interface FindReply {}

    public sealed interface ListReply {}

    public sealed interface AdmitReply {}

    public record Created(SessionInfo session) implements CreateReply {}

    public record Ended(SessionInfo session) implements EndReply {}

    public record Found(SessionInfo session, int connectionCount) implements FindReply {}

    /** @param next where the next page begins, empty on the last */
    public record Listed(List<Found> sessions, Optional<SessionId> next) implements ListReply {
        public Listed {
            sessions = List.copyOf(sessions);
        }
    }

    /** @param connection the reserved place */
    public record Admitted(ConnectionId connection, SessionInfo session) implements AdmitReply {}

    /**
     * Anything that was refused.
     *
     * @param refused for waits that help, its details hold {@code retry_after_ms}
     */
    public record NotDone(Refused refused) implements CreateReply, EndReply, FindReply, ListReply, AdmitReply {}

    /**
     * What {@code /health} counts. Replaced connections count nowhere.
     *
     * @param activeSessions classes that are active
     * @param sessionsWithConnections active classes that somebody is connected to
     */
    public record Counts(int activeSessions, int sessionsWithConnections, int instructors, int students) {
        public int connections() {
            return instructors + students;
        }
    }

    private Sessions() {}
}
