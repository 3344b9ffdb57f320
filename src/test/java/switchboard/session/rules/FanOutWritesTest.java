package switchboard.session.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FanOutWritesTest {
    private final Queue<Runnable> others = new ArrayDeque<>();
    private final FanOutWrites writes = new FanOutWrites(3, others::add);
    private final List<Integer> written = new ArrayList<>();

    private void fanOutTo(int sockets) {
        IntStream.range(0, sockets).forEach(socket -> writes.execute(() -> written.add(socket)));
        writes.handOver();
    }

    private static List<Integer> upTo(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    @Test
    void writesTheFirstOnesAtOnceAndLeavesTheRestToOthersInPieces() {
        fanOutTo(11);
        assertThat(written).isEqualTo(upTo(3));
        assertThat(others).hasSize(3);
        for (int all : new int[] {6, 9, 11}) {
            others.remove().run();
            assertThat(written).isEqualTo(upTo(all));
        }
    }

    @Test
    void leavesNothingToOthersWhereAFewGetSomething() {
        fanOutTo(3);
        fanOutTo(2);
        assertThat(written).containsExactly(0, 1, 2, 0, 1);
        assertThat(others).isEmpty();
    }

    @Test
    void eachFanOutHasItsOwn() {
        fanOutTo(5);
        written.clear();
        fanOutTo(4);
        assertThat(written).as("of the second one").isEqualTo(upTo(3));
        assertThat(others).hasSize(2);
        others.forEach(Runnable::run);
        assertThat(written).as("of both").containsExactly(0, 1, 2, 3, 4, 3);
    }

    @Test
    void handsNothingOverBeforeTheFanOutIsOver() {
        IntStream.range(0, 10).forEach(socket -> writes.execute(() -> written.add(socket)));
        assertThat(others).isEmpty();
        assertThat(written).hasSize(3);
    }
}
