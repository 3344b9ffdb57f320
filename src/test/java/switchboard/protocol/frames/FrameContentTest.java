package switchboard.protocol.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.protocol.frames.ReadFrames.badContent;
import static switchboard.protocol.frames.ReadFrames.content;
import static switchboard.protocol.frames.ReadFrames.readable;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.protocol.RandomJson;
import switchboard.protocol.frames.IncomingFrame.ContentRead;
import switchboard.protocol.values.Content;
import switchboard.testing.SeededTest;

/** What becomes of the content of a frame: carried as it was written, or refused. */
class FrameContentTest {
    private static final JsonFactory LENIENT = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\":12345678901234567890}",
                "{\"n\":[1.0,1e21,1E400,-0,-0.0,0.10,1E+05]}",
                "{\"z\":1,\"a\":2,\"z\":3}",
                "{\"s\":\"\\u0041\\/\\\"\\\\\\b\\u0000\"}",
                "{\"s\":\"\\ud83d\\ude00\\uDBFF\\uDFFF \\\\ud800\"}",
                "{\"s\":\"é € 😀 \u2028\u007f<script>&'\"}",
                "{\"s\":\"  two  spaces \",\" \":\" \"}",
                "{\"s\":\"a \\\\\",\"t\":\" \\\\\\\" b\"}",
                "{\"\":{}}",
                "{\"\\ud83d\\ude00\":1}"
            })
    void carriesContentByteForByte(String content) {
        assertThat(content(readable("{\"type\":\"analytics\",\"content\":" + content + "}")))
                .isEqualTo(content);
    }

    @Test
    void dropsWhiteSpaceOutsideStringsOnly() {
        String spaced = " {\n\t\"a b\" : [ 1 , \" \\\" \" , \"\\\\\" , { } ] ,\r\n \"c\" : \"\t\" } "
                .replace("\"\t\"", "\"\\t \"");

        assertThat(content(readable("{ \"content\" :" + spaced + ", \"type\" : \"analytics\" } ")))
                .isEqualTo("{\"a b\":[1,\" \\\" \",\"\\\\\",{}],\"c\":\"\\t \"}");
    }

    @SeededTest
    void compactsAnyDocumentToWhatItsSenderWrote(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 50; i++) {
            RandomJson json = RandomJson.portableObject(random, 5);

            assertThat(content(readable("{\"type\":\"analytics\",\"content\":" + json.spaced() + "}")))
                    .isEqualTo(json.compact());
        }
    }

    @Test
    void takesNamesAndStringsAsLongAsTheContentMayBeAndNumbersOf1000Characters() {
        String number = "{\"n\":[" + "9".repeat(1_000) + ",-" + "9".repeat(999) + ",0." + "1".repeat(998) + "]}";
        String name = "{\"" + "n".repeat(65_000) + "\":1}";
        String string = "{\"s\":\"" + "é".repeat(32_000) + "\"}";

        for (String content : new String[] {number, name, string}) {
            assertThat(content(readable("{\"type\":\"analytics\",\"content\":" + content + "}")))
                    .isEqualTo(content);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"s\":\"\\ud800\"}",
                "{\"s\":\"\\udfff\"}",
                "{\"s\":\"a\\uDBFFb\"}",
                "{\"s\":\"\\ud83d\\n\"}",
                "{\"s\":\"\\ude00\\ud83d\"}",
                "{\"s\":\"\\ud83d\\ud83d\\ude00\"}",
                "{\"s\":\"\\ud83d\\u0041\"}",
                "{\"s\":\"\\ud83d\",\"t\":\"\\ude00\"}",
                "{\"\\ud800\":1}",
                "{\"a\":[{\"b\":{\"c\\udc00\":null}}]}",
                "{\"a\":[[[\"\\uD800\"]]]}"
            })
    void refusesHalfOfASurrogatePair(String content) {
        Refused refused = badContent("{\"type\":\"analytics\",\"content\":" + content + "}");

        assertThat(refused.refusal()).isEqualTo(Refusal.INVALID_CONTENT);
        assertThat(refused.message())
                .matches("content: byte \\d+: half of a surrogate pair: \\\\u[dD][89a-fA-F].. "
                        + "\\(allowed: whole pairs, as in \\\\ud83d\\\\ude00\\)");
    }

    @Test
    void saysWhichHalfIsTheFirstThatStandsAlone() {
        String frame = "{\"type\":\"analytics\",\"content\":{\"a\":\"\\ud83d\\ude00\\uDC00\\ud800\"}}";

        assertThat(badContent(frame).message()).contains("byte " + frame.indexOf("\\uDC00") + ":", "\\uDC00 ");
    }

    @Test
    void refusesNumbersOfMoreThan1000Characters() {
        for (String number : new String[] {
            "9".repeat(1_001),
            "-" + "9".repeat(1_000),
            "0." + "1".repeat(999),
            "1e" + "0".repeat(998) + "1",
            "9".repeat(4_301)
        }) {
            Refused refused = badContent("{\"type\":\"analytics\",\"content\":{\"a\":[1,{\"n\":" + number + "}]}}");

            assertThat(refused.refusal()).isEqualTo(Refusal.INVALID_CONTENT);
            assertThat(refused.message())
                    .endsWith("number of " + number.length() + " characters (allowed: up to 1000)");
        }
    }

    @Test
    void asksForPortableTextsInContentOnly() {
        String number = "9".repeat(1_001);
        readable("{\"\\ud800\":\"\\ud800\",\"n\":" + number + ",\"type\":\"analytics\",\"content\":{},\"\\udc00\":"
                + number + "}");
    }

    @SeededTest
    void refusesContentThatAnotherParserFindsHalvesOrLongNumbersInAndNoOther(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 50; i++) {
            RandomJson json = RandomJson.object(random, 4);
            ContentRead read = readable("{\"type\":\"analytics\",\"content\":" + json.spaced() + "}")
                    .content();

            if (isPortable(json.compact())) {
                assertThat(read).as(json.compact()).isInstanceOf(ContentRead.Good.class);
                assertThat(new String(((ContentRead.Good) read).content().json(), StandardCharsets.UTF_8))
                        .isEqualTo(json.compact());
            } else {
                assertThat(read).as(json.compact()).isInstanceOf(ContentRead.Bad.class);
                assertThat(((ContentRead.Bad) read).refused().refusal()).isEqualTo(Refusal.INVALID_CONTENT);
            }
        }
    }

    /** Of what is JSON at any rate. */
    private static boolean isPortable(String json) throws IOException {
        try (JsonParser parser = LENIENT.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                boolean isText = token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING;
                if (isText && !StandardCharsets.UTF_8.newEncoder().canEncode(parser.getText())) {
                    return false;
                }
                if (token.isNumeric() && parser.getText().length() > 1_000) {
                    return false;
                }
            }
            return true;
        } catch (JsonParseException halfInAName) {
            return false; // This parser refuses it.
        }
    }

    @Test
    void countsContentInCompactForm() {
        String largest = "{\"s\":\"" + "x".repeat(Content.MAX_BYTES - 8) + "\"}";
        String spaced = largest.replace("{", "{" + " ".repeat(100_000));

        assertThat(content(readable("{\"type\":\"analytics\",\"content\":" + spaced + "}")))
                .isEqualTo(largest)
                .hasSize(Content.MAX_BYTES);

        Refused refused = badContent("{\"type\":\"analytics\",\"content\":" + largest.replace("\"}", "x\"}") + "}");
        assertThat(refused.refusal()).isEqualTo(Refusal.CONTENT_TOO_LARGE);
        assertThat(refused.details()).isEqualTo(Map.of("limit_bytes", 65_536));
        assertThat(refused.message()).contains("65537").contains("65536");
    }

    @Test
    void countsBytesAndNotCharacters() {
        String content = "{\"s\":\"" + "€".repeat(22_000) + "\"}";

        assertThat(badContent("{\"type\":\"analytics\",\"content\":" + content + "}")
                        .refusal())
                .isEqualTo(Refusal.CONTENT_TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"text\"", "5", "true", "[{}]"})
    void keepsContentThatIsNoObjectForItsTurn(String content) {
        Refused refused = badContent("{\"content\":" + content + ",\"type\":\"analytics\"}");

        assertThat(refused.refusal()).isEqualTo(Refusal.INVALID_CONTENT);
        assertThat(refused.message()).contains("content").contains("object");
    }
}
