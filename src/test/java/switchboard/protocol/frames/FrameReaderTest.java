package switchboard.protocol.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.protocol.RandomJson;
import switchboard.protocol.frames.IncomingFrame.ContentRead;
import switchboard.protocol.frames.IncomingFrame.Readable;
import switchboard.protocol.frames.IncomingFrame.Unreadable;
import switchboard.protocol.values.Content;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Ref;
import switchboard.testing.SeededTest;

class FrameReaderTest {
    private static final JsonFactory LENIENT = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    @ParameterizedTest
    @EnumSource(MessageType.class)
    void readsEveryType(MessageType type) {
        Readable frame = readable("{\"type\":\"" + type.wire()
                + "\",\"context\":\"lab-1\",\"to_user\":\"s1\",\"content\":{\"text\":\"hi\"}}");

        assertThat(frame.type()).isEqualTo(type);
        assertThat(frame.context()).isEqualTo("lab-1");
        assertThat(frame.toUser()).isEqualTo("s1");
        assertThat(content(frame)).isEqualTo("{\"text\":\"hi\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"request\"}",
                "{\"type\":\"request\",\"context\":null,\"to_user\":null,\"content\":null}",
                "{\"content\":{},\"context\":\"\",\"type\":\"request\"}"
            })
    void takesMissingAndNullAndAnEmptyContextAsAbsent(String json) {
        Readable frame = readable(json);

        assertThat(frame.context()).isNull();
        assertThat(frame.toUser()).isNull();
        assertThat(content(frame)).isEqualTo("{}");
    }

    @Test
    void keepsValuesThatLaterChecksRefuse() {
        Readable frame = readable("{\"type\":\"request\",\"context\":\"no spaces\",\"to_user\":\"\"}");

        assertThat(frame.context()).isEqualTo("no spaces");
        assertThat(frame.toUser()).isEmpty();
    }

    @Test
    void ignoresUnknownMembersWhateverTheyHold() {
        Readable frame = readable(
                "{\"id\":7,\"session_id\":{},\"from_user\":[],\"timestamp\":false,\"seq\":\"x\",\"ref\":{\"a\":[1]},"
                        + "\"Type\":\"analytics\",\"type\":\"request\",\"nested\":{\"type\":1,\"content\":2,\"type\":3},\"id\":8}");

        assertThat(frame.type()).isEqualTo(MessageType.REQUEST);
        assertThat(content(frame)).isEqualTo("{}");
    }

