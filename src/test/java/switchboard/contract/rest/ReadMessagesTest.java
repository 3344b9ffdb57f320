package switchboard.contract.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
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

/** Section 3: the messages of a session, page by page. */
class ReadMessagesTest {
    private static final int ROUNDS = 10;
    private static final int STORED = ROUNDS * 6;
    private static final String NOBODYS_ID = "01900000-0000-7000-8000-000000000000";

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(10_000));

    @ParameterizedTest
    @CsvSource({"ann, student", "bob, student", "teacher, instructor", "observer, instructor"})
    void showsWhatAReplayShows_I7(String user, String role) {
        try (TestSession room = SERVER.room("ann", "bob")) {
            talk(room);
            Caller caller = new Caller(SERVER.api(), room.session(), user, role);
            RecordingClient replayed = room.join(user, role, "v2");

            List<String> frames = replayed.messages().stream().map(Text::raw).toList();
            assertThat(frames).isNotEmpty();
            Answer answer = caller.read("&limit=1000").expect(200);
            assertThat(answer.body())
                    .isEqualTo("{\"messages\":[" + String.join(",", frames) + "],\"next_after\":null,\"head_seq\":"
                            + STORED + "}");
        }
    }

    @ParameterizedTest
    @CsvSource({"ann, student, 1", "ann, student, 7", "teacher, instructor, 13", "teacher, instructor, 60"})
    void pagesMakeTheWhole(String user, String role, int limit) {
        try (TestSession room = SERVER.room("ann", "bob")) {
            talk(room);
            Caller caller = new Caller(SERVER.api(), room.session(), user, role);
            List<String> all = caller.readAll();
            List<String> found = new ArrayList<>();
            long after = 0;
            while (true) {
                JsonNode page = caller.read("&limit=" + limit + "&after=" + after)
                        .expect(200)
                        .json();
                page.path("messages").forEach(message -> found.add(message.toString()));
                assertThat(page.path("messages").size()).isLessThanOrEqualTo(limit);
                if (page.path("next_after").isNull()) {
                    assertThat(page.path("head_seq").asLong()).isEqualTo(STORED);
                    break;
                }
                assertThat(page.path("next_after").isIntegralNumber()).isTrue();
                assertThat(page.path("next_after").asLong()).isGreaterThan(after);
                assertThat(page.path("head_seq").asLong())
                        .isEqualTo(page.path("next_after").asLong());
                after = page.path("next_after").asLong();
            }
            assertThat(found).isEqualTo(all);
        }
    }

    @Test
    void showsAHundredUnlessToldOtherwise() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.student("ann");
            RecordingClient teacher = room.teacher();
            for (int i = 0; i < 101; i++) {
                ann.send(Drafts.question("q" + i));
            }
            teacher.awaitMessages(101);
            JsonNode page = room.teacherCaller().read("").expect(200).json();
            assertThat(page.path("messages")).hasSize(100);
            assertThat(page.path("next_after").asLong()).isEqualTo(100);
        }
    }

    @Test
    void aPageEndsAtAQuarterOfAMebibyte() {
        try (TestSession room = SERVER.room("ann")) {
            Caller ann = room.studentCaller("ann");
            for (int i = 0; i < 6; i++) {
                ann.post(Drafts.question("x".repeat(60_000))).expect(201);
            }
            JsonNode page = ann.read("").expect(200).json();
            assertThat(page.path("messages").size()).isBetween(1, 5);
            assertThat(ann.readAll()).hasSize(6);
        }
    }

    @Test
    void anEmptyClassHasAnEmptyPageAlsoBehindItsHead() {
        try (TestSession room = SERVER.room("ann")) {
            String empty = "{\"messages\":[],\"next_after\":null,\"head_seq\":0}";
            assertThat(room.studentCaller("ann").read("").expect(200).body()).isEqualTo(empty);
            assertThat(room.studentCaller("ann")
                            .read("&after=9223372036854775807")
                            .expect(200)
                            .body())
                    .isEqualTo(empty);
        }
    }

    @Test
    void canBeReadOnceAClassHasEnded() {
        try (TestSession room = SERVER.room("ann")) {
            room.studentCaller("ann").post(Drafts.question("before")).expect(201);
            room.end();
            assertThat(room.teacherCaller().readAll()).hasSize(1);
            assertThat(room.studentCaller("ann").readAll()).hasSize(1);
            room.studentCaller("eve").read("").expectError(403, "not_enrolled");
        }
    }

    /** What a sender calls a message is for nobody else's eyes. */
    @Test
    void onlyItsSenderReadsARef() {
        try (TestSession room = SERVER.room("ann")) {
            room.teacherCaller()
                    .post(Drafts.of("instructor_broadcast").ref("r-1").json())
                    .expect(201);
            assertThat(room.teacherCaller().readAll().get(0)).contains("\"ref\":\"r-1\"");
            assertThat(room.studentCaller("ann").readAll().get(0)).doesNotContain("r-1");
            assertThat(new Caller(SERVER.api(), room.session(), "observer", "instructor").readAll())
                    .singleElement()
                    .asString()
                    .doesNotContain("r-1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', 400, missing_parameter",
        "user_id=ann, 400, missing_parameter",
        "user_id=a+b&role=student, 400, invalid_user_id",
        "user_id=ann&role=Student, 400, invalid_role",
        "user_id=ann&role=student&after=-1, 400, invalid_after",
        "user_id=ann&role=student&after=x, 400, invalid_after",
        "user_id=ann&role=student&limit=0, 400, invalid_limit",
        "user_id=ann&role=student&limit=1001, 400, invalid_limit",
        "user_id=ann&role=student&wait=61, 400, invalid_wait",
        "user_id=ann&role=student&wait=-1, 400, invalid_wait",
        "user_id=eve&role=student, 403, not_enrolled",
        "user_id=eve&role=student&wait=5, 403, not_enrolled",
    })
    void refusesOtherReaders(String query, int status, String reason) {
        try (TestSession room = SERVER.room("ann")) {
            SERVER.api()
                    .get("/api/sessions/" + room.session() + "/messages?" + query)
                    .expectError(status, reason);
        }
    }

    @ParameterizedTest
    @CsvSource({NOBODYS_ID, "x"})
    void knowsNoOtherClasses(String id) {
        String reader = "?user_id=ann&role=student";
        SERVER.api().get("/api/sessions/" + id + "/messages" + reader).expectError(404, "session_not_found");
        SERVER.api()
                .get("/api/sessions/" + id + "/messages" + reader + "&wait=5")
                .expectError(404, "session_not_found");
    }

    /** The limit is 20 ms where nothing else runs; here other tests do. */
    @Test
    void aPageOfAThousandComesSoon() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.student("ann");
            RecordingClient teacher = room.teacher();
            for (int i = 0; i < 1000; i++) {
                ann.send("{\"type\":\"analytics\",\"content\":{}}");
            }
            teacher.awaitMessages(1000);
            Caller caller = room.teacherCaller();
            long best = Long.MAX_VALUE;
            for (int i = 0; i < 30; i++) {
                long start = System.nanoTime();
                JsonNode page = caller.read("&limit=1000").expect(200).json();
                best = Math.min(best, System.nanoTime() - start);
                assertThat(StreamSupport.stream(page.path("messages").spliterator(), false))
                        .hasSizeGreaterThan(900);
            }
            assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofSeconds(1));
        }
    }

    /** Sixty messages of all six types. */
    private static void talk(TestSession room) {
        RecordingClient teacher = room.teacher();
        RecordingClient ann = room.student("ann");
        RecordingClient bob = room.student("bob");
        RecordingClient observer = room.join("watcher", "instructor", "v2");
        for (int i = 0; i < ROUNDS; i++) {
            ann.send(Drafts.question("q" + i)).send(Drafts.answer("a" + i));
            bob.send(Drafts.analytics("n" + i));
            teacher.send(Drafts.reply("ann", "r" + i))
                    .send(Drafts.request("bob", "d" + i))
                    .send(Drafts.broadcast("b" + i));
        }
        observer.awaitMessages(STORED);
    }
}
