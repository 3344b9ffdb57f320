package switchboard.http.request;

/** A value of a client as an error text may show it: short, and without characters that would break a line. */
public final class Quoted {
    private static final int MAX_CODE_POINTS = 60;

    private Quoted() {}

    /** In quotation marks, at most 60 characters of it. */
    public static String of(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        value.codePoints()
                .limit(MAX_CODE_POINTS)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
                .forEach(quoted::appendCodePoint);
        if (value.codePointCount(0, value.length()) > MAX_CODE_POINTS) {
            quoted.append('…');
        }
        return quoted.append('"').toString();
    }
}
