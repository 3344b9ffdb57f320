package switchboard.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.snapshot.MaterializerState;
import org.apache.pekko.stream.snapshot.StreamSnapshot;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import switchboard.connection.websocket.Upgrade;
import switchboard.connection.websocket.UpgradedSocket;
import switchboard.http.Log;
import switchboard.http.PlainSocket;
import switchboard.http.RawClient;
import switchboard.http.ServedApi;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.UserId;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;
import switchboard.store.history.History;

/** How the guard hands a connection over that is upgraded, and what it does to clients that do not read. */
class WebSocketHandOverTest {
    private static final String ALGEBRA = "GET /api/sessions/" + ServedApi.ALGEBRA.id();
    private static final String HANDSHAKE = ServedApi.head(
                    "GET /ws?user_id=ada&role=student&session_id=" + ServedApi.ALGEBRA.id(),
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
            + "\r\n";

    private static ServedApi upgradingTo(UpgradedSocket.Factory socket, Map<String, String> settings) {
        ServedApi api = new ServedApi(settings);
        api.upgrade.set((request, handshake) -> HttpResponse.create()
                .withStatus(101)
                .addHeader(RawHeader.create("Connection", "Upgrade"))
                .addHeader(RawHeader.create("Upgrade", "websocket"))
                .addAttribute(Upgrade.SOCKET, socket));
        return api;
    }

    private static void admit(ServedApi api) {
        api.hub
                .expectMessageClass(HubProtocol.Admit.class)
                .replyTo()
                .tell(new HubProtocol.Admitted(new ConnectionId(1), ServedApi.ALGEBRA));
    }

    @Test
    void passesBytesBothWaysOnceUpgraded() {
        try (ServedApi api = upgradingTo(PlainSocket::new, Map.of());
                RawClient client = new RawClient(api.port())) {
            String large = "x".repeat(300_000);
            client.send(HANDSHAKE);
            admit(api);
            assertThat(client.read().status()).isEqualTo(101);
            client.send(large);
            assertThat(client.readBytes(large.length())).isEqualTo(large);
        }
    }

    @Test
    void hasNoTimesForAnUpgradedConnection() {
        UpgradedSocket.Factory late = ports -> PlainSocket.late(ports, "late", Duration.ofMillis(1_500), "late");
        try (ServedApi api = upgradingTo(late, Map.of("http.head-within", "200ms", "http.idle-within", "300ms"));
                RawClient client = new RawClient(api.port())) {
            client.send(HANDSHAKE);
            admit(api);
            assertThat(client.read().status()).isEqualTo(101);
            client.send("a frame that is not yet whole");
            assertThat(client.readBytes(4)).isEqualTo("late");
        }
    }

    @Test
    void closesAnUpgradedConnectionWithItsSocket() {
        UpgradedSocket.Factory farewell = ports -> PlainSocket.closeNotice(ports, "bye");
        try (ServedApi api = upgradingTo(farewell, Map.of("http.linger-within", "60s"));
                RawClient client = new RawClient(api.port())) {
            client.send(HANDSHAKE);
            admit(api);
            assertThat(client.read().status()).isEqualTo(101);
            assertThat(client.readBytes(3)).isEqualTo("bye");
            assertThat(client.closedByServer()).isTrue();
        }
    }

    /** It was lost: pekko-http had it already, and kept it to itself. */
    @Test
    void handsOverWhatCameWithTheRequest() {
        try (ServedApi api = upgradingTo(PlainSocket::new, Map.of());
                RawClient client = new RawClient(api.port())) {
            client.send(HANDSHAKE + "an early frame");
            admit(api);
            assertThat(client.read().status()).isEqualTo(101);
            assertThat(client.readBytes(14)).isEqualTo("an early frame");
            client.send("a later one");
            assertThat(client.readBytes(11)).isEqualTo("a later one");
        }
    }

    /** The guard reads it before anybody wants it. */
    @Test
    void handsOverWhatCameWhileTheRequestWasAnswered() {
        try (ServedApi api = upgradingTo(PlainSocket::new, Map.of());
                RawClient client = new RawClient(api.port())) {
            client.send(HANDSHAKE);
            HubProtocol.Admit admit = api.hub.expectMessageClass(HubProtocol.Admit.class);
            client.send("an early frame");
            api.hub.expectNoMessage(Duration.ofMillis(100));
            admit.replyTo().tell(new HubProtocol.Admitted(new ConnectionId(1), ServedApi.ALGEBRA));
            assertThat(client.read().status()).isEqualTo(101);
            client.send(" and a later one");
            assertThat(client.readBytes(30)).isEqualTo("an early frame and a later one");
        }
    }

    /** A host's own timers had names that a hosted socket could use, and then it never heard of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"tick", "lingered"})
    void theTimersOfASocketAreItsOwn(String key) {
        UpgradedSocket.Factory late = ports -> PlainSocket.late(ports, "late", Duration.ofMillis(50), key);
        try (ServedApi api = upgradingTo(late, Map.of());
                RawClient client = new RawClient(api.port())) {
            client.send(HANDSHAKE);
            admit(api);
            assertThat(client.read().status()).isEqualTo(101);
            assertThat(client.readBytes(4)).isEqualTo("late");
        }
    }

    @Test
    void tellsASocketThatItsClientHadEndedItsSideBefore() {
        try (ServedApi api = upgradingTo(PlainSocket::new, Map.of());
                RawClient client = new RawClient(api.port())) {
            client.send(HANDSHAKE).finishSending();
            admit(api);
            assertThat(client.read().status()).isEqualTo(101);
            assertThat(client.closedByServer()).isTrue();
            awaitNoConnections(api);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void letsGoOfAClientThatIsGoneBeforeItsAnswer(boolean byReset) {
        AtomicInteger hosted = new AtomicInteger();
        UpgradedSocket.Factory counted = ports -> {
            hosted.incrementAndGet();
            return PlainSocket.stopping(ports, hosted::decrementAndGet);
        };
        try (ServedApi api = upgradingTo(counted, Map.of());
                RawClient client = new RawClient(api.port())) {
            client.send(HANDSHAKE);
            HubProtocol.Admit admit = api.hub.expectMessageClass(HubProtocol.Admit.class);
            if (byReset) {
                client.reset();
            } else {
                client.close();
            }
            admit.replyTo().tell(new HubProtocol.Admitted(new ConnectionId(1), ServedApi.ALGEBRA));
            awaitNoConnections(api);
            assertThat(hosted).hasValue(0);
        }
    }

    /** Nobody counted a socket out whose stopping failed: such a place among all connections was lost for good. */
    @ParameterizedTest
    @EnumSource(PlainSocket.Fault.class)
    void aSocketThatFailsEndsItsOwnConnectionOnly(PlainSocket.Fault fault) {
        CountDownLatch stopped = new CountDownLatch(1);
        AtomicInteger told = new AtomicInteger();
        try (ServedApi api = upgradingTo(ports -> PlainSocket.failing(ports, fault, stopped, told), Map.of());
                RawClient client = new RawClient(api.port())) {
            client.send(HANDSHAKE + "anything").finishSending();
            admit(api);
            awaitNoConnections(api);
            assertThat(stopped.getCount()).as("still to be stopped").isZero();
            assertThat(told).as("times that the log is told").hasValue(1);
            assertThat(api.call("GET /health").status()).as("to others").isEqualTo(200);
        }
    }

    /**
     * It was kept for ever, and its place in the session too: no time was measured between the decision and its
     * writing.
     */
    @Test
    void cutsAClientThatDoesNotReadUpToItsUpgrade() {
        try (ServedApi api = upgradingTo(PlainSocket::new, Map.of("http.idle-within", "300ms"));
                RawClient stalled = new RawClient(api.port(), 4_096)) {
            stalled.send(ServedApi.head(ALGEBRA) + "\r\n" + HANDSHAKE);
            answerLargely(api);
            awaitNoConnections(api);
        }
    }

    // ---- pekko-http as a graph of its own

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
            List<RawClient> clients =
                    IntStream.range(0, 5).mapToObj(i -> upgradedClient(api)).toList();
            assertThat(httpOnly).hasSize(5);
            api.hub.awaitAssert(Duration.ofSeconds(10), () -> {
                System.gc();
                assertThat(httpOnly).as("of HTTP").allMatch(kept -> kept.refersTo(null));
                return true;
            });
            for (RawClient client : clients) {
                assertThat(client.send("still there").readBytes(11)).isEqualTo("still there");
                client.close();
            }
        }
    }

    private static RawClient upgradedClient(ServedApi api) {
        RawClient client = new RawClient(api.port());
        client.send(HANDSHAKE);
        admit(api);
        assertThat(client.read().status()).isEqualTo(101);
        return client;
    }

    @Test
    void runsHttpByTheActorOfTheSocketFromTheFirstRequestToTheUpgrade() {
        try (ServedApi api = upgradingTo(PlainSocket::new, Map.of())) {
            Running before = Running.in(api);
            try (RawClient client = new RawClient(api.port())) {
                awaitRunning(api, before.and(1, 1));
                client.send(HANDSHAKE);
                awaitRunning(api, before.and(1, 2));
                admit(api);
                assertThat(client.read().status()).isEqualTo(101);
                awaitRunning(api, before.and(1, 1));
            }
            awaitRunning(api, before);
        }
    }

    @Test
    void endsHttpWithAConnectionThatIsGoneBeforeItsAnswer() {
        try (ServedApi api = new ServedApi()) {
            Running before = Running.in(api);
            try (RawClient client = new RawClient(api.port())) {
                client.send(HANDSHAKE);
                api.hub.expectMessageClass(HubProtocol.Admit.class);
                awaitRunning(api, before.and(1, 2));
                client.reset();
            }
            awaitRunning(api, before);
        }
    }

    @Test
    void endsTheConnectionWherePekkoHttpFails() {
        try (ServedApi api = new ServedApi()) {
            Source<ByteString, NotUsed> torn = Source.single(ByteString.fromString("a part"))
                    .concat(Source.failed(new IllegalStateException("on purpose")));
            api.upgrade.set((request, handshake) ->
                    HttpResponse.create().withEntity(HttpEntities.createChunked(ContentTypes.TEXT_PLAIN_UTF8, torn)));
            Running before = Running.in(api);
            try (RawClient client = new RawClient(api.port())) {
                client.send(HANDSHAKE);
                admit(api);
                awaitNoConnections(api);
                awaitRunning(api, before);
                assertThat(client.readsAtLeast(1_000)).isFalse();
            }
        }
    }

    /** What the server's actor system runs: streams, each of them an actor, and the graphs that these consist of. */
    private record Running(int streams, int graphs) {
        static Running in(ServedApi api) {
            List<StreamSnapshot> streams = CollectionConverters.asJava(
                    FutureConverters.asJava(MaterializerState.streamSnapshots(Adapter.toClassic(api.kit.system())))
                            .toCompletableFuture()
                            .join());
            return new Running(
                    streams.size(),
                    streams.stream()
                            .mapToInt(stream -> stream.activeInterpreters().size())
                            .sum());
        }

        Running and(int moreStreams, int moreGraphs) {
            return new Running(streams + moreStreams, graphs + moreGraphs);
        }
    }

    private static void awaitRunning(ServedApi api, Running expected) {
        api.hub.awaitAssert(Duration.ofSeconds(10), () -> {
            assertThat(Running.in(api)).isEqualTo(expected);
            return true;
        });
    }

    /** One piece is read ahead of each, so as to hear of a client that leaves: 2,000 polls kept 32 MB. */
    @Test
    void whatFollowsRequestsThatWaitCountsAsUnfinished_I5() throws IOException {
        List<Socket> waiting = new ArrayList<>();
        try (ServedApi api = new ServedApi(Map.of("http.incoming-bytes", "1 MiB"))) {
            byte[] request =
                    (ServedApi.head("GET /api/sessions") + "\r\n").repeat(100).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 100; i++) {
                Socket socket = new Socket("127.0.0.1", api.port());
                waiting.add(socket);
                socket.getOutputStream().write(request);
            }
            Socket refused = api.hub.awaitAssert(Duration.ofSeconds(10), () -> {
                for (Socket socket : waiting) {
                    if (available(socket) > 0) {
                        return socket;
                    }
                }
                throw new AssertionError("nobody was refused");
            });
            String answer =
                    new String(refused.getInputStream().readNBytes(available(refused)), StandardCharsets.US_ASCII);
            assertThat(answer)
                    .startsWith("HTTP/1.1 503 ")
                    .contains("\"reason\":\"unavailable\"")
                    .contains("\r\nRetry-After: 1\r\n")
                    .contains("\r\nConnection: close\r\n");
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    private static int available(Socket socket) {
        try {
            return socket.getInputStream().available();
        } catch (IOException gone) {
            return 0;
        }
    }

    /** They counted as not taken, and were kept, until the end of the WebSocket. */
    @Test
    void countsPagesAsTakenThatWereReadBeforeTheUpgrade() {
        String page = "GET /api/sessions/" + ServedApi.ALGEBRA.id() + "/messages?user_id=ada&role=student";
        History.Page large = ServedApi.pageOf(700 << 10);
        try (ServedApi api = upgradingTo(PlainSocket::new, Map.of("http.unsent-answers", "1 MiB"));
                RawClient client = new RawClient(api.port())) {
            client.send(ServedApi.head(page) + "\r\n" + HANDSHAKE);
            answerByPage(api, large);
            assertThat(client.read().status()).isEqualTo(200);
            HubProtocol.Admit admit = api.hub.expectMessageClass(HubProtocol.Admit.class);
            admit.replyTo().tell(new HubProtocol.Admitted(new ConnectionId(1), ServedApi.ALGEBRA));
            assertThat(client.read().status()).isEqualTo(101);
            CompletableFuture<RawClient.Response> other = api.start(page);
            answerByPage(api, large);
            assertThat(other.join().status()).isEqualTo(200);
        }
    }

    private static void answerByPage(ServedApi api, History.Page page) {
        api.hub.expectMessageClass(HubProtocol.MayRead.class).replyTo().tell(new HubProtocol.Readable(Log.STORED));
        api.history.expectMessageClass(History.ReadToEnd.class).replyTo().tell(page);
    }

    /** Who closes sockets in order is gone by then. */
    @Test
    void upgradesNobodyWhoseAnswerComesAfterTheEnd_I10() {
        try (ServedApi api = upgradingTo(PlainSocket::new, Map.of());
                RawClient client = new RawClient(api.port())) {
            client.send(HANDSHAKE);
            HubProtocol.Admit admit = api.hub.expectMessageClass(HubProtocol.Admit.class);
            api.server.unbind().toCompletableFuture().join();
            admit.replyTo().tell(new HubProtocol.Admitted(new ConnectionId(1), ServedApi.ALGEBRA));
            RawClient.Response response = client.read();
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.reason()).isEqualTo("unavailable");
            assertThat(client.closedByServer()).isTrue();
        }
    }

    private static void awaitNoConnections(ServedApi api) {
        api.hub.awaitAssert(Duration.ofSeconds(10), () -> {
            assertThat(api.server.openConnections()).isZero();
            return true;
        });
    }

    /** Some three and a half megabytes: more than the buffers of both systems hold together. */
    private static void answerLargely(ServedApi api) {
        List<UserId> students = IntStream.range(0, 70_000)
                .mapToObj(i -> new UserId("student-%042d".formatted(i)))
                .toList();
        SessionInfo large = new SessionInfo(
                ServedApi.ALGEBRA.id(),
                new SessionName("Algebra"),
                new UserId("teacher"),
                students,
                ServedApi.ALGEBRA.startTime(),
                null);
        api.hub.expectMessageClass(HubProtocol.Find.class).replyTo().tell(new HubProtocol.Found(large, 0));
    }

    @Test
    void cutsAClientThatReadsNoAnswer() {
        try (ServedApi api = new ServedApi(Map.of("http.idle-within", "300ms"));
                RawClient stalled = new RawClient(api.port(), 4_096)) {
            stalled.send(ServedApi.head(ALGEBRA) + "\r\n");
            answerLargely(api);
            // The client reads nothing until it has been cut: it then gets a part, and no end.
            awaitNoConnections(api);
            assertThat(stalled.readsAtLeast(3 << 20)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givesALargeAnswerWholeToAClientThatHasEndedItsSide(boolean atOnce) {
        try (ServedApi api = new ServedApi();
                RawClient client = new RawClient(api.port(), 4_096)) {
            client.send(ServedApi.head(ALGEBRA, "Connection: close") + "\r\n");
            if (atOnce) {
                client.finishSending();
                answerLargely(api);
            } else {
                answerLargely(api);
                client.readBytes(1_000_000);
                client.finishSending();
            }
            assertThat(client.readsAtLeast(2_000_000)).isTrue();
            assertThat(client.readBytes(10_000_000)).endsWith("\"connection_count\":0}");
        }
    }

    @Test
    void answersAClientThatHasSentAllAndClosedItsSide() {
        try (ServedApi api = new ServedApi();
                RawClient client = new RawClient(api.port())) {
            client.send(ServedApi.head("GET /health") + "\r\n").finishSending();
            RawClient.Response response = client.read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body().getBytes(StandardCharsets.UTF_8).length).isPositive();
            assertThat(client.closedByServer()).isTrue();
        }
    }
}
