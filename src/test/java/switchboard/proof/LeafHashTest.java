package switchboard.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import switchboard.protocol.values.Content;
import switchboard.protocol.values.Context;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;

class LeafHashTest {
    private static final SessionId SESSION =
            SessionId.parse("0193b5a2-7c1e-7d4a-9b6e-3f1c2a5d8e70").orElseThrow();
    private static final Salts SALTS = new Salts(salt(1), salt(2), salt(3));

    private static Salt salt(int of) {
        byte[] bytes = new byte[Salt.BYTES];
        Arrays.fill(bytes, (byte) of);
        return Salt.of(bytes);
    }

    private static Message message(MessageType type, @Nullable String to, String content) {
        return new Message(
                new MessageId(UUID.fromString("0193b5a2-8000-7000-8000-000000000001")),
                SESSION,
                7,
                type,
                new Context("general"),
                new UserId("ines"),
                to == null ? null : new UserId(to),
                Content.ofStored(content.getBytes(StandardCharsets.UTF_8)),
                Instant.ofEpochMilli(1_795_000_000_123L),
                null);
    }

    /** Computed by a program in another language, from protocol.md alone. */
    @Test
    void isWhatTheProtocolSays() {
        assertThat(LeafHash.of(message(MessageType.INSTRUCTOR_INBOX, null, "{\"text\":\"wärme\"}"), SALTS))
                .hasToString("2c86a4e1b417527aae69d2b8faf6904aee56fe6c99c4ce02e007dcf0c2f9bdcc");
        assertThat(LeafHash.of(message(MessageType.REQUEST, "ann", "{\"text\":\"wärme\"}"), SALTS))
                .hasToString("92738940e49e1a142c16b9786cbba5626253f3da517db37db01af6459f66dde1");
    }

    @Test
    void isAnotherOneForAnotherContentOrSalt() {
        Hash leaf = LeafHash.of(message(MessageType.REQUEST, "ann", "{}"), SALTS);
        assertThat(LeafHash.of(message(MessageType.REQUEST, "ann", "{ }"), SALTS))
                .isNotEqualTo(leaf);
        assertThat(LeafHash.of(message(MessageType.REQUEST, "ann", "{}"), new Salts(salt(1), salt(2), Salt.draw())))
                .isNotEqualTo(leaf);
    }

    @Test
    void aSaltHas16BytesOrMoreAndIsNotTold() {
        assertThatThrownBy(() -> Salt.of(new byte[15])).hasMessage("a salt has 16 bytes or more, not 15");
        Salt drawn = Salt.draw();
        assertThat(drawn).isNotEqualTo(Salt.draw()).isEqualTo(Salt.of(drawn.bytes()));
        assertThat(drawn.bytes()).hasSize(16);
        assertThat(drawn).hasToString("Salt[not for logs]");
    }
}
