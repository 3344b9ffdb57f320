package switchboard.contract.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.testing.Drafts;
import switchboard.testing.client.Answer;
import switchboard.testing.client.Caller;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** Section 9: messages without a WebSocket, with the rules of section 5. */
class PostMessageTest {
    private static final String NOBODYS_ID = "01900000-0000-7000-8000-000000000000";

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(
            starting -> starting.with("switchboard.rate.student", 20).with("switchboard.rate.instructor", 10_000));

    @Test
    void isStoredAndRoutedLikeAnyOther_I1() {
        try (TestSession room = SERVER.room("ann", "bob")) {
            RecordingClient ann = room.student("ann");
            RecordingClient bob = room.studentV2("bob");
            Answer answer = room.teacherCaller()
                    .post(Drafts.of("instructor_broadcast")
                            .content("{ \"n\": 1E400 }")
                            .toUser("ann")
                            .ref("r\"1")
                            .json())
                    .expect(201);

            JsonNode message = answer.json().path("message");
            assertThat(answer.body()).contains("\"content\":{\"n\":1E400}").contains("\"ref\":\"r\\\"1\"");
            assertThat(message.path("seq").asLong()).isEqualTo(1);
            assertThat(message.path("from_user").asText()).isEqualTo("teacher");
            assertThat(message.has("to_user")).isFalse();
            assertThat(answer.json().path("duplicate").isBoolean()).isTrue();
            assertThat(answer.json().path("duplicate").asBoolean()).isFalse();
            assertThat(answer.json().path("recipients").asInt(-1)).isEqualTo(2);
            for (RecordingClient student : List.of(ann, bob)) {
                Text live = student.awaitMessage();
                assertThat(live.raw()).doesNotContain("\"ref\"");
                assertThat(live.json().path("id")).isEqualTo(message.path("id"));
            }
            assertThat(room.teacherCaller().readAll()).containsExactly(message.toString());
        }
    }

    @Test
    void needsNoRef() {
        try (TestSession room = SERVER.room("ann")) {
            Caller ann = room.studentCaller("ann");
            for (int i = 1; i <= 2; i++) {
                JsonNode answer = ann.post(Drafts.question("same")).expect(201).json();
                assertThat(answer.path("message").path("seq").asInt()).isEqualTo(i);
                assertThat(answer.path("message").has("ref")).isFalse();
                assertThat(answer.path("recipients").asInt(-1)).isZero();
            }
        }
    }

    /** The first wins, whatever else the second holds; also once the session has ended. */
    @Test
    void aKnownRefIsADuplicate() {
        try (TestSession room = SERVER.room("ann", "bob")) {
            Caller ann = room.studentCaller("ann");
            JsonNode first = ann.post(
                            Drafts.of("analytics").text("first").ref("r").json())
                    .expect(201)
                    .json();
            for (String again : List.of(
                    Drafts.of("analytics").text("second").ref("r").json(),
                    Drafts.of("nonsense").ref("r").json(),
                    Drafts.of("request").ref("r").content("5").json())) {
                JsonNode second = ann.post(again).expect(200).json();
                assertThat(second.path("duplicate").asBoolean()).isTrue();
                assertThat(second.path("message")).isEqualTo(first.path("message"));
            }
            room.studentCaller("bob")
                    .post(Drafts.of("analytics").ref("r").json())
                    .expect(201);
            room.end();
            assertThat(ann.post(Drafts.of("analytics").ref("r").json())
                            .expect(200)
                            .json()
                            .path("message"))
                    .isEqualTo(first.path("message"));
            ann.post(Drafts.of("analytics").ref("new").json()).expectError(404, "session_ended");
            ann.post(Drafts.analytics("none")).expectError(404, "session_ended");
            assertThat(room.teacherCaller().readAll()).hasSize(2);
        }
    }

