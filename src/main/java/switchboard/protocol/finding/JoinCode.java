package switchboard.protocol.finding;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What people type to find a session: 6 characters, none of which is taken for another one. Made by the server, and a
 * session's as long as somebody wants it to be found so.
 *
 * <p>{@link #toString} does not tell it: whoever reads the log could join.
 *
 * @param value as it is stored, without a dash
 */
public record JoinCode(String value) {
    private static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 6;
    private static final char MINUS = '\u2212';

    private static final SecureRandom RANDOM = new SecureRandom();

    /** The rule in words, for error texts. */
    public static final String ALLOWED =
            LENGTH + " of " + ALPHABET + ", such as ABC-DEF; case, spaces and dashes do not matter";

    /**
     * @throws IllegalArgumentException if the server makes no such code: what people type is to be {@link #parse
     *     parsed}
     */
    public JoinCode {
        if (value.length() != LENGTH || !value.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0)) {
            throw new IllegalArgumentException("no join code (allowed: " + ALLOWED + ")");
        }
    }

    /** Some that nobody can foresee. */
    public static List<JoinCode> draw(int count) {
        return IntStream.range(0, count).mapToObj(i -> draw()).toList();
    }

    private static JoinCode draw() {
        StringBuilder drawn = new StringBuilder(LENGTH);
        while (drawn.length() < LENGTH) {
            drawn.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return new JoinCode(drawn.toString());
    }

    /** What somebody has typed, or empty where it is none. */
    public static Optional<JoinCode> parse(String typed) {
        StringBuilder value = new StringBuilder(LENGTH);
        for (int i = 0; i < typed.length(); i++) {
            char c = typed.charAt(i);
            if (!separates(c)) {
                char upper = c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
                if (value.length() == LENGTH || ALPHABET.indexOf(upper) < 0) {
                    return Optional.empty();
                }
                value.append(upper);
            }
        }
        return value.length() == LENGTH ? Optional.of(new JoinCode(value.toString())) : Optional.empty();
    }

    /** Word processors and telephones have dashes and spaces of their own. */
    private static boolean separates(char c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.getType(c) == Character.DASH_PUNCTUATION
                || c == MINUS;
    }

    /** As people read it: {@code ABC-DEF}. */
    public String written() {
        int half = LENGTH / 2;
        return value.substring(0, half) + "-" + value.substring(half);
    }

    @Override
    public String toString() {
        return "JoinCode[not for logs]";
    }
}
