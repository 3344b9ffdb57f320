package switchboard.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.SessionInfo;
import switchboard.protocol.Timestamps;
import switchboard.protocol.UserId;

/** Writes the session object (protocol.md, section 3). Thread-safe. */
final class SessionJson {
    private SessionJson() {}

    /** The whole object. */
    static void write(JsonGenerator json, SessionInfo session) throws IOException {
        json.writeStartObject();
        writeMembers(json, session);
        json.writeEndObject();
    }

    /** The members alone, for an object that has more of them. */
    static void writeMembers(JsonGenerator json, SessionInfo session) throws IOException {
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
