package switchboard.http.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import switchboard.http.request.Quoted;
import switchboard.http.request.RequestHead;
import switchboard.net.Authority;
import switchboard.net.Host;
import switchboard.net.Origin;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;

/**
 * Whose pages may use the server, by which names, and the headers that tell a browser so. Nothing else judges
 * {@code Host}, {@code Origin} and {@code Sec-Fetch-Site}. Immutable.
 *
 * <p>A program that sends no {@code Origin} is no page and may do anything. Browsers leave it out, too, where a page
 * only embeds something or links to it. There {@code Sec-Fetch-Site} tells what comes from another site: it gets the
 * page and its files, and no call.
 */
public final class CorsPolicy {
    static final String ALLOWED_ORIGINS =
            "\"local\", \"*\", or origins such as https://school.example: a scheme, a host and, maybe, a port, nothing behind";

    private static final String ANY = "*";

    /**
     * Pages whose host is the one by which the server is asked for, or this machine; on any port, since developers and
     * schools serve pages beside the server.
     */
    private static final String LOCAL = "local";

    /** What a browser sends for a page that comes from nowhere, such as a file. */
    private static final String NOWHERE = "null";

    /** Schemes of no page: a browser never sends them as an origin. */
    private static final Set<String> SCHEMES_WITHOUT_PAGES = Set.of("ws", "wss", "file", "data", "blob", "javascript");

    private static final Set<String> SCHEMES_OF_SERVERS = Set.of("http", "https");

    private static final HttpHeader ALLOW_ANY = RawHeader.create("Access-Control-Allow-Origin", ANY);
    private static final HttpHeader VARY = RawHeader.create("Vary", "Origin");
    private static final List<HttpHeader> FOR_ALL_ANSWERS = List.of(
            RawHeader.create("Access-Control-Allow-Methods", "GET, POST, DELETE"),
            RawHeader.create("Access-Control-Allow-Headers", "Content-Type, Authorization"),
            RawHeader.create("Access-Control-Expose-Headers", "Location, Retry-After"),
            RawHeader.create("Access-Control-Max-Age", "86400"));

    private final boolean anyOrigin;
    private final boolean local;
    private final Set<String> origins = new HashSet<>();
    private final ServerNames names;

    public CorsPolicy(List<String> origins, ServerNames names) {
        this.names = names;
        anyOrigin = origins.contains(ANY);
        local = origins.contains(LOCAL);
        for (String origin : origins) {
            this.origins.add(normal(origin));
        }
    }

    public static CorsPolicy of(HttpSettings settings) {
        List<String> names = new ArrayList<>(settings.hosts());
        names.add(settings.host());
        return new CorsPolicy(settings.corsOrigins(), new ServerNames(names));
    }

    /**
     * Whether this may stand in the settings: {@code local}, {@code *}, {@code null}, or an origin that a browser can
     * send.
     */
    static boolean isOrigin(String written) {
        return written.equals(ANY)
                || written.equals(LOCAL)
                || written.equals(NOWHERE)
                || Origin.parse(written)
                        .filter(origin -> !SCHEMES_WITHOUT_PAGES.contains(origin.scheme()))
                        .isPresent();
    }

    public boolean allowsAnyOrigin() {
        return anyOrigin;
    }

    public boolean allowsAnyHost() {
        return names.takesAny();
    }

    /** The refusal of a request that names another server than this one. A client that names none is no browser. */
    public Optional<Refused> unknownHost(RequestHead head) {
        Optional<String> host = head.host();
        return host.isEmpty() || names.takesAny() || ownHost(head).isPresent()
                ? Optional.empty()
                : Optional.of(Refusal.UNKNOWN_HOST.because("Host: " + Quoted.of(host.get())
                        + " is no name of this server (allowed: its addresses, localhost, and what"
                        + " switchboard.http.hosts names)"));
    }

    /**
     * The refusal of a request that is made by a page which may not use the server.
     *
     * @param path of the request, decoded
     */
    public Optional<Refused> foreignOrigin(RequestHead head, String path) {
        if (allows(head, path)) {
            return Optional.empty();
        }
        String sent = head.value("origin")
                .map(origin -> "Origin: " + Quoted.of(origin))
                .orElse("Sec-Fetch-Site: \"cross-site\" without an Origin");
        return Optional.of(Refusal.ORIGIN_NOT_ALLOWED.because(sent + " (allowed: see switchboard.http.cors-origins)"));
    }

    private boolean allows(RequestHead head, String path) {
        if (anyOrigin) {
            return true;
        }
        Optional<String> origin = head.value("origin");
        return origin.isPresent() ? allows(origin.get(), ownHost(head)) : !isEmbeddedElsewhere(head) || !isCall(path);
    }

    private static boolean isEmbeddedElsewhere(RequestHead head) {
        return head.elements("sec-fetch-site").contains("cross-site");
    }

    /** All else is the page and its files, to which any site may link, and health. */
    private static boolean isCall(String path) {
        return path.startsWith("/api/") || path.equals(RequestHead.WEB_SOCKETS);
    }

    private boolean allows(String sent, Optional<Host> asked) {
        return origins.contains(normal(sent))
                || (local
                        && Origin.parse(sent)
                                .filter(origin -> SCHEMES_OF_SERVERS.contains(origin.scheme()))
                                .map(origin -> origin.authority().host())
                                .filter(host -> host.isLoopback() || names.isNamed(host) || isSame(host, asked))
                                .isPresent());
    }

    private static boolean isSame(Host host, Optional<Host> asked) {
        return asked.map(Host::withoutEndingDot)
                .filter(host.withoutEndingDot()::equals)
                .isPresent();
    }

    /** The host that the request names, if it is the server's. */
    private Optional<Host> ownHost(RequestHead head) {
        return head.host().flatMap(Authority::parse).map(Authority::host).filter(names::isOwn);
    }

    /** The headers of an answer to this request; of the head maybe only the beginning has come. */
    List<HttpHeader> headers(RequestHead head) {
        List<HttpHeader> headers = new ArrayList<>(FOR_ALL_ANSWERS);
        if (anyOrigin) {
            headers.add(ALLOW_ANY);
        } else {
            headers.add(VARY);
            head.value("origin")
                    .filter(origin -> allows(origin, ownHost(head)))
                    .ifPresent(origin -> headers.add(RawHeader.create("Access-Control-Allow-Origin", origin)));
        }
        return headers;
    }

    /** Equal for origins that browsers take for the same. */
    private static String normal(String origin) {
        return Origin.parse(origin).map(Origin::toString).orElse(origin);
    }
}
