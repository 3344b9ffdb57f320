package switchboard.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

class LargeRequestsTest {
    private static final int WAITING = 2;

    private final LargeRequests bodies = new LargeRequests(WAITING);

    @Test
    void thoseThatAreLargerThanAnyMessageAreReadByThreadsOfTheirOwn() {
        assertThat(LargeRequests.isLarge(ByteString.fromArray(new byte[64 << 10])))
                .isFalse();
        assertThat(LargeRequests.isLarge(ByteString.fromArray(new byte[(64 << 10) + 1])))
                .isTrue();
        AtomicReference<Thread> large = new AtomicReference<>();
        assertThat(statusOf(bodies.answer(() -> answered(large)))).isEqualTo(200);
        assertThat(large.get()).isNotEqualTo(Thread.currentThread());
    }

    @Test
    void tooManyAreRefused_I5() {
        CountDownLatch reading = new CountDownLatch(1);
        List<CompletionStage<HttpResponse>> all = new ArrayList<>();
        CompletionStage<HttpResponse> last = null;
        int most = Runtime.getRuntime().availableProcessors() + WAITING;
        for (int i = 0; i <= most; i++) {
            last = bodies.answer(() -> {
                await(reading);
                return answered(new AtomicReference<>());
            });
            all.add(last);
        }
        assertThat(statusOf(last)).isEqualTo(503);
        reading.countDown();
        assertThat(all.stream().map(LargeRequestsTest::statusOf)).contains(200, 503);
    }

    private static CompletionStage<HttpResponse> answered(AtomicReference<Thread> by) {
        by.set(Thread.currentThread());
        return CompletableFuture.completedStage(Responses.empty(200));
    }

    private static int statusOf(CompletionStage<HttpResponse> answer) {
        return answer.toCompletableFuture().join().status().intValue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
