package switchboard.http.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;

class RequestSchedulerTest {
    private static final AddressBlock SCHOOL = new AddressBlock(true, 1);
    private static final AddressBlock STRANGER = new AddressBlock(true, 66);

    private final List<String> in = new ArrayList<>();
    private final List<RequestScheduler.Pass> passes = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private long now;
    private final RequestScheduler scheduler = new RequestScheduler(2, Runnable::run, later::add, () -> now);

    private RequestScheduler.Pass arrives(AddressBlock client, String name) {
        RequestScheduler.Pass pass = scheduler.pass();
        passes.add(pass);
        enter(pass, client, name);
        return pass;
    }

    private void enter(RequestScheduler.Pass pass, AddressBlock client, String name) {
        if (pass.enter(client, () -> in.add(name))) {
            in.add(name);
        }
    }

    @Test
    void thoseThatMustWaitComeInByAddressInTurn() {
        for (int i = 1; i <= 5; i++) {
            arrives(STRANGER, "stranger" + i);
        }
        arrives(SCHOOL, "school");
        assertThat(in).containsExactly("stranger1", "stranger2");

        passes.get(0).leave();
        passes.get(1).leave();
        assertThat(in).containsExactly("stranger1", "stranger2", "stranger3", "school");
    }

    @Test
    void whoIsInForLongHoldsNobodyUp() {
        for (int i = 1; i <= 3; i++) {
            arrives(STRANGER, "stranger" + i);
        }
        now += RequestScheduler.COUNTS_FOR.toNanos();
        assertThat(later).hasSize(1);
        later.remove(0).run();

        assertThat(in).containsExactly("stranger1", "stranger2", "stranger3");
        passes.get(0).leave();
        arrives(SCHOOL, "school");
        assertThat(in).endsWith("school");
    }

    @Test
    void whoIsInAsksForNoSecondTurn() {
        RequestScheduler.Pass first = arrives(STRANGER, "first");
        enter(first, STRANGER, "again");
        arrives(SCHOOL, "school");
        assertThat(in).containsExactly("first", "again", "school");

        first.leave();
        arrives(STRANGER, "last");
        enter(first, STRANGER, "second request");
        assertThat(in).containsExactly("first", "again", "school", "last");
        passes.get(1).leave();
        assertThat(in).endsWith("second request");
    }

    @Test
    void whoHasLeftWhileItWaitedIsNotLetIn() {
        arrives(STRANGER, "one");
        arrives(STRANGER, "two");
        RequestScheduler.Pass gone = arrives(STRANGER, "gone");
        arrives(SCHOOL, "school");
        gone.leave();
        passes.get(0).leave();
        passes.get(1).leave();
        assertThat(in).containsExactly("one", "two", "school");
    }
}