    @Test
    void theSameRefAtTheSameMomentGivesOneMessage() {
        try (TestSession room = SERVER.room("ann")) {
            Caller teacher = room.teacherCaller();
            List<CompletableFuture<Answer>> answers = IntStream.range(0, 20)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> teacher.post(Drafts.of("instructor_broadcast")
                            .text("try " + i)
                            .ref("once")
                            .json())))
                    .toList();
            assertThat(answers.stream().map(answer -> answer.join().status()).filter(status -> status == 201))
                    .hasSize(1);
            assertThat(answers.stream().map(answer -> answer.join().json().path("message")))
                    .containsOnly(answers.get(0).join().json().path("message"));
            assertThat(teacher.readAll()).hasSize(1);
        }
    }

    @Test
    void aRefOfAWebSocketIsKnownHereToo() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.studentV2("ann");
            ann.send(Drafts.of("analytics").text("by socket").ref("r").json());
            Text live = ann.awaitMessage();
            JsonNode answer = room.studentCaller("ann")
                    .post(Drafts.of("analytics").text("by post").ref("r").json())
                    .expect(200)
                    .json();
            assertThat(answer.path("message")).isEqualTo(live.json());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "student    | {\"type\":\"nonsense\"}                                          | 400 | invalid_type",
                "student    | {}                                                               | 400 | invalid_type",
                "student    | {\"type\":5}                                                     | 400 | invalid_json",
                "student    | {\"type\":\"analytics\",\"ref\":\"\"}                            | 400 | invalid_ref",
                "student    | {\"type\":\"analytics\",\"ref\":5}                               | 400 | invalid_ref",
                "student    | {\"type\":\"instructor_broadcast\"}                              | 403 | not_permitted",
                "instructor | {\"type\":\"analytics\"}                                         | 403 | not_permitted",
                "student    | {\"type\":\"analytics\",\"context\":\"a b\"}                     | 400 | invalid_context",
                "instructor | {\"type\":\"request\"}                                           | 400 | missing_recipient",
                "instructor | {\"type\":\"request\",\"to_user\":\"a b\"}                       | 400 | invalid_recipient",
                "instructor | {\"type\":\"request\",\"to_user\":\"eve\"}                       | 404 | recipient_not_in_session",
                "student    | {\"type\":\"analytics\",\"content\":[]}                          | 400 | invalid_content",
            })
    void refusesWhatAWebSocketWouldAndStoresNothing_I9(String role, String draft, int status, String reason) {
        try (TestSession room = SERVER.room("ann")) {
            Caller caller = role.equals("student") ? room.studentCaller("ann") : room.teacherCaller();
            caller.post(draft).expectError(status, reason);
            assertThat(room.teacherCaller().readAll()).isEmpty();
        }
    }

    @Test
    void refusesContentThatIsTooLarge() {
        try (TestSession room = SERVER.room("ann")) {
            Caller ann = room.studentCaller("ann");
            String fits = "{\"x\":\"" + "y".repeat(65_536 - 8) + "\"}";
            ann.post(Drafts.of("analytics").content(fits).json()).expect(201);
            Answer refused = ann.post(Drafts.of("analytics")
                            .content(fits.replace("x", "xx"))
                            .json())
                    .expectError(413, "content_too_large");
            assertThat(refused.json().path("limit_bytes").asInt()).isEqualTo(65_536);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                               | 400 | invalid_json",
                "[]                                                               | 400 | invalid_json",
                "{\"user_id\":\"ann\",\"role\":\"student\",                       | 400 | invalid_json",
                "{\"type\":\"analytics\"}                                         | 400 | missing_parameter",
                "{\"user_id\":\"a b\",\"role\":\"student\",\"type\":\"analytics\"} | 400 | invalid_user_id",
                "{\"user_id\":\"ann\",\"role\":\"x\",\"type\":\"analytics\"}      | 400 | invalid_role",
                "{\"user_id\":\"eve\",\"role\":\"student\",\"type\":\"analytics\"} | 403 | not_enrolled",
            })
    void refusesWhatIsNobodysMessage(String body, int status, String reason) {
        try (TestSession room = SERVER.room("ann")) {
            SERVER.api().post(room.teacherCaller().path(), body).expectError(status, reason);
        }
    }

    @Test
    void knowsNoOtherClasses() {
        for (String id : List.of(NOBODYS_ID, "x")) {
            new Caller(SERVER.api(), id, "ann", "student")
                    .post(Drafts.analytics("to nobody"))
                    .expectError(404, "session_not_found");
        }
    }

    /** The limit is the user's in the session, whichever way each frame comes. */
    @Test
    void sharesTheLimitOfTheUser() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.studentV2("ann");
            for (int i = 0; i < 10; i++) {
                ann.send(Drafts.analytics("by socket"));
            }
            ann.awaitMessages(10);
            for (int i = 0; i < 10; i++) {
                room.studentCaller("ann").post(Drafts.analytics("by post")).expect(201);
            }
            Answer limited =
                    room.studentCaller("ann").post(Drafts.analytics("too many")).expectError(429, "rate_limited");
            assertThat(Integer.parseInt(limited.header("Retry-After").orElseThrow()))
                    .isBetween(1, 60);
            ann.send(Drafts.analytics("too many"));
            JsonNode bySocket = ann.awaitError("rate_limited").content();
            for (String member : List.of("limit", "window_seconds")) {
                assertThat(limited.json().path(member).isInt()).as(member).isTrue();
                assertThat(limited.json().path(member)).isEqualTo(bySocket.path(member));
            }
            assertThat(limited.json().path("retry_after_ms").asInt()).isBetween(1, 60_000);
        }
    }
}
