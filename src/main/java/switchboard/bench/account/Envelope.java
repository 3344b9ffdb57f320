package switchboard.bench.account;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where the members of a server's frame, or of the content of a receipt, lie, found by one pass over its bytes: a JSON
 * parser for every delivery would measure the client. Takes the members in any order and any white space; looks into
 * none of them.
 *
 * <p>Mutable and not thread-safe: describes the frame that {@link #read} was given last.
 */
final class Envelope {
    private static final byte[] TYPE = ascii("type");
    private static final byte[] CONTEXT = ascii("context");
    private static final byte[] SESSION_ID = ascii("session_id");
    private static final byte[] FROM_USER = ascii("from_user");
    private static final byte[] TO_USER = ascii("to_user");
    private static final byte[] CONTENT = ascii("content");
    private static final byte[] SEQ = ascii("seq");
    private static final byte[] REF = ascii("ref");
    private static final byte[] DUPLICATE = ascii("duplicate");

    /** A part of the frame: between the quotes of a string, or the whole of any other value. */
    public static final class Span {
        private int from;
        private int to;

        public boolean isPresent() {
            return to >= 0;
        }

        public boolean is(byte[] buffer, byte[] expected, int length) {
            return isPresent() && Arrays.equals(buffer, from, to, expected, 0, length);
        }

        public boolean is(byte[] buffer, byte[] expected) {
            return is(buffer, expected, expected.length);
        }

        public String text(byte[] buffer) {
            return new String(buffer, from, to - from, StandardCharsets.UTF_8);
        }

        public int from() {
            return from;
        }

        public int to() {
            return to;
        }

        private void clear() {
            from = -1;
            to = -1;
        }
    }

    final Span type = new Span();
    final Span context = new Span();
    final Span session = new Span();
    final Span fromUser = new Span();
    final Span toUser = new Span();
    final Span content = new Span();
    public final Span ref = new Span();
    final Span duplicate = new Span();
    private final Span seqDigits = new Span();
    private final Span ignored = new Span();
    private long seq;

    /** The value of {@code seq}, 0 where there is none. */
    long seq() {
        return seq;
    }

    /** @return false if this is no JSON object */
    public boolean read(byte[] buffer, int from, int to) {
        clear();
        try {
            return readObject(buffer, from, to);
        } catch (ArrayIndexOutOfBoundsException cutOff) {
            return false;
        }
    }

    private void clear() {
        type.clear();
        context.clear();
        session.clear();
        fromUser.clear();
        toUser.clear();
        content.clear();
        ref.clear();
        duplicate.clear();
        seqDigits.clear();
        seq = 0;
    }

    private boolean readObject(byte[] buffer, int from, int to) {
        int at = skipSpace(buffer, from, to);
        if (byteAt(buffer, at, to) != '{') {
            return false;
        }
        at = skipSpace(buffer, at + 1, to);
        while (byteAt(buffer, at, to) == '"') {
            int keyFrom = at + 1;
            int keyTo = endOfString(buffer, keyFrom, to);
            at = skipSpace(buffer, keyTo + 1, to);
            if (byteAt(buffer, at, to) != ':') {
                return false;
            }
            at = skipSpace(buffer, at + 1, to);
            at = readValue(buffer, at, to, member(buffer, keyFrom, keyTo));
            at = skipSpace(buffer, at, to);
            if (byteAt(buffer, at, to) == '}') {
                return readSeq(buffer);
            }
            if (byteAt(buffer, at, to) != ',') {
                return false;
            }
            at = skipSpace(buffer, at + 1, to);
        }
        return false;
    }

    private Span member(byte[] buffer, int from, int to) {
        return switch (to - from) {
            case 3 -> isKey(buffer, from, to, SEQ) ? seqDigits : isKey(buffer, from, to, REF) ? ref : ignored;
            case 4 -> isKey(buffer, from, to, TYPE) ? type : ignored;
            case 7 ->
                isKey(buffer, from, to, CONTENT)
                        ? content
                        : isKey(buffer, from, to, CONTEXT)
                                ? context
                                : isKey(buffer, from, to, TO_USER) ? toUser : ignored;
            case 9 ->
                isKey(buffer, from, to, FROM_USER)
                        ? fromUser
                        : isKey(buffer, from, to, DUPLICATE) ? duplicate : ignored;
            case 10 -> isKey(buffer, from, to, SESSION_ID) ? session : ignored;
            default -> ignored;
        };
    }

    private static boolean isKey(byte[] buffer, int from, int to, byte[] key) {
        return Arrays.equals(buffer, from, to, key, 0, key.length);
    }

    private static int readValue(byte[] buffer, int at, int to, Span target) {
        byte first = byteAt(buffer, at, to);
        int end;
        if (first == '"') {
            end = endOfString(buffer, at + 1, to);
            target.from = at + 1;
            target.to = end;
            return end + 1;
        }
        end = first == '{' || first == '[' ? endOfNested(buffer, at, to) : endOfLiteral(buffer, at, to);
        target.from = at;
        target.to = end;
        return end;
    }

    private boolean readSeq(byte[] buffer) {
        if (!seqDigits.isPresent()) {
            return true;
        }
        long value = 0;
        for (int i = seqDigits.from; i < seqDigits.to; i++) {
            int digit = buffer[i] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            value = value * 10 + digit;
        }
        seq = value;
        return true;
    }

    private static int endOfNested(byte[] buffer, int from, int to) {
        int depth = 0;
        int at = from;
        while (true) {
            switch (byteAt(buffer, at, to)) {
                case '"' -> at = endOfString(buffer, at + 1, to);
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {
                    // A literal, a comma or white space: what it is does not matter here.
                }
            }
            at++;
            if (depth == 0) {
                return at;
            }
        }
    }

    private static int endOfLiteral(byte[] buffer, int from, int to) {
        int at = from;
        while (true) {
            byte b = byteAt(buffer, at, to);
            if (b == ',' || b == '}' || isSpace(b)) {
                return at;
            }
            at++;
        }
    }

    /** Where the closing quote stands. */
    private static int endOfString(byte[] buffer, int from, int to) {
        int at = from;
        while (true) {
            byte b = byteAt(buffer, at, to);
            if (b == '"') {
                return at;
            }
            at += b == '\\' ? 2 : 1;
        }
    }

    private static int skipSpace(byte[] buffer, int from, int to) {
        int at = from;
        while (at < to && isSpace(buffer[at])) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private static byte byteAt(byte[] buffer, int at, int to) {
        if (at >= to) {
            throw new ArrayIndexOutOfBoundsException(at);
        }
        return buffer[at];
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
