package switchboard.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.http.RawHttpClient;
import switchboard.http.ServedApi;
import switchboard.protocol.finding.SessionFilter;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;

/** Section 3 of the contract over real sockets; the test answers for the hub. */
class SessionCallsTest {
    private static final String GOOD =
            "{\"name\":\"Algebra\",\"instructor_id\":\"teacher\",\"student_ids\":[\"ada\",\"bob\",\"ada\"]}";
    private static final String SESSION = "{\"id\":\"0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b\",\"name\":\"Algebra\","
            + "\"created_by\":\"teacher\",\"student_ids\":[\"ada\",\"bob\"],"
            + "\"start_time\":\"2026-11-23T03:05:33.123Z\",\"status\":\"active\"}";
    private static final String ID = ServedApi.ALGEBRA.id().toString();

    private static ServedApi api;

    @BeforeAll
    static void start() {
        api = new ServedApi();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void createsASession() {
        CompletableFuture<RawHttpClient.Response> response = api.startPost(GOOD);
        HubProtocol.Create create = api.hub.expectMessageClass(HubProtocol.Create.class);
        assertThat(create.name().value()).isEqualTo("Algebra");
        assertThat(create.createdBy()).isEqualTo(new UserId("teacher"));
        assertThat(create.studentIds()).containsExactly(new UserId("ada"), new UserId("bob"));
        create.replyTo().tell(new HubProtocol.Created(ServedApi.ALGEBRA));

        assertThat(response.join().status()).isEqualTo(201);
        assertThat(response.join().header("Location")).isEqualTo("/api/sessions/" + ID);
        assertThat(response.join().header("Content-Type")).isEqualTo("application/json");
        assertThat(response.join().body()).isEqualTo("{\"session\":" + SESSION + "}");
    }

    @Test
    void listsActiveSessionsWithTheirConnections() {
        CompletableFuture<RawHttpClient.Response> response = api.start("GET /api/sessions");
        HubProtocol.ListSessions list = api.hub.expectMessageClass(HubProtocol.ListSessions.class);
        assertThat(list.filter()).isEqualTo(SessionFilter.ACTIVE);
        assertThat(list.limit()).isEqualTo(50);
        assertThat(list.after()).isNull();
        list.replyTo()
                .tell(new HubProtocol.Listed(List.of(new HubProtocol.Found(ServedApi.ALGEBRA, 7)), Optional.empty()));

        assertThat(response.join().status()).isEqualTo(200);
        String withCount = SESSION.substring(0, SESSION.length() - 1) + ",\"connection_count\":7}";
        assertThat(response.join().body()).isEqualTo("{\"sessions\":[" + withCount + "]}");
    }

    @Test
    void listsAPageAndNamesTheNext() {
        CompletableFuture<RawHttpClient.Response> response = api.start("GET /api/sessions?limit=1&after=" + ID);
        HubProtocol.ListSessions list = api.hub.expectMessageClass(HubProtocol.ListSessions.class);
        assertThat(list.limit()).isEqualTo(1);
        assertThat(list.after()).isEqualTo(ServedApi.ALGEBRA.id());
        list.replyTo().tell(new HubProtocol.Listed(List.of(), Optional.of(ServedApi.ALGEBRA.id())));

        assertThat(response.join().body()).isEqualTo("{\"sessions\":[],\"next\":\"" + ID + "\"}");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "status=active, ACTIVE, -",
                "status=ended, ENDED, -",
                "status=all&created_by=ines, ALL, ines",
                "created_by=A_-9, ACTIVE, A_-9"
            })
    void filtersByStatusAndCreator(String query, SessionFilter.Status status, String creator) {
        CompletableFuture<RawHttpClient.Response> response = api.start("GET /api/sessions?" + query);
        HubProtocol.ListSessions list = api.hub.expectMessageClass(HubProtocol.ListSessions.class);
        list.replyTo().tell(new HubProtocol.Listed(List.of(), Optional.empty()));

        assertThat(list.filter()).isEqualTo(new SessionFilter(status, creator == null ? null : new UserId(creator)));
        assertThat(response.join().body()).isEqualTo("{\"sessions\":[]}");
    }

