package switchboard.http.request;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import switchboard.net.FieldValues;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;

/**
 * Reads one head of a request as its bytes come, and refuses it at the first byte that no head can have there (RFC
 * 9112, 2.2 and 5): a client of another protocol need not wait for a time-out. Keeps no more than the limits allow. For
 * one thread.
 */
public final class HeadReader {
    /** The method, the version, and the spaces of the first line. */
    private static final int REQUEST_LINE_OVERHEAD_BYTES = 64;

    /** How many bytes of the limit a field counts at least: small fields take far more memory than their bytes. */
    private static final int LEAST_FIELD_BYTES = 64;

    private static final int LEAST_FIELDS = 32;

    /** About what a field takes in memory besides its bytes. */
    private static final int FIELD_BYTES = 150;

    private static final int TLS_HANDSHAKE = 0x16;
    private static final String IN_TOKENS = "!#$%&'*+-.^_`|~";

    private final int maxHeaderBytes;
    private final int maxUriBytes;
    private final int maxFields;

    private byte[] line = new byte[256];
    private int lineBytes;
    private boolean inMethod = true;
    private int headerBytes;
    private @Nullable RequestLine first;
    private final List<RequestHead.Field> fields = new ArrayList<>();
    private @Nullable RequestHead head;

    /**
     * @param maxHeaderBytes of all header fields together; 431 beyond
     * @param maxUriBytes of the target in the first line; 414 beyond
     */
    public HeadReader(int maxHeaderBytes, int maxUriBytes) {
        this.maxHeaderBytes = maxHeaderBytes;
        this.maxUriBytes = maxUriBytes;
        maxFields = Math.max(LEAST_FIELDS, maxHeaderBytes / LEAST_FIELD_BYTES);
    }

    /** Whether a byte of the head has come; line breaks before the first line do not count. */
    public boolean hasBegun() {
        return first != null || lineBytes > 0;
    }

    /** About how many bytes of memory it takes. */
    public long bytes() {
        return hasBegun() ? line.length + headerBytes + (long) FIELD_BYTES * (fields.size() + 1) : 0;
    }

    /** The head once it is whole or refused; null until then. */
    @Nullable
    public RequestHead head() {
        return head;
    }

    /** What has come so far, for a refusal before the head is whole. */
    public RequestHead soFar() {
        return new RequestHead(
                first == null ? RequestLine.NONE : first, fields, RequestHead.Body.NONE, Optional.empty());
    }

    /** The client says nothing more: refuses the head as incomplete. */
    public void end() {
        refuse(Refusal.BAD_REQUEST.because("the request ends within its headers"));
    }

    /** @return the index behind the last byte that was read: the end, unless the {@link #head} is there before */
    public int read(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && head == null) {
            take(bytes[at++]);
        }
        return at;
    }

    private void take(byte b) {
        if (first == null) {
            checkFirstLine(b);
        } else if (++headerBytes > maxHeaderBytes) {
            refuse(Refusal.HEADERS_TOO_LARGE.because(
                    "the headers of the request are too large (allowed: " + maxHeaderBytes + " bytes together)"));
        }
        if (head != null) {
            return;
        }
        if (b == '\n') {
            if (lineBytes == 0 || line[lineBytes - 1] != '\r') {
                refuse(Refusal.BAD_REQUEST.because(
                        "a line of the request ends in LF alone (allowed: CR LF, in the whole head)"));
            } else {
                endLine();
            }
            return;
        }
        if (lineBytes == line.length) {
            line = Arrays.copyOf(line, 2 * line.length);
        }
        line[lineBytes++] = b;
    }

    /** Refuses a first line as soon as it cannot become one. */
    private void checkFirstLine(byte b) {
        if (lineBytes == 0 && b == TLS_HANDSHAKE) {
            refuse(
                    Refusal.BAD_REQUEST.because(
                            "this is TLS, and the server speaks plain HTTP (allowed: http://, or https:// to a proxy before it)"));
        } else if (inMethod && b == ' ') {
            inMethod = false;
        } else if (inMethod && b != '\r' && b != '\n' && !isToken(b)) {
            refuse(Refusal.BAD_REQUEST.because(String.format(
                    "not a request of HTTP/1.1: it begins with the byte 0x%02x (allowed: a method such as GET)", b)));
        } else if (lineBytes > maxUriBytes + REQUEST_LINE_OVERHEAD_BYTES) {
            refuse(
                    inMethod
                            ? Refusal.BAD_REQUEST.because("not a request of HTTP/1.1: its first line has no end")
                            : RequestLine.tooLong(maxUriBytes));
        }
    }

    private void endLine() {
        int length = lineBytes - 1;
        lineBytes = 0;
        for (int i = 0; i < length; i++) {
            if ((line[i] >= 0 && line[i] < ' ' && line[i] != '\t') || line[i] == 0x7f) {
                refuse(Refusal.BAD_REQUEST.because(
                        String.format("the headers hold the control character 0x%02x", line[i])));
                return;
            }
        }
        String text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
        if (first == null) {
            inMethod = true;
            if (length > 0) {
                readFirst(text);
            }
        } else if (length > 0) {
            readField(text);
        } else {
            head = Framing.of(first, fields);
        }
    }

    private void readFirst(String text) {
        RequestLine.Read read = RequestLine.read(text, maxUriBytes);
        first = read.line();
        if (read.wrong() != null) {
            refuse(read.wrong());
        }
    }

    private void readField(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        if (text.charAt(0) == ' ' || text.charAt(0) == '\t') {
            refuse(Refusal.BAD_REQUEST.because("a header goes on in a second line (allowed: one line each)"));
        } else if (colon <= 0 || !name.chars().allMatch(c -> isToken((byte) c))) {
            refuse(Refusal.BAD_REQUEST.because("header: " + Quoted.of(text) + " (allowed: NAME: VALUE)"));
        } else if (fields.size() >= maxFields) {
            refuse(Refusal.HEADERS_TOO_LARGE.because("the request has too many headers (allowed: " + maxFields + ")"));
        } else {
            fields.add(new RequestHead.Field(name, FieldValues.withoutSpace(text.substring(colon + 1))));
        }
    }

    private void refuse(Refused refused) {
        RequestLine known = first == null ? RequestLine.NONE : first;
        head = new RequestHead(known, fields, RequestHead.Body.NONE, Optional.of(refused));
    }

    private static boolean isToken(byte b) {
        return b >= '0' && b <= '9'
                || b >= 'A' && b <= 'Z'
                || b >= 'a' && b <= 'z'
                || (b > 0 && IN_TOKENS.indexOf(b) >= 0);
    }
}
