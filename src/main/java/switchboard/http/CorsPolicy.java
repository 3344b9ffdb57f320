package switchboard.http;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import switchboard.net.Origin;

/** Whose pages may use the server, and the headers that tell a browser so. Immutable. */
final class CorsPolicy {
    static final String ALLOWED_ORIGINS =
            "\"*\", or origins such as https://school.example: a scheme, a host and, maybe, a port, nothing behind";

    private static final String ANY = "*";

    /** What a browser sends for a page that comes from nowhere, such as a file. */
    private static final String NOWHERE = "null";

    /** No page comes from there: a browser never sends them. */
    private static final Set<String> SCHEMES_WITHOUT_PAGES = Set.of("ws", "wss", "file", "data", "blob", "javascript");

    private static final HttpHeader ALLOW_ANY = RawHeader.create("Access-Control-Allow-Origin", ANY);
    private static final HttpHeader VARY = RawHeader.create("Vary", "Origin");
    private static final List<HttpHeader> FOR_ALL_ANSWERS = List.of(
            RawHeader.create("Access-Control-Allow-Methods", "GET, POST, DELETE"),
            RawHeader.create("Access-Control-Allow-Headers", "Content-Type, Authorization"),
            RawHeader.create("Access-Control-Expose-Headers", "Location, Retry-After"),
            RawHeader.create("Access-Control-Max-Age", "86400"));

    private final boolean anyOrigin;
    private final Set<String> origins = new HashSet<>();

    CorsPolicy(List<String> origins) {
        anyOrigin = origins.contains(ANY);
        for (String origin : origins) {
            this.origins.add(normal(origin));
        }
    }

    /** Whether this may stand in the settings: {@code *}, {@code null}, or an origin that a browser can send. */
    static boolean isOrigin(String written) {
        return written.equals(ANY)
                || written.equals(NOWHERE)
                || Origin.parse(written)
                        .filter(origin -> !SCHEMES_WITHOUT_PAGES.contains(origin.scheme()))
                        .isPresent();
    }

    boolean allowsAny() {
        return anyOrigin;
    }

    /** Whether a page of this origin may use the server; who sends none is no page. */
    boolean allows(Optional<String> origin) {
        return anyOrigin || origin.isEmpty() || origins.contains(normal(origin.get()));
    }

    /** What every answer to a request of this origin carries. */
    List<HttpHeader> headers(Optional<String> origin) {
        List<HttpHeader> headers = new ArrayList<>(FOR_ALL_ANSWERS);
        if (anyOrigin) {
            headers.add(ALLOW_ANY);
        } else {
            headers.add(VARY);
            if (origin.isPresent() && allows(origin)) {
                headers.add(RawHeader.create("Access-Control-Allow-Origin", origin.get()));
            }
        }
        return headers;
    }

    /** Equal for what browsers take for the same, whoever wrote it. */
    private static String normal(String origin) {
        return Origin.parse(origin).map(Origin::toString).orElse(origin);
    }
}
