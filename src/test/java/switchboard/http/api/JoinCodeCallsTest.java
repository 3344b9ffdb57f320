package switchboard.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.http.RawHttpClient;
import switchboard.http.ServedApi;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.frames.Refusal;
import switchboard.session.api.HubProtocol;
import switchboard.store.SessionCode;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
import switchboard.store.history.History;

/** Section 3 of the contract: join codes; the test answers for the hub and the history. */
class JoinCodeCallsTest {
    private static final String PATH = "/api/sessions/" + ServedApi.ALGEBRA.id() + "/join-code";
    private static final JoinCode CODE = new JoinCode("ABCDEF");

    private ServedApi api;

    @BeforeEach
    void start() {
        api = new ServedApi(Map.of("join-codes.wrong-per-minute", "100", "join-codes.wrong-per-address", "2"));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    // ---- the code of a session

    @Test
    void aCodeIsMadeAndTakenAway() {
        CompletableFuture<RawHttpClient.Response> made = api.start("POST " + PATH);
        set(true).replyTo().tell(new HubProtocol.JoinCodeSet(Optional.of(CODE)));
        assertThat(made.join().status()).isEqualTo(200);
        assertThat(made.join().body()).isEqualTo("{\"code\":\"ABC-DEF\",\"open\":true}");

        CompletableFuture<RawHttpClient.Response> taken = api.start("DELETE " + PATH);
        set(false).replyTo().tell(new HubProtocol.JoinCodeSet(Optional.empty()));
        assertThat(taken.join().status()).isEqualTo(200);
        assertThat(taken.join().body()).isEqualTo("{\"open\":false}");
    }

    private HubProtocol.SetJoinCode set(boolean open) {
        HubProtocol.SetJoinCode set = api.hub.expectMessageClass(HubProtocol.SetJoinCode.class);
        assertThat(set.session()).isEqualTo(ServedApi.ALGEBRA.id());
        assertThat(set.open()).isEqualTo(open);
        return set;
    }

    @Test
    void aBodyThatNobodyAskedForIsNotInTheWay() {
        CompletableFuture<RawHttpClient.Response> made = api.startPostTo(PATH, "{\"code\":\"ZZZ-ZZZ\"}");
        set(true).replyTo().tell(new HubProtocol.JoinCodeSet(Optional.of(CODE)));

        assertThat(made.join().body()).contains("ABC-DEF");
    }

    @ParameterizedTest
    @CsvSource({"POST, ALREADY_ENDED, 400", "POST, SESSION_NOT_FOUND, 404", "DELETE, STORAGE_FAILED, 503"})
    void saysWhyItIsNotDone(String method, Refusal refusal, int status) {
        CompletableFuture<RawHttpClient.Response> response = api.start(method + " " + PATH);
        set(method.equals("POST")).replyTo().tell(new HubProtocol.NotDone(refusal.refused()));

        assertThat(response.join().status()).isEqualTo(status);
        assertThat(response.join().reason()).isEqualTo(refusal.code());
    }

    @Test
    void aCodeIsShownAndThatThereIsNone() {
        CompletableFuture<RawHttpClient.Response> open = api.start("GET " + PATH);
        show(new History.JoinCodeFound(Optional.of(new SessionCode(CODE))));
        assertThat(open.join().body()).isEqualTo("{\"code\":\"ABC-DEF\",\"open\":true}");

        CompletableFuture<RawHttpClient.Response> none = api.start("GET " + PATH);
        show(new History.JoinCodeFound(Optional.of(new SessionCode(null))));
        assertThat(none.join().status()).isEqualTo(200);
        assertThat(none.join().body()).isEqualTo("{\"open\":false}");

        CompletableFuture<RawHttpClient.Response> unknown = api.start("GET " + PATH);
        show(new History.JoinCodeFound(Optional.empty()));
        assertThat(unknown.join().status()).isEqualTo(404);
        assertThat(unknown.join().reason()).isEqualTo("session_not_found");

        CompletableFuture<RawHttpClient.Response> failed = api.start("GET " + PATH);
        show(new History.FindFailed(Trouble.DAMAGED));
        assertThat(failed.join().reason()).isEqualTo("storage_failed");
    }

    private void show(History.JoinCodeReply reply) {
        History.FindJoinCode find = api.history.expectMessageClass(History.FindJoinCode.class);
        assertThat(find.session()).isEqualTo(ServedApi.ALGEBRA.id());
        find.replyTo().tell(reply);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "DELETE"})
    void whatIsNoIdNamesNoSession(String method) {
        assertThat(api.call(method + " /api/sessions/x/join-code").reason()).isEqualTo("session_not_found");
    }

