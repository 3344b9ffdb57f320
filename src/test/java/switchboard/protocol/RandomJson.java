package switchboard.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One random JSON document, in compact form and with white space wherever the grammar allows it. */
final class RandomJson {
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
        "\\ud800",
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
    private static final String[] SPACES = {"", "", " ", "\n", "\t", "\r\n", "    "};

    private final SplittableRandom random;
    private final List<String> tokens = new ArrayList<>();

    private RandomJson(SplittableRandom random) {
        this.random = random;
    }

    static RandomJson object(SplittableRandom random, int depth) {
        RandomJson json = new RandomJson(random);
        json.addObject(depth);
        return json;
    }

    static RandomJson value(SplittableRandom random, int depth) {
        RandomJson json = new RandomJson(random);
        json.addValue(depth);
        return json;
    }

    static String string(SplittableRandom random) {
        return new RandomJson(random).string();
    }

    String compact() {
        return String.join("", tokens);
    }

    String spaced() {
        StringBuilder text = new StringBuilder();
        for (String token : tokens) {
            text.append(pick(SPACES)).append(token).append(pick(SPACES));
        }
        return text.toString();
    }

    private void addValue(int depth) {
        switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> tokens.add(pick(NUMBERS));
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
            // Half a pair in a name is JSON, but the library that judges in tests does not read it.
            tokens.add(string().replace("\\ud800", ""));
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

    private String string() {
        StringBuilder text = new StringBuilder("\"");
        int parts = random.nextInt(4);
        for (int i = 0; i < parts; i++) {
            text.append(pick(TEXTS));
        }
        return text.append('"').toString();
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }
}
