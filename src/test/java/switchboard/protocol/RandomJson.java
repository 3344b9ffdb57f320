package switchboard.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One random JSON document, in compact form and with white space wherever the grammar allows it. A portable one holds
 * nothing for which parsers refuse a whole text.
 */
public final class RandomJson {
    private static final String[] NUMBERS = {
        "0", "-0", "1.0", "12345678901234567890", "1e21", "1E400", "-1.50e-7", "0.1", "1E+2", "9007199254740993"
    };
    private static final String[] TEXTS = {
        "a",
        " ",
        "  two  ",
        "\\\"",
        "\\\\",
        "\\\\\\\"",
        "\\n",
        "\\/",
        "\\u0000",
        "\\ud83d\\ude00",
        "\\uDBFF\\uDFFF",
        "é",
        "€",
        "😀",
        "{",
        "}",
        "[ ]",
        ",",
        ": ",
        "<b>&amp;</b>",
        "\u2028",
        "\u007f"
    };
    /** Two of these may make a whole pair, or one that stands the wrong way round. */
    private static final String[] HALVES = {
        "\\ud800", "\\uDBFF", "\\udc00", "\\uDFFF", "\\\\ud800", "\\ud7ff", "\\ue000"
    };

    private static final int[] LENGTHS = {998, 999, 1_000, 1_001, 4_301};
    private static final String[] SPACES = {"", "", " ", "\n", "\t", "\r\n", "    "};

    private final SplittableRandom random;
    private final boolean portable;
    private final List<String> tokens = new ArrayList<>();

    private RandomJson(SplittableRandom random, boolean portable) {
        this.random = random;
        this.portable = portable;
    }

    public static RandomJson portableObject(SplittableRandom random, int depth) {
        RandomJson json = new RandomJson(random, true);
        json.addObject(depth);
        return json;
    }

    public static RandomJson object(SplittableRandom random, int depth) {
        RandomJson json = new RandomJson(random, false);
        json.addObject(depth);
        return json;
    }

    public static RandomJson value(SplittableRandom random, int depth) {
        RandomJson json = new RandomJson(random, false);
        json.addValue(depth);
        return json;
    }

    public static String string(SplittableRandom random) {
        return new RandomJson(random, false).string();
    }

    public String compact() {
        return String.join("", tokens);
    }

    public String spaced() {
        StringBuilder text = new StringBuilder();
        for (String token : tokens) {
            text.append(pick(SPACES)).append(token).append(pick(SPACES));
        }
        return text.toString();
    }

    private void addValue(int depth) {
        switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> tokens.add(number());
            case 1 -> tokens.add(string());
            case 2 -> tokens.add(random.nextBoolean() ? "true" : "false");
            case 3 -> tokens.add("null");
            case 4 -> addObject(depth);
            default -> addArray(depth);
        }
    }

    private void addObject(int depth) {
        tokens.add("{");
        int members = random.nextInt(5);
        for (int i = 0; i < members; i++) {
            if (i > 0) {
                tokens.add(",");
            }
            tokens.add(string());
            tokens.add(":");
            addValue(depth - 1);
        }
        tokens.add("}");
    }

    private void addArray(int depth) {
        tokens.add("[");
        int values = random.nextInt(4);
        for (int i = 0; i < values; i++) {
            if (i > 0) {
                tokens.add(",");
            }
            addValue(depth - 1);
        }
        tokens.add("]");
    }

    private String number() {
        if (portable || random.nextInt(8) > 0) {
            return pick(NUMBERS);
        }
        int length = LENGTHS[random.nextInt(LENGTHS.length)];
        String start = pick(new String[] {"9", "-9", "0.", "-1.5e", "1E+"});
        return start + "7".repeat(length - start.length());
    }

    private String string() {
        StringBuilder text = new StringBuilder("\"");
        int parts = random.nextInt(4);
        for (int i = 0; i < parts; i++) {
            text.append(pick(portable || random.nextInt(8) > 0 ? TEXTS : HALVES));
        }
        return text.append('"').toString();
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }
}
