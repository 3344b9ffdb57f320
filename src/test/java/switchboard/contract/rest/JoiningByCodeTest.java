package switchboard.contract.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.testing.TestTicker;
import switchboard.testing.client.Answer;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.CleanLog;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.TestSession;

/** Section 3: join codes, from the one who makes them to the one who types them. */
class JoiningByCodeTest {
    private static final String NOBODYS_ID = "01900000-0000-7000-8000-000000000000";
    private static final int WRONG_PER_ADDRESS = 3;

    @TempDir
    Path data;

    private final TestTicker ticker = new TestTicker();
    private CleanLog log;
    private RunningServer server;

    @BeforeEach
    void start() {
        log = CleanLog.butFor(List.of("the server is")); // its time leaps, and what it asks itself is late by that
        startServer();
    }

    private void startServer() {
        server = RunningServer.in(data)
                .with("switchboard.join-codes.wrong-per-address", WRONG_PER_ADDRESS)
                .ticker(ticker)
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
        log.check();
        log.close();
    }

    private static String path(String session) {
        return "/api/sessions/" + session + "/join-code";
    }

    private Answer make(String session) {
        return server.api().send("POST", path(session), null);
    }

    private String madeFor(String session) {
        JsonNode made = make(session).expect(200).json();
        assertThat(made.path("open").booleanValue()).isTrue();
        return made.path("code").textValue();
    }

    private Answer find(String code) {
        return server.api().get("/api/join/" + code);
    }

    private String sessionOf(String code) {
        return find(code).expect(200).json().path("session_id").textValue();
    }

    private String shown(String session) {
        return server.api().get(path(session)).expect(200).body();
    }

    @Test
    void whoTypesTheCodeFindsTheClassAndItsStudentsInTheirOrder() {
        String session = server.api().createdSession("Algèbre 😀", "ines", List.of("zoe", "ann", "bob"));
        String code = madeFor(session);
        assertThat(code).matches("[2-9A-HJKMNP-TV-Z]{3}-[2-9A-HJKMNP-TV-Z]{3}");

        assertThat(find(code).expect(200).body())
                .isEqualTo("{\"session_id\":\"" + session + "\",\"name\":\"Algèbre 😀\",\"students\":["
                        + "{\"user_id\":\"zoe\",\"claimed\":false},{\"user_id\":\"ann\",\"claimed\":false},"
                        + "{\"user_id\":\"bob\",\"claimed\":false}]}");
        String plain = code.replace("-", "");
        for (String typed : List.of(
                plain,
                plain.toLowerCase(Locale.ROOT),
                code.toLowerCase(Locale.ROOT),
                code.replace("-", "%20"),
                code.replace("-", "%E2%80%93"),
                "%" + Integer.toHexString(code.charAt(0)) + code.substring(1))) {
            assertThat(sessionOf(typed)).as(typed).isEqualTo(session);
        }
    }

    @Test
    void studentsHaveTheirNamesWhereThoseAreKnown() {
        String body = "{\"name\":\"Maths\",\"instructor_id\":\"ines\",\"student_ids\":[\"zoe\",\"ann\"],"
                + "\"names\":{\"zoe\":\"Zoë Weiß\"}}";
        JsonNode created = server.api().post("/api/sessions", body).expect(201).json();
        String code = madeFor(created.at("/session/id").textValue());

        assertThat(find(code).expect(200).json().path("students").toString())
                .isEqualTo("[{\"user_id\":\"zoe\",\"name\":\"Zoë Weiß\",\"claimed\":false},"
                        + "{\"user_id\":\"ann\",\"claimed\":false}]");
    }

    @Test
    void aClassHasNoCodeUntilSomebodyMakesOneAndNoneOnceItIsTakenAway() {
        String session = server.session("ines", "ann");
        assertThat(shown(session)).isEqualTo("{\"open\":false}");
        String code = madeFor(session);
        assertThat(shown(session)).isEqualTo("{\"code\":\"" + code + "\",\"open\":true}");

        try (TestSession room = TestSession.in(server, session)) {
            RecordingClient ann = room.student("ann");
            assertThat(server.api()
                            .send("DELETE", path(session), null)
                            .expect(200)
                            .body())
                    .isEqualTo("{\"open\":false}");
            assertThat(room.connectionCount()).as("who is in stays").isEqualTo(1);
            ann.close();
        }
        find(code).expectError(404, "unknown_code");
        assertThat(shown(session)).isEqualTo("{\"open\":false}");
        server.api().send("DELETE", path(session), null).expect(200);
    }

