package switchboard.protocol.values;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A cursor over one JSON text (RFC 8259) that checks every byte it passes and knows where values begin and end, so that
 * a value can be carried on exactly as it was written. One pass, no tree, and nothing outlives the text.
 *
 * <p>Why not the streaming parser of a library: those keep the member names of all texts in one table to save work on
 * the next. Names inside {@code content} are the sender's, up to 64 KiB each, so anybody could fill the memory with
 * them.
 *
 * <p>Each method begins where the one before ended. White space is only passed by {@link #skipWhiteSpace} and inside
 * {@link #skipValue}. Used by one thread. Expects valid UTF-8; on anything else it still ends normally.
 */
public final class JsonScanner {
    /** How deep arrays and objects may be nested in the whole text. */
    static final int MAX_DEPTH = 65;

    /** The longest number that every reader takes; some refuse a whole text for a longer one. */
    static final int MAX_NUMBER_LENGTH = 1_000;

    private static final int NONE = -1;

    /** The text is not what was expected at the place where the cursor stood. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        // Without a stack trace: it is the sender's mistake, and must not cost much.
        private Malformed(String message) {
            super(message, null, false, false);
        }
    }

    private final byte[] json;
    private int at;
    private int whiteSpace;
    private int unportableAt = NONE;
    private int unportableEnd;

    public JsonScanner(byte[] json) {
        this.json = json;
    }

    /** The offset of the next byte. */
    public int position() {
        return at;
    }

    /** How many bytes of white space outside strings were passed. */
    public int whiteSpace() {
        return whiteSpace;
    }

    /** Lets {@link #unportable} tell of what is passed from now on only. */
    public void forgetUnportable() {
        unportableAt = NONE;
    }

    /**
     * The first thing passed that is JSON and yet makes many parsers refuse the whole text: half of a surrogate pair in
     * a string or a name, or a number longer than {@link #MAX_NUMBER_LENGTH}. Given as an error text says it, with what
     * is allowed instead; empty where nothing was.
     */
    public Optional<String> unportable() {
        if (unportableAt == NONE) {
            return Optional.empty();
        }
        String what = json[unportableAt] == '\\'
                ? "half of a surrogate pair: " + text(unportableAt, unportableEnd)
                        + " (allowed: whole pairs, as in \\ud83d\\ude00)"
                : "number of " + (unportableEnd - unportableAt) + " characters (allowed: up to " + MAX_NUMBER_LENGTH
                        + ")";
        return Optional.of("byte " + unportableAt + ": " + what);
    }

    public boolean atEnd() {
        return at == json.length;
    }

    /** Whether {@code expected} comes next. */
    public boolean sees(char expected) {
        return at < json.length && json[at] == expected;
    }

    /** Passes {@code expected} if it comes next. */
    public boolean passes(char expected) {
        if (sees(expected)) {
            at++;
            return true;
        }
        return false;
    }

    public void expect(char expected) throws Malformed {
        if (!passes(expected)) {
            throw unexpected("expected: " + expected);
        }
    }

    public void skipWhiteSpace() {
        int start = at;
        while (at < json.length && isWhiteSpace(json[at])) {
            at++;
        }
        whiteSpace += at - start;
    }

    private static boolean isWhiteSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /**
     * Passes one value of any kind.
     *
     * @param enclosing how many arrays and objects the value stands in
     */
    public void skipValue(int enclosing) throws Malformed {
        if (atEnd()) {
            throw unexpected("expected: a value");
        }
        switch (json[at]) {
            case '{' -> skipObject(enclosing);
            case '[' -> skipArray(enclosing);
            case '"' -> skipString();
            case 't' -> skipWord("true");
            case 'f' -> skipWord("false");
            case 'n' -> skipWord("null");
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> skipNumber();
            default -> throw unexpected("expected: a value");
        }
    }

    /** Passes {@code null}, which must come next. */
    public void skipNull() throws Malformed {
        skipWord("null");
    }

    /** Passes a string and returns what it means. */
    public String readString() throws Malformed {
        int start = at + 1;
        boolean escaped = skipString();
        int end = at - 1;
        return escaped ? unescape(start, end) : text(start, end);
    }

    /**
     * A copy of the value from {@code start} to {@code end}, which were passed, without the white space outside its
     * strings.
     *
     * @param length what is left then
     */
    public byte[] copyCompact(int start, int end, int length) {
        if (length == end - start) {
            return Arrays.copyOfRange(json, start, end);
        }
        byte[] compact = new byte[length];
        int to = 0;
        boolean inString = false;
        for (int from = start; from < end; from++) {
            byte b = json[from];
            if (!inString && isWhiteSpace(b)) {
                continue;
            }
            compact[to++] = b;
            if (b == '"') {
                inString = !inString;
            } else if (b == '\\') {
                // Only strings hold one; what it escapes may be a quote, which ends nothing.
                compact[to++] = json[++from];
            }
        }
        return compact;
    }

    private void skipObject(int enclosing) throws Malformed {
        enter(enclosing);
        skipWhiteSpace();
        if (passes('}')) {
            return;
        }
        do {
            skipWhiteSpace();
            skipString();
            skipWhiteSpace();
            expect(':');
            skipWhiteSpace();
            skipValue(enclosing + 1);
            skipWhiteSpace();
        } while (passes(','));
        if (!passes('}')) {
            throw unexpected("expected: , or }");
        }
    }

    private void skipArray(int enclosing) throws Malformed {
        enter(enclosing);
        skipWhiteSpace();
        if (passes(']')) {
            return;
        }
        do {
            skipWhiteSpace();
            skipValue(enclosing + 1);
            skipWhiteSpace();
        } while (passes(','));
        if (!passes(']')) {
            throw unexpected("expected: , or ]");
        }
    }

    private void enter(int enclosing) throws Malformed {
        if (enclosing == MAX_DEPTH) {
            throw malformed("nested too deep (allowed: content of up to " + (MAX_DEPTH - 1) + " levels)");
        }
        at++;
    }

    /** Whether it holds escapes. */
    private boolean skipString() throws Malformed {
        if (!passes('"')) {
            throw unexpected("expected: a string");
        }
        boolean escaped = false;
        while (at < json.length) {
            byte b = json[at];
            if (b == '"') {
                at++;
                return escaped;
            }
            if (b == '\\') {
                escaped = true;
                skipEscape();
            } else if (b >= 0 && b < ' ') {
                throw malformed("control character in a string (allowed: an escape such as \\n)");
            } else {
                at++;
            }
        }
        throw unexpected("expected: the end of a string");
    }

    private void skipEscape() throws Malformed {
        at++;
        if (atEnd()) {
            throw unexpected("expected: the end of a string");
        }
        switch (json[at]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at++;
            case 'u' -> {
                at++;
                skipUnit();
            }
            default ->
                throw malformed("unknown escape in a string (allowed: \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX)");
        }
    }

    /**
     * One unit of UTF-16 as an escape, behind its {@code \\u}; where it begins a surrogate pair, the other half too.
     */
    private void skipUnit() throws Malformed {
        int start = at - 2; // the backslash
        char unit = readUnit();
        if (!Character.isSurrogate(unit)) {
            return;
        }
        if (Character.isHighSurrogate(unit) && seesEscapedUnit()) {
            int next = at;
            at += 2;
            if (Character.isLowSurrogate(readUnit())) {
                return;
            }
            at = next; // It may begin a pair itself.
        }
        noteUnportable(start);
    }

    private boolean seesEscapedUnit() {
        return at + 1 < json.length && json[at] == '\\' && json[at + 1] == 'u';
    }

    private char readUnit() throws Malformed {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = atEnd() ? -1 : hexDigit(json[at]);
            if (digit < 0) {
                throw unexpected("expected: four hexadecimal digits behind \\u");
            }
            unit = unit << 4 | digit;
            at++;
        }
        return (char) unit;
    }

    private void skipNumber() throws Malformed {
        int start = at;
        passes('-');
        if (!passes('0')) {
            skipDigits();
        }
        if (passes('.')) {
            skipDigits();
        }
        if (passes('e') || passes('E')) {
            if (!passes('+')) {
                passes('-');
            }
            skipDigits();
        }
        if (at - start > MAX_NUMBER_LENGTH) {
            noteUnportable(start);
        }
    }

    private void noteUnportable(int start) {
        if (unportableAt == NONE) {
            unportableAt = start;
            unportableEnd = at;
        }
    }

    private void skipDigits() throws Malformed {
        int start = at;
        while (at < json.length && json[at] >= '0' && json[at] <= '9') {
            at++;
        }
        if (at == start) {
            throw unexpected("expected: a digit");
        }
    }

    private void skipWord(String word) throws Malformed {
        for (int i = 0; i < word.length(); i++) {
            if (!passes(word.charAt(i))) {
                throw unexpected("expected: " + word);
            }
        }
    }

    /** Of a string that was checked. */
    private String unescape(int start, int end) {
        StringBuilder text = new StringBuilder(end - start);
        int from = start;
        int i = start;
        while (i < end) {
            if (json[i] != '\\') {
                i++;
                continue;
            }
            text.append(text(from, i));
            byte escape = json[i + 1];
            i += 2;
            if (escape == 'u') {
                int unit = 0;
                for (int digit = 0; digit < 4; digit++) {
                    unit = unit << 4 | hexDigit(json[i++]);
                }
                text.append((char) unit);
            } else {
                text.append(meaning(escape));
            }
            from = i;
        }
        return text.append(text(from, end)).toString();
    }

    private String text(int start, int end) {
        return new String(json, start, end - start, StandardCharsets.UTF_8);
    }

    private static char meaning(byte escape) {
        return switch (escape) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> (char) escape;
        };
    }

    /** The digit's value, or -1 where it is none. */
    private static int hexDigit(byte b) {
        // Character.digit would also take the digits of other scripts, but they are no single bytes.
        return b < 0 ? -1 : Character.digit(b, 16);
    }

    /** What comes next does not belong here. */
    public Malformed unexpected(String expectation) {
        return malformed((atEnd() ? "unexpected end" : "unexpected character") + " (" + expectation + ")");
    }

    private Malformed malformed(String problem) {
        return new Malformed("byte " + at + ": " + problem);
    }
}
