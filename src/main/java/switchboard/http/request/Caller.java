package switchboard.http.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;

/**
 * The user and role that a request names. All calls read them under the same names and refuse them in the same words.
 * Nobody proves who they are: the server believes it.
 */
public record Caller(UserId user, Role role) {
    public static final String USER_ID = "user_id";
    public static final String ROLE = "role";
    public static final String SESSION_ID = "session_id";

    /** What is wrong with what a query says of its caller, the first in the order of protocol.md, section 4. */
    public static Optional<Refused> firstWrong(QueryParameters query, List<String> required, String optional) {
        List<String> missing = new ArrayList<>();
        for (String name : required) {
            // What browser code writes for a value that it does not have counts as not given.
            if (!query.has(name) || query.value(name).filter(String::isEmpty).isPresent()) {
                missing.add(name);
            }
        }
        if (!missing.isEmpty()) {
            return Optional.of(missing(missing, required, optional));
        }
        if (query.value(USER_ID).filter(UserId::isValid).isEmpty()) {
            return Optional.of(invalidUserId(query.written(USER_ID)));
        }
        if (query.value(ROLE).flatMap(Role::of).isEmpty()) {
            return Optional.of(invalidRole(query.written(ROLE)));
        }
        return Optional.empty();
    }

    /** Reads what {@link #firstWrong} found nothing wrong with. */
    public static Caller of(QueryParameters query) {
        return new Caller(
                new UserId(query.value(USER_ID).orElseThrow()),
                query.value(ROLE).flatMap(Role::of).orElseThrow());
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
