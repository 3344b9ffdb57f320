package switchboard.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.protocol.values.Content;
import switchboard.protocol.values.Context;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;

class ReceiptTest {
    private static final SessionId SESSION =
            SessionId.parse("0193b5a2-7c1e-7d4a-9b6e-3f1c2a5d8e70").orElseThrow();
    private static final int SIZE = 11;
    private static final int SEQ = 6;
    private static final SignatureKey KEY = SignatureKey.draw();

    private static Message message(long seq, @Nullable String to) {
        return new Message(
                new MessageId(new UUID(0x0193b5a280007000L, 0x8000000000000000L + seq)),
                SESSION,
                seq,
                to == null ? MessageType.ANALYTICS : MessageType.REQUEST,
                new Context("general"),
                new UserId("ines"),
                to == null ? null : new UserId(to),
                Content.ofStored(
                        ("{\"text\":\"wärme \uD83D\uDE00 \\\"" + seq + "\"}").getBytes(StandardCharsets.UTF_8)),
                Instant.ofEpochMilli(1_795_000_000_123L + seq),
                null);
    }

    private static Salts salts(long seq) {
        byte[] bytes = new byte[Salt.BYTES];
        Arrays.fill(bytes, (byte) seq);
        return new Salts(Salt.of(bytes), Salt.of(bytes), Salt.of(bytes));
    }

    /** Of one message in a log of eleven. */
    private static Receipt receipt() {
        List<Hash> leaves = new ArrayList<>();
        for (long seq = 1; seq <= SIZE; seq++) {
            leaves.add(LeafHash.of(message(seq, "ann"), salts(seq)));
        }
        Checkpoint checkpoint = new Checkpoint(SESSION, SIZE, MerkleTree.root(leaves));
        return Receipt.of(
                message(SEQ, "ann"),
                salts(SEQ),
                MerkleTree.inclusionPath(SEQ - 1, leaves),
                checkpoint,
                checkpoint.signedBy(KEY));
    }

    @Test
    void provesAMessageToWhoHasTheKey() throws Exception {
        Receipt receipt = receipt();
        assertThat(receipt.path()).hasSize(4);
        Receipt.read(receipt.json()).check(KEY.publicKey());
        assertThat(Receipt.read(receipt.json())).isEqualTo(receipt);
        assertThat(receipt.content()).isEqualTo("{\"text\":\"wärme \uD83D\uDE00 \\\"6\"}");
    }

    @Test
    void aMessageToNobodyIsToTheEmptyText() throws Exception {
        Message alone = message(1, null);
        Checkpoint checkpoint = new Checkpoint(SESSION, 1, LeafHash.of(alone, salts(1)));
        Receipt receipt = Receipt.of(alone, salts(1), List.of(), checkpoint, checkpoint.signedBy(KEY));
        assertThat(receipt.json()).contains("\"to_user\":\"\"").contains("\"path\":[]");
        Receipt.read(receipt.json()).check(KEY.publicKey());
    }

    /** Each bit of each byte: there is no second receipt beside the one that was given. */
    @Test
    void provesNothingWithOneBitChanged() {
        byte[] given = receipt().json().getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < given.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = given.clone();
                changed[at] ^= (byte) (1 << bit);
                String json = new String(changed, StandardCharsets.UTF_8);
                assertThatThrownBy(() -> Receipt.read(json).check(KEY.publicKey()))
                        .as("%s", json)
                        .isInstanceOf(Receipt.NotProven.class);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json | it is not JSON",
                "{\"version\":\"switchboard-receipt-v2\"} | no receipt of version switchboard-receipt-v1",
                "[] | no receipt of version",
                "{\"version\":\"switchboard-receipt-v1\"} | has not what it needs as session_id: a text",
                "{\"version\":\"switchboard-receipt-v1\",\"session_id\":\"s\",\"seq\":1.5} | as seq: a whole number",
                "{\"version\":\"switchboard-receipt-v1\"} {} | it is not JSON",
            })
    void saysWhatIsWrongWithWhatIsNone(String json, String why) {
        assertThatThrownBy(() -> Receipt.read(json))
                .isInstanceOf(Receipt.NotProven.class)
                .hasMessageContaining(why);
    }

    @Test
    void isNotOfAnotherServerSessionOrCheckpoint() throws Exception {
        Receipt receipt = receipt();
        assertThatThrownBy(() -> receipt.check(SignatureKey.draw().publicKey()))
                .hasMessage("the checkpoint is not signed by this key");
        String elsewhere = receipt.json().replace("\"session_id\":\"0193", "\"session_id\":\"0194");
        assertThatThrownBy(() -> Receipt.read(elsewhere).check(KEY.publicKey()))
                .hasMessage("the checkpoint is of another session: " + SESSION);
        String later = receipt.json().replace("\"size\":11", "\"size\":12");
        assertThatThrownBy(() -> Receipt.read(later).check(KEY.publicKey()))
                .hasMessage("the checkpoint is of another size or root than the receipt");
        String other = receipt.json().replace("wärme", "warme");
        assertThatThrownBy(() -> Receipt.read(other).check(KEY.publicKey()))
                .hasMessageContaining("does not hold this message");
    }
}
