package switchboard.identity.access;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import switchboard.identity.tokens.Identity;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;

/**
 * Who may do what (protocol.md, section 8), in one place for REST, WebSockets and long polls. Whether a student is in
 * the list of a session to which they send, or which they follow, the session says in any mode. Pure.
 */
public final class Access {
    private Access() {}

    /**
     * Why somebody may not do this at all, whatever else the request says; empty if they may.
     *
     * @param session of which it is; empty where it is of none
     */
    public static Optional<Refused> refusal(Asker asker, Action action, Optional<SessionId> session) {
        if (action.isForAnybody() || asker == Asker.Anybody.INSTANCE) {
            return Optional.empty();
        }
        if (!(asker instanceof Asker.Known known)) {
            return Optional.of(Refusal.UNAUTHORIZED.because("this needs a token, as Authorization: Bearer TOKEN"));
        }
        Identity identity = known.identity();
        if (action.who() == Action.Who.INSTRUCTORS && identity.role() != Role.INSTRUCTOR) {
            return forbidden("only instructors may do this");
        }
        Optional<SessionId> only = identity.onlySession();
        boolean isElsewhere = action.isOfNoSession() || session.isPresent() && !session.equals(only);
        if (only.isPresent() && isElsewhere) {
            return forbidden("the token is good for one session only, and this is not of it");
        }
        return Optional.empty();
    }

    /** Why somebody may not do this as that user in that role; empty if they may. */
    public static Optional<Refused> refusal(Asker asker, UserId user, Role role) {
        return refusal(asker, user)
                .or(() -> asker instanceof Asker.Known known && known.identity().role() != role
                        ? forbidden("the token is not of " + withArticle(role))
                        : Optional.empty());
    }

    /** Why somebody may not do this as that user; empty if they may. */
    public static Optional<Refused> refusal(Asker asker, UserId user) {
        return asker instanceof Asker.Known known && !known.identity().user().equals(user)
                ? forbidden("the token is not of user " + user)
                : Optional.empty();
    }

    /** In whose sessions alone somebody's token is good; empty where it is good in all. */
    public static Optional<UserId> sessionsOf(Asker asker) {
        return asker instanceof Asker.Known known ? known.identity().sessionsOf() : Optional.empty();
    }

    /** Why somebody's token is not good in a session of this creator; empty if it is. */
    public static Optional<Refused> refusalIn(UserId creator, Asker asker) {
        return sessionsOf(asker).filter(of -> !of.equals(creator)).isPresent()
                ? forbidden("the token is good in the sessions of another teacher only")
                : Optional.empty();
    }

    /** Why somebody may not see this session; empty if they may. */
    public static Optional<Refused> refusal(Asker asker, SessionInfo session) {
        return isStudent(asker)
                        && !session.studentIds()
                                .contains(((Asker.Known) asker).identity().user())
                ? forbidden("the session's list of students does not have you")
                : Optional.empty();
    }

    /**
     * What somebody who may see a session is shown: a student themselves, of the list, and the names of instructors.
     */
    public static SessionInfo view(Asker asker, SessionInfo session) {
        if (!isStudent(asker)) {
            return session;
        }
        UserId self = ((Asker.Known) asker).identity().user();
        Set<UserId> students = Set.copyOf(session.studentIds());
        Map<UserId, DisplayName> names = new LinkedHashMap<>(session.names());
        names.keySet().removeIf(user -> students.contains(user) && !user.equals(self));
        return session.withPeople(List.of(self), names);
    }

    /** The student who asks; null where it is no student, or nobody knows. */
    public static @Nullable UserId studentOf(Asker asker) {
        return isStudent(asker) ? ((Asker.Known) asker).identity().user() : null;
    }

    /** The one session for which somebody's token is good; null where it is good for all. */
    public static @Nullable SessionId onlySessionOf(Asker asker) {
        return asker instanceof Asker.Known known
                ? known.identity().onlySession().orElse(null)
                : null;
    }

    /** How somebody's token says that they are shown; empty where it does not, or there is none. */
    public static Optional<DisplayName> nameOf(Asker asker) {
        return asker instanceof Asker.Known known ? known.identity().name() : Optional.empty();
    }

    /** The number of the device to which this server gave somebody's token; empty where it gave it to none. */
    public static OptionalLong deviceOf(Asker asker) {
        return asker instanceof Asker.Known known ? known.identity().device() : OptionalLong.empty();
    }

    /** Whether somebody who was believed is so still, as far as time alone says. */
    public static boolean isBelievedAt(Asker asker, Instant now) {
        return !(asker instanceof Asker.Known known) || known.identity().isGoodAt(now);
    }

    private static boolean isStudent(Asker asker) {
        return asker instanceof Asker.Known known && known.identity().role() == Role.STUDENT;
    }

    private static Optional<Refused> forbidden(String message) {
        return Optional.of(Refusal.FORBIDDEN.because(message));
    }

    private static String withArticle(Role role) {
        return role == Role.INSTRUCTOR ? "an instructor" : "a student";
    }
}
