package switchboard.http.request;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpProtocols;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;
import switchboard.net.FieldValues;
import switchboard.protocol.frames.Refused;

/**
 * The head of a request: its first line, its header fields, and how long its body is. A head that cannot be taken holds
 * the refusal, with which it is answered. It has no body then, since nobody can say where the next request would begin.
 * Immutable.
 *
 * <p>pekko-http gets it in a plain form: each list in one line and without empty elements, one way of saying where the
 * body ends, of the address the path alone. So pekko-http and we cannot read the same bytes differently, and it does
 * not spend time on a query that it has no use for.
 */
public final class RequestHead {
    /** How the handler of a request finds the head as it was sent. */
    public static final AttributeKey<RequestHead> OF_REQUEST =
            AttributeKey.create("switchboard-head", RequestHead.class);

    /** The path at which a connection becomes a WebSocket. */
    public static final String WEB_SOCKETS = "/ws";

    /** The name that pekko-http gets for any method but the common ones; it is told that there is such a method. */
    public static final String OTHER_METHOD = "OTHER";

    /** In place of a head of which nothing could be read. */
    public static final RequestHead UNREAD = new RequestHead(RequestLine.NONE, List.of(), Body.NONE, Optional.empty());

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /** Fields that are lists and are read here or by pekko-http; each other field stays as it was sent. */
    private static final Set<String> LISTS = Set.of(
            "accept-encoding",
            "connection",
            "content-encoding",
            "expect",
            "if-none-match",
            "sec-websocket-extensions",
            "sec-websocket-protocol",
            "upgrade");

    private static final int REQUEST_BYTES = 1_000;
    private static final int FIELD_BYTES = 300;

    /** Each character of it may be percent-encoded. */
    private static final Pattern BEFORE_JOIN_CODE =
            Pattern.compile("(?i)(/|%2f)(j|%[46]a)((o|%[46]f)(i|%[46]9)(n|%[46]e))?(/|%2f)");

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** @param value without the space around it */
    public record Field(String name, String value) {
        String key() {
            return name.toLowerCase(Locale.ROOT);
        }
    }

    /** @param length in bytes, 0 or more; of {@link #CHUNKED} -1, since each chunk says its own */
    public record Body(long length) {
        public static final Body NONE = new Body(0);
        public static final Body CHUNKED = new Body(-1);
    }

    private final RequestLine line;
    private final Map<String, List<Field>> fields = new LinkedHashMap<>();
    private final Body body;
    private final Optional<Refused> refused;

    public RequestHead(RequestLine line, List<Field> fields, Body body, Optional<Refused> refused) {
        this.line = line;
        fields.forEach(field -> this.fields
                .computeIfAbsent(field.key(), any -> new ArrayList<>(1))
                .add(field));
        this.body = body;
        this.refused = refused;
    }

    /** What was sent as the head of this request. */
    public static RequestHead of(HttpRequest request) {
        return request.getAttribute(OF_REQUEST).orElseThrow();
    }

    /**
     * About how many bytes of memory it takes together with what pekko-http makes of it: each text twice, and objects
     * around it.
     */
    public long weight() {
        long weight = REQUEST_BYTES + 2L * line.target().length();
        for (List<Field> lines : fields.values()) {
            for (Field field : lines) {
                weight += FIELD_BYTES
                        + 2L * (field.name().length() + field.value().length());
            }
        }
        return weight;
    }

    /** Why it cannot be taken; empty if it can. */
    public Optional<Refused> refused() {
        return refused;
    }

    /** The host, maybe with a port, that it asks for; empty where it names none. */
    public Optional<String> host() {
        return line.authority().or(() -> value("host")).filter(host -> !host.isEmpty());
    }

    /** The body that follows; {@link Body#NONE} where the head is refused. */
    public Body body() {
        return body;
    }

    /** As it stands in the first line, for the log. */
    public String method() {
        return line.method();
    }

    /** As it stands in the first line, without the query. */
    public String path() {
        return line.path();
    }

    /** The same for the log, without a join code: whoever reads the log could join by it. */
    public String loggedPath() {
        Matcher before = BEFORE_JOIN_CODE.matcher(path());
        return before.find() ? path().substring(0, before.end()) + "…" : path();
    }

    /** What stands behind the {@code ?}, still encoded, a character for each byte; may be empty. */
    public String query() {
        return line.query();
    }

    /** Whether it is about no path of the server: {@code OPTIONS *}, or {@code CONNECT}. */
    public boolean isForTheWholeServer() {
        return !line.target().startsWith("/");
    }

