package switchboard.protocol.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static switchboard.protocol.frames.ReadFrames.badContent;
import static switchboard.protocol.frames.ReadFrames.content;
import static switchboard.protocol.frames.ReadFrames.read;
import static switchboard.protocol.frames.ReadFrames.readable;
import static switchboard.protocol.frames.ReadFrames.unreadable;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.protocol.frames.IncomingFrame.Readable;
import switchboard.protocol.frames.IncomingFrame.Unreadable;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Ref;

class FrameReaderTest {
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
}
