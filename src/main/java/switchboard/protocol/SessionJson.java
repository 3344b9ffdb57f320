package switchboard.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes the session object (protocol.md, section 3), the same for REST and for frames. Thread-safe. */
public final class SessionJson {
    private SessionJson() {}

    /** The whole object. */
    public static void write(JsonGenerator json, SessionInfo session) throws IOException {
        json.writeStartObject();
        writeMembers(json, session);
        json.writeEndObject();
    }

    /** The members alone, for an object that has more of them. */
    public static void writeMembers(JsonGenerator json, SessionInfo session) throws IOException {
        json.writeStringField("id", session.id().toString());
        json.writeStringField("name", session.name().value());
        json.writeStringField("created_by", session.createdBy().value());
        json.writeArrayFieldStart("student_ids");
        for (UserId student : session.studentIds()) {
            json.writeString(student.value());
        }
        json.writeEndArray();
        json.writeStringField("start_time", Timestamps.format(session.startTime()));
        @Nullable Instant end = session.endTime();
        if (end != null) {
            json.writeStringField("end_time", Timestamps.format(end));
        }
        json.writeStringField("status", session.status());
    }
}
