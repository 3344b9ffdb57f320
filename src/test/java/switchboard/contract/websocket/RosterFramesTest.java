package switchboard.contract.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.testing.Drafts;
import switchboard.testing.client.Answer;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** Sections 3, 6 and 7: what connections hear of a list of students that changes, and of who takes over from whom. */
class RosterFramesTest {
    @RegisterExtension
    static final SharedServer SERVER =
            SharedServer.with(starting -> starting.withRates(10_000).with("switchboard.connection.ended-grace", "5s"));

    private static void add(TestSession room, String user, String name) {
        SERVER.api()
                .post(
                        "/api/sessions/" + room.session() + "/students",
                        "{\"students\":[{\"user_id\":\"" + user + "\",\"name\":\"" + name + "\"}]}")
                .expect(200);
    }

    private static JsonNode content(Text frame) {
        return frame.json().path("content");
    }

    @Test
    void allOfVersion2HearOfAChange() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacherV2();
            RecordingClient student = room.studentV2("ann");
            RecordingClient old = room.join("assistant", "instructor", "v1");

            add(room, "zoe", "Zoë");

            for (RecordingClient client : new RecordingClient[] {teacher, student}) {
                JsonNode session =
                        content(client.awaitSystem("session_changed")).path("session");
                assertThat(session.path("student_ids").toString()).isEqualTo("[\"ann\",\"zoe\"]");
                assertThat(session.path("names").toString()).isEqualTo("{\"zoe\":\"Zoë\"}");
            }
            room.studentV2("zoe");
            JsonNode joined = content(teacher.awaitUntil(
                    frame -> frame.raw().contains("\"zoe\"") && frame.raw().contains("user_joined")));
            assertThat(joined.path("name").textValue()).isEqualTo("Zoë");
            room.teacherCaller().post(Drafts.broadcast("on it goes")).expect(201);
            student.awaitMessage();
            assertThat(old.systems("session_changed")).isEmpty();
        }
    }

    @Test
    void whoIsRemovedIsToldAndClosed() {
        try (TestSession room = SERVER.room("ann", "bob")) {
            RecordingClient teacher = room.teacherV2();
            RecordingClient removed = room.studentV2("bob");

            SERVER.api().removeStudent(room.session(), "bob").expect(200);

            JsonNode end = content(removed.awaitSystem("session_ended"));
            assertThat(end.path("code").textValue()).isEqualTo("removed");
            assertThat(end.path("reason").textValue()).isEqualTo("Removed by instructor");
            removed.awaitClose(4403);
            teacher.awaitSystem("user_left");
            room.awaitConnectionCount(1);
        }
    }

    @Test
    void version1IsToldAndHasItsTimeToStop() {
        try (TestSession room = SERVER.room("ann", "bob")) {
            RecordingClient teacher = room.teacher();
            RecordingClient removed = room.student("bob");

            SERVER.api().removeStudent(room.session(), "bob").expect(200);

            assertThat(content(removed.awaitSystem("session_ended"))
                            .path("reason")
                            .textValue())
                    .isEqualTo("Removed by instructor");
            removed.send(Drafts.question("still here?"));
            removed.awaitError("not_enrolled");
            removed.awaitClose(1000);
            assertThat(teacher.messages()).isEmpty();
        }
    }

    /** What was on its way before the removal is answered, as the order of the log has it. */
    @Test
    void whatWasSentBeforeIsAnswered() {
        try (TestSession room = SERVER.room("ann", "bob")) {
            RecordingClient removed = room.studentV2("bob");
            for (int i = 0; i < 200; i++) {
                removed.send("{\"type\":\"instructor_inbox\",\"content\":{},\"ref\":\"r" + i + "\"}");
            }
            removed.awaitSystem("message_accepted");

            SERVER.api().removeStudent(room.session(), "bob").expect(200);

            removed.awaitClose(4403);
            int accepted = removed.systems("message_accepted").size();
            assertThat(room.teacherCaller().readAll()).hasSize(accepted);
        }
    }

    @Test
    void aLongPollOfOneWhoIsRemovedEnds() {
        try (TestSession room = SERVER.room("ann", "bob")) {
            RecordingClient teacher = room.teacherV2();
            CompletableFuture<Answer> polled = CompletableFuture.supplyAsync(
                    () -> room.studentCaller("bob").read("&wait=30"), command -> new Thread(command).start());
            teacher.awaitSystem("user_joined");

            SERVER.api().removeStudent(room.session(), "bob").expect(200);

            polled.join().expectError(403, "not_enrolled");
            teacher.awaitSystem("user_left");
        }
    }

    @Test
    void aTakeoverFromOneWhoIsThereIsTold() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacherV2();
            RecordingClient old = room.student("ann");

            room.studentV2("ann");

            old.awaitSystem("session_ended");
            JsonNode replaced = content(teacher.awaitSystem("user_replaced"));
            assertThat(replaced.path("user_id").textValue()).isEqualTo("ann");
            assertThat(replaced.path("role").textValue()).isEqualTo("student");
        }
    }
}
