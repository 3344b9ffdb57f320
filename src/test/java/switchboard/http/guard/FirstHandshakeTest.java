package switchboard.http.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.connection.websocket.Upgrade;
import switchboard.http.PlainSocket;
import switchboard.http.RawHttpClient;
import switchboard.http.ServedApi;
import switchboard.http.policy.CorsPolicy;
import switchboard.http.policy.HttpSettings;
import switchboard.http.policy.ResponseHeaders;
import switchboard.http.request.RequestHead;
import switchboard.http.scheduling.RequestScheduler;
import switchboard.http.scheduling.Sockets;
import switchboard.invariants.people.Eventually;
import switchboard.net.AddressBlock;
import switchboard.net.ClientAddress;
import switchboard.net.sockets.Connected;
import switchboard.settings.ConfigLayers;
import switchboard.settings.SettingsReader;
import switchboard.shares.FairBudget;
import switchboard.telemetry.LogEvents;
import switchboard.testing.server.LogTap;

/** A handshake that comes first on its connection, and is answered without pekko-http. */
class FirstHandshakeTest {
    private static final AddressBlock CLIENT = new AddressBlock(true, 1);
    private static final AddressBlock OTHER = new AddressBlock(true, 2);
    private static final int BUDGET = 100_000;

    private final ActorTestKit kit = ActorTestKit.create();
    private final Connected connected = new Connected();
    private final Connected.Pair pair = connected.connect();
    private final FairBudget unsent = new FairBudget(BUDGET);
    private final Sockets sockets = new Sockets(2, 1);
    private final CompletableFuture<Exchange> asked = new CompletableFuture<>();
    private final CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    private final Exchange exchange = new Exchange(
            head -> new ClientAddress("192.0.2.1", CLIENT, Optional.empty()),
            sockets,
            false,
            new RequestScheduler(1, Runnable::run, look -> {}, () -> 0).permit(),
            new OpenRequests(),
            new Exchange.Budgets(new FairBudget(BUDGET), unsent));

    FirstHandshakeTest() throws Exception {
        HttpSettings settings = HttpSettings.from(new SettingsReader(
                ConfigLayers.load(null, Map.of(), new Properties()).effective()));
        ConnectionGuard guard = new ConnectionGuard(
                pair.ours(),
                settings,
                new ResponseHeaders(CorsPolicy.of(settings)),
                new Asked(),
                Materializer.matFromSystem(kit.system()),
                exchange,
                () -> 0);
        connected.onLoop(() -> {
            pair.ours().start(guard);
            guard.begin();
        });
    }

    private final class Asked implements RequestHandler {
        @Override
        public Flow<ByteString, ByteString, NotUsed> http(Exchange served, @Nullable HttpResponse first) {
            throw new IllegalStateException("on purpose: no pekko-http");
        }

        @Override
        public CompletionStage<HttpResponse> handshake(Exchange served, RequestHead head) {
            served.requestArrived(served.takeHead(), true);
            served.holdRequest(BUDGET / 2);
            asked.complete(served);
            return answer;
        }
    }

    @AfterEach
    void stop() throws IOException {
        pair.client().close();
        connected.close();
        kit.shutdownTestKit();
    }

    private void ask() throws Exception {
        pair.send(Handshakes.REQUEST);
        asked.get(10, TimeUnit.SECONDS);
    }

    private void grant() {
        exchange.upgradeWith(HttpResponse.create().withStatus(101).addAttribute(Upgrade.SOCKET, PlainSocket::new));
    }

