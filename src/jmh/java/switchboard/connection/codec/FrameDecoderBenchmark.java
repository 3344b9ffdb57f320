package switchboard.connection.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import switchboard.jmh.Piece;
import switchboard.jmh.Samples;

/** A client's masked text frame that has come in one piece: unmasked, and checked to be UTF-8. */
public class FrameDecoderBenchmark extends Piece {
    private static final int MASK = 0x37FA213D;

    @Param({"200", "30000"})
    public int contentBytes;

    private FrameDecoder decoder;
    private ByteString chunk;

    @Setup
    public void writeFrame() {
        byte[] payload = Samples.frame(Samples.json(contentBytes));
        decoder = new FrameDecoder(128 << 10);
        chunk = ByteString.fromArray(masked(payload));
        if (!(decode() instanceof FrameDecoder.Text text && Arrays.equals(text.payload(), payload))) {
            throw new IllegalStateException("the decoder does not give back what was sent");
        }
    }

    @Benchmark
    public @Nullable Object decode() {
        decoder.feed(chunk);
        FrameDecoder.Event event = decoder.next();
        // Asked until it has no more, as by the stage: only then is the next chunk taken.
        return decoder.next() == null ? event : null;
    }

    private static byte[] masked(byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(8 + payload.length)
                .put((byte) (0x80 | FrameEncoder.TEXT))
                .put((byte) (0x80 | 126))
                .putShort((short) payload.length)
                .putInt(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ (MASK >>> (24 - 8 * (i & 3)))));
        }
        return frame.array();
    }
}
