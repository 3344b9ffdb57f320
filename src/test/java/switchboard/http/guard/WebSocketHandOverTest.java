package switchboard.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.connection.websocket.SocketPorts;
import switchboard.connection.websocket.UpgradedSocket;
import switchboard.http.Log;
import switchboard.http.PlainSocket;
import switchboard.http.RawHttpClient;
import switchboard.http.ServedApi;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;
import switchboard.store.history.History;

/** How the guard hands a connection over that is upgraded. */
class WebSocketHandOverTest {
    @Test
    void passesBytesBothWaysOnceUpgraded() {
        try (ServedApi api = Handshakes.upgradingTo(PlainSocket::new, Map.of());
                RawHttpClient client = new RawHttpClient(api.port())) {
            String large = "x".repeat(300_000);
            client.send(Handshakes.REQUEST);
            Handshakes.admit(api);
            assertThat(client.read().status()).isEqualTo(101);
            client.send(large);
            assertThat(client.readBytes(large.length())).isEqualTo(large);
        }
    }

    @Test
    void hasNoTimesForAnUpgradedConnection() {
        UpgradedSocket.Factory late = ports -> PlainSocket.late(ports, "late", Duration.ofSeconds(4), "late");
        try (ServedApi api = Handshakes.upgradingTo(late, Map.of("http.head-within", "2s", "http.idle-within", "2s"));
                RawHttpClient client = new RawHttpClient(api.port())) {
            client.send(Handshakes.REQUEST);
            Handshakes.admit(api);
            assertThat(client.read().status()).isEqualTo(101);
            client.send("a frame that is not yet whole");
            assertThat(client.readBytes(4)).isEqualTo("late");
        }
    }

    @Test
    void closesAnUpgradedConnectionWithItsSocket() {
        UpgradedSocket.Factory closing = ports -> PlainSocket.closeNotice(ports, "bye");
        try (ServedApi api = Handshakes.upgradingTo(closing, Map.of("http.linger-within", "60s"));
                RawHttpClient client = new RawHttpClient(api.port())) {
            client.send(Handshakes.REQUEST);
            Handshakes.admit(api);
            assertThat(client.read().status()).isEqualTo(101);
            assertThat(client.readBytes(3)).isEqualTo("bye");
            assertThat(client.closedByServer()).isTrue();
        }
    }

    /** It was lost: pekko-http had it already, and kept it to itself. */
    @Test
    void handsOverWhatCameWithTheRequest() {
        try (ServedApi api = Handshakes.upgradingTo(PlainSocket::new, Map.of());
                RawHttpClient client = new RawHttpClient(api.port())) {
            client.send(Handshakes.REQUEST + "an early frame");
            Handshakes.admit(api);
            assertThat(client.read().status()).isEqualTo(101);
            assertThat(client.readBytes(14)).isEqualTo("an early frame");
            client.send("a later one");
            assertThat(client.readBytes(11)).isEqualTo("a later one");
        }
    }

    /** It came behind bytes that waited to be decoded, which take no more, and the socket failed. */
    @Test
    void givesNothingThatTheSocketHasNotAskedFor() {
        List<String> received = new CopyOnWriteArrayList<>();
        CompletableFuture<SocketPorts> hosted = new CompletableFuture<>();
        UpgradedSocket.Factory unhurried = ports -> new PlainSocket(ports) {
            @Override
            public void begin() {
                hosted.complete(ports);
            }

            @Override
            public void received(ByteString bytes) {
                received.add(bytes.utf8String());
            }
        };
        try (ServedApi api = Handshakes.upgradingTo(unhurried, Map.of("http.socket-threads", "1"));
                RawHttpClient client = new RawHttpClient(api.port())) {
            client.send(Handshakes.REQUEST + "early");
            Handshakes.admit(api);
            assertThat(client.read().status()).isEqualTo(101);
            client.send("more");
            // By the same thread, which has seen what came before by then.
            assertThat(api.call("GET /health/live").status()).isEqualTo(200);
            assertThat(received).containsExactly("early");
            SocketPorts ports = hosted.join();
            ports.onOurThread(ports::read).run();
            api.hub.awaitAssert(() -> {
                assertThat(received).containsExactly("early", "more");
                return true;
            });
        }
    }

