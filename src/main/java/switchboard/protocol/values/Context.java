package switchboard.protocol.values;

/**
 * The topic that a sender gives a message; the server only carries it. 1 to 50 of {@code A-Z a-z 0-9 _ -}.
 *
 * @throws IllegalArgumentException from the constructor if the value breaks that rule: check {@link #isValid} first
 *     where the value comes from outside
 */
public record Context(String value) {
    /** What a missing, null or empty context becomes. */
    public static final Context GENERAL = new Context("general");

    /** The rule in words, for error texts. */
    public static final String ALLOWED = Identifiers.ALLOWED;

    public Context {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "context of " + value.length() + " characters (allowed: " + ALLOWED + ")");
        }
    }

    /** Whether the rule allows it. */
    public static boolean isValid(String value) {
        return Identifiers.isValid(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