    @Test
    void aNewCodeVoidsTheOneBefore() {
        String session = server.session("ines", "ann");
        String first = madeFor(session);
        String second = madeFor(session);

        assertThat(sessionOf(second)).isEqualTo(session);
        find(first).expectError(404, "unknown_code");
    }

    @Test
    void ofManyThatAreMadeAtOnceOneIsGood() {
        String session = server.session("ines", "ann");
        List<CompletableFuture<String>> making = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> madeFor(session)))
                .toList();
        Set<String> made = making.stream().map(CompletableFuture::join).collect(Collectors.toSet());

        assertThat(made).hasSize(20);
        String last =
                server.api().get(path(session)).expect(200).json().path("code").textValue();
        assertThat(made).contains(last);
        assertThat(sessionOf(last)).isEqualTo(session);
        made.stream()
                .filter(code -> !code.equals(last))
                .limit(WRONG_PER_ADDRESS)
                .forEach(code -> find(code).expectError(404, "unknown_code"));
    }

    @Test
    void theEndOfAClassVoidsItsCode() {
        String session = server.session("ines", "ann");
        String code = madeFor(session);
        server.api().endSession(session).expect(200);

        find(code).expectError(404, "unknown_code");
        assertThat(shown(session)).isEqualTo("{\"open\":false}");
        make(session).expectError(400, "already_ended");
        server.api().send("DELETE", path(session), null).expect(200);
    }

    @Test
    void aClassThatIsNotThereHasNoCode() {
        for (String id : List.of(NOBODYS_ID, "x")) {
            server.api().get(path(id)).expectError(404, "session_not_found");
            make(id).expectError(404, "session_not_found");
            server.api().send("DELETE", path(id), null).expectError(404, "session_not_found");
        }
    }

    @Test
    void codesAndWhatIsVoidAreTheSameAfterARestart() {
        String physics = server.session("ines", "ann");
        String music = server.session("ines", "ann");
        String ended = server.session("ines", "ann");
        String kept = madeFor(physics);
        String replaced = madeFor(music);
        String current = madeFor(music);
        String over = madeFor(ended);
        server.api().endSession(ended).expect(200);
        server.close();
        startServer();

        assertThat(sessionOf(kept)).isEqualTo(physics);
        assertThat(sessionOf(current)).isEqualTo(music);
        find(replaced).expectError(404, "unknown_code");
        find(over).expectError(404, "unknown_code");
        assertThat(shown(physics)).contains(kept);
        make(ended).expectError(400, "already_ended");
    }

    /** A whole school opens its classes at eight. */
    @Test
    void rightCodesAreNotBounded() {
        String code = madeFor(server.session("ines", "ann"));
        List<CompletableFuture<Answer>> school = IntStream.range(0, 100)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> find(code)))
                .toList();

        school.forEach(pupil -> pupil.join().expect(200));
    }

    @Test
    void whoGuessesIsToldNothingForAWhileNotEvenThatACodeIsRight() {
        String session = server.session("ines", "ann");
        String code = madeFor(session);
        String wrong = code.startsWith("2") ? "3" + code.substring(1) : "2" + code.substring(1);
        for (int i = 0; i < WRONG_PER_ADDRESS; i++) {
            find("no-code").expectError(404, "unknown_code");
            find(wrong).expectError(404, "unknown_code");
            ticker.advance(Duration.ofSeconds(1));
        }

        Answer refused = find(code).expectError(429, "rate_limited");
        assertThat(refused.header("Retry-After")).contains("57");
        assertThat(refused.json().path("limit").intValue()).isEqualTo(WRONG_PER_ADDRESS);
        find(wrong).expectError(429, "rate_limited");
        server.api().session(session).expect(200);
        ticker.advance(Duration.ofSeconds(57));
        assertThat(sessionOf(code)).isEqualTo(session);
    }
}
