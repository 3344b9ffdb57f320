package switchboard.net.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopTimersTest {
    /** Shortly before the ticker overflows, as it may. */
    private static final long NOW = Long.MAX_VALUE - 10;

    private final LoopTimers timers = new LoopTimers();
    private final List<String> ran = new ArrayList<>();

    private LoopTimers.Timer add(long dueIn, String name) {
        return timers.add(NOW + dueIn, () -> ran.add(name));
    }

    private void run(long at) {
        timers.run(NOW + at, Runnable::run);
    }

    @Test
    void runsWhatIsDueInTheOrderOfItsTime() {
        add(30, "third");
        add(10, "first");
        add(40, "later");
        add(20, "second");
        run(9);
        assertThat(ran).isEmpty();
        run(30);
        assertThat(ran).containsExactly("first", "second", "third");
        run(30);
        assertThat(ran).as("each once").hasSize(3);
    }

    @Test
    void tellsHowLongToWaitForTheNext() {
        assertThat(timers.untilNext(NOW)).isEqualTo(Long.MAX_VALUE);
        add(25, "far");
        add(5, "near");
        assertThat(timers.untilNext(NOW)).isEqualTo(5);
        run(15);
        assertThat(timers.untilNext(NOW + 15)).isEqualTo(10);
        assertThat(timers.untilNext(NOW + 27)).isEqualTo(-2);
    }

    @Test
    void aCancelledOneDoesNothing() {
        add(1, "kept");
        LoopTimers.Timer cancelled = add(1, "cancelled");
        cancelled.cancel();
        run(1);
        assertThat(ran).containsExactly("kept");
        cancelled.cancel();
    }

    @Test
    void anActionMayAddAndCancelOthers() {
        LoopTimers.Timer victim = add(2, "cancelled by the first");
        timers.add(NOW + 1, () -> {
            victim.cancel();
            add(3, "added and due");
            add(4, "added for later");
        });
        run(3);
        assertThat(ran).containsExactly("added and due");
        run(4);
        assertThat(ran).containsExactly("added and due", "added for later");
    }
}
