package switchboard.contract.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** Section 3: who belongs to a session, and who is there. */
class ParticipantsTest {
    private static final String NOBODYS_ID = "01900000-0000-7000-8000-000000000000";
    private static final String TIMESTAMP = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.withDefaults();

    private static JsonNode participant(TestSession room, String user) {
        for (JsonNode participant : room.teacherCaller().participants()) {
            if (participant.path("user_id").asText().equals(user)) {
                return participant;
            }
        }
        throw new AssertionError("not listed: " + user);
    }

    private static List<String> users(TestSession room) {
        List<String> users = new ArrayList<>();
        room.teacherCaller()
                .participants()
                .forEach(one -> users.add(one.path("user_id").asText()));
        return users;
    }

    @Test
    void listsEveryStudentAndNoInstructorWhoNeverJoined() {
        try (TestSession room = SERVER.room("ann", "bob")) {
            assertThat(SERVER.api()
                            .get("/api/sessions/" + room.session() + "/participants")
                            .expect(200)
                            .body())
                    .isEqualTo("{\"participants\":[{\"user_id\":\"ann\",\"role\":\"student\",\"online\":false},"
                            + "{\"user_id\":\"bob\",\"role\":\"student\",\"online\":false}]}");
        }
    }

    @Test
    void saysWhoIsThereAndWhenEachCameFirst() {
        try (TestSession room = SERVER.room("ann", "bob")) {
            RecordingClient ann = room.student("ann");
            room.teacherV2();
            TestSession.retried(() -> {
                assertThat(users(room)).containsExactlyInAnyOrder("ann", "bob", "teacher");
                assertThat(participant(room, "ann").path("online").asBoolean()).isTrue();
                assertThat(participant(room, "ann").path("joined_at").asText()).matches(TIMESTAMP);
                assertThat(participant(room, "teacher").path("role").asText()).isEqualTo("instructor");
                assertThat(participant(room, "teacher").path("joined_at").asText())
                        .matches(TIMESTAMP);
                assertThat(participant(room, "bob").path("online").asBoolean()).isFalse();
                assertThat(participant(room, "bob").has("joined_at")).isFalse();
                return room;
            });
            String firstJoin = participant(room, "ann").path("joined_at").asText();

            ann.close();
            TestSession.retried(() -> {
                assertThat(participant(room, "ann").path("online").asBoolean()).isFalse();
                return room;
            });
            room.student("ann");
            TestSession.retried(() -> {
                assertThat(participant(room, "ann").path("online").asBoolean()).isTrue();
                return room;
            });
            assertThat(participant(room, "ann").path("joined_at").asText()).isEqualTo(firstJoin);
        }
    }

    @Test
    void knowsTheParticipantsOfAClassThatHasEnded() {
        try (TestSession room = SERVER.room("ann", "bob")) {
            room.student("ann");
            TestSession.retried(() -> {
                assertThat(participant(room, "ann").has("joined_at")).isTrue();
                return room;
            });
            room.end();
            assertThat(users(room)).containsExactly("ann", "bob");
            assertThat(participant(room, "ann").path("joined_at").asText()).matches(TIMESTAMP);
        }
    }

    @Test
    void knowsNoOtherClasses() {
        for (String id : List.of(NOBODYS_ID, "x")) {
            SERVER.api().get("/api/sessions/" + id + "/participants").expectError(404, "session_not_found");
        }
    }
}
