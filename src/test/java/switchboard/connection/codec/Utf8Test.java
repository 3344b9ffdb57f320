package switchboard.connection.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {

    @Test
    void acceptsEveryCodePointHoweverItIsSplit() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                continue;
            }
            byte[] bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
            for (int split = 0; split <= bytes.length; split++) {
                Utf8 utf8 = new Utf8();
                boolean accepted = utf8.accepts(bytes, 0, split) && utf8.accepts(bytes, split, bytes.length);
                if (!accepted || !utf8.complete()) {
                    throw new AssertionError("U+" + Integer.toHexString(codePoint) + " split at " + split);
                }
            }
        }
    }

    /** What makes the text invalid is the last byte given; one byte less was still possible. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", // a continuation byte alone
                "c0", // overlong ASCII
                "c1",
                "e080", // overlong
                "e09f",
                "f080",
                "f08f",
                "eda0", // surrogates
                "edbf",
                "f490", // beyond U+10FFFF
                "f5",
                "ff",
                "fe",
                "c341", // ASCII where a continuation is due
                "e28228",
                "f09f9841",
                "41424344454647486162636465666768c0", // behind a run of ASCII
                "cebae1bdb9cf83cebcceb5eda0"
            })
    void refusesAtTheFirstByteThatNoTextCouldHaveThere(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThat(new Utf8().accepts(bytes, 0, bytes.length - 1)).isTrue();
        for (int split = 0; split < bytes.length; split++) {
            Utf8 utf8 = new Utf8();
            assertThat(utf8.accepts(bytes, 0, split)).isTrue();
            assertThat(utf8.accepts(bytes, split, bytes.length))
                    .as("split at %d", split)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"c3", "e2", "e282", "f0", "f09f", "f09f98"})
    void isIncompleteInTheMiddleOfACharacter(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        Utf8 utf8 = new Utf8();
        assertThat(utf8.accepts(bytes, 0, bytes.length)).isTrue();
        assertThat(utf8.complete()).isFalse();
        utf8.reset();
        assertThat(utf8.complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void judgesRandomBytesAsTheStrictDecoderOfTheJdkDoes(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = nearlyText(random);
            Utf8 utf8 = new Utf8();
            boolean valid = utf8.accepts(bytes, 0, bytes.length) && utf8.complete();
            assertThat(valid)
                    .as("seed %d: %s", seed, HexFormat.of().formatHex(bytes))
                    .isEqualTo(jdkAccepts(bytes));
        }
    }

    private static byte[] nearlyText(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(24);
        for (int i = 0; i < length; i++) {
            int[] ranges = {0x80, 0x800, 0x10000, 0x110000};
            int codePoint = random.nextInt(ranges[random.nextInt(4)]);
            boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            text.appendCodePoint(surrogate ? 'x' : codePoint);
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextBoolean()) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static boolean jdkAccepts(byte[] bytes) {
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
