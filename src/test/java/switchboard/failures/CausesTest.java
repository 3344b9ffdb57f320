package switchboard.failures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CausesTest {
    private static final Exception BUG = new IllegalStateException("a bug");

    @Test
    void isTheSameForTheStageThatFailedAndForThoseThatFollowUponIt() {
        AtomicReference<Throwable> first = new AtomicReference<>();
        AtomicReference<Throwable> second = new AtomicReference<>();
        CompletableFuture<Object> failed = CompletableFuture.failedFuture(BUG);
        failed.whenComplete((value, failure) -> first.set(failure));
        failed.thenApply(value -> value).whenComplete((value, failure) -> second.set(failure));

        assertThat(second.get()).isInstanceOf(CompletionException.class);
        assertThat(Causes.of(first.get())).isSameAs(BUG);
        assertThat(Causes.of(second.get())).isSameAs(BUG);
    }

    @Test
    void isAFailureItselfWhereNothingIsWrapped() {
        CompletionException alone = new CompletionException("nothing in it", null);

        assertThat(Causes.of(alone)).isSameAs(alone);
    }
}
