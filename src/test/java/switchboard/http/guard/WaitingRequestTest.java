package switchboard.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
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
    private final SourceQueueWithComplete<ByteString> client;
    private final SinkQueueWithCancel<ByteString> answers;

    WaitingRequestTest() {
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
                () -> 0);
        Pair<SourceQueueWithComplete<ByteString>, SinkQueueWithCancel<ByteString>> socket = Source.<ByteString>queue(
                        4, OverflowStrategy.fail())
                .via(guard)
                .toMat(Sink.queue(), Keep.both())
                .run(kit.system());
        client = socket.first();
        answers = socket.second();
        assertThat(other.acquire(OTHER, () -> {})).isTrue();
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    /** 800 sockets that asked as fast as they were answered kept a health check waiting for ten seconds. */
    @Test
    void costsNoMoreThanItsHead_I5() {
        CompletionStage<Optional<ByteString>> answer = asked("GET /api/sessions");
        assertThat(begun).hasValue(0);
        other.release();
        assertThat(answer.toCompletableFuture().join()).contains(ANSWER);
    }

    @Test
    void doesNotWaitWhereItAsksForTheHealth_I5() {
        CompletionStage<Optional<ByteString>> answer = answers.pull();
        client.offer(ByteString.fromString(ServedApi.head("GET /health/live") + "\r\n"));
        assertThat(answer.toCompletableFuture().join()).contains(ANSWER);
    }

    @Test
    void isAnsweredThoughItsClientHasEndedItsSide() {
        CompletionStage<Optional<ByteString>> answer = asked("GET /api/sessions");
        client.complete();
        other.release();
        assertThat(answer.toCompletableFuture().join()).contains(ANSWER);
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
    void givesItsPermitBackWithTheAnswer() {
        CompletionStage<Optional<ByteString>> answer = asked("GET /api/sessions");
        other.release();
        assertThat(answer.toCompletableFuture().join()).contains(ANSWER);
        assertThat(scheduler.permit().acquire(OTHER, () -> {})).isTrue();
    }

    private CompletionStage<Optional<ByteString>> asked(String methodAndPath) {
        CompletionStage<Optional<ByteString>> answer = answers.pull();
        client.offer(ByteString.fromString(ServedApi.head(methodAndPath) + "\r\n"));
        probe.awaitAssert(() -> {
            assertThat(exchange.heads().peek()).isNotNull();
            return true;
        });
        return answer;
    }
}