    /** Whether it is for the path of WebSockets. */
    public boolean isForWebSockets() {
        return path().equals(WEB_SOCKETS);
    }

    /** Whether it is a health check, which is answered whatever happens. */
    public boolean isAboutHealth() {
        return path().equals("/health") || path().startsWith("/health/");
    }

    /** The field with this name, which is in lower case, as it was sent; several lines are joined by commas. */
    public Optional<String> value(String name) {
        List<Field> lines = fields.getOrDefault(name, List.of());
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join(", ", lines.stream().map(Field::value).toList()));
    }

    /** The elements of a field that is a list; none if the field is missing. */
    public List<String> elements(String name) {
        return FieldValues.elements(
                fields.getOrDefault(name, List.of()).stream().map(Field::value).toList());
    }

    /** Whether it asks for an upgrade to a WebSocket: then what follows may be no HTTP any more. */
    public boolean asksForWebSocket() {
        return line.method().equals("GET") && FieldValues.names(elements("upgrade"), "websocket");
    }

    /** Whether that is all: it is for the path of WebSockets and has no body, and nothing is wrong with its head. */
    public boolean isHandshake() {
        return refused.isEmpty() && isForWebSockets() && asksForWebSocket() && body.equals(Body.NONE);
    }

    /** The plain form that pekko-http gets. */
    public ByteString plain() {
        StringBuilder plain = new StringBuilder();
        if (refused.isPresent()) {
            // A request in its place, so that the refusal is given in the order of requests.
            plain.append(line.method().equals("HEAD") ? "HEAD" : "GET").append(" / HTTP/1.1\r\nHost: localhost\r\n");
            plain.append("Connection: close\r\n");
            value("origin").ifPresent(origin -> append(plain, "Origin", origin));
        } else {
            plain.append(METHODS.contains(line.method()) ? line.method() : OTHER_METHOD)
                    .append(' ')
                    .append(isForTheWholeServer() ? "/" : path())
                    .append(line.minorVersion() == 0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
            fields.forEach((key, lines) -> append(plain, key, lines));
            if (body.equals(Body.CHUNKED)) {
                append(plain, "Transfer-Encoding", "chunked");
            } else if (fields.containsKey("content-length")) {
                append(plain, "Content-Length", Long.toString(body.length()));
            }
        }
        return ByteString.fromArrayUnsafe(plain.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * As a request of pekko-http without a body.
     *
     * @throws IllegalStateException where it has one, or is refused
     */
    public HttpRequest withoutBody() {
        if (refused.isPresent() || !body.equals(Body.NONE)) {
            throw new IllegalStateException("not a request without a body");
        }
        List<HttpHeader> headers = new ArrayList<>();
        fields.values()
                .forEach(lines -> lines.forEach(line -> headers.add(RawHeader.create(line.name(), line.value()))));
        return HttpRequest.GET("/")
                .withMethod(HttpMethods.lookup(line.method()).orElseThrow())
                .withUri(Uri.create(path(), StandardCharsets.UTF_8, Uri.RELAXED))
                .withProtocol(line.minorVersion() == 0 ? HttpProtocols.HTTP_1_0 : HttpProtocols.HTTP_1_1)
                .addHeaders(headers);
    }

    private void append(StringBuilder plain, String key, List<Field> lines) {
        String name = lines.get(0).name();
        switch (key) {
            case "content-length", "transfer-encoding" -> {
                // Said once, at the end.
            }
            case "host" ->
                append(plain, name, line.authority().orElse(lines.get(0).value().replaceFirst(":$", "")));
            case "content-type" ->
                lines.forEach(type -> append(plain, name, String.join("; ", FieldValues.withParameters(type.value()))));
            default -> {
                if (LISTS.contains(key)) {
                    appendList(plain, key, name);
                } else {
                    lines.forEach(each -> append(plain, name, each.value()));
                }
            }
        }
    }

    private void appendList(StringBuilder plain, String key, String name) {
        List<String> elements = elements(key);
        if (key.equals("connection")) {
            // One that is no token would hide the others from pekko-http.
            elements.removeIf(element -> !TOKEN.matcher(element).matches());
        }
        if (!elements.isEmpty()) {
            append(plain, name, String.join(", ", elements));
        }
    }

    private static void append(StringBuilder plain, String name, String value) {
        plain.append(name).append(": ").append(value).append("\r\n");
    }
}
