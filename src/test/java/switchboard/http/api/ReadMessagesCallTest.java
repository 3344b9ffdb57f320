package switchboard.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.http.Log;
import switchboard.http.RawClient;
import switchboard.http.ServedApi;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;
import switchboard.store.Trouble;
import switchboard.store.history.History;

/** Sections 3 and 9 of the contract: pages and waits; the test answers for the hub and for the history. */
class ReadMessagesCallTest {
    private static final String PATH = "GET /api/sessions/" + ServedApi.ALGEBRA.id() + "/messages";
    private static final String ADA = PATH + "?user_id=ada&role=student";
    private static final Duration SOON = Duration.ofSeconds(10);

    private final ServedApi api =
            new ServedApi(Map.of("http.max-waits", "2", "sessions.max-pending", "2", "http.answer-within", "10s"));

    @AfterEach
    void stop() {
        api.close();
    }

    private void mayRead() {
        api.hub.expectMessageClass(HubProtocol.MayRead.class).replyTo().tell(new HubProtocol.Readable(Log.STORED));
    }

    private History.ReadToEnd reads(History.ReadReply reply) {
        History.ReadToEnd read = api.history.expectMessageClass(History.ReadToEnd.class);
        read.replyTo().tell(reply);
        return read;
    }

    private HubProtocol.LongPoll waits() {
        return api.hub.expectMessageClass(HubProtocol.LongPoll.class);
    }

    private void hubIsAskedNothing() {
        api.hub.expectNoMessage(Duration.ofMillis(100));
    }

    // ---- one page

