package switchboard.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import switchboard.net.ClientAddress;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;

class ActiveSessionQuotaTest {
    private static final String GREEDY = "192.0.2.66";
    private static final String SCHOOL = "192.0.2.1";
    private static final int MAX = 30;

    private final ActiveSessionQuota active = new ActiveSessionQuota(MAX);
    private final List<HubProtocol.Create> reserved = new ArrayList<>();

    /** Somebody who created slowly took all that the limit allows, and no teacher could create a session. */
    @Test
    void whoCreatesWithoutAnEndLeavesSomeForOthers_I5() {
        assertThat(reserveAll(GREEDY)).isEqualTo(MAX);
        assertThat(reserveAll(SCHOOL)).isEqualTo(8);
        assertThat(reserveAll("192.0.2.2")).isEqualTo(2);
        assertThat(reserveAll(GREEDY)).isZero();
    }

    @Test
    void oneAloneMayHaveAsManyAsAreAllowed() {
        for (int number = 1; number <= MAX; number++) {
            begin(SCHOOL, number);
        }
        assertThat(active.count()).isEqualTo(MAX);
        assertThat(active.reserve(create(SCHOOL))).isFalse();
        active.ended(7);
        assertThat(active.reserve(create(SCHOOL))).isTrue();
    }

    @Test
    void thoseFromBeforeTheStartAreNobodys_I5() {
        active.areActive(LongStream.rangeClosed(1, MAX).boxed().toList());
        assertThat(active.count()).isEqualTo(MAX);
        assertThat(reserveAll(GREEDY)).isEqualTo(8);
        assertThat(active.reserve(create(SCHOOL))).isTrue();
        LongStream.rangeClosed(1, MAX).forEach(active::ended);
        assertThat(reserveAll(SCHOOL)).isEqualTo(23);
    }

    @Test
    void whatCameToNothingIsUncountedOnce() {
        reserveAll(GREEDY);
        HubProtocol.Create failed = reserved.get(0);
        active.abandon(failed);
        active.abandon(failed);
        assertThat(reserveAll(GREEDY)).isEqualTo(1);
    }

    /** Its answer comes to the successor of the hub that asked. */
    @Test
    void whatAnEarlierHubAskedForCountsOnceAndIsNobodys() {
        HubProtocol.Create early = create(SCHOOL);
        active.begun(early, 5);
        active.areActive(List.of(5L));
        active.begun(early, 5);
        assertThat(active.count()).isEqualTo(1);
        active.ended(5);
        active.ended(5);
        assertThat(active.count()).isZero();
        assertThat(reserveAll(SCHOOL)).isEqualTo(MAX);
    }

    private void begin(String from, long number) {
        HubProtocol.Create create = create(from);
        assertThat(active.reserve(create)).isTrue();
        active.begun(create, number);
    }

    private int reserveAll(String from) {
        int before = reserved.size();
        for (HubProtocol.Create create = create(from); active.reserve(create); create = create(from)) {
            reserved.add(create);
        }
        return reserved.size() - before;
    }

    private static HubProtocol.Create create(String from) {
        return new HubProtocol.Create(
                new SessionName("geometry"),
                new UserId("teacher"),
                List.of(new UserId("ann")),
                Map.of(),
                client(from),
                TestInbox.<HubProtocol.CreateReply>create().getRef());
    }

    private static ClientAddress client(String address) {
        try {
            return ClientAddress.of(InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
