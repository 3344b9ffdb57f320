package switchboard.protocol.values;

/**
 * What a client calls one of its messages, so that sending it again stores nothing again: 1 to 64 printable ASCII
 * characters. Unique for a user in a session; users do not share them. Comparable for the same reason as
 * {@link UserId}.
 *
 * @throws IllegalArgumentException from the constructor if the value breaks that rule: check {@link #isValid} first
 *     where the value comes from outside
 */
public record Ref(String value) implements Comparable<Ref> {
    /** The rule in words, for error texts. */
    public static final String ALLOWED = "a string of 1 to 64 printable ASCII characters";

    private static final int MAX_LENGTH = 64;

    public Ref {
        if (!isValid(value)) {
            throw new IllegalArgumentException("ref of " + value.length() + " characters (allowed: " + ALLOWED + ")");
        }
    }

    /** Whether the rule allows it. */
    public static boolean isValid(String value) {
        int length = value.length();
        if (length == 0 || length > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(Ref other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
