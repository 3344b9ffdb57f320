package switchboard.protocol.values;

/**
 * What people call a session: 1 to 200 characters (Unicode code points), not blank, no control characters.
 *
 * @throws IllegalArgumentException from the constructor if the value breaks that rule: check {@link #isValid} first
 *     where the value comes from outside
 */
public record SessionName(String value) {
    private static final int MAX_CODE_POINTS = 200;

    /** The rule in words, for error texts. */
    public static final String ALLOWED = "1 to 200 characters, not blank, no control characters";

    public SessionName {
        if (!isValid(value)) {
            throw new IllegalArgumentException("session name (allowed: " + ALLOWED + ")");
        }
    }

    /** Whether the rule allows it. */
    public static boolean isValid(String value) {
        if (value.codePointCount(0, value.length()) > MAX_CODE_POINTS) {
            return false;
        }
        if (value.codePoints().allMatch(SessionName::isBlank)) {
            return false;
        }
        // A lone surrogate has no UTF-8 form: it could neither be stored nor sent back as it came.
        return value.codePoints()
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }

    private static boolean isBlank(int codePoint) {
        // The first leaves out the no-break spaces, the second the tabs and line ends.
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }

    @Override
    public String toString() {
        return value;
    }
}
