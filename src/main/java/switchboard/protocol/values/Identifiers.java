package switchboard.protocol.values;

/** The one rule that user ids and contexts share: 1 to 50 of {@code A-Z a-z 0-9 _ -}. */
public final class Identifiers {
    static final int MAX_LENGTH = 50;
    static final String ALLOWED = "1 to 50 of A-Z a-z 0-9 _ -";

    private Identifiers() {}

    /** Whether the rule allows it. */
    public static boolean isValid(String value) {
        int length = value.length();
        if (length == 0 || length > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            boolean allowed =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }
}
