package switchboard.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import switchboard.http.ServedApi;
import switchboard.http.policy.CorsPolicy;
import switchboard.http.policy.HttpSettings;
import switchboard.http.policy.ResponseHeaders;
import switchboard.http.scheduling.RequestScheduler;
import switchboard.http.scheduling.Sockets;
import switchboard.net.AddressBlock;
import switchboard.net.ClientAddress;
import switchboard.net.channels.ChannelWriter;
import switchboard.net.channels.FullChannels;
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
    private final FullChannels fullChannels = new FullChannels();
    private final SocketChannel toClient;
    private final SocketChannel answers;
    private final SourceQueueWithComplete<ByteString> client;

    WaitingRequestTest() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            answers = SocketChannel.open(server.getLocalAddress());
            toClient = server.accept();
        }
        toClient.configureBlocking(false);
        SettingsReader reader = new SettingsReader(
                ConfigLayers.load(null, Map.of(), new Properties()).effective());
        HttpSettings settings = HttpSettings.from(reader);
        GuardStage guard = new GuardStage(
                settings,
                new ResponseHeaders(CorsPolicy.of(settings)),
                served -> {
                    begun.incrementAndGet();
                    return Flow.of(ByteString.class).map(request -> ANSWER);
                },
                exchange,
                new ChannelWriter(toClient, fullChannels),
                () -> 0);
        client = Source.<ByteString>queue(4, OverflowStrategy.fail())
                .via(guard)
                .to(Sink.ignore())
                .run(kit.system());
        assertThat(other.acquire(OTHER, () -> {})).isTrue();
    }

    @AfterEach
    void stop() throws IOException {
        kit.shutdownTestKit();
        fullChannels.close();
        toClient.close();
        answers.close();
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
        client.offer(ByteString.fromString(ServedApi.head("GET /health/live") + "\r\n"));
        assertThat(answer()).isEqualTo(ANSWER);
    }

    @Test
    void isAnsweredThoughItsClientHasEndedItsSide() throws IOException {
        asked("GET /api/sessions");
        client.complete();
        other.release();
        assertThat(answer()).isEqualTo(ANSWER);
    }

    @Test
    void leavesTheQueueWithItsConnection() {
        asked("GET /api/sessions");
        client.fail(new IllegalStateException("reset"));
        exchange.closed().toCompletableFuture().join();
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

    private void asked(String methodAndPath) {
        client.offer(ByteString.fromString(ServedApi.head(methodAndPath) + "\r\n"));
        probe.awaitAssert(() -> {
            assertThat(exchange.heads().peek()).isNotNull();
            return true;
        });
    }

    private ByteString answer() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(ANSWER.size());
        while (bytes.hasRemaining() && answers.read(bytes) >= 0) {
            // Goes on until it is whole.
        }
        return ByteString.fromArray(bytes.array(), 0, bytes.position());
    }
}
