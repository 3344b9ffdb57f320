package switchboard.protocol.frames;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import switchboard.protocol.values.Timestamps;

/** The frame around every system event: what is the same for all of them. */
final class SystemFrame {
    /** Writes the members of {@code content} that only this event has. */
    public interface Members {
        void writeTo(JsonGenerator content) throws IOException;
    }

    /** Writes the members of {@code content}, of which some hold what many frames share. */
    interface SharingMembers {
        void writeTo(JsonGenerator content, Sharing sharing) throws IOException;
    }

    /** Puts what is shared into a frame as it is. */
    interface Sharing {
        void write(String name, JsonPieces value) throws IOException;
    }

    private SystemFrame() {}

    /** The frame in pieces, of which those that are shared are not copied. */
    static JsonPieces writeSharing(String event, String message, Instant now, SharingMembers members) {
        JsonPieces.Builder pieces = new JsonPieces.Builder();
        try (ByteArrayBuilder frame = new ByteArrayBuilder()) {
            writeTo(
                    frame,
                    event,
                    message,
                    now,
                    content -> members.writeTo(content, (name, value) -> {
                        content.writeFieldName(name);
                        content.writeRawValue(
                                ""); // The value stands here for the generator; its text comes from elsewhere.
                        content.flush();
                        pieces.add(frame.toByteArray());
                        frame.reset();
                        pieces.add(value);
                    }));
            pieces.add(frame.toByteArray());
            return pieces.build();
        } catch (IOException e) {
            // There is no input or output here: only a bug gets to this point.
            throw new UncheckedIOException(e);
        }
    }

    static byte[] write(String event, String message, Instant now, Members members) {
        try (ByteArrayBuilder frame = new ByteArrayBuilder()) {
            writeTo(frame, event, message, now, members);
            return frame.toByteArray();
        } catch (IOException e) {
            // There is no input or output here: only a bug gets to this point.
            throw new UncheckedIOException(e);
        }
    }

    private static void writeTo(ByteArrayBuilder frame, String event, String message, Instant now, Members members)
            throws IOException {
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
    }
}
