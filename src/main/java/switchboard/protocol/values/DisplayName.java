package switchboard.protocol.values;

import java.text.Normalizer;
import java.util.Optional;

/**
 * How a person is shown. Ids decide everything, names nothing. 1 to 100 characters (Unicode code points) in NFC, with
 * nothing blank around them, no control characters and no bidirectional overrides.
 *
 * @throws IllegalArgumentException from the constructor if the value breaks that rule: {@link #parse} is for what comes
 *     from outside
 */
public record DisplayName(String value) {
    /** The rule in words, for error texts. */
    public static final String ALLOWED =
            "1 to 100 characters, not blank, no control characters, no bidirectional overrides";

    private static final int MAX_CODE_POINTS = 100;

    private static final int LEFT_TO_RIGHT_OVERRIDE = 0x202D;
    private static final int RIGHT_TO_LEFT_OVERRIDE = 0x202E;

    public DisplayName {
        if (!isValid(value) || !Normalizer.isNormalized(value, Normalizer.Form.NFC)) {
            throw new IllegalArgumentException("display name (allowed: " + ALLOWED + ")");
        }
    }

    /**
     * The name that somebody has written: what is blank at its ends is left out, and it is brought to NFC. Empty where
     * the rule does not allow it.
     */
    public static Optional<DisplayName> parse(String written) {
        String name = Normalizer.normalize(written.strip(), Normalizer.Form.NFC);
        return isValid(name) ? Optional.of(new DisplayName(name)) : Optional.empty();
    }

    private static boolean isValid(String value) {
        return value.codePointCount(0, value.length()) <= MAX_CODE_POINTS
                && value.codePoints().anyMatch(DisplayName::isSeen)
                && value.codePoints().allMatch(DisplayName::isAllowed);
    }

    /** A name of spaces and marks of direction alone shows nothing. */
    private static boolean isSeen(int codePoint) {
        return !Character.isWhitespace(codePoint)
                && !Character.isSpaceChar(codePoint)
                && Character.getType(codePoint) != Character.FORMAT;
    }

    private static boolean isAllowed(int codePoint) {
        return !Character.isISOControl(codePoint)
                // A lone one has no UTF-8 form: it could neither be stored nor sent back as it came.
                && Character.getType(codePoint) != Character.SURROGATE
                && codePoint != LEFT_TO_RIGHT_OVERRIDE
                && codePoint != RIGHT_TO_LEFT_OVERRIDE;
    }

    @Override
    public String toString() {
        return value;
    }
}