    @Test
    void readsAPageOfWhatTheUserMaySee() {
        CompletableFuture<RawClient.Response> response = api.start(ADA + "&after=3&limit=2");
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
        CompletableFuture<RawClient.Response> response = api.start(PATH + "?user_id=teacher&role=instructor");
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
        RawClient.Response response =
                api.call(PATH.replace(ServedApi.ALGEBRA.id().toString(), "x") + query);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.reason()).isEqualTo(reason);
        assertThat(response.json().path("message").asText()).contains(part);
    }

    @Test
    void knowsNoSessionWhoseIdIsNoUuid() {
        RawClient.Response response = api.call("GET /api/sessions/x/messages?user_id=ada&role=student");
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.reason()).isEqualTo("session_not_found");
    }

    @ParameterizedTest
    @EnumSource(names = {"SESSION_NOT_FOUND", "NOT_ENROLLED", "UNAVAILABLE"})
    void readsNothingForWhomTheHubRefuses(Refusal refusal) {
        CompletableFuture<RawClient.Response> response = api.start(ADA + "&wait=5");
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
        CompletableFuture<RawClient.Response> response = api.start(ADA);
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
                RawClient stalled = new RawClient(narrow.port(), 4_096)) {
            stalled.send(ServedApi.head(ADA) + "\r\n");
            answer(narrow, large);
            // It is this one that is under way, whichever of the two a busy machine would have served first.
            assertThat(stalled.readBytes(15)).isEqualTo("HTTP/1.1 200 OK");
            CompletableFuture<RawClient.Response> second = narrow.start(ADA);
            answer(narrow, large);
            assertThat(second.join().status()).isEqualTo(503);
            assertThat(second.join().header("Retry-After")).isEqualTo("1");

            stalled.reset();
            narrow.hub.awaitAssert(SOON, () -> {
                CompletableFuture<RawClient.Response> third = narrow.start(ADA);
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
                RawClient client = new RawClient(narrow.port())) {
            for (int i = 0; i < 5; i++) {
                client.send(ServedApi.head(ADA) + "\r\n");
                answer(narrow, large);
                assertThat(client.read().status()).isEqualTo(200);
            }
        }
    }

    private static void answer(ServedApi api, History.Page page) {
        api.hub.expectMessageClass(HubProtocol.MayRead.class).replyTo().tell(new HubProtocol.Readable(Log.STORED));
        api.history.expectMessageClass(History.ReadToEnd.class).replyTo().tell(page);
    }

    // ---- waiting

    @Test
    void doesNotWaitWhereThereIsSomething() {
        CompletableFuture<RawClient.Response> response = api.start(ADA + "&wait=60");
        mayRead();
        reads(Log.page(0, 1, 1, 1L));
        assertThat(response.join().status()).isEqualTo(200);
        hubIsAskedNothing();
    }

    @Test
    void doesNotWaitWhereNobodyAsksForIt() {
        CompletableFuture<RawClient.Response> response = api.start(ADA + "&wait=0");
        mayRead();
        reads(Log.page(0, 0, 0));
        assertThat(response.join().status()).isEqualTo(200);
        hubIsAskedNothing();
    }

    @Test
    void waitsForTheNextAndReadsItThen() {
        CompletableFuture<RawClient.Response> response = api.start(ADA + "&after=4&wait=30");
        mayRead();
        reads(Log.page(4, 9, 9));
        HubProtocol.LongPoll poll = waits();
        assertThat(poll.session()).isEqualTo(ServedApi.ALGEBRA.id());
        assertThat(poll.user()).isEqualTo(new UserId("ada"));
        assertThat(poll.role()).isEqualTo(Role.STUDENT);
        assertThat(poll.after()).isEqualTo(9);
        assertThat(poll.atMost()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
        poll.replyTo().tell(new HubProtocol.Readable(Log.STORED));
        assertThat(reads(Log.page(9, 10, 10, 10L)).after()).isEqualTo(9);
        assertThat(response.join().json().at("/messages/0/seq").asLong()).isEqualTo(10);
    }

    @Test
    void waitsOnWhereThereWasNothingAfterAll() {
        CompletableFuture<RawClient.Response> response = api.start(ADA + "&wait=30");
        mayRead();
        for (int end = 1; end < 4; end++) {
            reads(Log.page(end - 1, end, end));
            HubProtocol.LongPoll poll = waits();
            assertThat(poll.after()).isEqualTo(end);
            poll.replyTo().tell(new HubProtocol.Readable(Log.STORED));
        }
        reads(Log.page(3, 4, 4, 4L));
        assertThat(response.join().json().path("messages")).hasSize(1);
    }

    @Test
    void answersAnEmptyPageWhenTheTimeIsOver() {
        CompletableFuture<RawClient.Response> response = api.start(ADA + "&wait=1");
        mayRead();
        reads(Log.page(0, 3, 3));
        HubProtocol.LongPoll poll = waits();
        api.hub.expectNoMessage(poll.atMost().plusMillis(50));
        poll.replyTo().tell(new HubProtocol.Readable(Log.STORED));
        reads(Log.page(3, 5, 5));
        assertThat(response.join().body()).isEqualTo("{\"messages\":[],\"next_after\":null,\"head_seq\":5}");
    }

    /** A hub or a session that fails forgets who waited. */
    @Test
    void endsAWaitThatTheHubHasLost() {
        CompletableFuture<RawClient.Response> response = api.start(ADA + "&wait=1");
        mayRead();
        reads(Log.page(0, 3, 3));
        HubProtocol.LongPoll poll = waits();
        assertThat(api.hub
                        .expectMessageClass(HubProtocol.StopLongPoll.class, SOON)
                        .id())
                .isEqualTo(poll.id());
        reads(Log.page(3, 4, 4, 4L));
        assertThat(response.join().json().path("messages")).hasSize(1);
    }

    /** What a student does not see can be more than one page looks at. */
    @Test
    void readsOnWhereThePageEndsBeforeTheLog() {
        CompletableFuture<RawClient.Response> response = api.start(ADA + "&wait=30");
        mayRead();
        reads(Log.page(0, 100_000, 150_000));
        assertThat(reads(Log.page(100_000, 150_000, 150_000, 120_000L)).after()).isEqualTo(100_000);
        assertThat(response.join().json().at("/messages/0/seq").asLong()).isEqualTo(120_000);
    }

    @Test
    void saysThatAClassHasEndedToWhoHasEverything() {
        CompletableFuture<RawClient.Response> response = api.start(ADA + "&after=9&wait=30");
        api.hub.expectMessageClass(HubProtocol.MayRead.class).replyTo().tell(new HubProtocol.Readable(Log.ENDED));
        reads(Log.page(9, 9, 9));
        assertThat(response.join().status()).isEqualTo(404);
        assertThat(response.join().reason()).isEqualTo("session_ended");
        hubIsAskedNothing();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsWhatWasSaidBeforeAClassEnded(boolean somethingWas) {
        CompletableFuture<RawClient.Response> response = api.start(ADA + "&wait=30");
        mayRead();
        reads(Log.page(0, 0, 0));
        waits().replyTo().tell(new HubProtocol.Readable(Log.ENDED));
        reads(somethingWas ? Log.page(0, 1, 1, 1L) : Log.page(0, 0, 0));
        assertThat(response.join().status()).isEqualTo(somethingWas ? 200 : 404);
    }

    /** Behind a proxy that keeps the end of a request to itself, its client may be gone. */
    @Test
    void answersAWaitThatNewerOnesOvertookWithNothing() {
        CompletableFuture<RawClient.Response> response = api.start(ADA + "&wait=30");
        mayRead();
        reads(Log.page(0, 9, 9));
        waits().replyTo().tell(HubProtocol.LongPollSuperseded.INSTANCE);
        assertThat(response.join().status()).isEqualTo(200);
        assertThat(response.join().body()).isEqualTo("{\"messages\":[],\"next_after\":null,\"head_seq\":9}");
        hubIsAskedNothing();
        somebodyElseMayWait();
    }

    /** Of two places. */
    private List<HubProtocol.LongPoll> takeWaits(int places) {
        return IntStream.range(0, places)
                .mapToObj(i -> {
                    api.start(ADA + "&wait=60");
                    mayRead();
                    reads(Log.page(0, 0, 0));
                    return waits();
                })
                .toList();
    }

    /** Waits had once held the places of all other questions to the hub: there are but two of those here. */
    @Test
    void letsOnlySoManyWaitAndNobodyElseForThem() {
        List<HubProtocol.LongPoll> waiting = takeWaits(2);
        CompletableFuture<RawClient.Response> third = api.start(ADA + "&wait=60");
        mayRead();
        reads(Log.page(0, 0, 0));
        assertThat(third.join().status()).isEqualTo(503);
        assertThat(third.join().reason()).isEqualTo("unavailable");
        assertThat(third.join().header("Retry-After")).isEqualTo("5");

        CompletableFuture<RawClient.Response> other = api.start("GET /api/sessions/" + ServedApi.ALGEBRA.id());
        api.hub.expectMessageClass(HubProtocol.Find.class).replyTo().tell(new HubProtocol.Found(ServedApi.ALGEBRA, 0));
        assertThat(other.join().status()).isEqualTo(200);

        waiting.get(0).replyTo().tell(new HubProtocol.Readable(Log.STORED));
        reads(Log.page(0, 1, 1, 1L));
        somebodyElseMayWait();
    }

    /** Soon: the place is free once the answer before is on its way. */
    private void somebodyElseMayWait() {
        api.hub.awaitAssert(SOON, () -> {
            api.start(ADA + "&wait=60");
            mayRead();
            reads(Log.page(0, 0, 0));
            return api.hub.expectMessageClass(HubProtocol.LongPoll.class, Duration.ofMillis(500));
        });
    }

    // ---- a client that goes away

    @ParameterizedTest
    @ValueSource(strings = {"ends its side", "closes", "resets"})
    void freesTheWaitOfAClientThatGoes(String how) {
        takeWaits(1);
        try (RawClient client = new RawClient(api.port())) {
            HubProtocol.LongPoll poll = waitsFor(client, ADA);
            switch (how) {
                case "ends its side" -> client.finishSending();
                case "closes" -> client.close();
                default -> client.reset();
            }
            HubProtocol.StopLongPoll stop = api.hub.expectMessageClass(HubProtocol.StopLongPoll.class);
            assertThat(stop.session()).isEqualTo(ServedApi.ALGEBRA.id());
            assertThat(stop.id()).isEqualTo(poll.id());
            if (how.equals("ends its side")) {
                // It may still read, and gets what every wait ends with.
                assertThat(client.read().body()).isEqualTo("{\"messages\":[],\"next_after\":null,\"head_seq\":9}");
                assertThat(client.closedByServer()).isTrue();
            }
        }
        somebodyElseMayWait();
    }

    private HubProtocol.LongPoll waitsFor(RawClient client, String call) {
        client.send(ServedApi.head(call + "&wait=60") + "\r\n");
        mayRead();
        reads(Log.page(0, 9, 9));
        return waits();
    }

    @Test
    void doesNotWaitForAClientThatHasGoneAlready() {
        try (RawClient client = new RawClient(api.port())) {
            client.send(ServedApi.head(ADA + "&wait=60") + "\r\n").finishSending();
            HubProtocol.MayRead mayRead = api.hub.expectMessageClass(HubProtocol.MayRead.class);
            // Its end comes behind its request.
            hubIsAskedNothing();
            mayRead.replyTo().tell(new HubProtocol.Readable(Log.STORED));
            reads(Log.page(0, 9, 9));
            assertThat(client.read().status()).isEqualTo(200);
            hubIsAskedNothing();
        }
    }

    @Test
    void aClientMayPollOnAndOnOverOneConnection() {
        try (RawClient client = new RawClient(api.port())) {
            for (int i = 0; i < 3; i++) {
                HubProtocol.LongPoll poll = waitsFor(client, ADA);
                poll.replyTo().tell(new HubProtocol.Readable(Log.STORED));
                reads(Log.page(9, 10, 10, 10L));
                assertThat(client.read().json().path("messages")).hasSize(1);
            }
            HubProtocol.LongPoll last = waitsFor(client, ADA);
            client.close();
            assertThat(api.hub
                            .expectMessageClass(HubProtocol.StopLongPoll.class)
                            .id())
                    .isEqualTo(last.id());
        }
    }

    /** What was read ahead belongs to the next request. */
    @Test
    void answersWhatIsAskedDuringAWaitAfterIt() {
        try (RawClient client = new RawClient(api.port())) {
            HubProtocol.LongPoll poll = waitsFor(client, ADA);
            client.send(ServedApi.head("GET /health") + "\r\n");
            hubIsAskedNothing();
            poll.replyTo().tell(new HubProtocol.Readable(Log.STORED));
            reads(Log.page(9, 10, 10, 10L));
            assertThat(client.read().json().path("messages")).hasSize(1);
            assertThat(client.read().json().path("status").asText()).isEqualTo("healthy");
        }
    }

    @Test
    void anAnswerMayTakeLongerThanAConnectionMayIdle() {
        try (ServedApi hasty = new ServedApi(Map.of("http.idle-within", "1s"));
                RawClient client = new RawClient(hasty.port())) {
            client.send(ServedApi.head(ADA + "&wait=60") + "\r\n");
            answer(hasty, Log.page(0, 0, 0));
            HubProtocol.LongPoll poll = hasty.hub.expectMessageClass(HubProtocol.LongPoll.class);
            hasty.hub.expectNoMessage(Duration.ofMillis(2_500));
            poll.replyTo().tell(new HubProtocol.Readable(Log.STORED));
            hasty.history.expectMessageClass(History.ReadToEnd.class).replyTo().tell(Log.page(0, 1, 1, 1L));
            assertThat(client.read().status()).isEqualTo(200);
        }
    }
}
