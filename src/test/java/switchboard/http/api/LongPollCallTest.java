package switchboard.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.http.Log;
import switchboard.http.RawHttpClient;
import switchboard.http.ServedApi;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;
import switchboard.store.history.History;

/** Section 9 of the contract: long polls. */
class LongPollCallTest extends ReadMessagesFixture {

    @Test
    void doesNotWaitWhereThereIsSomething() {
        CompletableFuture<RawHttpClient.Response> response = api.start(ADA + "&wait=60");
        mayRead();
        reads(Log.page(0, 1, 1, 1L));
        assertThat(response.join().status()).isEqualTo(200);
        hubIsAskedNothing();
    }

    @Test
    void doesNotWaitWhereNobodyAsksForIt() {
        CompletableFuture<RawHttpClient.Response> response = api.start(ADA + "&wait=0");
        mayRead();
        reads(Log.page(0, 0, 0));
        assertThat(response.join().status()).isEqualTo(200);
        hubIsAskedNothing();
    }

    @Test
    void waitsForTheNextAndReadsItThen() {
        CompletableFuture<RawHttpClient.Response> response = api.start(ADA + "&after=4&wait=30");
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
        CompletableFuture<RawHttpClient.Response> response = api.start(ADA + "&wait=30");
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
        CompletableFuture<RawHttpClient.Response> response = api.start(ADA + "&wait=1");
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
        CompletableFuture<RawHttpClient.Response> response = api.start(ADA + "&wait=1");
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
        CompletableFuture<RawHttpClient.Response> response = api.start(ADA + "&wait=30");
        mayRead();
        reads(Log.page(0, 100_000, 150_000));
        assertThat(reads(Log.page(100_000, 150_000, 150_000, 120_000L)).after()).isEqualTo(100_000);
        assertThat(response.join().json().at("/messages/0/seq").asLong()).isEqualTo(120_000);
    }

    @Test
    void saysThatAClassHasEndedToWhoHasEverything() {
        CompletableFuture<RawHttpClient.Response> response = api.start(ADA + "&after=9&wait=30");
        api.hub.expectMessageClass(HubProtocol.MayRead.class).replyTo().tell(new HubProtocol.Readable(Log.ENDED));
        reads(Log.page(9, 9, 9));
        assertThat(response.join().status()).isEqualTo(404);
        assertThat(response.join().reason()).isEqualTo("session_ended");
        hubIsAskedNothing();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsWhatWasSaidBeforeAClassEnded(boolean somethingWas) {
        CompletableFuture<RawHttpClient.Response> response = api.start(ADA + "&wait=30");
        mayRead();
        reads(Log.page(0, 0, 0));
        waits().replyTo().tell(new HubProtocol.Readable(Log.ENDED));
        reads(somethingWas ? Log.page(0, 1, 1, 1L) : Log.page(0, 0, 0));
        assertThat(response.join().status()).isEqualTo(somethingWas ? 200 : 404);
    }

    /** Behind a proxy that keeps the end of a request to itself, its client may be gone. */
    @Test
    void answersAWaitThatNewerOnesOvertookWithNothing() {
        CompletableFuture<RawHttpClient.Response> response = api.start(ADA + "&wait=30");
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
        CompletableFuture<RawHttpClient.Response> third = api.start(ADA + "&wait=60");
        mayRead();
        reads(Log.page(0, 0, 0));
        assertThat(third.join().status()).isEqualTo(503);
        assertThat(third.join().reason()).isEqualTo("unavailable");
        assertThat(third.join().header("Retry-After")).isEqualTo("5");

        CompletableFuture<RawHttpClient.Response> other = api.start("GET /api/sessions/" + ServedApi.ALGEBRA.id());
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

    @ParameterizedTest
    @ValueSource(strings = {"ends its side", "closes", "resets"})
    void freesTheWaitOfAClientThatGoes(String how) {
        takeWaits(1);
        try (RawHttpClient client = new RawHttpClient(api.port())) {
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

    private HubProtocol.LongPoll waitsFor(RawHttpClient client, String call) {
        client.send(ServedApi.head(call + "&wait=60") + "\r\n");
        mayRead();
        reads(Log.page(0, 9, 9));
        return waits();
    }

    @Test
    void doesNotWaitForAClientThatHasGoneAlready() {
        try (RawHttpClient client = new RawHttpClient(api.port())) {
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
        try (RawHttpClient client = new RawHttpClient(api.port())) {
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
        try (RawHttpClient client = new RawHttpClient(api.port())) {
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
        try (ServedApi hasty = new ServedApi(Map.of("http.idle-within", "2s"));
                RawHttpClient client = new RawHttpClient(hasty.port())) {
            client.send(ServedApi.head(ADA + "&wait=60") + "\r\n");
            answer(hasty, Log.page(0, 0, 0));
            HubProtocol.LongPoll poll = hasty.hub.expectMessageClass(HubProtocol.LongPoll.class);
            hasty.hub.expectNoMessage(Duration.ofSeconds(4));
            poll.replyTo().tell(new HubProtocol.Readable(Log.STORED));
            hasty.history.expectMessageClass(History.ReadToEnd.class).replyTo().tell(Log.page(0, 1, 1, 1L));
            assertThat(client.read().status()).isEqualTo(200);
        }
    }
}
