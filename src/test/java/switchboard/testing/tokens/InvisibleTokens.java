package switchboard.testing.tokens;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Has tests that know nothing of tokens run against servers in mode {@code token}: each request brings one of whoever
 * it names. With {@code -Dswitchboard.tests.tokens=true}; otherwise nothing happens.
 */
public final class InvisibleTokens {
    /** Whether the tests run so. */
    public static final boolean ON = Boolean.getBoolean("switchboard.tests.tokens");

    private static final Pattern USER = Pattern.compile("[?&]user_id=([A-Za-z0-9_-]{1,50})(?:&|$)");
    private static final Pattern ROLE = Pattern.compile("[?&]role=(student|instructor)(?:&|$)");
    private static final Pattern USER_IN_BODY = Pattern.compile("\"user_id\":\"([A-Za-z0-9_-]{1,50})\"");
    private static final Pattern ROLE_IN_BODY = Pattern.compile("\"role\":\"(student|instructor)\"");
    private static final Pattern CREATOR = Pattern.compile("\"instructor_id\":\"([A-Za-z0-9_-]{1,50})\"");

    private InvisibleTokens() {}

    /** The path and query of a WebSocket, with a token of whoever it names: so clients of version 1 bring it. */
    public static String inQuery(String pathAndQuery) {
        Optional<String> token = ON && !pathAndQuery.contains("token=")
                ? token(find(USER, pathAndQuery), find(ROLE, pathAndQuery))
                : Optional.empty();
        return token.map(known -> pathAndQuery + "&token=" + known).orElse(pathAndQuery);
    }

    /** The token for a call: of whoever its query or its body names, or of some instructor. */
    public static Optional<String> of(String pathAndQuery, @Nullable String body) {
        if (!ON) {
            return Optional.empty();
        }
        String sent = body == null ? "" : body;
        return token(find(USER, pathAndQuery), find(ROLE, pathAndQuery))
                .or(() -> token(find(USER_IN_BODY, sent), find(ROLE_IN_BODY, sent)))
                .or(() -> Optional.of(School.token(find(CREATOR, sent).orElse("head"), "instructor")));
    }

    private static Optional<String> token(Optional<String> user, Optional<String> role) {
        return user.flatMap(id -> role.map(as -> School.token(id, as)));
    }

    private static Optional<String> find(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }
}
