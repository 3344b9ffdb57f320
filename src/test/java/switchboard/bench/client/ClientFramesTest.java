package switchboard.bench.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientFramesTest {
    private static final int MAX = 100_000;

    private final ClientFrames frames = new ClientFrames(MAX);

    private static byte[] payload(int length) {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        return payload;
    }

    /** A server's frame, built here by the words of RFC 6455. */
    private static byte[] serverFrame(int firstByte, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 10).put((byte) firstByte);
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else if (payload.length < 65_536) {
            frame.put((byte) 126).putShort((short) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        frame.put(payload).flip();
        return Arrays.copyOf(frame.array(), frame.limit());
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "1, 2", "3, 2", "125, 2", "126, 4", "65535, 4", "65536, 10", "65539, 10"})
    void masksWhatItWrites(int length, int headerBytes) {
        byte[] payload = payload(length);
        ByteBuffer target = ByteBuffer.allocate(MAX);
        int mask = 0x12AB34CD;

        ClientFrames.write(target, ClientFrames.TEXT, payload, length, mask);

        byte[] written = Arrays.copyOf(target.array(), target.position());
        assertThat(written).hasSize(headerBytes + 4 + length);
        assertThat(written[0]).isEqualTo((byte) 0x81);
        assertThat(written[1] & 0x80).isEqualTo(0x80);
        byte[] key = {0x12, (byte) 0xAB, 0x34, (byte) 0xCD};
        byte[] unmasked = Arrays.copyOfRange(written, headerBytes + 4, written.length);
        for (int i = 0; i < unmasked.length; i++) {
            unmasked[i] ^= key[i % 4];
        }
        assertThat(unmasked).isEqualTo(payload);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536})
    void findsAFrameOnceItsLastByteIsThere(int length) {
        byte[] payload = payload(length);
        byte[] frame = serverFrame(0x81, payload);
        int offset = 7;
        byte[] buffer = new byte[offset + frame.length + 5];
        System.arraycopy(frame, 0, buffer, offset, frame.length);

        for (int missing = 1; missing <= Math.min(frame.length, 12); missing++) {
            assertThat(frames.next(buffer, offset, offset + frame.length - missing))
                    .isFalse();
        }
        assertThat(frames.next(buffer, offset, buffer.length)).isTrue();
        assertThat(frames.opcode()).isEqualTo(ClientFrames.TEXT);
        assertThat(Arrays.copyOfRange(buffer, frames.payloadFrom(), frames.payloadTo()))
                .isEqualTo(payload);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0xC1, 0x91})
    void refusesFragmentsAndReservedBits(int firstByte) {
        byte[] frame = serverFrame(firstByte, payload(3));

        assertThatThrownBy(() -> frames.next(frame, 0, frame.length)).isInstanceOf(BenchFailure.class);
    }

    @Test
    void refusesMaskedFrames() {
        byte[] frame = serverFrame(0x81, payload(3));
        frame[1] |= (byte) 0x80;

        assertThatThrownBy(() -> frames.next(frame, 0, frame.length)).hasMessageContaining("masked");
    }

    @Test
    void refusesMoreThanItsBufferTakesBeforeItIsThere() {
        byte[] frame = serverFrame(0x81, payload(MAX + 1));

        assertThatThrownBy(() -> frames.next(frame, 0, 10)).hasMessageContaining("up to " + MAX);
    }
}
