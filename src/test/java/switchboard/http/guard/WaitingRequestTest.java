package switchboard.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import switchboard.http.ServedApi;
import switchboard.http.policy.CorsPolicy;
import switchboard.http.policy.HttpSettings;
import switchboard.http.policy.ResponseHeaders;
import switchboard.http.request.RequestHead;
import switchboard.http.scheduling.RequestScheduler;
import switchboard.http.scheduling.Sockets;
import switchboard.net.AddressBlock;
import switchboard.net.ClientAddress;
import switchboard.net.sockets.ListeningSocket;
import switchboard.net.sockets.LoopSocket;
import switchboard.net.sockets.SocketLoop;
import switchboard.settings.ConfigLayers;
import switchboard.settings.SettingsReader;
import switchboard.shares.FairBudget;

/** A request on a connection while another one has the only permit. */
class WaitingRequestTest {
    private static final AddressBlock OTHER = new AddressBlock(true, 66);
    private static final ByteString ANSWER = ByteString.fromString("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

    private final ActorTestKit kit = ActorTestKit.create();
    private final TestProbe<Object> probe = kit.createTestProbe();
    private final RequestScheduler scheduler = new RequestScheduler(1, Runnable::run, look -> {}, () -> 0);
    private final RequestScheduler.Permit other = scheduler.permit();
    private final AtomicInteger begun = new AtomicInteger();
    private final Exchange exchange = new Exchange(
            head -> new ClientAddress("192.0.2.1", AddressBlock.UNKNOWN, Optional.empty()),
            new Sockets(1, 1),
            false,
            scheduler.permit(),
            new OpenRequests(),
            new Exchange.Budgets(new FairBudget(100_000), new FairBudget(100_000)));
    private final SocketLoop loop = new SocketLoop("waiting-request-test", System::nanoTime);
    private final ListeningSocket listening;
    private final Socket client;

    WaitingRequestTest() throws IOException {
        SettingsReader reader = new SettingsReader(
                ConfigLayers.load(null, Map.of(), new Properties()).effective());
        HttpSettings settings = HttpSettings.from(reader);
        listening = ListeningSocket.open(
                new InetSocketAddress("127.0.0.1", 0),
                List.of(loop),
                new ListeningSocket.Limits(1, 1, 8_192),
                new Accepting(settings),
                System::nanoTime);
        client = new Socket("127.0.0.1", listening.address().getPort());
        assertThat(other.acquire(OTHER, () -> {})).isTrue();
    }

    private final class Accepting implements ListeningSocket.Listener {
        private final HttpSettings settings;

        private Accepting(HttpSettings settings) {
            this.settings = settings;
        }

        @Override
        public void accepted(LoopSocket socket) {
            ConnectionGuard guard = new ConnectionGuard(
                    socket,
                    settings,
                    new ResponseHeaders(CorsPolicy.of(settings)),
                    new Answering(),
                    Materializer.matFromSystem(kit.system()),
                    exchange,
                    () -> 0);
            socket.start(guard);
            guard.begin();
        }

        @Override
        public void notAccepted(IOException cause) {
            throw new AssertionError(cause);
        }
    }

    private final class Answering implements RequestHandler {
        @Override
        public Flow<ByteString, ByteString, NotUsed> http(Exchange served, @Nullable HttpResponse first) {
            begun.incrementAndGet();
            return Flow.of(ByteString.class).map(request -> ANSWER);
        }

        @Override
        public CompletionStage<HttpResponse> handshake(Exchange served, RequestHead head) {
            throw new AssertionError("nobody asks for a WebSocket");
        }
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        loop.close();
        kit.shutdownTestKit();
    }

    /** 800 sockets that asked as fast as they were answered kept a health check waiting for ten seconds. */
    @Test
    void costsNoMoreThanItsHead_I5() throws IOException {
        asked("GET /api/sessions");
        assertThat(begun).hasValue(0);
        other.release();
        assertThat(answer()).isEqualTo(ANSWER);
    }

    @Test
    void doesNotWaitWhereItAsksForTheHealth_I5() throws IOException {
        send("GET /health/live");
        assertThat(answer()).isEqualTo(ANSWER);
    }

    @Test
    void isAnsweredThoughItsClientHasEndedItsSide() throws IOException {
        asked("GET /api/sessions");
        client.shutdownOutput();
        other.release();
        assertThat(answer()).isEqualTo(ANSWER);
    }

    @Test
    void leavesTheQueueWithItsConnection() throws IOException {
        asked("GET /api/sessions");
        client.setSoLinger(true, 0);
        client.close();
        probe.awaitAssert(() -> {
            assertThat(exchange.isClosed()).isTrue();
            return true;
        });
        other.release();
        assertThat(scheduler.permit().acquire(OTHER, () -> {})).isTrue();
        assertThat(begun).hasValue(0);
    }

    @Test
    void givesItsPermitBackWithTheAnswer() throws IOException {
        asked("GET /api/sessions");
        other.release();
        assertThat(answer()).isEqualTo(ANSWER);
        assertThat(scheduler.permit().acquire(OTHER, () -> {})).isTrue();
    }

    private void asked(String methodAndPath) throws IOException {
        send(methodAndPath);
        probe.awaitAssert(() -> {
            assertThat(exchange.heads().peek()).isNotNull();
            return true;
        });
    }

    private void send(String methodAndPath) throws IOException {
        client.getOutputStream().write((ServedApi.head(methodAndPath) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private ByteString answer() throws IOException {
        return ByteString.fromArray(client.getInputStream().readNBytes(ANSWER.size()));
    }
}
