package switchboard.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import switchboard.connection.websocket.Upgrade;
import switchboard.http.PlainSocket;
import switchboard.http.RawHttpClient;
import switchboard.http.ServedApi;
import switchboard.session.api.HubProtocol;

/** How pekko-http begins and ends as a stream of its own, beside the guard. */
class PekkoHttpGraphTest {
    /** It stayed, ended, as long as the socket was open: half of the memory of a connection. */
    @Test
    void keepsNothingOfHttpOnceUpgraded() {
        Queue<WeakReference<Object>> httpOnly = new ConcurrentLinkedQueue<>();
        try (ServedApi api = new ServedApi()) {
            api.upgrade.set((request, handshake) -> {
                // The parser makes it, and the stage that awaits an answer keeps it with the request.
                httpOnly.add(new WeakReference<>(
                        request.getAttribute(AttributeKeys.webSocketUpgrade).orElseThrow()));
                return HttpResponse.create().withStatus(101).addAttribute(Upgrade.SOCKET, PlainSocket::new);
            });
            List<RawHttpClient> clients =
                    IntStream.range(0, 5).mapToObj(i -> upgradedClient(api)).toList();
            assertThat(httpOnly).hasSize(5);
            api.hub.awaitAssert(Duration.ofSeconds(10), () -> {
                System.gc();
                assertThat(httpOnly).as("of HTTP").allMatch(kept -> kept.refersTo(null));
                return true;
            });
            for (RawHttpClient client : clients) {
                assertThat(client.send("still there").readBytes(11)).isEqualTo("still there");
                client.close();
            }
        }
    }

    private static RawHttpClient upgradedClient(ServedApi api) {
        RawHttpClient client = new RawHttpClient(api.port());
        client.send(ServedApi.head("GET /health/live") + "\r\n");
        assertThat(client.read().status()).isEqualTo(200);
        client.send(Handshakes.REQUEST);
        Handshakes.admit(api);
        assertThat(client.read().status()).isEqualTo(101);
        return client;
    }

    @Test
    void runsFromTheFirstRequestToTheUpgrade() {
        try (ServedApi api = Handshakes.upgradingTo(PlainSocket::new, Map.of())) {
            RunningStreams before = RunningStreams.in(api);
            try (RawHttpClient client = new RawHttpClient(api.port())) {
                client.send(ServedApi.head("GET /health/live") + "\r\n");
                assertThat(client.read().status()).isEqualTo(200);
                before.and(1).await(api);
                client.send(Handshakes.REQUEST);
                Handshakes.admit(api);
                assertThat(client.read().status()).isEqualTo(101);
                before.await(api);
                assertThat(client.send("still there").readBytes(11)).isEqualTo("still there");
            }
        }
    }

    /** It made a stream with a parser for each, which was most of what a connect cost. */
    @Test
    void isNotNeededForAWebSocket() {
        try (ServedApi api = Handshakes.upgradingTo(PlainSocket::new, Map.of())) {
            RunningStreams before = RunningStreams.in(api);
            try (RawHttpClient client = new RawHttpClient(api.port())) {
                client.send(Handshakes.REQUEST);
                HubProtocol.Admit admit = api.hub.expectMessageClass(HubProtocol.Admit.class);
                assertThat(RunningStreams.in(api)).isEqualTo(before);
                Handshakes.admit(admit);
                assertThat(client.read().status()).isEqualTo(101);
            }
        }
    }

    @Test
    void endsHttpWithAConnectionThatIsGoneBeforeItsAnswer() {
        try (ServedApi api = new ServedApi()) {
            RunningStreams before = RunningStreams.in(api);
            try (RawHttpClient client = new RawHttpClient(api.port())) {
                client.send(ServedApi.head("GET /api/sessions/" + ServedApi.ALGEBRA.id()) + "\r\n");
                api.hub.expectMessageClass(HubProtocol.Find.class);
                before.and(1).await(api);
                client.reset();
            }
            before.await(api);
        }
    }

    @Test
    void endsTheConnectionWherePekkoHttpFails() {
        try (ServedApi api = new ServedApi()) {
            Source<ByteString, NotUsed> torn = Source.single(ByteString.fromString("a part"))
                    .concat(Source.failed(new IllegalStateException("on purpose")));
            api.upgrade.set((request, handshake) ->
                    HttpResponse.create().withEntity(HttpEntities.createChunked(ContentTypes.TEXT_PLAIN_UTF8, torn)));
            RunningStreams before = RunningStreams.in(api);
            try (RawHttpClient client = new RawHttpClient(api.port())) {
                client.send(Handshakes.REQUEST);
                Handshakes.admit(api);
                RunningStreams.awaitNoConnections(api);
                before.await(api);
                assertThat(client.readsAtLeast(1_000)).isFalse();
            }
        }
    }
}
