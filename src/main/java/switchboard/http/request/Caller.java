package switchboard.http.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import switchboard.identity.access.Access;
import switchboard.identity.access.Asker;
import switchboard.identity.tokens.Identity;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;

/**
 * The user and role as which a request is made. All calls read them under the same names and refuse them in the same
 * words. Where tokens say who asks, both may be left out, and what is there must agree with the token.
 */
public record Caller(UserId user, Role role) {
    public static final String USER_ID = "user_id";
    public static final String ROLE = "role";
    public static final String SESSION_ID = "session_id";

    /**
     * What is wrong with what a query says of its caller, the first in the order of protocol.md, section 4.
     *
     * @param proven whether a token says who asks, so that the query need not
     */
    public static Optional<Refused> firstWrong(
            QueryParameters query, boolean proven, List<String> required, String optional) {
        List<String> missing = new ArrayList<>();
        for (String name : required) {
            boolean mayBeLeftOut = proven && (name.equals(USER_ID) || name.equals(ROLE));
            if (!mayBeLeftOut && !isGiven(query, name)) {
                missing.add(name);
            }
        }
        if (!missing.isEmpty()) {
            return Optional.of(missing(missing, required, optional));
        }
        if (isNeeded(query, proven, USER_ID)
                && query.value(USER_ID).filter(UserId::isValid).isEmpty()) {
            return Optional.of(invalidUserId(query.written(USER_ID)));
        }
        if (isNeeded(query, proven, ROLE) && query.value(ROLE).flatMap(Role::of).isEmpty()) {
            return Optional.of(invalidRole(query.written(ROLE)));
        }
        return Optional.empty();
    }

    /** What browser code writes for a value that it does not have counts as not given. */
    private static boolean isGiven(QueryParameters query, String name) {
        return query.has(name) && query.value(name).filter(String::isEmpty).isEmpty();
    }

    private static boolean isNeeded(QueryParameters query, boolean proven, String name) {
        return !proven || isGiven(query, name);
    }

    /** Reads what {@link #firstWrong} found nothing wrong with, and from the token what the query leaves out. */
    public static Caller of(QueryParameters query, Asker asker) {
        return of(query.value(USER_ID).orElse(""), query.value(ROLE).orElse(""), asker);
    }

    /**
     * The same of what stands elsewhere, and was found to be right.
     *
     * @param userId empty where it is left to the token
     * @param role likewise
     */
    public static Caller of(String userId, String role, Asker asker) {
        Optional<Identity> known = asker instanceof Asker.Known one ? Optional.of(one.identity()) : Optional.empty();
        return new Caller(
                userId.isEmpty() ? known.map(Identity::user).orElseThrow() : new UserId(userId),
                Role.of(role).or(() -> known.map(Identity::role)).orElseThrow());
    }

    /** Why somebody may not ask as this caller; empty if they may. */
    public Optional<Refused> refusal(Asker asker) {
        return Access.refusal(asker, user, role);
    }

    /** The refusal where some of the required parameters are missing. */
    public static Refused missing(List<String> missing, List<String> required, String optional) {
        return Refusal.MISSING_PARAMETER.because("missing: " + String.join(", ", missing) + " (required: "
                + String.join(", ", required) + "; optional: " + optional + ")");
    }

    /** @param shown as an error text may show it */
    public static Refused invalidUserId(String shown) {
        return Refusal.INVALID_USER_ID.because(USER_ID + ": " + shown + " (allowed: " + UserId.ALLOWED + ")");
    }

    /** @param shown as an error text may show it */
    public static Refused invalidRole(String shown) {
        return Refusal.INVALID_ROLE.because(
                ROLE + ": " + shown + " (allowed: " + Role.STUDENT.wire() + ", " + Role.INSTRUCTOR.wire() + ")");
    }
}