    @Test
    void endsAPageThatGrowsTooLargeAndNamesWhereItGoesOn() throws Exception {
        List<UserId> students = IntStream.range(0, 2000)
                .mapToObj(i -> new UserId("student-%042d".formatted(i)))
                .toList();
        List<HubProtocol.Found> many = IntStream.range(0, 120)
                .mapToObj(i -> new HubProtocol.Found(
                        new SessionInfo(
                                SessionId.next(),
                                new SessionName("Class " + i),
                                new UserId("teacher"),
                                students,
                                Map.of(),
                                Instant.EPOCH,
                                null),
                        0))
                .toList();
        CompletableFuture<String> response = HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + "/api/sessions"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .thenApply(HttpResponse::body);
        int asked = 0;
        while (!response.isDone()) {
            asked += answerFrom(many) ? 1 : 0;
        }

        JsonNode page = new ObjectMapper().readTree(response.join());
        int listed = page.path("sessions").size();
        assertThat(listed).isBetween(30, 59);
        assertThat(asked).isEqualTo(listed);
        assertThat(page.path("next").asText())
                .isEqualTo(many.get(listed - 1).session().id().toString());
        for (int i = 0; i < listed; i++) {
            assertThat(page.path("sessions").path(i).path("id").asText())
                    .isEqualTo(many.get(i).session().id().toString());
        }
    }