    // ---- the session of a code

    @ParameterizedTest
    @ValueSource(strings = {"ABC-DEF", "abcdef", "abc%20def", "%61bc+def", "abc%E2%80%93def", "a-b-c-d-e-f"})
    void aSessionIsFoundByItsCodeHoweverThatIsWritten(String typed) {
        CompletableFuture<RawHttpClient.Response> response = api.start("GET /api/join/" + typed);
        found(new History.Found(Optional.of(new StoredSession(1, ServedApi.ALGEBRA, 0))));

        assertThat(response.join().status()).isEqualTo(200);
        assertThat(response.join().header("Cache-Control")).isEqualTo("no-store");
        assertThat(response.join().body())
                .isEqualTo("{\"session_id\":\"" + ServedApi.ALGEBRA.id() + "\",\"name\":\"Algebra\",\"students\":["
                        + "{\"user_id\":\"ada\",\"claimed\":false},{\"user_id\":\"bob\",\"claimed\":false}]}");
    }

    private void found(History.FindReply reply) {
        History.FindByJoinCode find = api.history.expectMessageClass(History.FindByJoinCode.class);
        assertThat(find.code()).isEqualTo(CODE);
        find.replyTo().tell(reply);
    }

    /** Whatever does not look like a code is not even looked up, and so is no attempt. */
    @ParameterizedTest
    @ValueSource(strings = {"ABC-DE0", "ABCDEFG", "%20", "%ff", "x"})
    void whatIsNoCodeFindsNothingAndIsToldWhatOneLooksLike(String typed) {
        for (int i = 0; i < 3; i++) {
            RawHttpClient.Response response = api.call("GET /api/join/" + typed);
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.reason()).isEqualTo("unknown_code");
            assertThat(response.json().path("message").asText()).contains("23456789ABC", "ABC-DEF");
        }
    }

    @Test
    void wrongCodesAreBoundedAndRightOnesAreNot() {
        for (int i = 0; i < 5; i++) {
            CompletableFuture<RawHttpClient.Response> right = api.start("GET /api/join/ABCDEF");
            found(new History.Found(Optional.of(new StoredSession(1, ServedApi.ALGEBRA, 0))));
            assertThat(right.join().status()).isEqualTo(200);
        }
        for (int i = 0; i < 2; i++) {
            CompletableFuture<RawHttpClient.Response> wrong = api.start("GET /api/join/ABCDEF");
            found(new History.Found(Optional.empty()));
            assertThat(wrong.join().status()).isEqualTo(404);
            assertThat(wrong.join().reason()).isEqualTo("unknown_code");
            assertThat(wrong.join().body()).doesNotContain("ABC");
        }

        RawHttpClient.Response refused = api.call("GET /api/join/ABCDEF");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.reason()).isEqualTo("rate_limited");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
        assertThat(refused.json().path("limit").asInt()).isEqualTo(2);
        assertThat(refused.json().path("window_seconds").asInt()).isEqualTo(60);
        api.history.expectNoMessage(Duration.ZERO);
    }

    /** A database that cannot be read has not said that the code is wrong. */
    @Test
    void whatCannotBeReadDoesNotCountAsWrong() {
        for (int i = 0; i < 4; i++) {
            CompletableFuture<RawHttpClient.Response> response = api.start("GET /api/join/ABCDEF");
            found(new History.FindFailed(i % 2 == 0 ? Trouble.LOCKED : Trouble.DAMAGED));
            assertThat(response.join().status()).isEqualTo(503);
            assertThat(response.join().reason()).isEqualTo(i % 2 == 0 ? "unavailable" : "storage_failed");
        }
    }

    // ---- the short address

    /** It is the page that asks whether there is such a code, by the call that bounds guesses. */
    @ParameterizedTest
    @CsvSource({
        "ABC-DEF, ABC-DEF",
        "abcdef, ABC-DEF",
        "abc%20def, ABC-DEF",
        "no+c%C3%B6de%0D%0Ax, no%20c%C3%B6de%0D%0Ax",
        "%ff, %EF%BF%BD"
    })
    void theShortAddressLeadsToThePageWhateverTheCodeIs(String typed, String code) {
        RawHttpClient.Response response = api.call("GET /j/" + typed);

        assertThat(response.status()).isEqualTo(303);
        assertThat(response.header("Location")).isEqualTo("../#/join/" + code);
        assertThat(response.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        assertThat(response.body()).isEmpty();
        api.history.expectNoMessage(Duration.ZERO);
    }
}
