package switchboard.http.request;

import static org.apache.pekko.http.javadsl.model.Uri.RELAXED;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.apache.pekko.http.scaladsl.model.Uri;
import org.jspecify.annotations.Nullable;
import org.parboiled2.ParserInput;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;

/**
 * The first line of a request (RFC 9112, 3).
 *
 * @param target a path with its query; {@code *}; or, of {@code CONNECT}, a host with its port
 * @param authority the server's name where the line has it, too; it then counts, and {@code Host} does not
 * @param minorVersion of HTTP/1: 0 to 9
 */
public record RequestLine(String method, String target, Optional<String> authority, int minorVersion) {
    /** In place of a line that cannot be read. */
    public static final RequestLine NONE = new RequestLine("", "/", Optional.empty(), 1);

    private static final Pattern VERSION = Pattern.compile("HTTP/1\\.([0-9])");
    private static final Pattern ABSOLUTE = Pattern.compile("https?://([^/?#@]+)([/?].*)?", Pattern.CASE_INSENSITIVE);

    /** A line as far as it could be read, and what is wrong with it; null if nothing is. */
    public record Read(RequestLine line, @Nullable Refused wrong) {}

    /** @param written the line without its CR LF */
    static Read read(String written, int maxUriBytes) {
        String[] words = written.split(" ", -1);
        if (words.length != 3 || words[0].isEmpty() || words[1].isEmpty()) {
            return wrong(
                    NONE,
                    "not a request of HTTP/1.1: " + Quoted.of(written)
                            + " (allowed: a method, a path and HTTP/1.1, with one space between)");
        }
        Matcher version = VERSION.matcher(words[2]);
        if (!version.matches()) {
            return wrong(NONE, "version of HTTP: " + Quoted.of(words[2]) + " (allowed: HTTP/1.1, HTTP/1.0)");
        }
        RequestLine line = line(words[0], words[1], Integer.parseInt(version.group(1)));
        if (words[1].length() > maxUriBytes) {
            return new Read(line, tooLong(maxUriBytes));
        }
        boolean forServer = line.target().equals("*") && line.method().equals("OPTIONS")
                || line.method().equals("CONNECT");
        return line.target().startsWith("/") || forServer
                ? new Read(line, null)
                : wrong(
                        line,
                        "address of the request: " + Quoted.of(words[1])
                                + " (allowed: a path that begins with /, or http://HOST/PATH)");
    }

    /** The target without its query. */
    String path() {
        int end = target.indexOf('?');
        return end < 0 ? target : target.substring(0, end);
    }

    /** The query of the target, still encoded; may be empty. */
    String query() {
        int from = target.indexOf('?');
        return from < 0 ? "" : target.substring(from + 1);
    }

    /**
     * Whether pekko-http can read the path. What pekko-http refuses by itself has no line in the log, and no page may
     * read that answer.
     */
    boolean isReadable() {
        if (!target.startsWith("/")) {
            return true; // pekko-http gets a path instead.
        }
        try {
            byte[] bytes = path().getBytes(StandardCharsets.ISO_8859_1);
            Uri.parseHttpRequestTarget(ParserInput.apply(bytes), StandardCharsets.UTF_8, RELAXED);
            return true;
        } catch (IllegalUriException unreadable) {
            return false;
        }
    }

    static Refused tooLong(int maxUriBytes) {
        return Refusal.URI_TOO_LONG.because(
                "the address of the request is too long (allowed: " + maxUriBytes + " bytes)");
    }

    private static RequestLine line(String method, String target, int minorVersion) {
        Matcher absolute = ABSOLUTE.matcher(target);
        if (!absolute.matches()) {
            return new RequestLine(method, target, Optional.empty(), minorVersion);
        }
        String behind = absolute.group(2) == null ? "" : absolute.group(2);
        return new RequestLine(
                method,
                behind.startsWith("/") ? behind : "/" + behind,
                Optional.of(absolute.group(1).replaceFirst(":$", "")),
                minorVersion);
    }

    private static Read wrong(RequestLine line, String message) {
        return new Read(line, Refusal.BAD_REQUEST.because(message));
    }
}
