package switchboard.contract.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.testing.Drafts;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** Section 6: instructors of version 2 learn who comes and goes, and nobody else does. */
class PresenceTest {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.withDefaults();

    @Test
    void theWelcomeOfAnInstructorNamesAllWhoBelongToTheClass() {
        try (TestSession room = SERVER.room("ann", "bob")) {
            room.student("ann");
            JsonNode welcome =
                    room.teacherV2().systems("welcome").get(0).content().path("participants");
            assertThat(names(welcome))
                    .containsExactly("ann student here", "bob student away", "teacher instructor here");
            assertThat(room.studentV2("bob").systems("welcome").get(0).content().has("participants"))
                    .isFalse();
            TestSession.retried(() -> assertThat(room.teacherCaller()
                            .participants()
                            .get(0)
                            .path("joined_at")
                            .asText())
                    .as("the first join is on disk")
                    .isNotEmpty());
            JsonNode next = room.join("assistant", "instructor", "v2")
                    .systems("welcome")
                    .get(0)
                    .content()
                    .path("participants");
            assertThat(next.get(0).path("joined_at").textValue()).matches(".*T.*Z");
        }
    }

    @Test
    void eachComingAndGoingIsToldOnce() {
        try (TestSession room = SERVER.room("ann", "bob")) {
            RecordingClient teacher = room.teacherV2();
            RecordingClient ann = room.student("ann");
            assertThat(who(teacher.awaitSystem("user_joined"))).isEqualTo("ann student");
            RecordingClient assistant = room.join("assistant", "instructor", "v1");
            assertThat(who(teacher.awaitSystem("user_joined"))).isEqualTo("assistant instructor");
            ann.close(1000);
            assertThat(who(teacher.awaitSystem("user_left"))).isEqualTo("ann student");
            assistant.abort();
            assertThat(who(teacher.awaitSystem("user_left"))).isEqualTo("assistant instructor");
            assertThat(assistant.texts()).noneMatch(text -> text.isSystem("user_left"));
        }
    }

    @Test
    void aTakeoverIsNeither() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacherV2();
            for (int i = 0; i < 5; i++) {
                room.join("ann", "student", i % 2 == 0 ? "v2" : "v1");
            }
            RecordingClient ann = room.studentV2("ann");
            ann.send(Drafts.question("done"));
            teacher.awaitMessage();
            assertThat(teacher.systems("user_joined")).hasSize(1);
            ann.close(1000);
            assertThat(who(teacher.awaitSystem("user_left"))).isEqualTo("ann student");
            assertThat(teacher.systems("user_left")).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void aTakeoverInAnotherRoleIsALeaveAndAJoin(String version) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacherV2();
            room.join("ann", "student", version);
            assertThat(who(teacher.awaitSystem("user_joined"))).isEqualTo("ann student");
            RecordingClient ann = room.join("ann", "instructor", version);
            assertThat(teacher.next().isSystem("user_left")).isTrue();
            assertThat(teacher.next().isSystem("user_joined")).isTrue();
            assertThat(who(teacher.systems("user_left").get(0))).isEqualTo("ann student");
            assertThat(who(teacher.systems("user_joined").get(1))).isEqualTo("ann instructor");

            ann.close(1000);
            assertThat(who(teacher.awaitSystem("user_left"))).isEqualTo("ann instructor");
        }
    }

    @Test
    void theWelcomeIsTheFirstFrameWhoeverComesMeanwhile() {
        try (TestSession room = SERVER.room("ann", "bob", "cat")) {
            for (int i = 0; i < 20; i++) {
                RecordingClient ann = room.open(SERVER.get().student(room.session(), "ann"));
                RecordingClient teacher = room.open(
                        SERVER.get().instructor(room.session(), "t" + i).subprotocol(TestSession.V2));
                ann.abort();
                assertThat(teacher.next().isSystem("welcome")).isTrue();
            }
        }
    }

    private static String who(Text notice) {
        JsonNode content = notice.content();
        return content.path("user_id").textValue() + " " + content.path("role").textValue();
    }

    private static List<String> names(JsonNode participants) {
        List<String> names = new ArrayList<>();
        StreamSupport.stream(participants.spliterator(), false)
                .forEach(one -> names.add(one.path("user_id").textValue() + " "
                        + one.path("role").textValue() + " "
                        + (one.path("online").booleanValue() ? "here" : "away")));
        return names;
    }
}
