package switchboard.protocol.values;

/**
 * Names a student or an instructor; chosen by whoever creates the session. 1 to 50 of {@code A-Z a-z 0-9 _ -}.
 * Comparable, so that a hash map stays fast with ids that were chosen to have the same hash code.
 *
 * @throws IllegalArgumentException from the constructor if the value breaks that rule: check {@link #isValid} first
 *     where the value comes from outside
 */
public record UserId(String value) implements Comparable<UserId> {
    /** The rule in words, for error texts. */
    public static final String ALLOWED = Identifiers.ALLOWED;

    /** In characters. */
    public static final int MAX_LENGTH = Identifiers.MAX_LENGTH;

    public UserId {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "user id of " + value.length() + " characters (allowed: " + ALLOWED + ")");
        }
    }

    /** Whether the rule allows it. */
    public static boolean isValid(String value) {
        return Identifiers.isValid(value);
    }

    @Override
    public int compareTo(UserId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
