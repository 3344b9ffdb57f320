package switchboard.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.people.Eventually;
import switchboard.store.sqlite.DamagedPage;
import switchboard.testing.Drafts;
import switchboard.testing.client.Answer;
import switchboard.testing.client.Opening;
import switchboard.testing.client.Received;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.FolderLog;
import switchboard.testing.server.LogLines;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.TestSession;

/**
 * I8: a page of the database is damaged. Whoever needs it is told what is missing, {@code /health} and one line of the
 * log say it, and everybody goes on; all is well again when the page is.
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
                server.instructor(session, "ines").subprotocol(TestSession.V2).open()) {
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

    /** I2, I3: what is damaged is told in its place; before, every join from 0 ended with 1011, for ever. */
    @Test
    void i3WhatIsDamagedIsToldInItsPlaceAndEverythingElseIsRead() throws Exception {
        DamagedPage page = DamagedPage.firstOf(data, "messages");
        try (RunningServer server = server();
                FolderLog log = new FolderLog(data.toString())) {
            awaitHealth(server, 200, "healthy");
            JsonNode read = messages(server, damaged).expect(200).json();
            long lost = read.path("damaged").path(0).path("last_seq").asLong();
            assertThat(lost).isBetween(1L, 4L);
            assertThat(read.path("damaged")).hasSize(1);
            assertThat(seqs(read))
                    .isEqualTo(LongStream.rangeClosed(lost + 1, 5).boxed().toList());

            for (String version : new String[] {"v1", TestSession.V2}) {
                Opening opening = server.student(damaged, "ana");
                RecordingClient ana = (version.equals("v1") ? opening : opening.subprotocol(version)).open();
                Received.Text told = ana.awaitSystem("messages_damaged");
                assertThat(told.content().path("first_seq").asLong()).isEqualTo(1);
                assertThat(told.content().path("last_seq").asLong()).isEqualTo(lost);
                Received.Text complete = ana.awaitSystem("history_complete");
                assertThat(complete.content().path("count").asLong()).isEqualTo(5 - lost);
                assertThat(ana.messages()).extracting(Received.Text::seq).isEqualTo(seqs(read));
                ana.close();
            }

            // It is told to people who look after the server, and nobody is sent away for it.
            awaitHealth(server, 503, "error: the database is damaged");
            server.api().get("/health/ready").expect(200);
            talk(server, damaged, 1);
            assertSecondClassGoesOn(server, whole);
            assertThat(log.events()).containsExactly("ERROR database_damaged");

            page.repair();
            awaitHealth(server, 200, "healthy");
            assertThat(seqs(messages(server, damaged).expect(200).json())).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        }
    }

    private static List<Long> seqs(JsonNode page) {
        List<Long> seqs = new ArrayList<>();
        page.path("messages").forEach(message -> seqs.add(message.path("seq").asLong()));
        return seqs;
    }

    /** I1: commits would go behind a hole: none is acknowledged any more, and the next start serves what is left. */
    @Test
    void i1AfterItsWriteAheadLogWasCutNothingIsAcknowledged() throws Exception {
        String path = "/api/sessions/" + whole + "/messages";
        String body = "{\"user_id\":\"ana\",\"role\":\"student\",\"type\":\"analytics\"}";
        try (RunningServer server = server();
                FolderLog log = new FolderLog(data.toString())) {
            server.api().post(path, body).expect(201);
            try (FileChannel wal = FileChannel.open(data.resolve("switchboard.db-wal"), StandardOpenOption.WRITE)) {
                wal.truncate(0);
            }
            server.api().post(path, body).expectError(503, "storage_failed");
            awaitHealth(server, 503, "error: the database was deleted or replaced");
            server.api().post(path, body).expectError(503, "storage_failed");
            assertThat(log.events()).contains("ERROR store_failed");
        }
        try (RunningServer server = server()) {
            assertThat(seqs(messages(server, whole).expect(200).json())).containsExactly(1L, 2L, 3L, 4L, 5L);
            server.api().post(path, body).expect(201);
        }
    }

    @Test
    void i8AClassWhoseHeadIsDamagedTakesNobodyAndTheOthersGoOn() throws Exception {
        DamagedPage page = DamagedPage.lastOf(data, "messages");
        // The session that was made last lies at the end.
        try (RunningServer server = server();
                FolderLog log = new FolderLog(data.toString());
                LogLines lines = LogLines.listen()) {
            for (boolean old : new boolean[] {true, false}) {
                RecordingClient client = old
                        ? server.student(whole, "ana").open()
                        : server.student(whole, "ana")
                                .subprotocol(TestSession.V2)
                                .open();
                assertThat(client.awaitSystem("closing")
                                .content()
                                .path("reconnect")
                                .asBoolean(true))
                        .isFalse();
                client.awaitClose(1011);
                lines.await("connection_closed", whole, " user=ana ", " reason=history_damaged");
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

            assertThat(messages(server, damaged).expect(200).json().path("damaged"))
                    .hasSize(1);
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
