package switchboard.contract.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.testing.Drafts;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/**
 * Section 5: every refusal of a frame, what it carries, and that the first of several reasons is the one that is told.
 */
class RefusalsTest {
    private static final String TOO_LARGE = "{\"x\":\"" + "x".repeat(65_536) + "\"}";

    @RegisterExtension
    static final SharedServer SERVER =
            SharedServer.with(starting -> starting.withRates(10_000).with("switchboard.session.max-bytes", "1 MiB"));

    static Stream<String> noFrames() {
        return Stream.of(
                "",
                " ",
                "nonsense",
                "null",
                "5",
                "\"text\"",
                "[]",
                "[{\"type\":\"analytics\"}]",
                "{",
                "{}}",
                "{} {}",
                "{\"type\":\"analytics\",}",
                "{type:\"analytics\"}",
                "{'type':'analytics'}",
                "{\"type\":\"analytics\"} // why not",
                "{\"type\":\"analytics\",\"content\":{\"a\":01}}",
                "{\"type\":\"analytics\",\"content\":{\"a\":NaN}}",
                "{\"type\":\"analytics\",\"content\":{\"a\":\"\n\"}}",
                "{\"type\":\"analytics\",\"content\":{\"a\":\"\\x\"}}",
                "{\"type\":\"analytics\",\"type\":\"analytics\"}",
                "{\"type\":\"analytics\",\"t\\u0079pe\":\"analytics\"}",
                "{\"type\":\"analytics\",\"context\":\"a\",\"context\":\"a\"}",
                "{\"type\":\"analytics\",\"to_user\":null,\"to_user\":null}",
                "{\"type\":\"analytics\",\"content\":{},\"content\":{}}",
                "{\"type\":\"analytics\",\"ref\":\"1\",\"ref\":\"1\"}",
                "{\"type\":5}",
                "{\"type\":[\"analytics\"]}",
                "{\"type\":\"analytics\",\"context\":5}",
                "{\"type\":\"analytics\",\"context\":{}}",
                "{\"type\":\"analytics\",\"to_user\":true}",
                "\ufeff{\"type\":\"analytics\"}");
    }

    @ParameterizedTest
    @MethodSource("noFrames")
    void whatIsNotOneJsonObjectOfTheKnownShape(String text) {
        refused("ann", text, "invalid_json");
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', invalid_type", "'{\"type\":null}', invalid_type", "'{\"type\":\"\"}', invalid_type",
        "'{\"type\":\"system\"}', invalid_type", "'{\"type\":\"Analytics\"}', invalid_type",
                "'{\"Type\":\"analytics\"}', invalid_type"
    })
    void whatIsNoneOfTheSixTypes(String text, String code) {
        refused("ann", text, code);
    }

    @ParameterizedTest
    @CsvSource({
        "null, missing_recipient",
        "'\"\"', missing_recipient",
        "'\" \"', invalid_recipient",
        "'\"a b\"', invalid_recipient",
        "'\"é\"', invalid_recipient",
        "'\"a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9a_b-C9xyz\"', invalid_recipient",
        "'\"zoe\"', recipient_not_in_session",
        "'\"Ann\"', recipient_not_in_session",
        "'\"teacher\"', recipient_not_in_session"
    })
    void whatHasNoGoodRecipient(String toUser, String code) {
        for (String type : List.of("request", "inbox_response")) {
            refused("teacher", Drafts.of(type).member("to_user", toUser).json(), code);
        }
    }

