package switchboard.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.protocol.values.SessionId;

class CheckpointTest {
    private static final String SESSION = "0193b5a2-7c1e-7d4a-9b6e-3f1c2a5d8e70";

    /** The first key of RFC 8032, 7.1. */
    private static final SignatureKey KEY =
            SignatureKey.parse("MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
                    + "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n");

    /** Made by OpenSSL. */
    private static final String NOTE = "switchboard/" + SESSION
            + "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n"
            + "— switchboard XvWqmdjJvSY++/1Csw1S7Omul1O72N77ual3pCWfc6wBgASjVGzv1d7Xafcf+Ek9gyuXIk2u3BIXL/L326AWkxq3FQw=\n";

    private static final Checkpoint EMPTY =
            new Checkpoint(SessionId.parse(SESSION).orElseThrow(), 0, Hash.ofNothing());

    @Test
    void isSignedAsOthersSignIt() throws Exception {
        assertThat(EMPTY.signedBy(KEY)).isEqualTo(NOTE);
        assertThat(Checkpoint.read(NOTE, KEY.publicKey())).isEqualTo(EMPTY);
        assertThat(KEY.publicKey().vkey())
                .isEqualTo("switchboard+5ef5aa99+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea");
    }

    @Test
    void isReadByWhoKnowsThe32BytesOfTheKey() throws Exception {
        CheckpointKey known = CheckpointKey.of(KEY.publicKey().bytes());
        assertThat(known.bytes()).hasSize(32);
        assertThat(Checkpoint.read(NOTE, known)).isEqualTo(EMPTY);
        assertThatThrownBy(() -> CheckpointKey.of(new byte[31])).hasMessage("an Ed25519 key has 32 bytes, not 31");
    }

    @Test
    void mayHaveSignaturesOfWitnesses() throws Exception {
        String more = NOTE + "— witness.example " + Base64.getEncoder().encodeToString(new byte[68]) + "\n";
        assertThat(Checkpoint.read(more, KEY.publicKey())).isEqualTo(EMPTY);
    }

    @Test
    void isNotOfAnotherServer() {
        CheckpointKey other = SignatureKey.draw().publicKey();
        assertThatThrownBy(() -> Checkpoint.read(NOTE, other))
                .isInstanceOf(Checkpoint.NotSigned.class)
                .hasMessage("the checkpoint is not signed by this key");
    }

    /** Each bit of each character: nothing else is taken for what the key has signed. */
    @Test
    void isRefusedWithOneBitChanged() {
        for (int at = 0; at < NOTE.length(); at++) {
            for (int bit = 0; bit < 7; bit++) {
                StringBuilder changed = new StringBuilder(NOTE);
                changed.setCharAt(at, (char) (NOTE.charAt(at) ^ 1 << bit));
                String note = changed.toString();
                assertThatThrownBy(() -> Checkpoint.read(note, KEY.publicKey()))
                        .as("%s", note)
                        .isInstanceOf(Checkpoint.NotSigned.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "switchboard/" + SESSION + "\n0\n\n",
                "other/" + SESSION + "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n",
                "switchboard/class\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n",
                "switchboard/" + SESSION + "\n00\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n",
                "switchboard/" + SESSION + "\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n",
                "switchboard/" + SESSION + "\n0\n47DEQpj8\n\n",
                "switchboard/" + SESSION + "\n0\n?\n\n"
            })
    void isRefusedWhereItIsNone(String note) {
        assertThatThrownBy(() -> Checkpoint.read(note, KEY.publicKey())).isInstanceOf(Checkpoint.NotSigned.class);
    }

    @Test
    void aKeyIsKeptAndReadAgain() {
        SignatureKey drawn = SignatureKey.draw();
        SignatureKey again = SignatureKey.parse(drawn.written());
        assertThat(again.publicKey().bytes()).isEqualTo(drawn.publicKey().bytes());
        assertThat(drawn).hasToString("SignatureKey[not for logs]");
        String halves = drawn.written().lines().findFirst().orElseThrow() + "\n"
                + KEY.written().lines().skip(1).findFirst().orElseThrow();
        assertThatThrownBy(() -> SignatureKey.parse(halves)).hasMessageContaining("do not belong together");
        assertThatThrownBy(() -> SignatureKey.parse("x")).hasMessageContaining("two lines");
        assertThatThrownBy(() -> SignatureKey.parse("AAAA\nAAAA")).hasMessage("this is no Ed25519 key");
    }
}
