package switchboard.bench.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EnvelopeTest {
    private final Envelope envelope = new Envelope();
    private byte[] buffer = new byte[0];

    private boolean read(String json) {
        String before = "\"seq\":99,{";
        buffer = (before + json + "}}\"").getBytes(StandardCharsets.UTF_8);
        int from = before.length();
        return envelope.read(buffer, from, from + json.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void findsTheMembersOfAMessage() {
        assertThat(read("{\"id\":\"i\",\"session_id\":\"s\",\"type\":\"request\",\"context\":\"c\",\"from_user\":\"f\","
                        + "\"to_user\":\"t\",\"content\":{\"n\":1},\"timestamp\":\"x\",\"seq\":1234567890123}"))
                .isTrue();

        assertThat(envelope.session.text(buffer)).isEqualTo("s");
        assertThat(envelope.type.text(buffer)).isEqualTo("request");
        assertThat(envelope.context.text(buffer)).isEqualTo("c");
        assertThat(envelope.fromUser.text(buffer)).isEqualTo("f");
        assertThat(envelope.toUser.text(buffer)).isEqualTo("t");
        assertThat(envelope.content.text(buffer)).isEqualTo("{\"n\":1}");
        assertThat(envelope.seq()).isEqualTo(1_234_567_890_123L);
    }

    @Test
    void takesAnyOrderAnyWhiteSpaceAndMembersItDoesNotKnow() {
        assertThat(
                        read(
                                " { \"seq\" : 7 , \"new\" : [ { \"seq\":8 } , null ] ,\n\"other\":true,\t\"type\" : \"analytics\" } "))
                .isTrue();

        assertThat(envelope.seq()).isEqualTo(7);
        assertThat(envelope.type.text(buffer)).isEqualTo("analytics");
        assertThat(envelope.toUser.isPresent()).isFalse();
    }

    @Test
    void doesNotTakeContentForMembers() {
        assertThat(
                        read(
                                "{\"content\":{\"seq\":5,\"x\":\"\\\"}},\\\\\",\"y\":{\"type\":\"z\"}},\"seq\":6,\"type\":\"request\"}"))
                .isTrue();

        assertThat(envelope.seq()).isEqualTo(6);
        assertThat(envelope.type.text(buffer)).isEqualTo("request");
        assertThat(envelope.content.text(buffer)).endsWith("{\"type\":\"z\"}}");
    }

    @Test
    void forgetsTheFrameBefore() {
        read("{\"type\":\"request\",\"to_user\":\"t\",\"seq\":3}");

        assertThat(read("{\"type\":\"system\"}")).isTrue();

        assertThat(envelope.toUser.isPresent()).isFalse();
        assertThat(envelope.seq()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{}",
                "{\"type\"",
                "{\"type\":",
                "{\"type\":\"x",
                "{\"type\":\"x\"",
                "{\"type\":\"x\",",
                "{\"type\":\"x\" \"seq\":1}",
                "{\"type\" \"x\"}",
                "{\"content\":{\"a\":1}",
                "{\"seq\":1.5}",
                "{\"seq\":-1}",
                "{\"type\":\"x\\"
            })
    void seesWhatIsNoWholeObject(String json) {
        assertThat(read(json)).isFalse();
    }
}
