package switchboard.http.request;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;

/**
 * The token that a request brings (protocol.md, section 8): as {@code Authorization: Bearer T}, as an offered
 * subprotocol {@code switchboard.token.T}, since browsers let pages set no header of a handshake, or as the query
 * parameter {@code token}. Never a cookie: a foreign page would bring it, too.
 *
 * @param token empty where it brings none
 * @param wrong why it cannot be said which token it brings
 */
public record Credentials(Optional<String> token, Optional<Refused> wrong) {
    /** The query parameter. */
    public static final String TOKEN = "token";

    private static final String SUBPROTOCOL = "switchboard.token.";
    private static final String SCHEME = "bearer ";

    /** Those of this request. */
    public static Credentials of(HttpRequest request) {
        RequestHead head = RequestHead.of(request);
        Set<String> tokens = new LinkedHashSet<>();
        Optional<String> authorization = head.value("authorization");
        if (authorization.isPresent()) {
            String value = authorization.get();
            if (!value.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
                return wrong(Refusal.UNAUTHORIZED, "Authorization is of another kind (allowed: Bearer TOKEN)");
            }
            tokens.add(value.substring(SCHEME.length()).strip());
        }
        head.elements("sec-websocket-protocol").stream()
                .filter(offered -> offered.startsWith(SUBPROTOCOL))
                .forEach(offered -> tokens.add(offered.substring(SUBPROTOCOL.length())));
        QueryParameters query = QueryParameters.of(request);
        if (query.has(TOKEN)) {
            Optional<String> value = query.value(TOKEN);
            if (value.isEmpty()) {
                return wrong(Refusal.BAD_REQUEST, "token is given more than once, or not in UTF-8 (allowed: one)");
            }
            tokens.add(value.get());
        }
        if (tokens.size() > 1) {
            return wrong(Refusal.BAD_REQUEST, "the request brings several tokens that differ (allowed: one)");
        }
        // A page that has no token yet may still write its parameter.
        return new Credentials(tokens.stream().filter(token -> !token.isEmpty()).findFirst(), Optional.empty());
    }

    private static Credentials wrong(Refusal refusal, String message) {
        return new Credentials(Optional.empty(), Optional.of(refusal.because(message)));
    }
}