    /** Answers one question of a list, if one is asked soon. */
    private static boolean answerFrom(List<HubProtocol.Found> all) {
        HubProtocol.ListSessions list;
        try {
            list = api.hub.expectMessageClass(HubProtocol.ListSessions.class, Duration.ofMillis(200));
        } catch (AssertionError notAsked) {
            return false;
        }
        int from = all.stream().map(found -> found.session().id()).toList().indexOf(list.after()) + 1;
        int to = Math.min(all.size(), from + list.limit());
        list.replyTo()
                .tell(new HubProtocol.Listed(
                        all.subList(from, to),
                        to < all.size() ? Optional.of(all.get(to - 1).session().id()) : Optional.empty()));
        return true;
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "", "1.0", "x", "99999999999999999999", "1&limit=2", "%ff"})
    void refusesALimitOutOfRange(String limit) {
        RawHttpClient.Response response = api.call("GET /api/sessions?limit=" + limit);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.reason()).isEqualTo("invalid_limit");
        assertThat(response.json().path("message").asText()).contains("1 to 1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1-1-1-1-1"})
    void refusesToListAfterWhatIsNoId(String after) {
        assertThat(api.call("GET /api/sessions?after=" + after).reason()).isEqualTo("invalid_after");
    }

    @Test
    void showsAnEndedSession() {
        CompletableFuture<RawHttpClient.Response> response = api.start("GET /api/sessions/" + ID);
        api.hub
                .expectMessageClass(HubProtocol.Find.class)
                .replyTo()
                .tell(new HubProtocol.Found(ServedApi.ALGEBRA.endedAt(Instant.parse("2026-11-23T04:00:00Z")), 0));

        assertThat(response.join().status()).isEqualTo(200);
        assertThat(response.join().json().path("connection_count").asInt(-1)).isZero();
        assertThat(response.join().json().at("/session/status").asText()).isEqualTo("ended");
        assertThat(response.join().json().at("/session/end_time").asText()).isEqualTo("2026-11-23T04:00:00.000Z");
    }

    @Test
    void endsASession() {
        CompletableFuture<RawHttpClient.Response> response = api.start("DELETE /api/sessions/" + ID);
        HubProtocol.End end = api.hub.expectMessageClass(HubProtocol.End.class);
        assertThat(end.session()).isEqualTo(ServedApi.ALGEBRA.id());
        end.replyTo().tell(new HubProtocol.Ended(ServedApi.ALGEBRA.endedAt(Instant.parse("2026-11-23T04:00:00Z"))));

        assertThat(response.join().status()).isEqualTo(200);
        assertThat(response.join().json().path("message").asText()).isEqualTo("Session ended successfully");
        assertThat(response.join().json().at("/session/status").asText()).isEqualTo("ended");
    }

    @Test
    void answersWhatTheHubRefuses() {
        CompletableFuture<RawHttpClient.Response> ended = api.start("DELETE /api/sessions/" + ID);
        api.hub
                .expectMessageClass(HubProtocol.End.class)
                .replyTo()
                .tell(new HubProtocol.NotDone(Refusal.ALREADY_ENDED.because("the session has ended")));
        assertThat(ended.join().status()).isEqualTo(400);
        assertThat(ended.join().body())
                .isEqualTo("{\"error\":\"Bad Request\",\"code\":400,\"message\":\"the session has ended\","
                        + "\"reason\":\"already_ended\"}");

        CompletableFuture<RawHttpClient.Response> full = api.startPost(GOOD);
        api.hub
                .expectMessageClass(HubProtocol.Create.class)
                .replyTo()
                .tell(new HubProtocol.NotDone(
                        Refusal.TOO_MANY_SESSIONS.because("full").with("retry_after_ms", 1500L)));
        assertThat(full.join().status()).isEqualTo(503);
        assertThat(full.join().json().path("error").asText()).isEqualTo("Service Unavailable");
        assertThat(full.join().header("Retry-After")).isEqualTo("2");

        CompletableFuture<RawHttpClient.Response> notStored = api.start("DELETE /api/sessions/" + ID);
        api.hub
                .expectMessageClass(HubProtocol.End.class)
                .replyTo()
                .tell(new HubProtocol.NotDone(Refusal.STORAGE_FAILED.because("the disk is full")));
        assertThat(notStored.join().status()).isEqualTo(503);
        assertThat(notStored.join().header("Retry-After")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /api/sessions/x", "DELETE /api/sessions/x", "GET /api/sessions/1-1-1-1-1"})
    void knowsNoSessionWhoseIdIsNoUuid(String call) {
        RawHttpClient.Response response = api.call(call);

        assertThat(response.status()).isEqualTo(404);
        assertThat(response.reason()).isEqualTo("session_not_found");
    }

    @Test
    void readsAnEncodedPath() {
        CompletableFuture<RawHttpClient.Response> response = api.start("GET /api/%73essions/" + ID.replace("-", "%2d"));
        HubProtocol.Find find = api.hub.expectMessageClass(HubProtocol.Find.class);
        assertThat(find.session()).isEqualTo(ServedApi.ALGEBRA.id());
        find.replyTo().tell(new HubProtocol.Found(ServedApi.ALGEBRA, 0));
        assertThat(response.join().status()).isEqualTo(200);
    }

    @Test
    void answersHeadAsGetWithoutTheBody() {
        CompletableFuture<RawHttpClient.Response> response = api.start("HEAD /api/sessions/" + ID);
        api.hub.expectMessageClass(HubProtocol.Find.class).replyTo().tell(new HubProtocol.Found(ServedApi.ALGEBRA, 0));

        assertThat(response.join().status()).isEqualTo(200);
        assertThat(response.join().header("Content-Length")).isNotEqualTo("0");
    }

    @Test
    void answersABugWithoutItsText() {
        try (ServedApi broken = new ServedApi()) {
            broken.health.set(null);
            RawHttpClient.Response response = broken.call("GET /health", "Origin: http://localhost");

            assertThat(response.status()).isEqualTo(500);
            assertThat(response.reason()).isEqualTo("internal_error");
            assertThat(response.body()).doesNotContain("NullPointer");
            assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("http://localhost");
        }
    }

    @Test
    void answersUnavailableWhenTheHubIsSilent() {
        try (ServedApi slow = new ServedApi(Map.of("http.answer-within", "100ms"))) {
            RawHttpClient.Response response = slow.call("GET /api/sessions");

            assertThat(response.status()).isEqualTo(503);
            assertThat(response.reason()).isEqualTo("unavailable");
            assertThat(response.header("Retry-After")).isEqualTo("1");
        }
    }

    @Test
    void letsNoMoreWaitForTheHubThanTheLimit() {
        try (ServedApi narrow = new ServedApi(Map.of("sessions.max-pending", "1"))) {
            CompletableFuture<RawHttpClient.Response> first = narrow.start("GET /api/sessions");
            HubProtocol.ListSessions waiting = narrow.hub.expectMessageClass(HubProtocol.ListSessions.class);

            RawHttpClient.Response second = narrow.call("GET /api/sessions");
            assertThat(second.status()).isEqualTo(503);
            assertThat(second.reason()).isEqualTo("unavailable");
            assertThat(second.header("Retry-After")).isEqualTo("1");

            waiting.replyTo().tell(new HubProtocol.Listed(List.of(), Optional.empty()));
            assertThat(first.join().status()).isEqualTo(200);

            CompletableFuture<RawHttpClient.Response> third = narrow.start("GET /api/sessions");
            narrow.hub
                    .expectMessageClass(HubProtocol.ListSessions.class)
                    .replyTo()
                    .tell(new HubProtocol.Listed(List.of(), Optional.empty()));
            assertThat(third.join().status()).isEqualTo(200);
        }
    }
}
