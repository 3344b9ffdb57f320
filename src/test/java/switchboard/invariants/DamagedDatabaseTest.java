package switchboard.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.store.sqlite.DamagedPage;
import switchboard.testing.Answer;
import switchboard.testing.Drafts;
import switchboard.testing.FolderLog;
import switchboard.testing.LogLines;
import switchboard.testing.Received;
import switchboard.testing.RecordingClient;
import switchboard.testing.Room;
import switchboard.testing.RunningServer;

/**
 * I8: a page of the database is damaged. Whoever needs it is told so at once and for good, {@code /health} and one line of
 * the log say it, and everybody else goes on; all is well again when the page is.
 */
class DamagedDatabaseTest {
    /** A page of the file holds one of these. */
    private static final String LONG = "x".repeat(3_000);

    @TempDir
    private Path data;

    private String damaged;
    private String whole;

    @BeforeEach
    void twoClassesWithMessages() {
        try (RunningServer server = server()) {
            damaged = server.session("ines", "ana");
            whole = server.session("ines", "ana");
            for (String session : new String[] {damaged, whole}) {
                talk(server, session, 5);
            }
        }
    }

    private RunningServer server() {
        return RunningServer.in(data)
                .with("switchboard.session.tail-messages", 1)
                .with("switchboard.health.check-every", "100ms")
                .start();
    }

    private static void talk(RunningServer server, String session, int messages) {
        try (RecordingClient ines =
                server.instructor(session, "ines").subprotocol(Room.V2).open()) {
            ines.awaitSystem("history_complete");
            for (int i = 0; i < messages; i++) {
                ines.send(Drafts.broadcast(LONG));
            }
            ines.awaitMessages(messages);
        }
    }

    private static Answer messages(RunningServer server, String session) {
        return server.api().get("/api/sessions/" + session + "/messages?user_id=ines&role=instructor");
    }

    private static void awaitHealth(RunningServer server, int status, String database) {
        Eventually.holds(
                "health says " + database,
                () -> server.api().health().status() == status
                        && server.api()
                                .health()
                                .json()
                                .path("database")
                                .asText()
                                .equals(database));
    }

    private static void assertSecondClassGoesOn(RunningServer server, String session) {
        talk(server, session, 1);
        messages(server, session).expect(200);
    }

    @Test
    void i8ADamagedLogIsReadByNobodyAndTheOtherClassesGoOn() throws Exception {
        DamagedPage page = DamagedPage.firstOf(data, "messages");
        try (RunningServer server = server();
                FolderLog log = new FolderLog(data.toString());
                LogLines lines = LogLines.listen()) {
            awaitHealth(server, 200, "healthy");
            RecordingClient v2 =
                    server.student(damaged, "ana").subprotocol(Room.V2).open();
            Received.Text closing = v2.awaitSystem("closing");
            assertThat(closing.code()).isEqualTo("internal_error");
            assertThat(closing.content().path("reconnect").asBoolean(true)).isFalse();
            v2.awaitClose(1011);
            lines.await("connection_closed", damaged, " user=ana ", " reason=history_damaged");

            Answer read = messages(server, damaged).expectError(503, "storage_failed");
            assertThat(read.header("retry-after")).contains("30");
            assertThat(read.json().path("message").asText())
                    .contains("the database is damaged")
                    .doesNotContain("try again");
            awaitHealth(server, 503, "error: the database is damaged");

            // Version 1 takes part in what is new; so does whoever has the damaged part already.
            RecordingClient v1 = server.student(damaged, "ana").open();
            v1.awaitSystem("history_unavailable");
            RecordingClient ines = server.client(damaged, "ines", "instructor", "&after_seq=5")
                    .subprotocol(Room.V2)
                    .open();
            ines.awaitSystem("history_complete");
            ines.send(Drafts.broadcast("and now?"));
            assertThat(v1.awaitMessage().seq()).isEqualTo(6);
            assertSecondClassGoesOn(server, whole);
            assertThat(log.events()).containsExactly("ERROR database_damaged");

            page.repair();
            awaitHealth(server, 200, "healthy");
            messages(server, damaged).expect(200);
            v1.close();
            ines.close();
        }
    }

    @Test
    void i8AClassWhoseHeadIsDamagedTakesNobodyAndTheOthersGoOn() throws Exception {
        DamagedPage page = DamagedPage.lastOf(data, "messages");
        // The class that was made last lies at the end.
        try (RunningServer server = server();
                FolderLog log = new FolderLog(data.toString())) {
            for (boolean old : new boolean[] {true, false}) {
                RecordingClient client = old
                        ? server.student(whole, "ana").open()
                        : server.student(whole, "ana").subprotocol(Room.V2).open();
                assertThat(client.awaitSystem("closing")
                                .content()
                                .path("reconnect")
                                .asBoolean(true))
                        .isFalse();
                client.awaitClose(1011);
            }
            server.api()
                    .post(
                            "/api/sessions/" + whole + "/messages",
                            "{\"user_id\":\"ana\",\"role\":\"student\",\"type\":\"analytics\"}")
                    .expectError(503, "storage_failed");
            server.api().endSession(whole).expectError(503, "storage_failed");
            awaitHealth(server, 503, "error: the database is damaged");
            assertSecondClassGoesOn(server, damaged);
            assertThat(log.events()).containsExactly("ERROR database_damaged");

            page.repair();
            awaitHealth(server, 200, "healthy");
            Eventually.holds(
                    "its class takes part again",
                    () -> server.api()
                                    .post(
                                            "/api/sessions/" + whole + "/messages",
                                            "{\"user_id\":\"ana\",\"role\":\"student\",\"type\":\"analytics\"}")
                                    .status()
                            == 201);
        }
    }

    @Test
    void i8DamageThatComesWhileTheServerRunsIsTold() throws Exception {
        try (RunningServer server = server()) {
            messages(server, damaged).expect(200);
            DamagedPage page = DamagedPage.firstOf(data, "messages");
            // What is remembered of the file is dropped with the next commit.
            talk(server, whole, 1);

            messages(server, damaged).expectError(503, "storage_failed");
            awaitHealth(server, 503, "error: the database is damaged");
            page.repair();
            awaitHealth(server, 200, "healthy");
            messages(server, damaged).expect(200);
        }
    }

    /** I1: what all write to is damaged, so nobody writes; all that is there can be read. */
    @Test
    void i1DamageThatWritingMeetsStopsAllWriting() throws Exception {
        DamagedPage.firstOf(data, "messages_by_ref");
        try (RunningServer server = server();
                FolderLog log = new FolderLog(data.toString())) {
            String path = "/api/sessions/" + damaged + "/messages";
            String body = "{\"user_id\":\"ana\",\"role\":\"student\",\"type\":\"analytics\",\"ref\":\"r1\"}";

            server.api().post(path, body).expectError(503, "storage_failed");
            awaitHealth(server, 503, "error: the database is damaged");
            server.api().endSession(whole).expectError(503, "storage_failed");
            messages(server, damaged).expect(200);
            assertThat(log.events()).contains("ERROR store_failed").doesNotContain("INFO store_recovered");
        }
    }
}