    private String received() throws IOException {
        return new String(pair.client().getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    private void awaitEnd() {
        Eventually.holds("the connection has ended", exchange::isClosed);
        assertThat(connected.openSockets()).isZero();
        assertThat(unsent.held()).isZero();
    }

    /** A request that is being answered has no time limit: the connection stayed as long as its client. */
    @Test
    void endsTheConnectionWhereItsAnswerFails() throws Exception {
        assertThat(toldAtTheEndAfter(() -> answer.completeExceptionally(new IllegalStateException("on purpose"))))
                .singleElement()
                .asString()
                .contains(LogEvents.CONNECTION_FAILED);
    }

    /** What the connection held stayed counted. */
    @Test
    void endsTheConnectionWherePekkoHttpCannotBeginToWriteTheRefusal() throws Exception {
        assertThat(toldAtTheEndAfter(() -> answer.complete(HttpResponse.create().withStatus(400))))
                .singleElement()
                .asString()
                .contains(LogEvents.CONNECTION_FAILED);
    }

    /** Each such connection was an error in the log, for nothing that an operator could mend. */
    @Test
    void endsWithoutAWordWithTheServer() throws Exception {
        assertThat(toldAtTheEndAfter(() -> {
                    kit.shutdownTestKit();
                    answer.complete(HttpResponse.create().withStatus(400));
                }))
                .isEmpty();
    }

    private Queue<String> toldAtTheEndAfter(Runnable answering) throws Exception {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        Consumer<ILoggingEvent> heard = event -> {
            if (event.getThreadName().equals(connected.threadName())) {
                told.add(event.getKeyValuePairs().toString());
            }
        };
        try (LogTap tap = new LogTap(heard)) {
            ask();
            answering.run();
            awaitEnd();
        }
        assertThatThrownBy(this::received).isInstanceOf(SocketException.class);
        return told;
    }

    /** It is told why; what comes later is not said on a connection that was given up. */
    @Test
    void isRefusedWhereItsMemoryIsNeededWhileItIsAsked() throws Exception {
        ask();
        // The connection holds as much and is the larger one, since it came before.
        assertThat(unsent.share(OTHER, () -> {}).hold(BUDGET / 2 + 1)).isFalse();
        assertThat(unsent.share(OTHER, () -> {}).hold(BUDGET / 2 - 1)).isTrue();
        assertThat(unsent.share(new AddressBlock(true, 3), () -> {}).hold(2)).isTrue();
        connected.awaitRound();
        grant();
        connected.awaitRound();
        pair.client().shutdownOutput();
        assertThat(received()).startsWith("HTTP/1.1 503 ").doesNotContain("101");
        Eventually.holds("the connection has ended", exchange::isClosed);
    }

    @Test
    void isCutWhereItsSlotIsNeededWhileItIsAsked() throws Exception {
        sockets.open(CLIENT, false, () -> {}).asked(CLIENT);
        ask();
        sockets.open(OTHER, false, () -> {});
        awaitEnd();
        grant();
        connected.awaitRound();
        assertThatThrownBy(this::received).isInstanceOf(SocketException.class);
    }

    @Test
    void isGivenUpWhereItsClientResets() throws Exception {
        ask();
        pair.resetByClient();
        awaitEnd();
        grant();
        connected.awaitRound();
        assertThat(connected.openSockets()).isZero();
    }

    /** The request behind it was dropped: pekko-http was told that nothing follows before it had that one. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRequestBehindARefusedOneIsAnswered(boolean endsItsSide) {
        String refused = ServedApi.head("GET /ws", "Upgrade: websocket", "Connection: Upgrade") + "\r\n";
        try (ServedApi api = new ServedApi();
                RawHttpClient client = new RawHttpClient(api.port())) {
            client.send(refused + ServedApi.head("GET /health/live") + "\r\n");
            if (endsItsSide) {
                client.finishSending();
            }
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.read().status()).isEqualTo(200);
            if (endsItsSide) {
                assertThat(client.closedByServer()).isTrue();
            } else {
                client.send(ServedApi.head("GET /health/live") + "\r\n");
                assertThat(client.read().status()).isEqualTo(200);
            }
        }
    }

    /** Whatever is refused by pekko-http's reading of an address is refused before. */
    @ParameterizedTest
    @ValueSource(
            strings = {"/ws?a=%zz", "/ws?a=|", "/ws?\"", "/ws?a=\\", "/ws#part", "http://localhost/ws?a=b", "/ws?é"})
    void isReadAsPekkoHttpReadsIt(String target) {
        String handshake = ServedApi.head("GET " + target, "Upgrade: websocket", "Connection: Upgrade") + "\r\n";
        try (ServedApi api = new ServedApi();
                RawHttpClient first = new RawHttpClient(api.port());
                RawHttpClient second = new RawHttpClient(api.port())) {
            second.send(ServedApi.head("GET /health/live") + "\r\n");
            assertThat(second.read().status()).isEqualTo(200);
            RawHttpClient.Response byPekkoHttp = second.send(handshake).read();
            RawHttpClient.Response alone = first.send(handshake).read();
            assertThat(alone.status()).isEqualTo(byPekkoHttp.status());
            assertThat(alone.body()).isEqualTo(byPekkoHttp.body());
        }
    }
}
