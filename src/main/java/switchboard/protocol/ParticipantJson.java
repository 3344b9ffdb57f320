package switchboard.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the list of participants (protocol.md, section 3), the same for REST and for frames. Thread-safe. */
public final class ParticipantJson {
    private ParticipantJson() {}

    /** The member {@code participants}. */
    public static void writeMember(JsonGenerator json, List<Participant> participants) throws IOException {
        json.writeArrayFieldStart("participants");
        for (Participant participant : participants) {
            json.writeStartObject();
            json.writeStringField("user_id", participant.user().value());
            json.writeStringField("role", participant.role().wire());
            json.writeBooleanField("online", participant.online());
            @Nullable Instant joined = participant.joinedAt();
            if (joined != null) {
                json.writeStringField("joined_at", Timestamps.format(joined));
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
