package switchboard.contract.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.contract.documents.DocumentedAnswers.MESSAGES;
import static switchboard.contract.documents.DocumentedAnswers.SESSIONS;
import static switchboard.contract.documents.DocumentedAnswers.documented;
import static switchboard.contract.documents.DocumentedAnswers.refused;
import static switchboard.contract.documents.DocumentedFrames.V1;
import static switchboard.contract.documents.DocumentedFrames.V2;
import static switchboard.contract.documents.DocumentedFrames.allAreDocumented;
import static switchboard.contract.documents.DocumentedFrames.assertClosed;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.store.FaultyDatabase;
import switchboard.testing.Drafts;
import switchboard.testing.client.Answer;
import switchboard.testing.client.Opening;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.TestSession;

/** What a server says that is full, failing or going is in openapi.yaml and asyncapi.yaml too. */
class ApiInTroubleTest {
    private static final String[] STUDENTS = {"ana", "ben", "cid", "dan", "eve", "fay", "gus", "hal"};

    private final FaultyDatabase database = new FaultyDatabase();

    @TempDir
    Path data;

    @Test
    void oneClassTooMany() {
        try (RunningServer server =
                starting().with("switchboard.sessions.max-active", 1).start()) {
            server.session("ines", "ana");
            refused(
                    server.api().createSession("One more", "ines", List.of("ana")),
                    "post",
                    SESSIONS,
                    503,
                    "too_many_sessions");
        }
    }

    @Test
    void oneUpgradeTooMany() {
        try (RunningServer server = starting()
                        .with("switchboard.sessions.joins-per-user", 1)
                        .start();
                TestSession room = TestSession.of(server, "ana")) {
            room.student("ana");
            refused(server.student(room.session(), "ana").refused(), "get", "/ws", 503, "unavailable");
        }
    }

    @Test
    void aQueueThatIsFull() {
        try (RunningServer server = starting()
                        .with("switchboard.writer.session-messages", 2)
                        .start();
                TestSession room = TestSession.of(server, STUDENTS)) {
            RecordingClient v1 = room.join("ines", "instructor", V1);
            RecordingClient v2 = room.join("ida", "instructor", V2);
            database.holdWrites();
            List<CompletableFuture<Answer>> posts = Stream.of(STUDENTS)
                    .map(student -> posting(server, room, student))
                    .toList();
            Answer first = (Answer) CompletableFuture.anyOf(posts.toArray(CompletableFuture[]::new))
                    .join();
            refused(first, "post", MESSAGES, 503, "busy");
            v1.send(Drafts.broadcast("?")).awaitError("busy");
            v2.send(Drafts.of("instructor_broadcast").ref("1")).awaitError("busy");
            database.release();
            posts.forEach(CompletableFuture::join);
            allAreDocumented(V1, v1);
            allAreDocumented(V2, v2);
        } finally {
            database.release();
        }
    }

    @Test
    void aDiskThatTakesNothing() {
        try (RunningServer server = starting()
                        .with("switchboard.health.check-every", "100ms")
                        .start();
                TestSession room = TestSession.of(server, STUDENTS)) {
            RecordingClient v1 = room.join("ines", "instructor", V1);
            RecordingClient v2 = room.join("ida", "instructor", V2);
            database.failWrites();
            v1.send(Drafts.broadcast("?"));
            v2.send(Drafts.of("instructor_broadcast").ref("1"));
            refused(posting(server, room, "ana").join(), "post", MESSAGES, 503, "storage_failed");
            v1.awaitError("storage_failed");
            v2.awaitError("storage_failed");
            refused(
                    server.api().createSession("Not stored", "ines", List.of("ana")),
                    "post",
                    SESSIONS,
                    503,
                    "storage_failed");
            refused(server.api().endSession(room.session()), "delete", SESSIONS + "/{id}", 503, "storage_failed");
            documented(TestSession.retried(() -> server.api().health().expect(503)), "get", "/health", 503);
            documented(
                    TestSession.retried(() -> server.api().get("/health/ready").expect(503)),
                    "get",
                    "/health/ready",
                    503);
            allAreDocumented(V1, v1);
            allAreDocumented(V2, v2);
        } finally {
            database.release();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {V1, V2})
    void aHistoryThatCannotBeRead(String version) {
        try (RunningServer server = starting()
                        .with("switchboard.session.tail-messages", 1)
                        .with("switchboard.connection.replay-timeout", "3s")
                        .start();
                TestSession room = TestSession.of(server, "ana")) {
            RecordingClient ines = room.join("ines", "instructor", V2);
            for (int i = 0; i < 5; i++) {
                ines.send(Drafts.broadcast("number " + i));
            }
            ines.awaitMessages(5);
            database.failReads();
            Opening opening = server.student(room.session(), "ana");
            RecordingClient ana = room.open(version.equals(V2) ? opening.subprotocol(TestSession.V2) : opening);
            if (version.equals(V1)) {
                ana.awaitSystem("history_unavailable");
            } else {
                assertClosed(ana, 1011);
            }
            allAreDocumented(version, ana);
            refused(
                    server.api().get(MESSAGES.replace("{id}", room.session()) + "?user_id=ines&role=instructor"),
                    "get",
                    MESSAGES,
                    503,
                    "unavailable");
        } finally {
            database.release();
        }
    }

    @Test
    void aPartOfTheServerThatHasFailed() {
        try (RunningServer server = starting().start();
                TestSession room = TestSession.of(server, "ana", "ben")) {
            RecordingClient ines = room.join("ines", "instructor", V2);
            room.join("ana", "student", V2);
            ines.awaitSystem("user_joined");
            server.failSession(room.session());
            assertThat(ines.awaitSystem("participants").content().path("participants"))
                    .hasSize(3);
            allAreDocumented(V2, ines);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {V1, V2})
    void aServerThatGoes(String version) {
        try (RunningServer server = starting().start();
                TestSession room = TestSession.of(server, "ana")) {
            RecordingClient ana = room.join("ana", "student", version);
            server.stop();
            assertClosed(ana, 1012);
            allAreDocumented(version, ana);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {V1, V2})
    void aClientThatDoesNotRead(String version) {
        try (RunningServer server = starting()
                        .with("switchboard.connection.slow-timeout", "3s")
                        .start();
                TestSession room = TestSession.of(server, "ana", "ben")) {
            RecordingClient ines = room.join("ines", "instructor", version);
            Opening opening = server.student(room.session(), "ana").receiveBuffer(4_096);
            RecordingClient ana = room.join(version.equals(V2) ? opening.subprotocol(TestSession.V2) : opening);
            ana.stopReading();
            for (int i = 0; i < 80; i++) {
                ines.send(Drafts.broadcast("x".repeat(60_000)));
            }
            room.awaitConnectionCount(1);
            ana.resumeReading().awaitClose(4008);
            // The frame that says so is not written to who takes nothing.
            allAreDocumented(version, ana);
        }
    }

    private RunningServer.Starting starting() {
        return RunningServer.in(data).databaseAround(database::around);
    }

    private static CompletableFuture<Answer> posting(RunningServer server, TestSession room, String student) {
        String body = "{\"user_id\":\"" + student + "\",\"role\":\"student\",\"type\":\"analytics\"}";
        return CompletableFuture.supplyAsync(() -> server.api().post(MESSAGES.replace("{id}", room.session()), body));
    }
}
