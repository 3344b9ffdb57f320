package switchboard.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import switchboard.http.Log;
import switchboard.http.RawHttpClient;
import switchboard.http.ServedApi;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;
import switchboard.store.Trouble;
import switchboard.store.history.History;

/** Section 3 of the contract: pages of messages. */
class ReadMessagesCallTest extends ReadMessagesFixture {

    @Test
    void readsAPageOfWhatTheUserMaySee() {
        CompletableFuture<RawHttpClient.Response> response = api.start(ADA + "&after=3&limit=2");
        HubProtocol.MayRead mayRead = api.hub.expectMessageClass(HubProtocol.MayRead.class);
        assertThat(mayRead.session()).isEqualTo(ServedApi.ALGEBRA.id());
        assertThat(mayRead.user()).isEqualTo(new UserId("ada"));
        assertThat(mayRead.role()).isEqualTo(Role.STUDENT);
        mayRead.replyTo().tell(new HubProtocol.Readable(Log.STORED));
        History.ReadToEnd read = reads(Log.page(3, 6, 9, 4L, 6L));
        assertThat(read.session()).isEqualTo(Log.STORED.key());
        assertThat(read.view()).isEqualTo(new View(new UserId("ada"), Role.STUDENT, ProtocolVersion.V2, 0));
        assertThat(read.after()).isEqualTo(3);
        assertThat(read.limit()).isEqualTo(2);

        assertThat(response.join().status()).isEqualTo(200);
        assertThat(response.join().header("Content-Type")).isEqualTo("application/json");
        assertThat(response.join().body())
                .isEqualTo("{\"messages\":[" + Log.broadcastJson(4, null) + "," + Log.broadcastJson(6, null)
                        + "],\"next_after\":6,\"head_seq\":6}");
    }

    @Test
    void readsAHundredFromTheBeginningAlsoOfAnEndedClass() {
        CompletableFuture<RawHttpClient.Response> response = api.start(PATH + "?user_id=teacher&role=instructor");
        api.hub.expectMessageClass(HubProtocol.MayRead.class).replyTo().tell(new HubProtocol.Readable(Log.ENDED));
        History.ReadToEnd read = reads(Log.page(0, 0, 0));
        assertThat(read.after()).isZero();
        assertThat(read.limit()).isEqualTo(100);
        assertThat(response.join().body()).isEqualTo("{\"messages\":[],\"next_after\":null,\"head_seq\":0}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                     | missing_parameter | user_id, role",
                "?user_id=&role=student                                 | missing_parameter | user_id",
                "?user_id=a+b&role=x&after=x                            | invalid_user_id   | A-Z a-z 0-9 _ -",
                "?user_id=a&role=Student&after=x                        | invalid_role      | student, instructor",
                "?user_id=a&role=student&after=x&limit=x                | invalid_after     | 0 to 9223372036854775807",
                "?user_id=a&role=student&after=-1                       | invalid_after     | -1",
                "?user_id=a&role=student&after=9223372036854775808      | invalid_after     | 0 to",
                "?user_id=a&role=student&after=                         | invalid_after     | 0 to",
                "?user_id=a&role=student&after_seq=5                    | invalid_after     | is called after here",
                "?user_id=a&role=student&limit=0&wait=x                 | invalid_limit     | 1 to 1000",
                "?user_id=a&role=student&limit=1001                     | invalid_limit     | 1001",
                "?user_id=a&role=student&wait=61                        | invalid_wait      | 0 to 60",
                "?user_id=a&role=student&wait=1.5                       | invalid_wait      | 1.5",
                "?user_id=a&role=student&wait=                          | invalid_wait      | 0 to 60",
                "?user_id=a&role=student&wait=1&wait=2                  | invalid_wait      | 2 times",
            })
    void checksTheParametersInTheirOrder(String query, String reason, String part) {
        RawHttpClient.Response response =
                api.call(PATH.replace(ServedApi.ALGEBRA.id().toString(), "x") + query);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.reason()).isEqualTo(reason);
        assertThat(response.json().path("message").asText()).contains(part);
    }

    @Test
    void knowsNoSessionWhoseIdIsNoUuid() {
        RawHttpClient.Response response = api.call("GET /api/sessions/x/messages?user_id=ada&role=student");
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.reason()).isEqualTo("session_not_found");
    }

    @ParameterizedTest
    @EnumSource(names = {"SESSION_NOT_FOUND", "NOT_ENROLLED", "UNAVAILABLE"})
    void readsNothingForWhomTheHubRefuses(Refusal refusal) {
        CompletableFuture<RawHttpClient.Response> response = api.start(ADA + "&wait=5");
        api.hub
                .expectMessageClass(HubProtocol.MayRead.class)
                .replyTo()
                .tell(new HubProtocol.NotDone(refusal.refused()));
        assertThat(response.join().status()).isEqualTo(refusal.status());
        assertThat(response.join().reason()).isEqualTo(refusal.code());
        api.history.expectNoMessage(Duration.ZERO);
    }

    @Test
    void saysSoWhereThePageCannotBeRead() {
        CompletableFuture<RawHttpClient.Response> response = api.start(ADA);
        mayRead();
        reads(new History.ReadFailed(Trouble.DISK_FAILS));
        assertThat(response.join().status()).isEqualTo(503);
        assertThat(response.join().reason()).isEqualTo("unavailable");
        assertThat(response.join().header("Retry-After")).isEqualTo("1");
        assertThat(response.join().body()).doesNotContain("I/O");
    }

    /** Clients that ask and do not read would fill the memory, one page each. */
    @Test
    void answersOnlySoManyPagesThatNobodyReads() {
        // More than the buffers of a socket grow to: 700 KiB were sometimes taken whole.
        History.Page large = ServedApi.pageOf(8 << 20);
        try (ServedApi narrow = new ServedApi(Map.of("http.unsent-answers", "12 MiB"));
                RawHttpClient stalled = new RawHttpClient(narrow.port(), 4_096)) {
            stalled.send(ServedApi.head(ADA) + "\r\n");
            answer(narrow, large);
            // It is this one that is under way, whichever of the two a busy machine would have served first.
            assertThat(stalled.readBytes(15)).isEqualTo("HTTP/1.1 200 OK");
            CompletableFuture<RawHttpClient.Response> second = narrow.start(ADA);
            answer(narrow, large);
            assertThat(second.join().status()).isEqualTo(503);
            assertThat(second.join().header("Retry-After")).isEqualTo("1");

            stalled.reset();
            narrow.hub.awaitAssert(SOON, () -> {
                CompletableFuture<RawHttpClient.Response> third = narrow.start(ADA);
                answer(narrow, large);
                assertThat(third.join().status()).isEqualTo(200);
                return true;
            });
        }
    }

    @Test
    void aPageThatWasReadMakesRoomForTheNextOnTheSameConnection() {
        History.Page large = ServedApi.pageOf(700 << 10);
        try (ServedApi narrow = new ServedApi(Map.of("http.unsent-answers", "1 MiB"));
                RawHttpClient client = new RawHttpClient(narrow.port())) {
            for (int i = 0; i < 5; i++) {
                client.send(ServedApi.head(ADA) + "\r\n");
                answer(narrow, large);
                assertThat(client.read().status()).isEqualTo(200);
            }
        }
    }
}
