package switchboard.store.sqlite.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The statement that made a table or an index, as SQLite keeps it, without what means nothing: comments, white space,
 * the case and the quotes of names. SQLite has no other account of a CHECK, and ALTER TABLE leaves its own quotes and
 * white space behind.
 *
 * @param parts what a table's parentheses hold, one part for each column and constraint, between what stands before and
 *     behind them ({@code STRICT})
 */
record SchemaText(List<String> parts) {
    private static final String CLOSING_QUOTES = "\"`]";
    private static final String OPENING_QUOTES = "\"`[";

    SchemaText {
        parts = List.copyOf(parts);
    }

    static SchemaText of(String sql) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        int depth = 0;
        for (String token : tokens(sql)) {
            boolean opens = token.equals("(") && ++depth == 1;
            boolean closes = token.equals(")") && --depth == 0;
            if (opens || closes || (depth == 1 && token.equals(","))) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                append(part, token);
            }
        }
        parts.add(part.toString());
        parts.removeIf(String::isEmpty);
        return new SchemaText(parts);
    }

    /** What this one has and another has not; in order. */
    List<String> without(SchemaText other) {
        List<String> rest = new ArrayList<>(parts);
        other.parts.forEach(rest::remove);
        return rest;
    }

    /** With a space before words and texts, but for those that begin something. */
    private static void append(StringBuilder part, String token) {
        char last = part.isEmpty() ? '(' : part.charAt(part.length() - 1);
        boolean apart =
                (isWord(last) || last == ')' || last == '\'') && (isWord(token.charAt(0)) || token.charAt(0) == '\'');
        part.append(apart ? " " : "").append(token);
    }

    private static List<String> tokens(String sql) {
        List<String> tokens = new ArrayList<>();
        int at = 0;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            int end;
            if (sql.startsWith("--", at)) {
                end = endOf(sql, sql.indexOf('\n', at), 1);
            } else if (sql.startsWith("/*", at)) {
                end = endOf(sql, sql.indexOf("*/", at + 2), 2);
            } else if (c == '\'') {
                end = quoted(sql, at, '\'');
                tokens.add(sql.substring(at, end));
            } else if (OPENING_QUOTES.indexOf(c) >= 0) {
                end = quoted(sql, at, CLOSING_QUOTES.charAt(OPENING_QUOTES.indexOf(c)));
                tokens.add(sql.substring(at + 1, Math.max(at + 1, end - 1)).toLowerCase(Locale.ROOT));
            } else if (isWord(c)) {
                end = at + 1;
                while (end < sql.length() && isWord(sql.charAt(end))) {
                    end++;
                }
                tokens.add(sql.substring(at, end).toLowerCase(Locale.ROOT));
            } else {
                end = at + 1;
                if (!Character.isWhitespace(c)) {
                    tokens.add(String.valueOf(c));
                }
            }
            at = end;
        }
        tokens.removeIf(String::isEmpty);
        return tokens;
    }

    /** Behind a quoted text; a doubled quote is one that belongs to it. */
    private static int quoted(String sql, int start, char quote) {
        int at = start + 1;
        while (at < sql.length()) {
            if (sql.charAt(at) != quote) {
                at++;
            } else if (at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
                at += 2;
            } else {
                return at + 1;
            }
        }
        return at;
    }

    private static int endOf(String sql, int found, int length) {
        return found < 0 ? sql.length() : found + length;
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }
}