    @Test
    void takesAnEscapedNameForTheSameMember() {
        Readable frame = readable("{\"\\u0074ype\":\"re\\u0071uest\",\"conte\\u006et\":{\"a\":1}}");

        assertThat(frame.type()).isEqualTo(MessageType.REQUEST);
        assertThat(content(frame)).isEqualTo("{\"a\":1}");
    }

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "5",
                "null",
                "\"{}\"",
                "{",
                "{} {}",
                "{}x",
                "{}]",
                "\u0000",
                "{\u0000",
                "{}\u0000",
                "\ufeff{}",
                "{,}",
                "{\"type\"}",
                "{\"type\":}",
                "{\"type\":\"request\",}",
                "{type:\"request\"}",
                "{'type':'request'}",
                "{\"type\":\"request\",\"x\":nul}",
                "{\"type\":\"request\",\"x\":01}",
                "{\"type\":\"request\",\"content\":{\"a\":NaN}}",
                "{\"type\":\"request\",\"content\":{\"a\":\"\t\"}}",
                "{\"type\":\"request\",\"content\":{\"a\":1,}}",
                "not json"
            })
    void refusesWhatIsNotExactlyOneObject(String payload) {
        Refused refused = unreadable(payload);

        assertThat(refused.refusal()).isEqualTo(Refusal.INVALID_JSON);
        assertThat(refused.message()).contains("expected: one JSON object").contains("byte ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "context", "to_user", "content", "ref"})
    void refusesAMemberGivenTwice(String member) {
        for (String values :
                new String[] {"\"a\",\"%1$s\":\"b\"", "null,\"%1$s\":null", "null,\"\\u00%2$x%3$s\":null"}) {
            String json = "{\"" + member + "\":" + values.formatted(member, (int) member.charAt(0), member.substring(1))
                    + "}";
            Refused refused = unreadable(json);

            assertThat(refused.refusal()).as(json).isEqualTo(Refusal.INVALID_JSON);
            assertThat(refused.message()).as(json).contains(member);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "context", "to_user"})
    void refusesAMemberOfAnotherJsonType(String member) {
        for (String value : new String[] {"1", "true", "{}", "[\"request\"]"}) {
            String others = member.equals("type") ? "" : ",\"type\":\"request\"";
            Refused refused = unreadable("{\"" + member + "\":" + value + others + "}");

            assertThat(refused.refusal()).isEqualTo(Refusal.INVALID_JSON);
            assertThat(refused.message()).startsWith(member + ":").contains("string");
        }
    }

    @ParameterizedTest
    @CsvSource({"[,]", "{\"a\":,}"})
    void refusesNestingBeyond64LevelsOfContent(String open, String close) {
        // The content itself is the first level.
        String deepest = "{\"c\":" + open.repeat(62) + "[]" + close.repeat(62) + "}";
        String tooDeep = "{\"c\":" + open.repeat(63) + "[]" + close.repeat(63) + "}";

        assertThat(content(readable("{\"type\":\"analytics\",\"content\":" + deepest + "}")))
                .isEqualTo(deepest);
        assertThat(unreadable("{\"type\":\"analytics\",\"content\":" + tooDeep + "}"))
                .satisfies(refused -> assertThat(refused.refusal()).isEqualTo(Refusal.INVALID_JSON))
                .satisfies(refused -> assertThat(refused.message()).contains("64 levels"));
        assertThat(unreadable("{\"type\":\"analytics\",\"unknown\":" + tooDeep + "}")
                        .refusal())
                .isEqualTo(Refusal.INVALID_JSON);
    }

    @Test
    void survivesAFrameOfNothingButBrackets() {
        assertThat(unreadable("{\"type\":\"analytics\",\"content\":" + "[".repeat(1_000_000))
                        .refusal())
                .isEqualTo(Refusal.INVALID_JSON);
        assertThat(unreadable("[".repeat(1_000_000)).refusal()).isEqualTo(Refusal.INVALID_JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"type\":null}",
                "{\"type\":\"\"}",
                "{\"type\":\"system\"}",
                "{\"type\":\"Request\"}",
                "{\"type\":\" request\"}",
                "{\"type\":\"\\ud800\"}"
            })
    void refusesATypeThatIsNoneOfTheSix(String json) {
        Refused refused = unreadable(json);

        assertThat(refused.refusal()).isEqualTo(Refusal.INVALID_TYPE);
        assertThat(refused.message()).startsWith("type: ").contains("instructor_inbox, request_response, analytics");
    }

    @Test
    void repeatsATypeToItsSenderOnlyIfItIsShortAndPlain() {
        assertThat(unreadable("{\"type\":\"requests\"}").message()).startsWith("type: requests (");
        assertThat(unreadable("{\"type\":\"<b>\"}").message()).doesNotContain("<b>");
        assertThat(unreadable("{\"type\":\"" + "x".repeat(10_000) + "\"}").message())
                .hasSizeLessThan(200);
    }

    @Test
    void checksTheWholeFrameBeforeItsTypeAndItsTypeBeforeItsContent() {
        assertThat(unreadable("{\"type\":\"nonsense\",\"content\":5,\"context\":1}")
                        .refusal())
                .isEqualTo(Refusal.INVALID_JSON);
        assertThat(unreadable("{\"type\":\"nonsense\",\"content\":5").refusal()).isEqualTo(Refusal.INVALID_JSON);
        assertThat(unreadable("{\"type\":\"nonsense\",\"content\":5}").refusal())
                .isEqualTo(Refusal.INVALID_TYPE);
    }

    @Test
    void neverRepeatsContent() {
        assertThat(unreadable("{\"content\":{\"secret\":tru}}").message()).doesNotContain("secret");
        assertThat(badContent("{\"type\":\"request\",\"content\":\"secret\"}").message())
                .doesNotContain("secret");
    }

    @Test
    void refusesBinaryFrames() {
        assertThat(FrameReader.binary())
                .asInstanceOf(type(Unreadable.class))
                .satisfies(frame -> assertThat(frame.refused().refusal()).isEqualTo(Refusal.UNSUPPORTED_DATA))
                .satisfies(frame -> assertThat(frame.refused().message()).contains("text frames"));
    }

    // ---- ref (version 2)

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "answer 7 (b) ~",
                "{'x'}",
                "0123456789012345678901234567890123456789012345678901234567890123"
            })
    void readsARefInVersion2(String ref) {
        IncomingFrame frame = read("{\"type\":\"request\",\"ref\":\"" + ref + "\"}", ProtocolVersion.V2);

        assertThat(frame.ref()).isEqualTo(new Ref(ref));
    }

    @Test
    void aMissingOrNullRefIsNone() {
        assertThat(read("{\"type\":\"request\"}", ProtocolVersion.V2).ref()).isNull();
        assertThat(read("{\"type\":\"request\",\"ref\":null}", ProtocolVersion.V2)
                        .ref())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"é\"",
                "\"a\\nb\"",
                "\"\\u007f\"",
                "7",
                "true",
                "{}",
                "[\"a\"]",
                "\"01234567890123456789012345678901234567890123456789012345678901234\""
            })
    void refusesARefThatIsNotOne(String ref) {
        for (String type : new String[] {"request", "nonsense"}) {
            IncomingFrame frame = read("{\"type\":\"" + type + "\",\"ref\":" + ref + "}", ProtocolVersion.V2);

            assertThat(frame).isInstanceOf(Unreadable.class);
            assertThat(((Unreadable) frame).refused().refusal()).isEqualTo(Refusal.INVALID_REF);
            assertThat(((Unreadable) frame).refused().message())
                    .startsWith("ref: ")
                    .contains(Ref.ALLOWED);
            assertThat(frame.ref()).isNull();
        }
    }

    @Test
    void whatIsRefusedKeepsItsRef() {
        assertThat(read("{\"type\":\"nonsense\",\"ref\":\"r1\"}", ProtocolVersion.V2)
                        .ref())
                .isEqualTo(new Ref("r1"));
        assertThat(read("{\"ref\":\"r1\"}", ProtocolVersion.V2).ref()).isEqualTo(new Ref("r1"));
        for (String bad : new String[] {"\"type\":5", "\"context\":[]", "\"content\":{},\"content\":{}"}) {
            for (String json : new String[] {"{" + bad + ",\"ref\":\"r1\"}", "{\"ref\":\"r1\"," + bad + "}"}) {
                assertThat(read(json, ProtocolVersion.V2)).as(json).isInstanceOf(Unreadable.class);
                assertThat(read(json, ProtocolVersion.V2).ref()).as(json).isEqualTo(new Ref("r1"));
            }
        }
    }

    @Test
    void ofTwoRefsNoneIsMeant() {
        for (String second : new String[] {"\"r1\"", "\"r2\"", "null", "7"}) {
            IncomingFrame frame =
                    read("{\"type\":\"request\",\"ref\":\"r1\",\"ref\":" + second + "}", ProtocolVersion.V2);

            assertThat(((Unreadable) frame).refused().refusal()).isEqualTo(Refusal.INVALID_JSON);
            assertThat(frame.ref()).isNull();
        }
    }

    @Test
    void version1KnowsNoRef() {
        IncomingFrame frame = read("{\"type\":\"request\",\"ref\":\"r1\"}", ProtocolVersion.V1);

        assertThat(frame).isInstanceOf(Readable.class);
        assertThat(frame.ref()).isNull();
    }

    // ---- posts

    @Test
    void readsWhoPosts() {
        IncomingPost post = post("{\"user_id\":\"ana\",\"role\":\"student\",\"type\":\"analytics\",\"ref\":\"r1\"}");

        assertThat(post.userId()).isEqualTo("ana");
        assertThat(post.role()).isEqualTo("student");
        assertThat(post.frame()).isInstanceOf(Readable.class);
        assertThat(post.frame().ref()).isEqualTo(new Ref("r1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing",
                "[]",
                "{\"user_id\":\"a\",\"user_id\":\"b\",\"role\":\"student\",\"type\":\"analytics\"}",
                "{\"user_id\":7,\"role\":\"student\",\"type\":\"analytics\"}",
                "{\"user_id\":\"a\",\"role\":{},\"type\":\"analytics\"}"
            })
    void refusesPostsThatAreNotOneObject(String body) {
        IncomingFrame frame = post(body).frame();

        assertThat(frame).isInstanceOf(Unreadable.class);
        assertThat(((Unreadable) frame).refused().refusal()).isEqualTo(Refusal.INVALID_JSON);
    }

    private static IncomingPost post(String json) {
        return FrameReader.readPost(json.getBytes(StandardCharsets.UTF_8));
    }

    private static IncomingFrame read(String json, ProtocolVersion version) {
        return FrameReader.read(json.getBytes(StandardCharsets.UTF_8), version);
    }

    private static Readable readable(String json) {
        IncomingFrame frame = FrameReader.read(json.getBytes(StandardCharsets.UTF_8), ProtocolVersion.V1);
        assertThat(frame).as(json).isInstanceOf(Readable.class);
        return (Readable) frame;
    }

    private static Refused unreadable(String json) {
        IncomingFrame frame = FrameReader.read(json.getBytes(StandardCharsets.UTF_8), ProtocolVersion.V1);
        assertThat(frame).as(json).isInstanceOf(Unreadable.class);
        return ((Unreadable) frame).refused();
    }

    private static String content(Readable frame) {
        assertThat(frame.content()).isInstanceOf(ContentRead.Good.class);
        return new String(((ContentRead.Good) frame.content()).content().json(), StandardCharsets.UTF_8);
    }

    private static Refused badContent(String json) {
        ContentRead content = readable(json).content();
        assertThat(content).isInstanceOf(ContentRead.Bad.class);
        return ((ContentRead.Bad) content).refused();
    }
}
