package switchboard.contract.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.ServerAccess;
import switchboard.session.api.HubProtocol;
import switchboard.testing.TestTicker;
import switchboard.testing.client.Answer;
import switchboard.testing.client.Opening;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.CleanLog;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;
import switchboard.testing.tokens.InvisibleTokens;

/** Section 4: what is checked before the upgrade, in which order, and which version a client gets. */
class OpeningTest {
    private static final String NOBODYS_ID = "01900000-0000-7000-8000-000000000000";
    private static final String FOREIGN = "https://other.example";

    @RegisterExtension
    static final SharedServer SERVER =
            SharedServer.with(starting -> starting.with("switchboard.http.cors-origins", "https://school.example"));

    /** Each breaks its own rule and all that are checked later; SESSION is one without that student. */
    @ParameterizedTest
    @CsvSource({
        "'', 400, missing_parameter",
        "'?user_id=%20&role=x', 400, missing_parameter",
        "'?user_id=%20&session_id=x', 400, missing_parameter",
        "'?role=x&session_id=x', 400, missing_parameter",
        "'?user_id=&role=x&session_id=x', 400, missing_parameter",
        "'?user_id=%20&role=x&session_id=x&after_seq=x', 400, invalid_user_id",
        "'?user_id=a&user_id=b&role=x&session_id=x&after_seq=x', 400, invalid_user_id",
        "'?user_id=%ff&role=x&session_id=x&after_seq=x', 400, invalid_user_id",
        "'?user_id=zoe&role=Student&session_id=x&after_seq=x', 400, invalid_role",
        "'?user_id=zoe&role=student&session_id=x&after_seq=x', 400, invalid_session_id",
        "'?user_id=zoe&role=student&session_id=SESSIONx&after_seq=x', 400, invalid_session_id",
        "'?user_id=zoe&role=student&session_id=SESSION&after_seq=x', 400, invalid_after_seq",
        "'?user_id=zoe&role=student&session_id=SESSION&after_seq=-1', 400, invalid_after_seq",
        "'?user_id=zoe&role=student&session_id=SESSION&after_seq=', 400, invalid_after_seq",
        "'?user_id=zoe&role=student&session_id=SESSION&after_seq=1.0', 400, invalid_after_seq",
        "'?user_id=zoe&role=student&session_id=SESSION&after_seq=%2B1', 400, invalid_after_seq",
        "'?user_id=zoe&role=student&session_id=SESSION&after_seq=9223372036854775808', 400, invalid_after_seq",
        "'?user_id=zoe&role=student&session_id=SESSION', 426, upgrade_required"
    })
    void refusesABadAddressBeforeAnythingElse(String query, int status, String reason) {
        // A token says it where the address does not.
        assumeFalse(InvisibleTokens.ON && reason.equals("missing_parameter"));
        String address = "/ws" + query.replace("SESSION", SERVER.get().session("teacher", "ann"));

        SERVER.api().send("GET", address, null, "Origin", FOREIGN).expectError(status, reason);
    }

    @Test
    void looksAtTheHandshakeThenAtTheOriginThenAtTheSessionThenAtTheStudent() {
        String session = SERVER.get().session("teacher", "ann");
        String ended = SERVER.get().session("teacher", "ann");
        SERVER.api().endSession(ended).expect(200);

        opening(NOBODYS_ID, "zoe")
                .header("Origin", FOREIGN)
                .withoutHeader("Upgrade")
                .refused()
                .expectError(426, "upgrade_required");
        opening(NOBODYS_ID, "zoe").header("Origin", FOREIGN).refused().expectError(403, "origin_not_allowed");
        opening(NOBODYS_ID, "zoe").refused().expectError(404, "session_not_found");
        opening(ended, "zoe").refused().expectError(404, "session_ended");
        opening(ended, "ann").refused().expectError(404, "session_ended");
        opening(session, "zoe").refused().expectError(403, "not_enrolled");
        SERVER.get().instructor(ended, "teacher").refused().expectError(404, "session_ended");
    }

