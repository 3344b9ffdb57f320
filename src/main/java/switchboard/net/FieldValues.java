package switchboard.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads the values of header fields that are lists (RFC 9110, 5.3 and 5.6.1): several lines are one list, space around
 * an element is not a part of it, empty elements count for nothing, and what stands in quotes is not divided. Pure.
 */
public final class FieldValues {
    private FieldValues() {}

    /** The elements of a list, in their order. */
    public static List<String> elements(String value) {
        return split(value, ',');
    }

    /** The elements of the list that these lines are together. */
    public static List<String> elements(List<String> lines) {
        List<String> elements = new ArrayList<>();
        lines.forEach(line -> elements.addAll(elements(line)));
        return elements;
    }

    /** Whether a list of tokens that have no case names this one. */
    public static boolean names(List<String> elements, String token) {
        return elements.stream().anyMatch(token::equalsIgnoreCase);
    }

    /**
     * An element and its parameters, such as {@code gzip} and {@code q=0.5}: the element first, empty ones left out.
     */
    public static List<String> withParameters(String element) {
        return split(element, ';');
    }

    /**
     * How much an element of a list of preferences is wanted, 0 to 1 (RFC 9110, 12.4.2). What is no weight is as much
     * as none.
     */
    public static double weight(String element) {
        for (String parameter : withParameters(element)) {
            String small = parameter.toLowerCase(Locale.ROOT);
            if (small.matches("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")) {
                return Double.parseDouble(small.substring(2));
            }
        }
        return 1;
    }

    private static List<String> split(String value, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int at = 0; at <= value.length(); at++) {
            char c = at == value.length() ? separator : value.charAt(at);
            if (quoted && c == '\\') {
                at++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                addUnlessEmpty(parts, value.substring(from, at));
                from = at + 1;
            }
        }
        if (from < value.length()) {
            addUnlessEmpty(parts, value.substring(from)); // Quotes that nobody closed.
        }
        return parts;
    }

    private static void addUnlessEmpty(List<String> parts, String written) {
        String part = withoutSpace(written);
        if (!part.isEmpty()) {
            parts.add(part);
        }
    }

    /** Without the spaces and tabs around it, the only ones that may stand there. */
    public static String withoutSpace(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && isSpace(value.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(value.charAt(to - 1))) {
            to--;
        }
        return value.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