    @Test
    void aBinaryFrame() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.student("ann");
            ann.sendBinary(Drafts.question("in binary").getBytes(StandardCharsets.UTF_8));
            assertRefused(ann.awaitSystem("message_error"), "unsupported_data");
        }
    }

    /** Each frame has the fault that it is named after, and every fault that is looked for later. */
    static Stream<Arguments> frameWithSeveralFaults() {
        return Stream.of(
                Arguments.of(
                        "ann", "{\"type\":\"nonsense\",\"context\":5,\"content\":" + TOO_LARGE + "}", "invalid_json"),
                Arguments.of("ann", faulty("nonsense").content("5").json(), "invalid_type"),
                Arguments.of("ann", faulty("request").content(TOO_LARGE).json(), "not_permitted"),
                Arguments.of("teacher", faulty("analytics").content(TOO_LARGE).json(), "not_permitted"),
                Arguments.of("teacher", faulty("request").content("[]").json(), "invalid_context"),
                Arguments.of("teacher", Drafts.of("request").content("[]").json(), "missing_recipient"),
                Arguments.of(
                        "teacher",
                        Drafts.of("request").toUser("a b").content(TOO_LARGE).json(),
                        "invalid_recipient"),
                Arguments.of(
                        "teacher",
                        Drafts.of("request").toUser("zoe").content("[]").json(),
                        "recipient_not_in_session"),
                Arguments.of(
                        "teacher",
                        Drafts.of("instructor_broadcast")
                                .toUser("a b")
                                .content("[]")
                                .json(),
                        "invalid_content"),
                Arguments.of("ann", Drafts.of("analytics").content(TOO_LARGE).json(), "content_too_large"));
    }

    private static Drafts faulty(String type) {
        return Drafts.of(type).context("a b").toUser("c d");
    }

    @ParameterizedTest(name = "{2} by {0}")
    @MethodSource("frameWithSeveralFaults")
    void theFirstOfSeveralReasonsInTheOrderOfTheTable(String sender, String text, String code) {
        refused(sender, text, code);
    }

    @ParameterizedTest(name = "{2} by {0}")
    @MethodSource("frameWithSeveralFaults")
    void theEndOfTheSessionOnlyAfterAllThatIsWrongWithTheFrame(String sender, String text, String code) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient client = sender.equals("ann") ? room.student("ann") : room.teacher();
            room.end();
            client.awaitSystem("session_ended");
            client.send(text);
            assertRefused(client.awaitSystem("message_error"), code);
            client.send(sender.equals("ann") ? Drafts.question("late") : Drafts.broadcast("late"));
            assertRefused(client.awaitSystem("message_error"), "session_ended");
        }
    }

    @Test
    void aFullSessionThatCanStillBeRead() {
        try (TestSession room = SERVER.room("ann", "bob")) {
            RecordingClient teacher = room.teacher();
            RecordingClient ann = room.student("ann");
            String large = "x".repeat(60_000);
            for (int i = 0; i < 18; i++) {
                ann.send(Drafts.question(large));
            }
            assertRefused(ann.awaitSystem("message_error"), "session_full");
            List<Text> stored = teacher.awaitMessages(17);
            teacher.send(Drafts.of("request").toUser("zoe").content("[]"));
            teacher.awaitError("recipient_not_in_session");
            teacher.send(Drafts.broadcast(large));
            teacher.awaitError("session_full");

            RecordingClient late = room.join("late", "instructor", "v1");
            assertThat(late.messages())
                    .extracting(Text::raw)
                    .isEqualTo(stored.stream().map(Text::raw).toList());
        }
    }

    @Test
    void answersLeaveInTheOrderOfTheFrames() {
        try (TestSession room = SERVER.room("ann", "bob")) {
            RecordingClient teacher = room.teacher();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                switch (i % 4) {
                    case 0 -> teacher.send(Drafts.request("ann", "stored, and nobody is there " + i));
                    case 1 -> teacher.send("nonsense");
                    case 2 -> teacher.sendBinary(new byte[0]);
                    default -> teacher.send(Drafts.request("zoe", "nobody"));
                }
            }
            for (int i = 0; i < 10; i++) {
                expected.addAll(
                        List.of("recipient_offline", "invalid_json", "unsupported_data", "recipient_not_in_session"));
            }
            teacher.send(Drafts.of("nonsense"));
            teacher.awaitError("invalid_type");
            expected.add("invalid_type");

            assertThat(teacher.systems("message_error")).extracting(Text::code).isEqualTo(expected);
        }
    }

    /** Answered, and nothing else happened: not to the sender's connection, not to anybody. */
    private static void refused(String sender, String text, String code) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            RecordingClient ann = room.student("ann");
            RecordingClient client = sender.equals("ann") ? ann : teacher;
            client.send(text);
            assertRefused(client.next(), code);

            ann.send(Drafts.question("the first that is stored"));
            teacher.send(Drafts.broadcast("another"));
            assertThat(teacher.awaitMessage().rawContent()).contains("the first that is stored");
            assertThat(ann.awaitMessage().rawContent()).contains("another");
            assertThat(List.of(
                            teacher.messages().get(0).seq(),
                            ann.messages().get(0).seq()))
                    .containsExactlyInAnyOrder(1L, 2L);
        }
    }

    private static void assertRefused(Text frame, String code) {
        assertThat(frame.isSystem("message_error")).as(frame.toString()).isTrue();
        JsonNode content = frame.content();
        assertThat(content.path("code").textValue()).as(frame.toString()).isEqualTo(code);
        assertThat(content.path("message").textValue()).isNotBlank();
        assertThat(content.path("error")).isEqualTo(content.path("message"));
        assertThat(frame.json().path("timestamp").textValue())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(frame.json().size()).isEqualTo(4);
    }
}
