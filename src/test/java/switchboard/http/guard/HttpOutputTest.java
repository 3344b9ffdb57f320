package switchboard.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import switchboard.http.scheduling.RequestScheduler;
import switchboard.http.scheduling.Sockets;
import switchboard.net.AddressBlock;
import switchboard.net.ClientAddress;
import switchboard.net.sockets.Connected;
import switchboard.shares.FairBudget;

/** What is said to a client whose system is full. */
class HttpOutputTest {
    private static final int LARGE = 3 << 20;

    private final Connected connected = new Connected();
    private final Connected.Pair pair = connected.connect();
    private final AtomicInteger allTaken = new AtomicInteger();
    private final AtomicInteger active = new AtomicInteger();
    private final CountDownLatch cut = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final SocketHost host = new SocketHost(pair.ours(), anExchange()) {
        @Override
        void onEnd() {
            ended.countDown();
        }
    };
    private final HttpOutput output = new HttpOutput(
            pair.ours().writer(), host, allTaken::incrementAndGet, active::incrementAndGet, cut::countDown);

    HttpOutputTest() throws Exception {
        connected.onLoop(() -> pair.ours().start(host));
    }

    private static Exchange anExchange() {
        return new Exchange(
                head -> new ClientAddress("192.0.2.1", AddressBlock.UNKNOWN, Optional.empty()),
                new Sockets(1, 1),
                false,
                new RequestScheduler(1, Runnable::run, look -> {}, () -> 0).permit(),
                new OpenRequests(),
                new Exchange.Budgets(new FairBudget(1), new FairBudget(1)));
    }

    @AfterEach
    void stop() throws IOException {
        pair.client().close();
        connected.close();
    }

    private void write(String text) throws Exception {
        connected.onLoop(() -> output.write(ByteString.fromString(text)));
    }

    private String read(int bytes) throws IOException {
        return new String(pair.client().getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
    }

    @Test
    void tellsEachTimeThatAllIsTaken() throws Exception {
        write("first, ");
        write("second");
        assertThat(allTaken).hasValue(2);
        assertThat(output.isEmpty()).isTrue();
        assertThat(read(13)).isEqualTo("first, second");
        assertThat(active).as("what was taken at once").hasValue(0);
    }

    @Test
    void holdsWhatTheClientDoesNotReadAndTellsOnceThatAllIsTaken() throws Exception {
        String large = "x".repeat(LARGE);
        write(large);
        write("behind it, ");
        write("in order");
        connected.onLoop(() -> assertThat(output.isEmpty()).isFalse());
        assertThat(allTaken).hasValue(0);

        assertThat(read(LARGE)).isEqualTo(large);
        assertThat(read(19)).isEqualTo("behind it, in order");
        connected.awaitRound();
        connected.onLoop(() -> assertThat(output.isEmpty()).isTrue());
        assertThat(allTaken).hasValue(1);
        assertThat(active.get())
                .as("for the clock of a client that takes nothing")
                .isPositive();
    }

    @Test
    void tellsOfAClientThatResetsInstead() throws Exception {
        write("x".repeat(LARGE));
        pair.resetByClient();
        assertThat(cut.await(10, TimeUnit.SECONDS)).isTrue();
        connected.onLoop(() -> assertThat(output.isEmpty()).isFalse());
        assertThat(allTaken).hasValue(0);
    }

    @Test
    void tellsNobodyWhoseConnectionHasEnded() throws Exception {
        write("x".repeat(LARGE));
        connected.onLoop(host::end);
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        while (pair.client().getInputStream().read(new byte[1 << 16]) >= 0) {
            // What the kernel had is delivered.
        }
        assertThat(allTaken).hasValue(0);
    }
}
