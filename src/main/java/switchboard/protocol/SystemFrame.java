package switchboard.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** The frame around every system event: what is the same for all of them. */
final class SystemFrame {
    /** Writes the members of {@code content} that only this event has. */
    interface Members {
        void writeTo(JsonGenerator content) throws IOException;
    }

    private SystemFrame() {}

    static byte[] write(String event, String message, Instant now, Members members) {
        try (ByteArrayBuilder frame = new ByteArrayBuilder()) {
            try (JsonGenerator json = ProtocolJson.MAPPER.createGenerator(frame)) {
                json.writeStartObject();
                json.writeStringField("type", "system");
                json.writeStringField("context", event);
                json.writeObjectFieldStart("content");
                json.writeStringField("event", event);
                json.writeStringField("message", message);
                members.writeTo(json);
                json.writeEndObject();
                json.writeStringField("timestamp", Timestamps.format(now));
                json.writeEndObject();
            }
            return frame.toByteArray();
        } catch (IOException e) {
            // There is no input or output here: only a bug gets to this point.
            throw new UncheckedIOException(e);
        }
    }
}
