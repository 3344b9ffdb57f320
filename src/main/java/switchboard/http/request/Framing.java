package switchboard.http.request;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import switchboard.http.request.RequestHead.Body;
import switchboard.http.request.RequestHead.Field;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;

/** What a whole head says of the message: whose it is and where it ends (RFC 9112, 3.2 and 6). Pure. */
final class Framing {
    private static final Pattern HOST =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._~!$&'()*+,;=%-]*)(:[0-9]{0,5})?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    private Framing() {}

    /**
     * The head of this line and these fields; refused where they contradict each other, or ask for an unknown coding.
     */
    static RequestHead of(RequestLine line, List<Field> fields) {
        RequestHead whole = new RequestHead(line, fields, Body.NONE, Optional.empty());
        Optional<Refused> wrong = wrongAddress(line)
                .or(() -> wrongHost(line, fields))
                .or(() -> wrongOrigin(fields))
                .or(() -> wrongLength(line, whole, fields));
        if (wrong.isPresent()) {
            return new RequestHead(line, fields, Body.NONE, wrong);
        }
        Body body = bodyOf(whole);
        if (whole.asksForWebSocket() && !body.equals(Body.NONE)) {
            return new RequestHead(
                    line,
                    fields,
                    Body.NONE,
                    Optional.of(
                            Refusal.BAD_REQUEST.because("a WebSocket handshake with a body (allowed: without one)")));
        }
        return new RequestHead(line, fields, body, Optional.empty());
    }

    private static Optional<Refused> wrongAddress(RequestLine line) {
        return line.isReadable()
                ? Optional.empty()
                : bad("address of the request: " + Quoted.of(line.target())
                        + " (allowed: a path in percent encoding, and a query)");
    }

    private static Optional<Refused> wrongHost(RequestLine line, List<Field> fields) {
        List<Field> hosts =
                fields.stream().filter(field -> field.key().equals("host")).toList();
        if (hosts.size() > 1) {
            return bad("the request has " + hosts.size() + " Host headers (allowed: 1)");
        }
        if (hosts.isEmpty()) {
            return line.minorVersion() > 0 ? bad("the request has no Host header") : Optional.empty();
        }
        String host = hosts.get(0).value();
        return HOST.matcher(host).matches()
                ? Optional.empty()
                : bad("Host: " + Quoted.of(host) + " (allowed: HOST or HOST:PORT)");
    }

    /** Two readers could see two different ones. */
    private static Optional<Refused> wrongOrigin(List<Field> fields) {
        long origins =
                fields.stream().filter(field -> field.key().equals("origin")).count();
        return origins > 1 ? bad("the request has " + origins + " Origin headers (allowed: 1)") : Optional.empty();
    }

    private static Optional<Refused> wrongLength(RequestLine line, RequestHead whole, List<Field> fields) {
        List<Field> codings = fields.stream()
                .filter(field -> field.key().equals("transfer-encoding"))
                .toList();
        boolean chunked = !codings.isEmpty();
        boolean sized = fields.stream().anyMatch(field -> field.key().equals("content-length"));
        if (chunked && sized) {
            return bad("the request has both Content-Length and Transfer-Encoding (allowed: one of them)");
        }
        if (chunked) {
            boolean known = codings.size() == 1
                    && codings.get(0).value().equalsIgnoreCase("chunked")
                    && line.minorVersion() > 0;
            return known
                    ? Optional.empty()
                    : bad("Transfer-Encoding: "
                            + Quoted.of(whole.value("transfer-encoding").orElse(""))
                            + " (allowed: chunked, by HTTP/1.1)");
        }
        if (sized) {
            List<String> lengths = whole.elements("content-length");
            boolean one = lengths.stream().distinct().count() == 1;
            return one && LENGTH.matcher(lengths.get(0)).matches()
                    ? Optional.empty()
                    : bad("Content-Length: "
                            + Quoted.of(whole.value("content-length").orElse("")) + " (allowed: one number of bytes)");
        }
        return Optional.empty();
    }

    private static Body bodyOf(RequestHead head) {
        if (!head.elements("transfer-encoding").isEmpty()) {
            return Body.CHUNKED;
        }
        List<String> lengths = head.elements("content-length");
        return lengths.isEmpty() ? Body.NONE : new Body(Long.parseLong(lengths.get(0)));
    }

    private static Optional<Refused> bad(String message) {
        return Optional.of(Refusal.BAD_REQUEST.because(message));
    }
}