    /** The guard reads it before anybody wants it. */
    @Test
    void handsOverWhatCameWhileTheRequestWasAnswered() {
        try (ServedApi api = Handshakes.upgradingTo(PlainSocket::new, Map.of());
                RawHttpClient client = new RawHttpClient(api.port())) {
            client.send(Handshakes.REQUEST);
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
        try (ServedApi api = Handshakes.upgradingTo(late, Map.of());
                RawHttpClient client = new RawHttpClient(api.port())) {
            client.send(Handshakes.REQUEST);
            Handshakes.admit(api);
            assertThat(client.read().status()).isEqualTo(101);
            assertThat(client.readBytes(4)).isEqualTo("late");
        }
    }

    @Test
    void tellsASocketThatItsClientHadEndedItsSideBefore() {
        try (ServedApi api = Handshakes.upgradingTo(PlainSocket::new, Map.of());
                RawHttpClient client = new RawHttpClient(api.port())) {
            client.send(Handshakes.REQUEST).finishSending();
            Handshakes.admit(api);
            assertThat(client.read().status()).isEqualTo(101);
            assertThat(client.closedByServer()).isTrue();
            RunningStreams.awaitNoConnections(api);
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
        try (ServedApi api = Handshakes.upgradingTo(counted, Map.of());
                RawHttpClient client = new RawHttpClient(api.port())) {
            client.send(Handshakes.REQUEST);
            HubProtocol.Admit admit = api.hub.expectMessageClass(HubProtocol.Admit.class);
            if (byReset) {
                client.reset();
            } else {
                client.close();
            }
            admit.replyTo().tell(new HubProtocol.Admitted(new ConnectionId(1), ServedApi.ALGEBRA));
            RunningStreams.awaitNoConnections(api);
            assertThat(hosted).hasValue(0);
        }
    }

    /** Nobody counted a socket out whose stopping failed: such a place among all connections was lost for good. */
    @ParameterizedTest
    @EnumSource(PlainSocket.Fault.class)
    void aSocketThatFailsEndsItsOwnConnectionOnly(PlainSocket.Fault fault) {
        CountDownLatch stopped = new CountDownLatch(1);
        AtomicInteger told = new AtomicInteger();
        try (ServedApi api =
                        Handshakes.upgradingTo(ports -> PlainSocket.failing(ports, fault, stopped, told), Map.of());
                RawHttpClient client = new RawHttpClient(api.port())) {
            client.send(Handshakes.REQUEST + "anything").finishSending();
            Handshakes.admit(api);
            RunningStreams.awaitNoConnections(api);
            assertThat(stopped.getCount()).as("still to be stopped").isZero();
            assertThat(told).as("times that the log is told").hasValue(1);
            assertThat(api.call("GET /health").status()).as("to others").isEqualTo(200);
        }
    }

    /** They counted as not taken, and were kept, until the end of the WebSocket. */
    @Test
    void countsPagesAsTakenThatWereReadBeforeTheUpgrade() {
        String page = "GET /api/sessions/" + ServedApi.ALGEBRA.id() + "/messages?user_id=ada&role=student";
        History.Page large = ServedApi.pageOf(700 << 10);
        try (ServedApi api = Handshakes.upgradingTo(PlainSocket::new, Map.of("http.unsent-answers", "1 MiB"));
                RawHttpClient client = new RawHttpClient(api.port())) {
            client.send(ServedApi.head(page) + "\r\n" + Handshakes.REQUEST);
            answerByPage(api, large);
            assertThat(client.read().status()).isEqualTo(200);
            HubProtocol.Admit admit = api.hub.expectMessageClass(HubProtocol.Admit.class);
            admit.replyTo().tell(new HubProtocol.Admitted(new ConnectionId(1), ServedApi.ALGEBRA));
            assertThat(client.read().status()).isEqualTo(101);
            CompletableFuture<RawHttpClient.Response> other = api.start(page);
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
        try (ServedApi api = Handshakes.upgradingTo(PlainSocket::new, Map.of());
                RawHttpClient client = new RawHttpClient(api.port())) {
            client.send(Handshakes.REQUEST);
            HubProtocol.Admit admit = api.hub.expectMessageClass(HubProtocol.Admit.class);
            api.server.unbind().toCompletableFuture().join();
            admit.replyTo().tell(new HubProtocol.Admitted(new ConnectionId(1), ServedApi.ALGEBRA));
            RawHttpClient.Response response = client.read();
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.reason()).isEqualTo("unavailable");
            assertThat(client.closedByServer()).isTrue();
        }
    }
}
