package switchboard.shares;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;
import switchboard.testing.SeededTest;

class FairBudgetTest {
    private static final String ATTACKER = "attacker";
    private static final String SCHOOL = "school";

    private final FairBudget budget = new FairBudget(100);
    private final List<String> left = new ArrayList<>();

    @Test
    void refusesTheOneWhoHoldsMostAndAsksForMore() {
        assertThat(share(ATTACKER, "a").hold(60)).isTrue();
        FairBudget.Share more = share(ATTACKER, "b");
        assertThat(more.hold(60)).isFalse();
        assertThat(more.hold(40)).isTrue();
        assertThat(budget.held()).isEqualTo(100);
        assertThat(left).isEmpty();
    }

    @Test
    void whoHoldsLittleGetsInAndTheLargestOfWhoHoldsMostGivesWay_I5() {
        share(ATTACKER, "small").hold(20);
        FairBudget.Share large = share(ATTACKER, "large");
        large.hold(50);
        share(ATTACKER, "middle").hold(30);
        assertThat(share(SCHOOL, "first").hold(10)).isTrue();
        assertThat(left).containsExactly("large");
        assertThat(budget.held()).isEqualTo(60);
        assertThat(large.hold(1)).isFalse();
    }

    @Test
    void amongThoseOfOneOwnerTheLargestGivesWayToo() {
        share(SCHOOL, "stalled").hold(90);
        assertThat(share(SCHOOL, "small").hold(11)).isTrue();
        assertThat(left).containsExactly("stalled");
    }

    @Test
    void thoseOfTheSameSizeStayWhereOneMoreAsks() {
        for (int i = 0; i < 10; i++) {
            assertThat(share(ATTACKER, "a" + i).hold(10)).isTrue();
        }
        assertThat(share(ATTACKER, "a10").hold(10)).isFalse();
        assertThat(left).isEmpty();
        assertThat(share(SCHOOL, "first").hold(10)).isTrue();
        assertThat(left).containsExactly("a0");
    }

    @Test
    void whatIsGivenBackIsThereForOthers() {
        FairBudget.Share share = share(ATTACKER, "a");
        share.hold(100);
        share.hold(40);
        assertThat(budget.held()).isEqualTo(40);
        share.giveBack();
        assertThat(budget.held()).isZero();
        assertThat(share(ATTACKER, "b").hold(100)).isTrue();
        assertThat(left).isEmpty();
    }

    @Test
    void nobodyGivesWayToWhatIsMoreThanAll() {
        share(ATTACKER, "a").hold(100);
        assertThat(share(SCHOOL, "b").hold(101)).isFalse();
        assertThat(left).isEmpty();
    }

    /** Whatever happens: never more than the limit, and never "full" for who would hold no more than an equal part. */
    @SeededTest
    void isNeverOverdrawnAndNeverRefusesAnEqualPart_I5(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int limit = 1 + random.nextInt(1_000);
        FairBudget fair = new FairBudget(limit);
        List<Held> all = new ArrayList<>();
        for (int step = 0; step < 300; step++) {
            if (all.isEmpty() || random.nextInt(4) == 0) {
                all.add(new Held(fair, "owner" + random.nextInt(5)));
            }
            Held asking = all.get(random.nextInt(all.size()));
            long wanted = random.nextInt(limit + 10);
            Map<String, Long> before = sums(all);
            long own = before.getOrDefault(asking.owner, 0L) - asking.amount + wanted;
            Set<String> owners = new HashSet<>(before.keySet());
            owners.add(asking.owner);
            boolean equalPart = own * owners.size() <= limit;
            boolean gone = asking.gone;
            boolean granted = asking.hold(wanted);
            if (equalPart && !gone) {
                assertThat(granted).as("seed %d, step %d", seed, step).isTrue();
            }
            assertThat(fair.held()).isLessThanOrEqualTo(limit);
            assertThat(fair.held())
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(all.stream().mapToLong(held -> held.amount).sum());
        }
    }

    private static Map<String, Long> sums(List<Held> all) {
        Map<String, Long> sums = new HashMap<>();
        all.stream().filter(held -> held.amount > 0).forEach(held -> sums.merge(held.owner, held.amount, Long::sum));
        return sums;
    }

    /** A share as its holder knows it. */
    private static final class Held {
        private final String owner;
        private final FairBudget.Share share;
        private long amount;
        private boolean gone;

        Held(FairBudget budget, String owner) {
            this.owner = owner;
            share = budget.share(new AddressBlock(true, owner.hashCode()), () -> {
                assertThat(gone).isFalse();
                gone = true;
                amount = 0;
            });
        }

        boolean hold(long wanted) {
            boolean granted = share.hold(wanted);
            if (granted) {
                amount = wanted;
            }
            return granted;
        }
    }

    private FairBudget.Share share(String owner, String name) {
        return budget.share(new AddressBlock(true, owner.hashCode()), () -> left.add(name));
    }

    @Test
    void sharesOfNobodyCountWithNoOther() {
        FairBudget all = new FairBudget(100);
        for (int i = 0; i < 8; i++) {
            String name = "nobody" + i;
            assertThat(all.shareOfNobody(() -> left.add(name)).hold(10)).isTrue();
        }
        assertThat(all.share(new AddressBlock(true, 1), () -> left.add("first")).hold(15))
                .isTrue();
        assertThat(all.shareOfNobody(() -> left.add("last")).hold(10)).isTrue();
        assertThat(left).containsExactly("first");
    }
}
