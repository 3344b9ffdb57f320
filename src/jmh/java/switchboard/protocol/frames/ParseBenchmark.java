package switchboard.protocol.frames;

import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import switchboard.jmh.Piece;
import switchboard.jmh.Samples;
import switchboard.protocol.frames.IncomingFrame.ContentRead;
import switchboard.protocol.values.ProtocolVersion;

/** From the text of a client's frame to what is stored of it: read, checked, the content without its white space. */
public class ParseBenchmark extends Piece {
    @Param({"200", "30000"})
    public int contentBytes;

    private byte[] compact;
    private byte[] spaced;

    @Setup
    public void writeFrames() {
        compact = Samples.frame(Samples.json(contentBytes));
        spaced = Samples.frame(Samples.spacedJson(contentBytes));
        verify(compact);
        verify(spaced);
    }

    /** As {@code JSON.stringify} writes it: the content is copied as it stands. */
    @Benchmark
    public Object compact() {
        return FrameReader.read(compact, ProtocolVersion.V2);
    }

    /** With white space, so that the content is copied byte by byte. */
    @Benchmark
    public Object spaced() {
        return FrameReader.read(spaced, ProtocolVersion.V2);
    }

    /** A refusal would be measured as well, and be fast. */
    private void verify(byte[] frame) {
        if (!(FrameReader.read(frame, ProtocolVersion.V2) instanceof IncomingFrame.Readable readable
                && readable.content() instanceof ContentRead.Good good
                && good.content().equals(Samples.content(contentBytes)))) {
            throw new IllegalStateException("not taken: " + new String(frame, StandardCharsets.UTF_8));
        }
    }
}
