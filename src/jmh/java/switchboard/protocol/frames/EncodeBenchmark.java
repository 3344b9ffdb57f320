package switchboard.protocol.frames;

import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import switchboard.jmh.Piece;
import switchboard.jmh.Samples;
import switchboard.protocol.values.Context;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.SessionId;

/** From a stored message to the bytes that its recipients get; once a message, however many they are. */
public class EncodeBenchmark extends Piece {
    private static final Ref REF = new Ref("0193b5a1-7c3e-7d2f-9a41-5be0c3f6d812");

    @Param({"200", "30000"})
    public int contentBytes;

    private Message message;
    private EncodedMessage encoded;

    @Setup
    public void storeMessage() {
        message = new Message(
                MessageId.next(),
                SessionId.next(),
                123_456,
                MessageType.INSTRUCTOR_BROADCAST,
                Context.GENERAL,
                Samples.TEACHER,
                null,
                Samples.content(contentBytes),
                Instant.parse("2026-11-24T08:15:30.123Z"),
                REF);
        encoded = FrameWriter.message(message);
    }

    /** Version 1, and version 2 for all but the sender: they share these bytes. */
    @Benchmark
    public Object recipients() {
        return FrameWriter.message(message);
    }

    /** What the sender's own copy with its {@code ref} costs on top, in version 2. */
    @Benchmark
    public Object senderInV2() {
        return encoded.withRef(REF);
    }
}
