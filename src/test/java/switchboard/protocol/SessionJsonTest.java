package switchboard.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SessionJsonTest {
    private static final SessionInfo ACTIVE = new SessionInfo(
            new SessionId(UUID.fromString("01920000-ffff-7000-bfff-fedcba987654")),
            new SessionName("Maths \"A\" é"),
            new UserId("teacher"),
            List.of(new UserId("zoe"), new UserId("alice")),
            Instant.parse("2026-11-23T03:05:33Z"),
            null);

    private static final String UP_TO_START =
            "\"id\":\"01920000-ffff-7000-bfff-fedcba987654\",\"name\":\"Maths \\\"A\\\" é\",\"created_by\":\"teacher\","
                    + "\"student_ids\":[\"zoe\",\"alice\"],\"start_time\":\"2026-11-23T03:05:33.000Z\",";

    @Test
    void hasNoEndTimeWhileActive() throws IOException {
        assertThat(written(json -> SessionJson.write(json, ACTIVE)))
                .isEqualTo("{" + UP_TO_START + "\"status\":\"active\"}");
    }

    @Test
    void hasAnEndTimeOnceEnded() throws IOException {
        SessionInfo ended = ACTIVE.endedAt(Instant.parse("2026-11-23T04:00:00.001Z"));

        assertThat(written(json -> SessionJson.write(json, ended)))
                .isEqualTo("{" + UP_TO_START + "\"end_time\":\"2026-11-23T04:00:00.001Z\",\"status\":\"ended\"}");
    }

    @Test
    void leavesRoomForFurtherMembers() throws IOException {
        assertThat(written(json -> {
                    json.writeStartObject();
                    SessionJson.writeMembers(json, ACTIVE);
                    json.writeNumberField("connection_count", 3);
                    json.writeEndObject();
                }))
                .isEqualTo("{" + UP_TO_START + "\"status\":\"active\",\"connection_count\":3}");
    }

    private interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    private static String written(Writing writing) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            writing.to(json);
        }
        return text.toString();
    }
}
