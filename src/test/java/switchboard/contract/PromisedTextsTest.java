package switchboard.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.contract.documents.ProtocolDocument;
import switchboard.store.FaultyDatabase;
import switchboard.testing.Drafts;
import switchboard.testing.Markdown;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/**
 * The texts of the server that older clients match (protocol.md, <i>Texts that do not change</i>), letter by letter.
 */
class PromisedTextsTest {
    private static final String RATE_LIMIT = "rate limit";
    private static final String ENDED_BY_INSTRUCTOR = "Session ended by instructor";
    private static final String REPLACED = "Connection replaced by new instance";
    private static final String REMOVED = "Removed by instructor";
    private static final String IS_KEPT = "is kept";
    private static final String ENDED = "Session ended successfully";
    private static final String HEALTHY = "healthy";
    private static final String UNHEALTHY = "unhealthy";

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(
                    starting -> starting.with("switchboard.rate.student", 1).with("switchboard.rate.instructor", 1))
            // A disk that takes nothing.
            .provokes("says the test")
            .provokes("the server is unhealthy: the disk fails");

    @Test
    void areThoseOfTheDocument() {
        assertThat(ProtocolDocument.rows("### Texts that do not change").stream()
                        .flatMap(row -> Markdown.codes(row.get(0)).stream()))
                .containsExactly(
                        RATE_LIMIT, ENDED_BY_INSTRUCTOR, REPLACED, REMOVED, IS_KEPT, ENDED, HEALTHY, UNHEALTHY);
    }

    @ParameterizedTest
    @CsvSource({"v1, student", "v1, instructor", "v2, student", "v2, instructor"})
    void aFrameTooManySaysRateLimit(String version, String role) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.join("ann", role, version);
            ann.send("any frame counts").send("one too many");
            isSaid(ann.awaitError("rate_limited").content(), RATE_LIMIT);
        }
    }

    @Test
    void aPostTooManySaysRateLimit() {
        TestSession room = SERVER.room("ann");
        room.studentCaller("ann").post(Drafts.question("?")).expect(201);
        JsonNode refused = room.studentCaller("ann")
                .post(Drafts.question("?"))
                .expectError(429, "rate_limited")
                .json();
        assertThat(refused.path("message").textValue()).contains(RATE_LIMIT);
        assertThat(refused.path("error").textValue()).isEqualTo("Too Many Requests");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void theEndOfAClassHasItsReason(String version) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.join("ann", "student", version);
            JsonNode answer = room.end().json();
            assertThat(answer.path("message").textValue()).isEqualTo(ENDED);
            JsonNode end = ann.awaitSystem("session_ended").content();
            assertThat(end.path("reason").textValue()).isEqualTo(ENDED_BY_INSTRUCTOR);
            assertThat(end.path("code").textValue()).isEqualTo("session_ended");
        }
    }

    @ParameterizedTest
    @CsvSource({"v1, v1", "v1, v2", "v2, v1", "v2, v2"})
    void aTakeoverHasItsReason(String older, String newer) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.join("ann", "student", older);
            room.join("ann", "student", newer);
            JsonNode end = ann.awaitSystem("session_ended").content();
            assertThat(end.path("reason").textValue()).isEqualTo(REPLACED);
            assertThat(end.path("code").textValue()).isEqualTo("replaced");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void aRemovalHasItsReason(String version) {
        try (TestSession room = SERVER.room("ann", "bob")) {
            RecordingClient ann = room.join("ann", "student", version);
            SERVER.api().removeStudent(room.session(), "ann").expect(200);
            JsonNode end = ann.awaitSystem("session_ended").content();
            assertThat(end.path("reason").textValue()).isEqualTo(REMOVED);
            assertThat(end.path("code").textValue()).isEqualTo("removed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void aRecipientWhoIsAwayIsNoLoss(String version) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.join("teacher", "instructor", version);
            teacher.send(Drafts.request("ann", "later"));
            if (version.equals("v1")) {
                isSaid(teacher.awaitError("recipient_offline").content(), IS_KEPT);
            } else {
                assertThat(teacher.awaitSystem("recipient_offline")
                                .content()
                                .path("message")
                                .textValue())
                        .contains(IS_KEPT);
            }
        }
    }

    private static void isSaid(JsonNode content, String text) {
        assertThat(content.path("message").textValue()).contains(text);
        assertThat(content.path("error")).isEqualTo(content.path("message"));
    }

    @Test
    void healthHasTwoWordsForHowItIs(@TempDir Path data) {
        FaultyDatabase database = new FaultyDatabase();
        try (RunningServer server = RunningServer.in(data)
                        .databaseAround(database::around)
                        .with("switchboard.health.check-every", "100ms")
                        .start();
                TestSession room = TestSession.of(server, "ann")) {
            JsonNode well =
                    TestSession.retried(() -> server.api().health().expect(200)).json();
            assertThat(List.of(
                            well.path("status").textValue(),
                            well.path("database").textValue()))
                    .containsExactly(HEALTHY, HEALTHY);
            RecordingClient teacher = room.teacher();
            database.failWrites();
            teacher.send(Drafts.broadcast("not stored"));
            JsonNode ill =
                    TestSession.retried(() -> server.api().health().expect(503)).json();
            assertThat(ill.path("status").textValue()).isEqualTo(UNHEALTHY);
            assertThat(ill.path("database").textValue()).startsWith("error: ");
        } finally {
            database.release();
        }
    }
}
