package switchboard.http.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;

class RequestSchedulerTest {
    private static final AddressBlock SCHOOL = new AddressBlock(true, 1);
    private static final AddressBlock CROWD = new AddressBlock(true, 66);

    private final List<String> admitted = new ArrayList<>();
    private final List<RequestScheduler.Permit> permits = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private long now;
    private final RequestScheduler scheduler = new RequestScheduler(2, Runnable::run, later::add, () -> now);

    private RequestScheduler.Permit arrives(AddressBlock client, String name) {
        RequestScheduler.Permit permit = scheduler.permit();
        permits.add(permit);
        acquire(permit, client, name);
        return permit;
    }

    private void acquire(RequestScheduler.Permit permit, AddressBlock client, String name) {
        if (permit.acquire(client, () -> admitted.add(name))) {
            admitted.add(name);
        }
    }

    @Test
    void admitsThoseThatQueueByAddressRoundRobin() {
        for (int i = 1; i <= 5; i++) {
            arrives(CROWD, "crowd" + i);
        }
        arrives(SCHOOL, "school");
        assertThat(admitted).containsExactly("crowd1", "crowd2");

        permits.get(0).release();
        permits.get(1).release();
        assertThat(admitted).containsExactly("crowd1", "crowd2", "crowd3", "school");
    }

    @Test
    void aRequestThatIsAdmittedForLongHoldsNobodyUp() {
        for (int i = 1; i <= 3; i++) {
            arrives(CROWD, "crowd" + i);
        }
        now += RequestScheduler.COUNTS_FOR.toNanos();
        assertThat(later).hasSize(1);
        later.remove(0).run();

        assertThat(admitted).containsExactly("crowd1", "crowd2", "crowd3");
        permits.get(0).release();
        arrives(SCHOOL, "school");
        assertThat(admitted).endsWith("school");
    }

    @Test
    void aRequestThatIsAdmittedNeedsNoSecondPermit() {
        RequestScheduler.Permit first = arrives(CROWD, "first");
        acquire(first, CROWD, "again");
        arrives(SCHOOL, "school");
        assertThat(admitted).containsExactly("first", "again", "school");

        first.release();
        arrives(CROWD, "last");
        acquire(first, CROWD, "second request");
        assertThat(admitted).containsExactly("first", "again", "school", "last");
        permits.get(1).release();
        assertThat(admitted).endsWith("second request");
    }

    @Test
    void aRequestThatLeftTheQueueIsNotAdmitted() {
        arrives(CROWD, "one");
        arrives(CROWD, "two");
        RequestScheduler.Permit gone = arrives(CROWD, "gone");
        arrives(SCHOOL, "school");
        gone.release();
        permits.get(0).release();
        permits.get(1).release();
        assertThat(admitted).containsExactly("one", "two", "school");
    }
}
