package switchboard.shares;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.net.AddressBlock;

class HoldingsTest {
    private static final AddressBlock SCHOOL = new AddressBlock(true, 1);
    private static final AddressBlock ELSEWHERE = new AddressBlock(true, 66);

    private final Holdings<Integer> holdings = new Holdings<>();

    @Test
    void whoHoldsMostGivesWayWithTheNewestOrTheOldest() {
        holdings.add(SCHOOL, 1);
        holdings.add(ELSEWHERE, 2);
        holdings.add(ELSEWHERE, 3);

        assertThat(holdings.newestOfMost()).isEqualTo(3);
        assertThat(holdings.oldestOfMost()).isEqualTo(2);
        assertThat(holdings.of(SCHOOL)).isEqualTo(1);
        assertThat(holdings.most()).isEqualTo(2);
    }

    @Test
    void whatIsRemovedTwiceCountsOnce() {
        Holdings.Holding<Integer> one = holdings.add(SCHOOL, 1);
        holdings.add(SCHOOL, 2);

        assertThat(holdings.remove(one)).isTrue();
        assertThat(holdings.remove(one)).isFalse();
        assertThat(holdings.of(SCHOOL)).isEqualTo(1);
        assertThat(holdings.oldestOfMost()).isEqualTo(2);
    }

    /** Against lists that are looked through whole. */
    @Test
    void countsAsSlowListsDo() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        Map<AddressBlock, List<Integer>> lists = new HashMap<>();
        Map<Integer, Holdings.Holding<Integer>> held = new HashMap<>();
        Map<Integer, AddressBlock> holders = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            if (held.isEmpty() || random.nextInt(5) < 3) {
                AddressBlock address = new AddressBlock(true, random.nextInt(8));
                held.put(i, holdings.add(address, i));
                holders.put(i, address);
                lists.computeIfAbsent(address, first -> new ArrayList<>()).add(i);
            } else {
                Integer gone = new ArrayList<>(held.keySet()).get(random.nextInt(held.size()));
                holdings.remove(held.remove(gone));
                lists.get(holders.get(gone)).remove(gone);
            }
            int most = lists.values().stream().mapToInt(List::size).max().orElse(0);
            assertThat(holdings.size()).as("seed %d", seed).isEqualTo(held.size());
            assertThat(holdings.most()).as("seed %d", seed).isEqualTo(most);
            lists.forEach((address, list) -> assertThat(holdings.of(address)).isEqualTo(list.size()));
            if (most > 0) {
                Integer newest = holdings.newestOfMost();
                List<Integer> list = lists.get(holders.get(newest));
                assertThat(list).as("seed %d", seed).hasSize(most).endsWith(newest);
                assertThat(list.stream().min(Comparator.naturalOrder())).contains(holdings.oldestOfMost());
            }
        }
    }

    @Test
    void whoIsAloneGetsTheLimitAndOthersSomethingBesides() {
        FairLimit limit = new FairLimit(9);

        assertThat(IntStream.range(0, 20).filter(i -> limit.take(ELSEWHERE)).count())
                .isEqualTo(9);
        assertThat(limit.take(SCHOOL)).isTrue();
        assertThat(limit.take(ELSEWHERE)).isFalse();

        limit.giveBack(ELSEWHERE);
        limit.giveBack(ELSEWHERE);
        assertThat(limit.take(SCHOOL)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "17", "1000"})
    void thereIsSomethingForOneMoreWhateverTheLimit(int most) {
        FairLimit limit = new FairLimit(most);

        assertThat(IntStream.range(0, 2 * most + 2)
                        .filter(i -> limit.take(ELSEWHERE))
                        .count())
                .isEqualTo(most);
        assertThat(limit.take(SCHOOL)).isTrue();
    }
}
