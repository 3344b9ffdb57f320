package switchboard.connection.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static switchboard.testing.client.ClientFrames.BINARY;
import static switchboard.testing.client.ClientFrames.CLOSE;
import static switchboard.testing.client.ClientFrames.CONTINUATION;
import static switchboard.testing.client.ClientFrames.FIN;
import static switchboard.testing.client.ClientFrames.PING;
import static switchboard.testing.client.ClientFrames.PONG;
import static switchboard.testing.client.ClientFrames.TEXT;
import static switchboard.testing.client.ClientFrames.concat;
import static switchboard.testing.client.ClientFrames.frame;
import static switchboard.testing.client.ClientFrames.header;
import static switchboard.testing.client.ClientFrames.utf8;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.protocol.frames.CloseReason;
import switchboard.testing.client.ClientFrames;

class FrameDecoderTest {
    private static final int MAX = 1_048_576;
    private static final String PROTOCOL_ERROR = "violation PROTOCOL_ERROR";
    private static final String INVALID_UTF8 = "violation INVALID_UTF8";
    private static final String TOO_LARGE = "violation FRAME_TOO_LARGE";

    private final FrameDecoder decoder = new FrameDecoder(MAX);

    // ---- lengths and masks

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 7, 8, 9, 124, 125, 126, 127, 128, 65_534, 65_535, 65_536, 65_537, MAX})
    void readsPayloadsOfEveryKindOfLength(int length) {
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) ('a' + i % 26);
        }
        List<FrameDecoder.Event> events = decode(frame(FIN | TEXT, payload));
        assertThat(events).hasSize(1);
        assertThat(((FrameDecoder.Text) events.get(0)).payload()).isEqualTo(payload);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, -1, 0x01020304, 0x80000000, 0x000000FF, 0xFF000000})
    void unmasksWithEveryMask(int mask) {
        byte[] payload = utf8("the quick brown fox jumps over the lazy dog");
        for (int length = 0; length <= payload.length; length++) {
            byte[] part = Arrays.copyOf(payload, length);
            assertThat(wordsOf(frame(FIN | TEXT, part, mask)))
                    .containsExactly("text " + new String(part, StandardCharsets.UTF_8));
        }
    }

    @Test
    void refusesLengthsThatAreNotTheShortest() {
        assertThat(wordsOf(header(FIN | TEXT, 125, 2, 1))).containsExactly(PROTOCOL_ERROR);
        assertThat(words(new FrameDecoder(MAX), header(FIN | TEXT, 65_535, 8, 1)))
                .containsExactly(PROTOCOL_ERROR);
    }

    @Test
    void refusesALengthWithTheHighestBitSet() {
        assertThat(wordsOf(header(FIN | TEXT, Long.MIN_VALUE | 5, 8, 1), ClientFrames.close(1000, "")))
                .containsExactly(PROTOCOL_ERROR);
    }

    @Test
    void refusesAFrameWithoutMask() {
        assertThat(wordsOf(ClientFrames.unmasked(FIN | TEXT, utf8("hi")))).containsExactly(PROTOCOL_ERROR);
    }

    // ---- header bits

    @ParameterizedTest
    @ValueSource(ints = {0x40, 0x20, 0x10, 0x70})
    void refusesReservedBits(int bits) {
        assertThat(wordsOf(frame(FIN | bits | TEXT, utf8("x")))).containsExactly(PROTOCOL_ERROR);
        assertThat(words(new FrameDecoder(MAX), frame(FIN | bits | PING, utf8("x"))))
                .containsExactly(PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    void refusesReservedOpcodes(int opcode) {
        assertThat(wordsOf(frame(FIN | opcode, utf8("x")))).containsExactly(PROTOCOL_ERROR);
    }

    // ---- control frames

    @Test
    void readsControlFramesOfUpTo125Bytes() {
        byte[] longest = new byte[125];
        assertThat(wordsOf(frame(FIN | PING, longest), frame(FIN | PONG, longest), frame(FIN | PING, utf8(""))))
                .containsExactly("ping " + new String(longest, StandardCharsets.UTF_8), "pong", "ping ");
    }

    @ParameterizedTest
    @ValueSource(ints = {CLOSE, PING, PONG})
    void refusesControlFramesThatAreLongOrFragmented(int opcode) {
        assertThat(wordsOf(header(FIN | opcode, 126, 1))).containsExactly(PROTOCOL_ERROR);
        assertThat(words(new FrameDecoder(MAX), frame(opcode, utf8("x")))).startsWith(PROTOCOL_ERROR);
    }

    @Test
    void readsControlFramesBetweenFragments() {
        assertThat(wordsOf(
                        frame(TEXT, utf8("one ")),
                        frame(FIN | PING, utf8("p")),
                        frame(CONTINUATION, utf8("two ")),
                        frame(FIN | PONG, utf8("q")),
                        frame(FIN | CONTINUATION, utf8("three"))))
                .containsExactly("ping p", "pong", "text one two three");
    }

    // ---- fragments

    @Test
    void putsFragmentsTogetherEmptyOnesToo() {
        assertThat(wordsOf(
                        frame(BINARY, utf8("")),
                        frame(CONTINUATION, utf8("ab")),
                        frame(CONTINUATION, utf8("")),
                        frame(FIN | CONTINUATION, utf8("")),
                        frame(FIN | TEXT, utf8("next"))))
                .containsExactly("binary ab", "text next");
    }

    @Test
    void refusesAContinuationOfNothing() {
        assertThat(wordsOf(frame(FIN | CONTINUATION, utf8("x")))).containsExactly(PROTOCOL_ERROR);
        assertThat(words(
                        new FrameDecoder(MAX),
                        frame(TEXT, utf8("a")),
                        frame(FIN | CONTINUATION, utf8("b")),
                        frame(CONTINUATION, utf8("c"))))
                .containsExactly("text ab", PROTOCOL_ERROR);
    }

    @Test
    void refusesANewMessageInsideAnother() {
        assertThat(wordsOf(frame(TEXT, utf8("a")), frame(FIN | TEXT, utf8("b"))))
                .containsExactly(PROTOCOL_ERROR);
    }

    @Test
    void refusesAMessageThatIsTooLargeByItsHeaderAlone() {
        assertThat(wordsOf(header(FIN | TEXT, MAX + 1, 1))).containsExactly(TOO_LARGE);
        assertThat(words(new FrameDecoder(MAX), header(FIN | BINARY, Long.MAX_VALUE, 1)))
                .containsExactly(TOO_LARGE);
    }

    @Test
    void countsAllFragmentsTowardsTheLimit() {
        FrameDecoder small = new FrameDecoder(10);
        assertThat(words(small, frame(TEXT, utf8("12345")), frame(FIN | CONTINUATION, utf8("67890"))))
                .containsExactly("text 1234567890");
        assertThat(words(small, frame(TEXT, utf8("12345")), header(CONTINUATION, 6, 1)))
                .containsExactly(TOO_LARGE);
    }

    @Test
    void tellsWhatItKeepsAndOfWhichMessage_I5() {
        decoder.feed(ByteString.fromArray(frame(FIN | TEXT, utf8("whole"))));
        assertThat(decoder.next()).isNotNull();
        assertThat(decoder.next()).isNull();
        assertThat(decoder.heldBytes()).isZero();
        assertThat(decoder.unfinishedMessage()).isZero();
        decoder.feed(ByteString.fromArray(frame(TEXT, new byte[1_000])));
        assertThat(decoder.heldBytes()).isGreaterThan(1_000); // Not decoded yet.
        assertThat(decoder.next()).isNull();
        assertThat(decoder.heldBytes()).isBetween(1_000L, 2_000L);
        int first = decoder.unfinishedMessage();
        assertThat(first).isNotZero();
        decoder.feed(ByteString.fromArray(
                ClientFrames.concat(frame(FIN | CONTINUATION, utf8("end")), frame(TEXT, utf8("next")))));
        assertThat(decoder.next()).isInstanceOf(FrameDecoder.Text.class);
        assertThat(decoder.next()).isNull();
        assertThat(decoder.unfinishedMessage()).isNotZero().isNotEqualTo(first);
        decoder.onlyClose();
        assertThat(decoder.heldBytes()).isZero();
    }

    @Test
    void aHeaderAloneCostsNoMemoryForItsPayload() {
        long before = allocated();
        for (int i = 0; i < 1_000; i++) {
            words(new FrameDecoder(MAX), header(FIN | TEXT, MAX, 1), utf8("abcdefgh"));
        }
        assertThat(allocated() - before).isLessThan(100L * MAX);
    }

    // ---- text

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c080",
                "eda080",
                "edbfbf",
                "f4908080",
                "e0809f",
                "f0808080",
                "ff",
                "c328",
                "48656c6c6fe2",
                "cebae1bdb9cf83cebcceb5eda080656469746564"
            })
    void refusesTextThatIsNotUtf8WhereverItIsSplit(String hex) {
        byte[] payload = HexFormat.of().parseHex(hex);
        for (int split = 0; split <= payload.length; split++) {
            byte[] head = Arrays.copyOfRange(payload, 0, split);
            byte[] tail = Arrays.copyOfRange(payload, split, payload.length);
            assertThat(words(new FrameDecoder(MAX), frame(TEXT, head), frame(FIN | CONTINUATION, tail)))
                    .as("fragments split at %d", split)
                    .containsExactly(INVALID_UTF8);
            byte[] whole = frame(FIN | TEXT, payload);
            assertThat(words(
                            new FrameDecoder(MAX),
                            Arrays.copyOfRange(whole, 0, 6 + split),
                            Arrays.copyOfRange(whole, 6 + split, whole.length)))
                    .as("chunks split at %d", split)
                    .containsExactly(INVALID_UTF8);
        }
    }

    @Test
    void refusesBadTextBeforeItsFrameEnds() {
        byte[] whole = frame(FIN | TEXT, HexFormat.of().parseHex("61ff6262626262"));
        assertThat(wordsOf(Arrays.copyOf(whole, 8))).containsExactly(INVALID_UTF8);
    }

    @Test
    void takesAnyBytesInABinaryMessage() {
        assertThat(wordsOf(frame(FIN | BINARY, new byte[] {(byte) 0xFF, 0}))).hasSize(1);
    }

    @Test
    void aTextAfterABinaryMessageIsJudgedAnew() {
        assertThat(wordsOf(frame(TEXT, utf8("ab")), frame(FIN | CONTINUATION, utf8("é")), frame(FIN | TEXT, utf8("é"))))
                .containsExactly("text abé", "text é");
    }

    // ---- close

    @ParameterizedTest
    @ValueSource(
            ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999})
    void takesCloseCodesThatAClientMaySend(int code) {
        assertThat(wordsOf(ClientFrames.close(code, "bye"))).containsExactly("close " + code);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535})
    void refusesOtherCloseCodes(int code) {
        assertThat(wordsOf(ClientFrames.close(code, ""))).containsExactly(PROTOCOL_ERROR, "close " + code);
    }

    @Test
    void readsACloseWithoutCode() {
        assertThat(wordsOf(frame(FIN | CLOSE, utf8("")))).containsExactly("close " + CloseCodes.NONE);
    }

    @Test
    void refusesACloseOfOneByte() {
        assertThat(wordsOf(frame(FIN | CLOSE, new byte[] {3}))).containsExactly(PROTOCOL_ERROR, "close 1005");
    }

    @Test
    void refusesACloseReasonThatIsNotUtf8() {
        byte[] reason = HexFormat.of().parseHex("cebae1bdb9cf83cebcceb5eda080");
        assertThat(wordsOf(frame(FIN | CLOSE, ClientFrames.closePayload(1000, reason))))
                .containsExactly(INVALID_UTF8, "close 1000");
        assertThat(words(new FrameDecoder(MAX), frame(FIN | CLOSE, ClientFrames.closePayload(1000, new byte[] {
                    (byte) 0xE2
                }))))
                .containsExactly(INVALID_UTF8, "close 1000");
    }

    // ---- after a violation, or told to look for the close only

    @Test
    void afterAViolationOnlyACloseCounts() {
        assertThat(wordsOf(
                        frame(FIN | TEXT, utf8("good")),
                        frame(FIN | 3, utf8("bad")),
                        frame(FIN | TEXT, utf8("late")),
                        frame(FIN | PING, utf8("late")),
                        frame(FIN | 3, utf8("bad again")),
                        header(FIN | TEXT, MAX + 1, 1),
                        new byte[MAX + 1],
                        ClientFrames.close(1002, "")))
                .containsExactly("text good", PROTOCOL_ERROR, "close 1002");
    }

    @Test
    void aCloseThatIsTooLongIsAViolationAndTheAnswerToOurs() {
        assertThat(wordsOf(frame(FIN | CLOSE, ClientFrames.closePayload(1000, new byte[124]))))
                .containsExactly(PROTOCOL_ERROR, "close 1005");
    }

    @Test
    void findsTheCloseBehindWhatItWasReadingWhenToldToLookForIt() {
        byte[] text = frame(FIN | TEXT, utf8("half of it"));
        assertThat(words(decoder, Arrays.copyOf(text, 9))).isEmpty();
        decoder.onlyClose();
        assertThat(words(
                        decoder,
                        Arrays.copyOfRange(text, 9, text.length),
                        frame(TEXT, utf8("a")),
                        frame(TEXT, utf8("b")),
                        ClientFrames.close(4000, "")))
                .containsExactly("close 4000");
    }

    @Test
    void takesNoChunkBeforeTheLastOneIsDecoded() {
        decoder.feed(ByteString.fromArray(concat(frame(FIN | TEXT, utf8("a")), frame(FIN | TEXT, utf8("b")))));
        assertThat(word(decoder.next())).isEqualTo("text a");
        assertThatThrownBy(() -> decoder.feed(ByteString.fromArray(utf8("c"))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(word(decoder.next())).isEqualTo("text b");
        assertThat(decoder.next()).isNull();
    }

    // ---- words

    private List<String> wordsOf(byte[]... chunks) {
        return words(decoder, chunks);
    }

    private List<FrameDecoder.Event> decode(byte[]... chunks) {
        return decode(decoder, chunks);
    }

    static List<FrameDecoder.Event> decode(FrameDecoder decoder, byte[]... chunks) {
        List<FrameDecoder.Event> events = new ArrayList<>();
        for (byte[] chunk : chunks) {
            decoder.feed(ByteString.fromArray(chunk));
            for (FrameDecoder.Event event = decoder.next(); event != null; event = decoder.next()) {
                events.add(event);
            }
        }
        return events;
    }

    static List<String> words(FrameDecoder decoder, byte[]... chunks) {
        return decode(decoder, chunks).stream().map(FrameDecoderTest::word).toList();
    }

    static String word(FrameDecoder.Event event) {
        if (event instanceof FrameDecoder.Text text) {
            return "text " + new String(text.payload(), StandardCharsets.UTF_8);
        }
        if (event instanceof FrameDecoder.Binary binary) {
            return "binary " + new String(binary.payload(), StandardCharsets.ISO_8859_1);
        }
        if (event instanceof FrameDecoder.Ping ping) {
            return "ping " + new String(ping.payload(), StandardCharsets.ISO_8859_1);
        }
        if (event instanceof FrameDecoder.Close close) {
            return "close " + close.code();
        }
        if (event instanceof FrameDecoder.Violation violation) {
            CloseReason reason = violation.reason();
            return "violation " + reason;
        }
        return "pong";
    }

    private static long allocated() {
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }
}
