package switchboard.contract.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.CleanLog;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.TestSession;

/** Section 3: the lists of sessions, which every test has for itself. */
class SessionListTest {
    @TempDir
    Path data;

    private CleanLog log;
    private RunningServer server;

    @BeforeEach
    void start() {
        log = CleanLog.listen();
        server = RunningServer.in(data)
                .with("switchboard.sessions.max-active", 7)
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
        log.check();
        log.close();
    }

    @Test
    void isEmptyAtFirst() {
        JsonNode list = server.api().sessions().expect(200).json();

        assertThat(list.toString()).isEqualTo("{\"sessions\":[]}");
    }

    @Test
    void holdsActiveSessionsNewestFirstWithTheirConnections() {
        List<String> ids = sessions(4);
        server.api().endSession(ids.remove(1)).expect(200);
        Collections.reverse(ids);
        try (TestSession room = TestSession.in(server, ids.get(0))) {
            room.teacher();
            room.student("ann");
            JsonNode list = server.api().sessions().expect(200).json();

            assertThat(idsOf(list)).isEqualTo(ids);
            assertThat(list.has("next")).isFalse();
            assertThat(list.path("sessions"))
                    .extracting(s -> s.path("connection_count").intValue())
                    .containsExactly(2, 0, 0);
            JsonNode first = list.path("sessions").path(0);
            JsonNode shown = server.api().session(ids.get(0)).json().path("session");
            assertThat(first.size()).isEqualTo(shown.size() + 1);
            shown.fieldNames()
                    .forEachRemaining(name -> assertThat(first.path(name)).isEqualTo(shown.path(name)));
        }
    }

    @Test
    void comesInPagesThatMissNothingThoughSessionsBeginAndEndMeanwhile() {
        List<String> ids = sessions(6);
        Collections.reverse(ids);

        JsonNode first = server.api().get("/api/sessions?limit=2").expect(200).json();
        String next = first.path("next").textValue();
        server.api().endSession(ids.get(1)).expect(200);
        server.api().endSession(ids.get(2)).expect(200);
        server.session("teacher", "ann");
        JsonNode second = server.api()
                .get("/api/sessions?limit=2&after=" + next)
                .expect(200)
                .json();
        JsonNode last = server.api()
                .get("/api/sessions?limit=2&after=" + second.path("next").textValue())
                .expect(200)
                .json();

        assertThat(idsOf(first)).isEqualTo(ids.subList(0, 2));
        assertThat(idsOf(second)).isEqualTo(ids.subList(3, 5));
        assertThat(idsOf(last)).isEqualTo(ids.subList(5, 6));
        assertThat(last.has("next")).isFalse();
    }

    @Test
    void isCompleteWithAsManyAsThePageHolds() {
        List<String> ids = sessions(2);

        JsonNode list = server.api().get("/api/sessions?limit=2").expect(200).json();

        assertThat(idsOf(list)).hasSameElementsAs(ids);
        assertThat(list.has("next")).isFalse();
    }

    @Test
    void hasRoomForAsManyAsTheSettingSaysAndRefusesMoreUntilOneEnds() {
        List<String> ids = sessions(7);

        assertThat(server.api()
                        .createSession("One more", "teacher", List.of("ann"))
                        .expectError(503, "too_many_sessions")
                        .header("Retry-After"))
                .isPresent();
        server.api().endSession(ids.get(3)).expect(200);
        server.api().createSession("One more", "teacher", List.of("ann")).expect(201);
    }

    @Test
    void showsWhatHasEndedAndWhatOneHasCreatedWhereThatIsAskedFor() {
        List<String> ids = sessions(3);
        ids.add(server.session("ines", "ann"));
        ids.add(server.session("ines", "ann"));
        server.api().endSession(ids.get(1)).expect(200);
        server.api().endSession(ids.get(4)).expect(200);

        assertThat(listed("")).containsExactly(ids.get(3), ids.get(2), ids.get(0));
        assertThat(listed("status=active")).isEqualTo(listed(""));
        assertThat(listed("status=ended")).containsExactly(ids.get(4), ids.get(1));
        assertThat(listed("status=all")).containsExactly(ids.get(4), ids.get(3), ids.get(2), ids.get(1), ids.get(0));
        assertThat(listed("created_by=ines")).containsExactly(ids.get(3));
        assertThat(listed("created_by=ines&status=all")).containsExactly(ids.get(4), ids.get(3));
        assertThat(listed("status=ended&created_by=teacher")).containsExactly(ids.get(1));
        assertThat(listed("status=all&created_by=nobody")).isEmpty();
        JsonNode ended = server.api()
                .get("/api/sessions?status=ended&limit=1")
                .expect(200)
                .json();
        assertThat(ended.at("/sessions/0/status").textValue()).isEqualTo("ended");
        assertThat(ended.at("/sessions/0/connection_count").intValue()).isZero();
        assertThat(listed("status=ended&after=" + ended.path("next").textValue()))
                .containsExactly(ids.get(1));
    }

    private List<String> listed(String query) {
        return idsOf(server.api().get("/api/sessions?" + query).expect(200).json());
    }

    /** A version 1 client stays for ten seconds when its class has ended. */
    @Test
    void whoIsStillThereAfterTheEndDoesNotCount() {
        try (TestSession room = TestSession.of(server, "ann")) {
            RecordingClient ann = room.student("ann");
            room.end();
            ann.awaitSystem("session_ended");
            JsonNode list =
                    server.api().get("/api/sessions?status=ended").expect(200).json();

            assertThat(list.at("/sessions/0/id").textValue()).isEqualTo(room.session());
            assertThat(list.at("/sessions/0/connection_count").intValue()).isZero();
        }
    }

    @Test
    void isTheSameAfterARestart() {
        List<String> ids = sessions(3);
        String ended = ids.remove(0);
        server.api().endSession(ended).expect(200);
        String list = server.api().sessions().body();
        String shown = server.api().session(ended).body();
        server.close();
        server = RunningServer.in(data).start();

        assertThat(server.api().sessions().body()).isEqualTo(list);
        assertThat(server.api().session(ended).body()).isEqualTo(shown);
        server.api().endSession(ended).expectError(400, "already_ended");
    }

    private List<String> sessions(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(server.session("teacher", "ann"));
        }
        return ids;
    }

    private static List<String> idsOf(JsonNode list) {
        List<String> ids = new ArrayList<>();
        list.path("sessions").forEach(session -> ids.add(session.path("id").textValue()));
        return ids;
    }
}
