package switchboard.protocol.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import switchboard.protocol.frames.IncomingFrame.ContentRead;
import switchboard.protocol.frames.IncomingFrame.Readable;
import switchboard.protocol.frames.IncomingFrame.Unreadable;
import switchboard.protocol.values.ProtocolVersion;

/** Frames as {@link FrameReader} reads them, for tests that know whether they can be read. */
final class ReadFrames {
    private ReadFrames() {}

    static IncomingFrame read(String json, ProtocolVersion version) {
        return FrameReader.read(json.getBytes(StandardCharsets.UTF_8), version);
    }

    static Readable readable(String json) {
        IncomingFrame frame = FrameReader.read(json.getBytes(StandardCharsets.UTF_8), ProtocolVersion.V1);
        assertThat(frame).as(json).isInstanceOf(Readable.class);
        return (Readable) frame;
    }

    static Refused unreadable(String json) {
        IncomingFrame frame = FrameReader.read(json.getBytes(StandardCharsets.UTF_8), ProtocolVersion.V1);
        assertThat(frame).as(json).isInstanceOf(Unreadable.class);
        return ((Unreadable) frame).refused();
    }

    static String content(Readable frame) {
        assertThat(frame.content()).isInstanceOf(ContentRead.Good.class);
        return new String(((ContentRead.Good) frame.content()).content().json(), StandardCharsets.UTF_8);
    }

    static Refused badContent(String json) {
        ContentRead content = readable(json).content();
        assertThat(content).isInstanceOf(ContentRead.Bad.class);
        return ((ContentRead.Bad) content).refused();
    }
}
