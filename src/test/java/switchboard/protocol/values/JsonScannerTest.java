package switchboard.protocol.values;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.protocol.RandomJson;
import switchboard.testing.SeededTest;

class JsonScannerTest {
    private static final JsonFactory REFERENCE = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonScanner.MAX_DEPTH)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** The reference refuses half a surrogate pair in a name. JSON allows it, and JavaScript writes it. */
    private static final Pattern SURROGATE = Pattern.compile("u[dD][89a-fA-F]");

    private static final String INSERTED = "\"\\{}[]:,0123456789.eE+-truefalsn \n\u0001é😀u\u0000";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "]",
                "\"",
                "\"a",
                "\"\\",
                "\"\\u12",
                "\"\\u12g4\"",
                "\"\\x\"",
                "\"\t\"",
                "-",
                "01",
                "1.",
                ".5",
                "1e",
                "1e+",
                "+1",
                "0x1",
                "NaN",
                "Infinity",
                "tru",
                "truee",
                "nul",
                "True",
                "'a'",
                "{a:1}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "[1,]",
                "[,1]",
                "[1 2]",
                "{\"a\":1 \"b\":2}",
                "{} {}",
                "1 2",
                "\u0000",
                "{\u0000}",
                "/* */1",
                "[1]//",
                "\ufeff{}",
                "\u00a01",
                "\"\\u０１２３\""
            })
    void refusesWhatIsNotJson(String text) {
        assertThat(accepts(text)).as(text).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "-0.0e-0",
                "1E400",
                "12345678901234567890",
                "\"\"",
                "\"\\u0000\\ud800\"",
                "\"\u007f\u2028\"",
                "true",
                "false",
                "null",
                "[]",
                "[ ]",
                "{}",
                "{ }",
                "{\"\":\"\"}",
                "{\"a\":1,\"a\":1}",
                " [ 1 , { \"a\" : [ ] } ] ",
                "\r\n\t 1 \r\n"
            })
    void takesWhatIsJson(String text) {
        assertThat(accepts(text)).as(text).isTrue();
    }

    @SeededTest
    void judgesDamagedDocumentsAsAnotherParserDoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 200; i++) {
            // In an array, as the reference takes a zero byte behind a zero that stands alone.
            String text = "[" + damage(RandomJson.value(random, 4).spaced(), random) + "]";
            if (!SURROGATE.matcher(text).find()) {
                assertThat(accepts(text)).as(text).isEqualTo(referenceAccepts(text));
            }
        }
    }

    @SeededTest(seeds = 10)
    void survivesAnyBytes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = RandomJson.value(random, 3).spaced().getBytes(StandardCharsets.UTF_8);
            for (int damage = random.nextInt(4); damage > 0 && bytes.length > 0; damage--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            accepts(bytes); // nothing but a verdict: no exception, no endless loop
        }
    }

    @SeededTest(seeds = 10)
    void readsStringsAsAnotherParserDoes(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 500; i++) {
            String text = RandomJson.string(random);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            try (JsonParser reference = REFERENCE.createParser(bytes)) {
                reference.nextToken();
                assertThat(new JsonScanner(bytes).readString()).as(text).isEqualTo(reference.getText());
            }
        }
    }

    private static String damage(String text, SplittableRandom random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int i = random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(damaged.length() + 1);
            int[] inserted = INSERTED.codePoints().toArray();
            switch (random.nextInt(3)) {
                case 0 -> damaged.insert(at, Character.toString(inserted[random.nextInt(inserted.length)]));
                case 1 -> damaged.delete(at, Math.min(at + 1, damaged.length()));
                default -> damaged.setLength(at);
            }
        }
        return damaged.toString();
    }

    private static boolean accepts(String text) {
        return accepts(text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean accepts(byte[] bytes) {
        JsonScanner scanner = new JsonScanner(bytes);
        try {
            scanner.skipWhiteSpace();
            scanner.skipValue(0);
            scanner.skipWhiteSpace();
            return scanner.atEnd();
        } catch (JsonScanner.Malformed malformed) {
            assertThat(malformed).hasMessageContaining("byte " + scanner.position());
            return false;
        }
    }

    private static boolean referenceAccepts(String text) {
        try (JsonParser parser = REFERENCE.createParser(text.getBytes(StandardCharsets.UTF_8))) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.getText(); // scalars are checked to their end only when they are looked at
            return parser.nextToken() == null;
        } catch (IOException notJson) {
            return false;
        }
    }
}
