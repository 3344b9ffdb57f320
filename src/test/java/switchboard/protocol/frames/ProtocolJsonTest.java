package switchboard.protocol.frames;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.UserId;

class ProtocolJsonTest {
    private static final SessionInfo ACTIVE = new SessionInfo(
            new SessionId(UUID.fromString("01920000-ffff-7000-bfff-fedcba987654")),
            new SessionName("Maths \"A\" é"),
            new UserId("teacher"),
            List.of(new UserId("zoe"), new UserId("alice")),
            Map.of(),
            Instant.parse("2026-11-23T03:05:33Z"),
            null);

    private static final String UP_TO_START =
            "\"id\":\"01920000-ffff-7000-bfff-fedcba987654\",\"name\":\"Maths \\\"A\\\" é\",\"created_by\":\"teacher\","
                    + "\"student_ids\":[\"zoe\",\"alice\"],\"start_time\":\"2026-11-23T03:05:33.000Z\",";

    @Test
    void aSessionHasNoEndTimeWhileActive() throws JsonProcessingException {
        assertThat(written(ACTIVE)).isEqualTo("{" + UP_TO_START + "\"status\":\"active\"}");
    }

    @Test
    void aSessionHasAnEndTimeOnceEnded() throws JsonProcessingException {
        assertThat(written(ACTIVE.endedAt(Instant.parse("2026-11-23T04:00:00.001Z"))))
                .isEqualTo("{" + UP_TO_START + "\"end_time\":\"2026-11-23T04:00:00.001Z\",\"status\":\"ended\"}");
    }

    private record Counted(@JsonUnwrapped SessionInfo session, int connectionCount) {}

    @Test
    void aSessionLeavesRoomForFurtherMembers() throws JsonProcessingException {
        assertThat(written(new Counted(ACTIVE, 3)))
                .isEqualTo("{" + UP_TO_START + "\"status\":\"active\",\"connection_count\":3}");
    }

    @Test
    void aParticipantWhoNeverJoinedHasNoTime() throws JsonProcessingException {
        assertThat(written(List.of(
                        new Participant(new UserId("ann"), Role.STUDENT, false, null),
                        new Participant(new UserId("t"), Role.INSTRUCTOR, true, Instant.EPOCH))))
                .isEqualTo("[{\"user_id\":\"ann\",\"role\":\"student\",\"online\":false},"
                        + "{\"user_id\":\"t\",\"role\":\"instructor\",\"online\":true,"
                        + "\"joined_at\":\"1970-01-01T00:00:00.000Z\"}]");
    }

    private static String written(Object value) throws JsonProcessingException {
        return ProtocolJson.MAPPER.writeValueAsString(value);
    }
}
