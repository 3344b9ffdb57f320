package switchboard.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.connection.Handshake;
import switchboard.http.RawHttpClient;
import switchboard.http.ServedApi;
import switchboard.identity.access.Asker;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;

/** Section 4 of the contract: every check before the upgrade, and their order. */
class WebSocketCallTest {
    private static final String ID = ServedApi.ALGEBRA.id().toString();
    private static final String GOOD = "GET /ws?user_id=ada&role=student&session_id=" + ID;
    private static final List<String> UPGRADE = List.of(
            "Upgrade: websocket",
            "Connection: keep-alive, Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");

    private static ServedApi api;

    @BeforeAll
    static void start() {
        api = new ServedApi(Map.of("http.cors-origins", "https://school.example"));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static String[] upgrade(String... more) {
        List<String> headers = new ArrayList<>(UPGRADE);
        headers.addAll(List.of(more));
        return headers.toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Everything else is wrong too: the first check in the order of the contract answers.
                "''                                               | missing_parameter  | user_id, role, session_id",
                "?user_id=a+b&role=x                              | missing_parameter  | session_id",
                "?user_id=&role=student&session_id=x              | missing_parameter  | user_id",
                "?user_id&role=student&session_id=x               | missing_parameter  | user_id",
                "?user_id=a+b&role=x&session_id=x&after_seq=x     | invalid_user_id    | A-Z a-z 0-9 _ -",
                "?user_id=%ff&role=x&session_id=x                 | invalid_user_id    | %ff",
                "?user_id=a&user_id=b&role=x&session_id=x         | invalid_user_id    | given 2 times",
                "?user_id=a&role=Student&session_id=x&after_seq=x | invalid_role       | student, instructor",
                "?user_id=a&role=student&session_id=x&after_seq=x | invalid_session_id | UUID",
                "?user_id=a&role=student&session_id=1-1-1-1-1     | invalid_session_id | UUID",
            })
    void checksTheParametersInTheirOrder(String query, String reason, String part) {
        RawHttpClient.Response response = api.call("GET /ws" + query);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.reason()).isEqualTo(reason);
        assertThat(response.json().path("message").asText()).contains(part);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1.5", "9223372036854775808", "1&after_seq=2", "%2b1"})
    void refusesAnAfterSeqThatIsNoPosition(String afterSeq) {
        RawHttpClient.Response response = api.call(GOOD + "&after_seq=" + afterSeq, upgrade());

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.reason()).isEqualTo("invalid_after_seq");
    }

    @Test
    void refusesWhatIsNoUpgradeBeforeItLooksAtTheOrigin() {
        RawHttpClient.Response response = api.call(GOOD, "Origin: https://other.example");

        assertThat(response.status()).isEqualTo(426);
        assertThat(response.reason()).isEqualTo("upgrade_required");
        assertThat(response.header("Upgrade")).isEqualTo("websocket");
        assertThat(response.header("Sec-WebSocket-Version")).isEqualTo("13");
        assertThat(response.json().path("error").asText()).isEqualTo("Upgrade Required");
    }

    @ParameterizedTest
    @CsvSource({"0,Upgrade: h2c", "1,Connection: close", "2,Sec-WebSocket-Version: 8", "3,Sec-WebSocket-Key: short"})
    void refusesAnUpgradeThatIsNoWebSocketHandshake(int header, String instead) {
        String[] headers = upgrade();
        headers[header] = instead;

        assertThat(api.call(GOOD, headers).reason()).isEqualTo("upgrade_required");
    }

    /** Each got 426: the first of several lines counted, and empty elements made pekko-http drop the header. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Connection: close         | Connection: Upgrade      | Upgrade: websocket",
                "Connection: Upgrade,      | X: y                     | Upgrade: websocket",
                "Connection: ,Upgrade      | X: y                     | Upgrade: websocket",
                "connection: keep-alive,,UPGRADE | X: y               | upgrade: WebSocket",
                "Connection: a=b, Upgrade  | Connection:              | Upgrade: ,websocket,",
                "Connection: keep-alive    | Connection: ,	upgrade ,   | Upgrade: h2c",
            })
    void readsListsOverSeveralLinesAndWithEmptyElements(String first, String second, String third) {
        CompletableFuture<RawHttpClient.Response> response = api.start(
                GOOD,
                first,
                second,
                third,
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        api.hub
                .expectMessageClass(HubProtocol.Admit.class)
                .replyTo()
                .tell(new HubProtocol.Admitted(new ConnectionId(5), ServedApi.ALGEBRA));

        assertThat(response.join().status()).isEqualTo(101);
    }

    /** It was upgraded, although the text of the 426 asks for HTTP/1.1. */
    @Test
    void refusesAnUpgradeOfHttp10() {
        String request = (ServedApi.head(GOOD, upgrade()) + "\r\n").replace("HTTP/1.1", "HTTP/1.0");
        RawHttpClient.Response response = RawHttpClient.exchange(api.port(), request);

        assertThat(response.status()).isEqualTo(426);
        assertThat(response.json().path("message").asText()).contains("HTTP/1.1");
    }

    /** The body was read as frames. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5", "Transfer-Encoding: chunked"})
    void refusesAnUpgradeWithABody(String body) {
        RawHttpClient.Response response =
                RawHttpClient.exchange(api.port(), ServedApi.head(GOOD, upgrade(body)) + "\r\nhello");

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.reason()).isEqualTo("bad_request");
        assertThat(response.json().path("message").asText()).contains("body");
        assertThat(response.header("Connection")).isEqualTo("close");
    }

    @Test
    void upgradesWhereTheBodyIsSaidToBeNone() {
        CompletableFuture<RawHttpClient.Response> response = api.start(GOOD, upgrade("Content-Length: 0"));
        api.hub
                .expectMessageClass(HubProtocol.Admit.class)
                .replyTo()
                .tell(new HubProtocol.Admitted(new ConnectionId(5), ServedApi.ALGEBRA));

        assertThat(response.join().status()).isEqualTo(101);
    }

    @Test
    void refusesPagesOfOtherOrigins() {
        RawHttpClient.Response response = api.call(GOOD, upgrade("Origin: https://other.example"));

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.reason()).isEqualTo("origin_not_allowed");
    }

    @ParameterizedTest
    @EnumSource(names = {"SESSION_NOT_FOUND", "SESSION_ENDED", "NOT_ENROLLED", "UNAVAILABLE"})
    void answersWhatTheHubRefuses(Refusal refusal) {
        CompletableFuture<RawHttpClient.Response> response = api.start(GOOD, upgrade("Origin: https://school.example"));
        api.hub
                .expectMessageClass(HubProtocol.Admit.class)
                .replyTo()
                .tell(new HubProtocol.NotDone(refusal.because("no").with("retry_after_ms", 60_000L)));

        assertThat(response.join().status()).isEqualTo(refusal.status());
        assertThat(response.join().reason()).isEqualTo(refusal.code());
        assertThat(response.join().header("Access-Control-Allow-Origin")).isEqualTo("https://school.example");
        assertThat(response.join().header("Retry-After")).isEqualTo("60");
    }

    @Test
    void upgradesWhoIsAdmitted() {
        CompletableFuture<RawHttpClient.Response> response = api.start(
                "GET /ws?session_id=" + ID + "&role=instructor&user_id=teacher&after_seq=17&token=x&token=y",
                upgrade());
        HubProtocol.Admit admit = api.hub.expectMessageClass(HubProtocol.Admit.class);
        assertThat(admit.session()).isEqualTo(ServedApi.ALGEBRA.id());
        assertThat(admit.user()).isEqualTo(new UserId("teacher"));
        assertThat(admit.role()).isEqualTo(Role.INSTRUCTOR);
        assertThat(admit.version()).isEqualTo(ProtocolVersion.V1);
        admit.replyTo().tell(new HubProtocol.Admitted(new ConnectionId(5), ServedApi.ALGEBRA));

        assertThat(response.join().status()).isEqualTo(101);
        assertThat(api.upgraded.get())
                .isEqualTo(new Handshake(
                        new ConnectionId(5),
                        ServedApi.ALGEBRA,
                        new UserId("teacher"),
                        Role.INSTRUCTOR,
                        ProtocolVersion.V1,
                        17,
                        AddressBlock.of(InetAddress.getLoopbackAddress()),
                        Asker.Anybody.INSTANCE));
    }

    @ParameterizedTest
    @CsvSource({"'switchboard.v2',V2", "'chat, switchboard.v2',V2", "'chat',V1", "'Switchboard.V2',V1"})
    void choosesTheVersionByTheSubprotocol(String offered, ProtocolVersion version) {
        CompletableFuture<RawHttpClient.Response> response =
                api.start(GOOD, upgrade("Sec-WebSocket-Protocol: " + offered));
        HubProtocol.Admit admit = api.hub.expectMessageClass(HubProtocol.Admit.class);
        assertThat(admit.version()).isEqualTo(version);
        admit.replyTo().tell(new HubProtocol.NotDone(Refusal.NOT_ENROLLED.because("no")));
        assertThat(response.join().status()).isEqualTo(403);
    }

    /** It got version 1 without a word. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chat                 | switchboard.v2",
                "switchboard.v2       | chat",
                "chat,,switchboard.v2 | X",
                "',switchboard.v2,'   | ''",
                "not a token, switchboard.v2 | chat",
            })
    void choosesTheVersionByAllLinesOfTheSubprotocol(String first, String second) {
        CompletableFuture<RawHttpClient.Response> response =
                api.start(GOOD, upgrade("Sec-WebSocket-Protocol: " + first, "Sec-WebSocket-Protocol: " + second));
        HubProtocol.Admit admit = api.hub.expectMessageClass(HubProtocol.Admit.class);
        assertThat(admit.version()).isEqualTo(ProtocolVersion.V2);
        admit.replyTo().tell(new HubProtocol.NotDone(Refusal.NOT_ENROLLED.because("no")));
        assertThat(response.join().status()).isEqualTo(403);
    }

    @Test
    void givesThePlaceBackWhenTheUpgradeFails() {
        try (ServedApi failing = new ServedApi()) {
            failing.upgrade.set((request, handshake) -> {
                throw new IllegalStateException("provoked");
            });
            CompletableFuture<RawHttpClient.Response> thrown = failing.start(GOOD, upgrade());
            admitAndExpectRelease(failing);
            assertThat(thrown.join().status()).isEqualTo(500);

            failing.upgrade.set((request, handshake) -> HttpResponse.create().withStatus(503));
            CompletableFuture<RawHttpClient.Response> refused = failing.start(GOOD, upgrade());
            admitAndExpectRelease(failing);
            assertThat(refused.join().status()).isEqualTo(503);
        }
    }

    private static void admitAndExpectRelease(ServedApi served) {
        served.hub
                .expectMessageClass(HubProtocol.Admit.class)
                .replyTo()
                .tell(new HubProtocol.Admitted(new ConnectionId(9), ServedApi.ALGEBRA));
        HubProtocol.Release release = served.hub.expectMessageClass(HubProtocol.Release.class);
        assertThat(release.session()).isEqualTo(ServedApi.ALGEBRA.id());
        assertThat(release.connection()).isEqualTo(new ConnectionId(9));
    }
}
