package switchboard.protocol.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.protocol.RandomJson;
import switchboard.protocol.values.Content;
import switchboard.protocol.values.Context;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.Timestamps;
import switchboard.protocol.values.UserId;
import switchboard.testing.SeededTest;

class FrameWriterTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-11-23T03:05:33.123456Z");
    private static final MessageId ID = new MessageId(UUID.fromString("01930000-0000-7abc-8def-0123456789ab"));
    private static final SessionId SESSION = new SessionId(UUID.fromString("01920000-ffff-7000-bfff-fedcba987654"));
    private static final Context LAB = new Context("lab-1");
    private static final UserId TEACHER = new UserId("teacher_1");
    private static final UserId ALICE = new UserId("alice");

    @Test
    void writesADirectMessageInTheOrderOfTheProtocol() {
        Message message = new Message(
                ID,
                SESSION,
                42,
                MessageType.REQUEST,
                LAB,
                TEACHER,
                ALICE,
                content("{\"n\":1E400,\"s\":\"é\\u0041\"}"),
                NOW,
                null);

        EncodedMessage frame = FrameWriter.message(message);

        assertThat(frame.seq()).isEqualTo(42);
        assertThat(text(frame.json()))
                .isEqualTo("{\"id\":\"01930000-0000-7abc-8def-0123456789ab\","
                        + "\"session_id\":\"01920000-ffff-7000-bfff-fedcba987654\",\"type\":\"request\",\"context\":\"lab-1\","
                        + "\"from_user\":\"teacher_1\",\"to_user\":\"alice\",\"content\":{\"n\":1E400,\"s\":\"é\\u0041\"},"
                        + "\"timestamp\":\"2026-11-23T03:05:33.123Z\",\"seq\":42}");
    }

    @Test
    void leavesToUserOutWhereThereIsNone() {
        Message message = new Message(
                ID, SESSION, 1, MessageType.ANALYTICS, Context.GENERAL, ALICE, null, Content.EMPTY, NOW, null);

        assertThat(text(FrameWriter.message(message).json()))
                .isEqualTo("{\"id\":\"01930000-0000-7abc-8def-0123456789ab\","
                        + "\"session_id\":\"01920000-ffff-7000-bfff-fedcba987654\",\"type\":\"analytics\","
                        + "\"context\":\"general\",\"from_user\":\"alice\",\"content\":{},"
                        + "\"timestamp\":\"2026-11-23T03:05:33.123Z\",\"seq\":1}");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 9, 10, 99, 100, 4_294_967_295L, Long.MAX_VALUE})
    void writesEverySeqInFull(long seq) throws IOException {
        Message message = new Message(
                ID, SESSION, seq, MessageType.ANALYTICS, Context.GENERAL, ALICE, null, Content.EMPTY, NOW, null);

        assertThat(json(FrameWriter.message(message).json()).get("seq").longValue())
                .isEqualTo(seq);
    }

    @SeededTest
    void carriesAnyMessage(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20; i++) {
            MessageType type = MessageType.values()[random.nextInt(6)];
            Message message = new Message(
                    new MessageId(new UUID(random.nextLong(), random.nextLong())),
                    new SessionId(new UUID(random.nextLong(), random.nextLong())),
                    1 + (random.nextLong() >>> (1 + random.nextInt(62))),
                    type,
                    new Context("c".repeat(1 + random.nextInt(50))),
                    new UserId("u".repeat(1 + random.nextInt(50))),
                    type.needsRecipient() ? new UserId("s".repeat(1 + random.nextInt(50))) : null,
                    content(RandomJson.portableObject(random, 3).compact()),
                    Instant.ofEpochMilli(random.nextLong(4_102_444_800_000L)),
                    null);

            byte[] frame = FrameWriter.message(message).json();

            JsonNode json = json(frame);
            assertThat(json.get("id").textValue()).isEqualTo(message.id().toString());
            assertThat(json.get("session_id").textValue())
                    .isEqualTo(message.session().toString());
            assertThat(json.get("seq").longValue()).isEqualTo(message.seq());
            assertThat(json.path("to_user").textValue())
                    .isEqualTo(message.to() == null ? null : message.to().value());
            assertThat(json.get("timestamp").textValue()).isEqualTo(Timestamps.format(message.timestamp()));
            assertThat(text(frame))
                    .contains(",\"content\":" + text(message.content().json()) + ",");
        }
    }

    @Test
    void writesHistoryComplete() {
        assertThat(text(FrameWriter.historyComplete(3, 17, NOW)))
                .isEqualTo(
                        "{\"type\":\"system\",\"context\":\"history_complete\",\"content\":{\"event\":\"history_complete\","
                                + "\"message\":\"All earlier messages were sent\",\"count\":3,\"head_seq\":17},"
                                + "\"timestamp\":\"2026-11-23T03:05:33.123Z\"}");
    }

    @Test
    void writesWhereMessagesAreDamaged() throws IOException {
        JsonNode content = systemContent("messages_damaged", FrameWriter.messagesDamaged(5, 7, NOW));

        assertThat(content.fieldNames()).toIterable().containsExactly("event", "message", "first_seq", "last_seq");
        assertThat(content.path("first_seq").longValue()).isEqualTo(5);
        assertThat(content.path("last_seq").longValue()).isEqualTo(7);
    }

    @Test
    void writesHistoryUnavailable() throws IOException {
        JsonNode content = systemContent("history_unavailable", FrameWriter.historyUnavailable(NOW));

        assertThat(content.fieldNames()).toIterable().containsExactly("event", "message");
    }

    @Test
    void writesMessageErrorWithItsDetailsBehindTheCode() throws IOException {
        Refused refused = Refusal.RATE_LIMITED
                .because("too many messages")
                .with("limit", 100)
                .with("window_seconds", 60)
                .with("retry_after_ms", 1234L)
                .with("to_user", "alice");

        JsonNode content = systemContent("message_error", FrameWriter.messageError(refused, null, NOW));

        assertThat(content.toString())
                .isEqualTo(
                        "{\"event\":\"message_error\",\"message\":\"too many messages\",\"error\":\"too many messages\","
                                + "\"code\":\"rate_limited\",\"limit\":100,\"window_seconds\":60,\"retry_after_ms\":1234,"
                                + "\"to_user\":\"alice\"}");
    }

    @Test
    void writesTheRefOfWhatWasRefused() throws IOException {
        JsonNode content = systemContent(
                "message_error", FrameWriter.messageError(Refusal.BUSY.refused(), new Ref("r \"1\""), NOW));

        assertThat(content.get("code").textValue()).isEqualTo("busy");
        assertThat(content.get("ref").textValue()).isEqualTo("r \"1\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"r1", "say \"hi\" \\ twice \\\\", " ", "~"})
    void givesTheSenderItsRefBehindAllThatOthersGet(String ref) throws IOException {
        Message message = new Message(
                ID, SESSION, 7, MessageType.ANALYTICS, Context.GENERAL, ALICE, null, Content.EMPTY, NOW, new Ref(ref));

        EncodedMessage shared = FrameWriter.message(message);
        EncodedMessage own = shared.withRef(new Ref(ref));

        assertThat(json(shared.json()).has("ref")).isFalse();
        assertThat(own.seq()).isEqualTo(7);
        ObjectNode expected = (ObjectNode) json(shared.json());
        expected.put("ref", ref);
        assertThat(json(own.json())).isEqualTo(expected);
    }

    @Test
    void writesTheReceiptOfAMessage() throws IOException {
        JsonNode content = systemContent(
                "message_accepted", FrameWriter.messageAccepted(new Ref("r\"1\\"), ID, 9, NOW, 47, true, NOW));

        assertThat(content.fieldNames())
                .toIterable()
                .containsExactly("event", "message", "ref", "id", "seq", "timestamp", "recipients", "duplicate");
        assertThat(content.get("ref").textValue()).isEqualTo("r\"1\\");
        assertThat(content.get("id").textValue()).isEqualTo(ID.toString());
        assertThat(content.get("seq").longValue()).isEqualTo(9);
        assertThat(content.get("timestamp").textValue()).isEqualTo("2026-11-23T03:05:33.123Z");
        assertThat(content.get("recipients").intValue()).isEqualTo(47);
        assertThat(content.get("duplicate").booleanValue()).isTrue();
        assertThat(content.get("message").textValue()).isEqualTo("Your message had been saved before");
        assertThat(systemContent(
                                "message_accepted",
                                FrameWriter.messageAccepted(new Ref("r"), ID, 10, NOW, 0, false, NOW))
                        .get("message")
                        .textValue())
                .isEqualTo("Your message is saved");
    }

    @Test
    void writesThatTheRecipientIsOffline() throws IOException {
        JsonNode plain = systemContent("recipient_offline", FrameWriter.recipientOffline(ALICE, ID, null, NOW));
        JsonNode withRef =
                systemContent("recipient_offline", FrameWriter.recipientOffline(ALICE, ID, new Ref("r1"), NOW));

        assertThat(plain.fieldNames()).toIterable().containsExactly("event", "message", "to_user", "message_id");
        assertThat(plain.get("to_user").textValue()).isEqualTo("alice");
        assertThat(plain.get("message_id").textValue()).isEqualTo(ID.toString());
        assertThat(withRef.get("ref").textValue()).isEqualTo("r1");
    }

    @Test
    void writesWhoCameAndWent() throws IOException {
        JsonNode joined = systemContent("user_joined", FrameWriter.userJoined(ALICE, Role.STUDENT, null, NOW));
        JsonNode left = systemContent("user_left", FrameWriter.userLeft(TEACHER, Role.INSTRUCTOR, null, NOW));

        assertThat(joined.get("user_id").textValue()).isEqualTo("alice");
        assertThat(joined.get("role").textValue()).isEqualTo("student");
        assertThat(left.get("user_id").textValue()).isEqualTo(TEACHER.value());
        assertThat(left.get("role").textValue()).isEqualTo("instructor");
    }

    @Test
    void writesWhoBelongsToASession() throws IOException {
        JsonNode content = systemContent(
                "participants",
                FrameWriter.participants(
                                JsonPieces.array(List.of(
                                        JsonPieces.elements(List.of(new Participant(ALICE, Role.STUDENT, true, NOW))),
                                        JsonPieces.elements(List.of()),
                                        JsonPieces.elements(
                                                List.of(new Participant(TEACHER, Role.INSTRUCTOR, false, null))))),
                                NOW)
                        .toArray());

        assertThat(content.get("participants").toString())
                .isEqualTo("[{\"user_id\":\"alice\",\"role\":\"student\",\"online\":true,"
                        + "\"joined_at\":\"2026-11-23T03:05:33.123Z\"},"
                        + "{\"user_id\":\"" + TEACHER + "\",\"role\":\"instructor\",\"online\":false}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"quoted\" \\ \u0000\n\t", "é € 😀 \u2028", "\ud800 half a pair", "</script>"})
    void escapesWhateverATextHolds(String text) throws IOException {
        JsonNode content = systemContent(
                "message_error", FrameWriter.messageError(Refusal.INVALID_CONTEXT.because(text), null, NOW));

        assertThat(content.get("message").textValue()).isEqualTo(text);
        assertThat(content.get("error").textValue()).isEqualTo(text);
    }

    @Test
    void saysWhyASessionIsOver() throws IOException {
        JsonNode ended = systemContent("session_ended", FrameWriter.sessionEnded(NOW));
        JsonNode replaced = systemContent("session_ended", FrameWriter.replaced(NOW));

        assertThat(ended.get("reason").textValue()).isEqualTo("Session ended by instructor");
        assertThat(ended.get("code").textValue()).isEqualTo("session_ended");
        assertThat(replaced.get("reason").textValue()).isEqualTo("Connection replaced by new instance");
        assertThat(replaced.get("code").textValue()).isEqualTo("replaced");
    }

    @ParameterizedTest
    @EnumSource(CloseReason.class)
    void announcesACloseWhereItHasACode(CloseReason reason) throws IOException {
        if (reason.closingCode().isEmpty()) {
            assertThatIllegalArgumentException().isThrownBy(() -> FrameWriter.closing(reason, "why", 0, NOW));
            return;
        }
        JsonNode content = systemContent("closing", FrameWriter.closing(reason, "why", 2_500, NOW));

        assertThat(content.fieldNames())
                .toIterable()
                .containsExactly("event", "message", "code", "reconnect", "retry_after_ms");
        assertThat(content.get("message").textValue()).isEqualTo("why");
        assertThat(content.get("code").textValue())
                .isEqualTo(reason.closingCode().get());
        assertThat(content.get("reconnect").booleanValue()).isEqualTo(reason.reconnect());
        assertThat(content.get("retry_after_ms").longValue()).isEqualTo(2_500);
    }

    @Test
    void welcomesWithAllThatAClientMustKnow() throws IOException {
        SessionInfo session =
                new SessionInfo(SESSION, new SessionName("Maths 😀"), TEACHER, List.of(ALICE), Map.of(), NOW, null);

        JsonNode content = systemContent(
                "welcome",
                FrameWriter.welcome(
                                JsonPieces.ofValue(session), ALICE, Role.STUDENT, "c7", 12, 100, 60, null, null, NOW)
                        .toArray());

        assertThat(content.fieldNames())
                .toIterable()
                .containsExactly(
                        "event",
                        "message",
                        "protocol",
                        "session",
                        "user_id",
                        "role",
                        "connection_id",
                        "head_seq",
                        "limits");
        assertThat(content.get("session").get("name").textValue()).isEqualTo("Maths 😀");
        assertThat(content.get("limits").toString())
                .isEqualTo("{\"messages\":100,\"window_seconds\":60,\"content_bytes\":65536}");
        assertThat(content.get("head_seq").longValue()).isEqualTo(12);
        assertThat(content.get("role").textValue()).isEqualTo("student");
    }

    /** The content, after a look at what is the same in all system frames. */
    private static JsonNode systemContent(String event, byte[] frame) throws IOException {
        JsonNode json = json(frame);
        assertThat(json.fieldNames()).toIterable().containsExactly("type", "context", "content", "timestamp");
        assertThat(json.get("type").textValue()).isEqualTo("system");
        assertThat(json.get("context").textValue()).isEqualTo(event);
        assertThat(json.get("timestamp").textValue()).isEqualTo("2026-11-23T03:05:33.123Z");
        assertThat(json.get("content").get("event").textValue()).isEqualTo(event);
        assertThat(json.get("content").get("message").textValue()).isNotBlank();
        return json.get("content");
    }

    private static Content content(String json) {
        return Content.ofValidated(json.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode json(byte[] frame) throws IOException {
        return MAPPER.readTree(frame);
    }

    private static String text(byte[] frame) {
        return new String(frame, StandardCharsets.UTF_8);
    }
}