    @Test
    void letsAnyInstructorInAndOnlyEnrolledStudents() {
        try (TestSession room = SERVER.room("ann")) {
            room.student("ann");
            room.join("somebody", "instructor", "v1");
            room.join("ann2", "instructor", "v2");
            opening(room.session(), "Ann").refused().expectError(403, "not_enrolled");
            opening(room.session(), "teacher").refused().expectError(403, "not_enrolled");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Upgrade, ''",
        "Upgrade, h2c",
        "Connection, ''",
        "Connection, close",
        "Sec-WebSocket-Version, ''",
        "Sec-WebSocket-Version, 8",
        "Sec-WebSocket-Key, ''",
        "Sec-WebSocket-Key, short"
    })
    void asksForAWholeHandshake(String header, String value) {
        Opening opening = opening(SERVER.get().session("teacher", "ann"), "ann");
        Answer answer = (value.isEmpty() ? opening.withoutHeader(header) : opening.header(header, value)).refused();

        answer.expectError(426, "upgrade_required");
        assertThat(answer.header("Sec-WebSocket-Version")).contains("13");
    }

    @ParameterizedTest
    @CsvSource({
        "switchboard.v2, true",
        "'chat, switchboard.v2', true",
        "'switchboard.v2, switchboard.v3', true",
        "switchboard.v1, false",
        "chat, false",
        "switchboard.v22, false",
        "SWITCHBOARD.V2, false"
    })
    void givesVersion2ToWhoOffersIt(String offered, boolean v2) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.open(opening(room.session(), "ann").subprotocol(offered));

            assertThat(ann.handshake().header("Sec-WebSocket-Protocol").orElse("none"))
                    .isEqualTo(v2 ? "switchboard.v2" : "none");
            assertThat(ann.next().isSystem(v2 ? "welcome" : "history_complete")).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "00", "5", "9223372036854775807"})
    void takesAnyNumberAsAfterSeq(String afterSeq) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.open(
                    SERVER.get().client(room.session(), "ann", "student", "&after_seq=" + afterSeq + "&unknown=%ff"));

            assertThat(ann.awaitSystem("history_complete")
                            .content()
                            .path("head_seq")
                            .longValue())
                    .isZero();
        }
    }

    // ---- a server that has no room

    @ParameterizedTest
    @ValueSource(strings = {"switchboard.sessions.max-connections", "switchboard.sessions.max-connections-per-session"})
    void refusesMoreConnectionsThanTheSettingSays(String setting, @TempDir Path data) {
        withServer(
                data,
                starting -> starting.with("switchboard.sessions.max-connections-per-session", 2)
                        .with(setting, 2),
                server -> {
                    try (TestSession room = TestSession.of(server, "ann", "bob", "cid")) {
                        RecordingClient ann = room.student("ann");
                        room.studentV2("bob");
                        assertThat(unavailable(server.student(room.session(), "cid")))
                                .isPositive();
                        ann.close(1000).awaitEnd();
                        TestSession.retried(() -> room.student("cid"));
                    }
                });
    }

    @Test
    void refusesAUserWhoJoinsTooOftenUntilAMinuteIsOver(@TempDir Path data) {
        TestTicker ticker = new TestTicker();
        withServer(
                data,
                starting ->
                        starting.with("switchboard.sessions.joins-per-user", 3).ticker(ticker),
                server -> {
                    try (TestSession room = TestSession.of(server, "ann", "bob")) {
                        for (int i = 0; i < 3; i++) {
                            room.studentV2("ann");
                            ticker.advance(Duration.ofSeconds(1));
                        }
                        assertThat(unavailable(server.student(room.session(), "ann")))
                                .isEqualTo(57);
                        room.studentV2("bob");
                        ticker.advance(Duration.ofSeconds(56));
                        assertThat(unavailable(server.student(room.session(), "ann")))
                                .isEqualTo(1);
                        ticker.advance(Duration.ofSeconds(1));
                        room.studentV2("ann");
                    }
                });
    }

    @Test
    void refusesEverybodyWhileItShutsDown(@TempDir Path data) {
        withServer(data, starting -> starting, server -> {
            String session = server.session("teacher", "ann");
            ServerAccess.hub(server.server()).tell(HubProtocol.StopAdmitting.INSTANCE);
            assertThat(unavailable(server.student(session, "ann"))).isPositive();
        });
    }

    /** The seconds after which to try again. */
    private static int unavailable(Opening opening) {
        return Integer.parseInt(opening.refused()
                .expectError(503, "unavailable")
                .header("Retry-After")
                .orElseThrow());
    }

    private interface Use {
        void of(RunningServer server);
    }

    private static void withServer(Path data, UnaryOperator<RunningServer.Starting> settings, Use use) {
        // Where its time leaps, what it asks itself is late by that.
        try (CleanLog log = CleanLog.butFor(List.of("the server is"))) {
            try (RunningServer server = settings.apply(RunningServer.in(data)).start()) {
                use.of(server);
            }
            log.check();
        }
    }

    private static Opening opening(String session, String student) {
        return SERVER.get().student(session, student);
    }
}
