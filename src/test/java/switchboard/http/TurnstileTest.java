package switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;

class TurnstileTest {
    private static final AddressBlock SCHOOL = new AddressBlock(true, 1);
    private static final AddressBlock STRANGER = new AddressBlock(true, 66);

    private final List<String> in = new ArrayList<>();
    private final List<CompletableFuture<HttpResponse>> answers = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private long now;
    private final Turnstile turnstile = new Turnstile(2, Runnable::run, later::add, () -> now);

    private void arrives(AddressBlock client, String name) {
        turnstile.pass(client, pass -> {
            in.add(name);
            CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
            answers.add(answer);
            return answer;
        });
    }

    @Test
    void thoseThatMustWaitComeInByAddressInTurn() {
        for (int i = 1; i <= 5; i++) {
            arrives(STRANGER, "stranger" + i);
        }
        arrives(SCHOOL, "school");
        assertThat(in).containsExactly("stranger1", "stranger2");

        answers.get(0).complete(HttpResponse.create());
        answers.get(1).completeExceptionally(new IllegalStateException());
        assertThat(in).containsExactly("stranger1", "stranger2", "stranger3", "school");
    }

    @Test
    void whoIsInForLongHoldsNobodyUp() {
        for (int i = 1; i <= 3; i++) {
            arrives(STRANGER, "stranger" + i);
        }
        now += Turnstile.COUNTS_FOR.toNanos();
        assertThat(later).hasSize(1);
        later.remove(0).run();

        assertThat(in).containsExactly("stranger1", "stranger2", "stranger3");
        answers.get(0).complete(HttpResponse.create());
        arrives(SCHOOL, "school");
        assertThat(in).endsWith("school");
    }

    @Test
    void whoWaitsItselfLetsOthersIn() {
        List<Turnstile.Pass> passes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            turnstile.pass(STRANGER, pass -> {
                passes.add(pass);
                return new CompletableFuture<>();
            });
        }
        arrives(SCHOOL, "school");
        assertThat(in).isEmpty();

        passes.get(0).leave();
        assertThat(in).containsExactly("school");
    }
}
