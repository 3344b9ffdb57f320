package switchboard.connection.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.testing.client.ClientFrames;

/** Any messages, in any fragments, in any chunks: always the same events. */
class FrameDecoderPropertyTest {
    private static final int MAX = 1_048_576;

    static LongStream seeds() {
        return LongStream.range(0, 400);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void chunksAndFragmentsChangeNothing(long seed) {
        Random random = new Random(seed);
        List<String> expected = new ArrayList<>();
        byte[] stream = randomStream(random, expected);
        for (int round = 0; round < 5; round++) {
            assertThat(FrameDecoderTest.words(new FrameDecoder(MAX), chunks(random, stream)))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
        assertThat(FrameDecoderTest.words(new FrameDecoder(MAX), byteByByte(stream)))
                .as("seed %d, byte by byte", seed)
                .isEqualTo(expected);
    }

    /** Whatever a client sends: an end is found, nothing is thrown, and nothing but a close follows a violation. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void damagedStreamsEndInAtMostOneViolation(long seed) {
        Random random = new Random(seed);
        byte[] stream = randomStream(random, new ArrayList<>());
        int damages = 1 + random.nextInt(4);
        for (int i = 0; i < damages; i++) {
            stream[random.nextInt(stream.length)] = (byte) random.nextInt(256);
        }
        List<String> whole = FrameDecoderTest.words(new FrameDecoder(MAX), stream);
        assertThat(FrameDecoderTest.words(new FrameDecoder(MAX), chunks(random, stream)))
                .as("seed %d", seed)
                .isEqualTo(whole);
        List<String> afterViolation = whole.stream()
                .dropWhile(word -> !word.startsWith("violation"))
                .skip(1)
                .toList();
        assertThat(afterViolation).as("seed %d", seed).allMatch(word -> word.startsWith("close"));
    }

    private static byte[] randomStream(Random random, List<String> expected) {
        List<byte[]> frames = new ArrayList<>();
        int messages = 1 + random.nextInt(8);
        for (int i = 0; i < messages; i++) {
            addMessage(random, frames, expected);
        }
        return ClientFrames.concat(frames.toArray(byte[][]::new));
    }

    private static void addMessage(Random random, List<byte[]> frames, List<String> expected) {
        boolean text = random.nextBoolean();
        byte[] payload = text ? ClientFrames.utf8(randomText(random)) : randomBytes(random, randomLength(random));
        int fragments = random.nextInt(4) == 0 ? 2 + random.nextInt(5) : 1;
        int from = 0;
        for (int fragment = 0; fragment < fragments; fragment++) {
            boolean last = fragment == fragments - 1;
            int to = last ? payload.length : from + random.nextInt(payload.length - from + 1);
            int opcode = fragment > 0 ? ClientFrames.CONTINUATION : text ? ClientFrames.TEXT : ClientFrames.BINARY;
            frames.add(ClientFrames.frame(
                    (last ? ClientFrames.FIN : 0) | opcode, Arrays.copyOfRange(payload, from, to), random.nextInt()));
            from = to;
            if (!last && random.nextInt(3) == 0) {
                byte[] data = randomBytes(random, random.nextInt(126));
                frames.add(ClientFrames.frame(ClientFrames.FIN | ClientFrames.PING, data, random.nextInt()));
                expected.add(FrameDecoderTest.word(new FrameDecoder.Ping(data)));
            }
        }
        expected.add(FrameDecoderTest.word(text ? new FrameDecoder.Text(payload) : new FrameDecoder.Binary(payload)));
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        int length = randomLength(random);
        String[] alphabet = {"a", "Z", " ", "é", "ß", "€", "漢", "\uFFFD", "😀", "\u0000"};
        boolean ascii = random.nextBoolean();
        for (int i = 0; i < length; i++) {
            text.append(alphabet[random.nextInt(ascii ? 3 : alphabet.length)]);
        }
        return text.toString();
    }

    private static int randomLength(Random random) {
        int[] most = {3, 20, 130, 300, 3_000};
        return random.nextInt(most[random.nextInt(most.length)]);
    }

    private static byte[] randomBytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[][] chunks(Random random, byte[] stream) {
        List<byte[]> chunks = new ArrayList<>();
        int most = 1 << random.nextInt(13);
        for (int from = 0; from < stream.length; ) {
            int to = Math.min(stream.length, from + 1 + random.nextInt(most));
            chunks.add(Arrays.copyOfRange(stream, from, to));
            from = to;
        }
        return chunks.toArray(byte[][]::new);
    }

    private static byte[][] byteByByte(byte[] stream) {
        byte[][] chunks = new byte[stream.length][];
        for (int i = 0; i < stream.length; i++) {
            chunks[i] = new byte[] {stream[i]};
        }
        return chunks;
    }
}
